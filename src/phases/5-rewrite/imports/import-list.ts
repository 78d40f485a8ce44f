import { Field, Kind } from '../../../go/grammar.js';
import { importNameOf } from '../../../go/import-name.js';
import { lineIndex, lineStartsOfFile } from '../../../model/position.js';
import type { Module, Program, SourceFile } from '../../../model/source.js';
import type { NodeId } from '../../../model/syntax-tree.js';

export interface ImportSpec {
  readonly path: string;
  /** name in the file; '.' and '_' as written */
  readonly name: string;
  /** the name as written, '' where the package's own is used */
  readonly written: string;
  readonly start: number;
  readonly end: number;
  /** start of the comment lines above it that belong to it, or `start` */
  readonly docStart: number;
}

/** Specs of a block that no blank line parts: what gofmt sorts. */
export interface ImportSection {
  readonly specs: readonly ImportSpec[];
}

export interface ImportDeclaration {
  readonly start: number;
  readonly end: number;
  readonly docStart: number;
  readonly parenthesised: boolean;
  /** offset behind `(` */
  readonly open: number;
  readonly sections: readonly ImportSection[];
}

/** The import declarations of a file but `import "C"`, whose comment is code. */
export function importDeclarations(file: SourceFile, program: Program, module: Module): ImportDeclaration[] {
  const { tree } = file;
  const out: ImportDeclaration[] = [];
  for (const node of tree.children(0)) {
    if (tree.kind[node] !== Kind.import_declaration) continue;
    const list = tree.childOfKind(node, Kind.import_spec_list);
    const specs = tree
      .children(list < 0 ? node : list)
      .filter((n) => tree.kind[n] === Kind.import_spec)
      .map((n) => specOf(file, n, program, module));
    if (specs.some((s) => s.path === 'C')) continue;
    out.push({
      start: tree.start[node]!,
      end: tree.end[node]!,
      docStart: docStart(file, tree.start[node]!),
      parenthesised: list >= 0,
      open: list >= 0 ? tree.start[list]! + 1 : tree.end[node]!,
      sections: sectionsOf(file, specs),
    });
  }
  return out;
}

export function importSpecs(declarations: readonly ImportDeclaration[]): ImportSpec[] {
  return declarations.flatMap((d) => d.sections.flatMap((s) => s.specs));
}

function specOf(file: SourceFile, node: NodeId, program: Program, module: Module): ImportSpec {
  const { tree } = file;
  const path = tree.textOf(tree.child(node, Field.path)).slice(1, -1);
  const alias = tree.child(node, Field.name);
  const start = tree.start[node]!;
  const written = alias >= 0 ? tree.textOf(alias) : '';
  const name = written === '' ? packageNameOf(path, program, module) : written;
  return { path, name, written, start, end: tree.end[node]!, docStart: docStart(file, start) };
}

/** The name in the package's clause where its source is at hand, else what the path suggests. */
export function packageNameOf(path: string, program: Program, module: Module): string {
  return program.imported(path, module)?.name ?? program.external(path, module)?.name ?? importNameOf(path);
}

/** Start of the comment lines that stand directly above the line of an offset. */
export function docStart(file: SourceFile, offset: number): number {
  const starts = lineStartsOfFile(file);
  let line = lineIndex(starts, offset);
  if (file.text.slice(starts[line], offset).trim() !== '') return offset;
  let found = offset;
  while (line > 0 && isCommentLine(file, starts[line - 1]!, starts[line]!)) found = starts[--line]!;
  return found;
}

function isCommentLine(file: SourceFile, start: number, end: number): boolean {
  const text = file.text.slice(start, end);
  if (text.trim() === '') return false;
  const first = start + text.search(/\S/);
  const { comments } = file.tree;
  for (let i = 0; i < comments.length; i += 2) {
    if (comments[i]! <= first && first < comments[i + 1]!) return comments[i + 1]! >= start + text.trimEnd().length;
  }
  return false;
}

function sectionsOf(file: SourceFile, specs: readonly ImportSpec[]): ImportSection[] {
  const sections: ImportSpec[][] = [];
  let previous: ImportSpec | undefined;
  for (const spec of specs) {
    const parted = previous === undefined || /\n\s*\n/.test(file.text.slice(previous.end, spec.docStart));
    if (parted) sections.push([]);
    sections.at(-1)!.push(spec);
    previous = spec;
  }
  return sections.map((s) => ({ specs: s }));
}

import { isStandardPath } from '../../../go/import-name.js';
import { lineIndex, lineStartsOfFile } from '../../../model/position.js';
import type { SourceFile } from '../../../model/source.js';
import type { SharedEdit } from '../splice.js';
import type { ImportDeclaration, ImportSection, ImportSpec } from './import-list.js';
import type { NewImport } from './import-names.js';

/** What happens to the imports of one file. */
export interface ImportChange {
  readonly added: readonly NewImport[];
  readonly removed: ReadonlySet<ImportSpec>;
  /** maps whose edits took the last use of a removed import away */
  readonly removedFor: readonly string[];
}

/**
 * Edits that bring the imports of a file up to date where goimports would put them: into the block's section of the same kind (standard library or
 * not) in sorted place; one single import becomes a block; several single ones get another; a file without imports gets one behind its package clause.
 */
export function importEdits(
  file: SourceFile,
  declarations: readonly ImportDeclaration[],
  change: ImportChange,
): SharedEdit[] {
  const added = [...change.added].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  const edits = new EditList(file);
  const blocks = declarations.filter((d) => d.parenthesised);
  const single = declarations.filter((d) => !d.parenthesised);
  const touched = new Set<ImportDeclaration | ImportSection>();
  if (blocks.length > 0) addToBlocks(edits, blocks, added, touched);
  else if (single.length === 1) replaceSingle(edits, single[0]!, added, change);
  else if (single.length > 1) for (const imported of added) addSingle(edits, single, imported);
  else if (added.length > 0) addFirst(edits, added);
  for (const declaration of declarations) {
    if (blocks.length === 0 && single.length === 1 && added.length > 0) continue;
    removeFrom(edits, declaration, change, touched);
  }
  return edits.list;
}

class EditList {
  readonly list: SharedEdit[] = [];
  readonly starts: Uint32Array;

  constructor(readonly file: SourceFile) {
    this.starts = lineStartsOfFile(file);
  }

  push(start: number, end: number, parts: SharedEdit['parts'], mapIds: Iterable<string>): void {
    const ids = [...mapIds];
    this.list.push({ file: this.file, start, end, parts, mapId: ids[0] ?? '', mapIds: ids });
  }

  lineStart(offset: number): number {
    return this.starts[lineIndex(this.starts, offset)]!;
  }

  /** start of the next line, or the end of the text */
  nextLine(offset: number): number {
    return this.starts[lineIndex(this.starts, offset) + 1] ?? this.file.text.length;
  }

  /** whether only blanks stand between the start of the line and the offset */
  startsLine(offset: number): boolean {
    return this.file.text.slice(this.lineStart(offset), offset).trim() === '';
  }

  isBlankLine(offset: number): boolean {
    return offset < this.file.text.length && this.file.text.slice(offset, this.nextLine(offset)).trim() === '';
  }
}

/** gofmt sorts by path, then by written name. */
function sortKey(spec: NewImport | ImportSpec): string {
  const written = 'written' in spec ? spec.written : spec.aliased ? spec.name : '';
  return `${spec.path} ${written}`;
}

function specText(imported: NewImport): string {
  return imported.aliased ? `${imported.name} "${imported.path}"` : `"${imported.path}"`;
}

function addToBlocks(
  edits: EditList,
  blocks: readonly ImportDeclaration[],
  added: readonly NewImport[],
  touched: Set<unknown>,
): void {
  const standard = added.filter((i) => isStandardPath(i.path));
  const others = added.filter((i) => !isStandardPath(i.path));
  if (standard.length > 0 && standardSection(blocks) === undefined)
    addSection(edits, blocks[0]!, standard, 'first', touched);
  else for (const imported of standard) addToSection(edits, standardSection(blocks)!, imported, touched);
  if (others.length > 0 && closestSection(blocks, '') === undefined)
    addSection(edits, blocks.at(-1)!, others, 'last', touched);
  else for (const imported of others) addToSection(edits, closestSection(blocks, imported.path)!, imported, touched);
}

function addToSection(edits: EditList, { block, section }: Place, imported: NewImport, touched: Set<unknown>): void {
  touched.add(section).add(block);
  const later = section.specs.find((s) => sortKey(s) > sortKey(imported));
  if (later !== undefined) insertBefore(edits, later, imported);
  else insertAfter(edits, section.specs.at(-1)!, block, imported);
}

function addSection(
  edits: EditList,
  block: ImportDeclaration,
  added: readonly NewImport[],
  where: 'first' | 'last',
  touched: Set<unknown>,
): void {
  const ids = added.flatMap((i) => [...i.mapIds]);
  const lines = added.map((i) => `\t${specText(i)}\n`).join('');
  const first = block.sections[0]?.specs[0];
  const close = block.end - 1;
  touched.add(block);
  if (first === undefined) edits.push(block.open, close, [`\n${lines}`], ids);
  else if (edits.lineStart(first.start) === edits.lineStart(close))
    edits.push(
      close,
      close,
      added.map((i) => `; ${specText(i)}`),
      ids,
    );
  else if (where === 'first') edits.push(edits.nextLine(block.open), edits.nextLine(block.open), [`${lines}\n`], ids);
  else edits.push(edits.lineStart(close), edits.lineStart(close), [`\n${lines}`], ids);
}

function insertBefore(edits: EditList, spec: ImportSpec, imported: NewImport): void {
  const at = edits.lineStart(spec.docStart);
  if (edits.startsLine(spec.docStart)) edits.push(at, at, [`\t${specText(imported)}\n`], imported.mapIds);
  else edits.push(spec.start, spec.start, [`${specText(imported)}; `], imported.mapIds);
}

function insertAfter(edits: EditList, spec: ImportSpec, block: ImportDeclaration, imported: NewImport): void {
  const next = edits.nextLine(spec.end);
  if (next >= block.end) edits.push(block.end - 1, block.end - 1, [`; ${specText(imported)}`], imported.mapIds);
  else edits.push(next, next, [`\t${specText(imported)}\n`], imported.mapIds);
}

interface Place {
  readonly block: ImportDeclaration;
  readonly section: ImportSection;
}

function places(blocks: readonly ImportDeclaration[]): Place[] {
  return blocks.flatMap((block) => block.sections.map((section) => ({ block, section })));
}

function standardSection(blocks: readonly ImportDeclaration[]): Place | undefined {
  return places(blocks).find((p) => p.section.specs.some((s) => isStandardPath(s.path)));
}

/** The section that holds the import whose path shares most leading elements; undefined if all are the standard library's. */
function closestSection(blocks: readonly ImportDeclaration[], path: string): Place | undefined {
  let best: Place | undefined;
  let most = -1;
  for (const place of places(blocks)) {
    for (const spec of place.section.specs) {
      const shared = isStandardPath(spec.path) ? -1 : sharedElements(spec.path, path);
      if (shared > most) [best, most] = [place, shared];
    }
  }
  return best;
}

function sharedElements(a: string, b: string): number {
  const other = b.split('/');
  const differs = a.split('/').findIndex((element, i) => element !== other[i]);
  return differs < 0 ? a.split('/').length : differs;
}

function replaceSingle(
  edits: EditList,
  declaration: ImportDeclaration,
  added: readonly NewImport[],
  change: ImportChange,
): void {
  if (added.length === 0) return;
  const spec = declaration.sections[0]!.specs[0]!;
  const ids = added.flatMap((i) => [...i.mapIds]);
  const removed = change.removed.has(spec);
  const lines = added.map((i) => ({ path: i.path, key: sortKey(i), parts: [specText(i)] as SharedEdit['parts'] }));
  if (removed && lines.length === 1) {
    edits.push(spec.start, spec.end, lines[0]!.parts, [...ids, ...change.removedFor]);
    return;
  }
  const text = edits.file.text;
  const end = spec.start + text.slice(spec.start, edits.nextLine(spec.start)).trimEnd().length;
  if (!removed) lines.push({ path: spec.path, key: sortKey(spec), parts: [{ start: spec.start, end }] });
  const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
  const standard = lines.filter((l) => isStandardPath(l.path)).sort(byKey);
  const others = lines.filter((l) => !isStandardPath(l.path)).sort(byKey);
  const sections = [standard, others].filter((s) => s.length > 0);
  const body = sections.flatMap((section, i) => [
    ...(i > 0 ? ['\n'] : []),
    ...section.flatMap((l) => ['\t', ...l.parts, '\n']),
  ]);
  edits.push(declaration.start, end, ['import (\n', ...body, ')'], ids);
}

function addSingle(edits: EditList, declarations: readonly ImportDeclaration[], imported: NewImport): void {
  const later = declarations.find((d) => {
    const spec = d.sections[0]!.specs[0]!;
    if (isStandardPath(spec.path) !== isStandardPath(imported.path)) return isStandardPath(imported.path);
    return sortKey(spec) > sortKey(imported);
  });
  const at = later === undefined ? edits.nextLine(declarations.at(-1)!.end) : edits.lineStart(later.docStart);
  edits.push(at, at, [`import ${specText(imported)}\n`], imported.mapIds);
}

function addFirst(edits: EditList, added: readonly NewImport[]): void {
  const { text } = edits.file;
  const { at, tail } = behindPackageClause(edits);
  const ids = added.flatMap((i) => [...i.mapIds]);
  const lines = added.map((i) => `\t${specText(i)}\n`).join('');
  const declaration = added.length === 1 ? `import ${specText(added[0]!)}` : `import (\n${lines})`;
  const following = text.slice(at);
  const parted = following === '' || /^\r?\n\r?\n/.test(following) || /^\r?\n$/.test(following);
  edits.push(at, at, [`\n\n${declaration}${parted ? '' : '\n'}${tail}`], ids);
}

/** End of the package clause's line, or of the clause where more code stands on it. */
function behindPackageClause(edits: EditList): { at: number; tail: string } {
  const { tree, text } = edits.file;
  const cImport = tree.children(0).filter((n) => tree.textOf(n).startsWith('import'));
  const clause = cImport.at(-1) ?? tree.children(0)[0]!;
  const end = tree.end[clause]!;
  const lineEnd = end + text.slice(end, edits.nextLine(end)).trimEnd().length;
  const rest = text.slice(end, lineEnd).trim();
  if (rest === '' || rest.startsWith('//') || (rest.startsWith('/*') && rest.endsWith('*/')))
    return { at: lineEnd, tail: '' };
  const semicolon = text.indexOf(';', end);
  return semicolon >= 0 && semicolon < lineEnd ? { at: semicolon + 1, tail: '\n' } : { at: lineEnd, tail: '' };
}

function removeFrom(
  edits: EditList,
  declaration: ImportDeclaration,
  change: ImportChange,
  touched: ReadonlySet<unknown>,
): void {
  const { removed, removedFor } = change;
  const gone = (s: ImportSpec) => removed.has(s);
  const specs = declaration.sections.flatMap((s) => s.specs);
  if (!specs.some(gone)) return;
  if (specs.every(gone) && !touched.has(declaration)) {
    removeLines(edits, declaration.docStart, declaration.end, removedFor, true);
    return;
  }
  for (const section of declaration.sections) {
    const empty = section.specs.every(gone) && !touched.has(section);
    const last = section.specs.at(-1);
    for (const spec of section.specs.filter(gone))
      removeLines(edits, spec.docStart, spec.end, removedFor, empty && spec === last);
  }
}

/** Takes the lines of a range out, and a blank line behind them (else before them) where they stood between blank lines or brackets. */
function removeLines(edits: EditList, from: number, to: number, ids: readonly string[], parted: boolean): void {
  if (!edits.startsLine(from)) {
    const rest = /^\s*;?\s*/.exec(edits.file.text.slice(to))![0];
    edits.push(from, rest.includes(';') ? to + rest.length : to, [], ids);
    return;
  }
  let start = edits.lineStart(from);
  let end = edits.nextLine(to);
  if (parted) {
    if (edits.isBlankLine(end)) end = edits.nextLine(end);
    else if (start > 0 && edits.isBlankLine(edits.lineStart(start - 1))) start = edits.lineStart(start - 1);
  }
  edits.push(start, end, [], ids);
}

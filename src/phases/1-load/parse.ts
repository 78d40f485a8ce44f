import { createRequire } from 'node:module';
import { Language, Parser, type Tree } from 'web-tree-sitter';
import { Field, Kind } from '../../go/grammar.js';
import { SyntaxTree } from '../../model/syntax-tree.js';
import { normaliseConversions } from './normalise.js';

/** A parsed file, and where its first syntax error is (UTF-16 offset), if it has one. */
export interface ParseResult {
  readonly tree: SyntaxTree;
  readonly errorAt: number | undefined;
  /** milliseconds in tree-sitter, and in copying its tree */
  readonly parseTime: number;
  readonly walkTime: number;
}

export interface GoParser {
  parse(text: string): ParseResult;
}

const TRANSPARENT = 254;
const COMMENT = 253;
const SKIPPED = 0;

/**
 * Loads the grammar once; `parse` is synchronous and holds no WASM memory when it returns.
 * The buffers that the tree is copied through are reused from file to file, hence one object and not a function.
 */
export async function createGoParser(): Promise<GoParser> {
  const resolve = createRequire(import.meta.url).resolve;
  await Parser.init({ locateFile: () => resolve('web-tree-sitter/web-tree-sitter.wasm') });
  const language = await Language.load(resolve('tree-sitter-go/tree-sitter-go.wasm'));
  const parser = new Parser();
  parser.setLanguage(language);
  const kinds = kindTable(language);
  const fields = fieldTable(language);
  const buffers = new Buffers();

  return {
    parse(text) {
      const t0 = performance.now();
      // A type declaration at the very end of a file without newline is an error in the grammar: parse with one.
      const tree = parser.parse(text.endsWith('\n') ? text : `${text}\n`);
      if (tree === null) throw new Error('the parser gave no tree');
      const t1 = performance.now();
      const { tree: copied, hasConversions } = copyTree(tree, text, kinds, fields, buffers);
      const errorAt = tree.rootNode.hasError ? firstError(tree) : undefined;
      tree.delete();
      const syntax = hasConversions ? normaliseConversions(copied) : copied;
      return { tree: syntax, errorAt, parseTime: t1 - t0, walkTime: performance.now() - t1 };
    },
  };
}

/** The grammar's symbol ids → our kinds. Anonymous symbols are `SKIPPED`; which of them are operators the field tells. */
function kindTable(language: Language): Uint8Array {
  const table = new Uint8Array(65536);
  const byName = Kind as Record<string, number>;
  for (let id = 0; id < language.nodeTypeCount; id++) {
    const name = language.nodeTypeForId(id);
    if (name === null || !language.nodeTypeIsNamed(id)) continue;
    if (name === 'comment') table[id] = COMMENT;
    else if (name === 'literal_element') table[id] = TRANSPARENT;
    else if (name in byName) table[id] = byName[name]!;
  }
  table[65535] = Kind.ERROR;
  return table;
}

function fieldTable(language: Language): Uint8Array {
  const table = new Uint8Array(256);
  const byName = Field as Record<string, number>;
  for (let id = 1; id <= language.fieldCount; id++) {
    const name = language.fieldNameForId(id);
    if (name !== null && name in byName) table[id] = byName[name]!;
  }
  return table;
}

class Buffers {
  kind = new Uint8Array(1 << 16);
  field = new Uint8Array(1 << 16);
  start = new Uint32Array(1 << 16);
  end = new Uint32Array(1 << 16);
  after = new Uint32Array(1 << 16);
  parent = new Int32Array(1 << 16);

  grow(): void {
    const size = this.kind.length * 2;
    this.kind = copyInto(new Uint8Array(size), this.kind);
    this.field = copyInto(new Uint8Array(size), this.field);
    this.start = copyInto(new Uint32Array(size), this.start);
    this.end = copyInto(new Uint32Array(size), this.end);
    this.after = copyInto(new Uint32Array(size), this.after);
    this.parent = copyInto(new Int32Array(size), this.parent);
  }
}

function copyInto<T extends Uint8Array | Uint32Array | Int32Array>(target: T, source: T): T {
  target.set(source);
  return target;
}

function copyTree(tree: Tree, text: string, kinds: Uint8Array, fields: Uint8Array, b: Buffers) {
  const cursor = tree.walk();
  const comments: number[] = [];
  let n = 0;
  let hasConversions = false;
  /** the nearest emitted ancestor, and per depth what to restore on the way up */
  let parent = -1;
  /** a transparent parent's field, taken by its child */
  let inheritedField = 0;
  const limit = text.length;
  // per open level: index of the emitted node, or -1 for a transparent level
  const open: number[] = [];
  for (;;) {
    const kindId = kinds[cursor.nodeTypeId]!;
    let descend = false;
    if (kindId === COMMENT) {
      comments.push(cursor.startIndex, Math.min(cursor.endIndex, limit));
    } else {
      const fieldId = fields[cursor.currentFieldId]!;
      const operator = kindId === SKIPPED && fieldId === Field.operator;
      if (kindId === TRANSPARENT) {
        inheritedField = fieldId;
        if (cursor.gotoFirstChild()) {
          open.push(-1);
          continue;
        }
      } else if (operator || kindId !== SKIPPED) {
        if (n === b.kind.length) b.grow();
        const kind = operator ? Kind.operator : kindId;
        b.kind[n] = kind;
        b.field[n] = fieldId !== 0 ? fieldId : inheritedField;
        b.start[n] = Math.min(cursor.startIndex, limit);
        b.end[n] = Math.min(cursor.endIndex, limit);
        b.parent[n] = parent;
        inheritedField = 0;
        if (
          kind === Kind.type_conversion_expression ||
          kind === Kind.type_instantiation_expression ||
          fieldId === Field.type_arguments
        )
          hasConversions = true;
        descend = !operator && kind !== Kind.interpreted_string_literal && kind !== Kind.raw_string_literal;
        n++;
        if (descend && cursor.gotoFirstChild()) {
          open.push(n - 1);
          parent = n - 1;
          continue;
        }
        b.after[n - 1] = n;
      }
    }
    while (!cursor.gotoNextSibling()) {
      inheritedField = 0;
      if (!cursor.gotoParent()) {
        cursor.delete();
        return { tree: frozen(b, n, text, comments), hasConversions };
      }
      const closed = open.pop()!;
      if (closed >= 0) {
        b.after[closed] = n;
        parent = b.parent[closed]!;
      }
    }
  }
}

function frozen(b: Buffers, n: number, text: string, comments: number[]): SyntaxTree {
  return new SyntaxTree(
    text,
    b.kind.slice(0, n),
    b.field.slice(0, n),
    b.start.slice(0, n),
    b.end.slice(0, n),
    b.after.slice(0, n),
    b.parent.slice(0, n),
    Uint32Array.from(comments),
  );
}

/** Offset of the first ERROR or missing node in source order. */
function firstError(tree: Tree): number {
  let node = tree.rootNode;
  for (;;) {
    if (node.isError || node.isMissing) return node.startIndex;
    const next = node.children.find((c) => c !== null && (c.hasError || c.isMissing));
    if (next === undefined || next === null) return node.startIndex;
    node = next;
  }
}

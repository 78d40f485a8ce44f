import { Kind } from '../../go/grammar.js';
import type { SourceFile } from '../../model/source.js';
import type { NodeId } from '../../model/syntax-tree.js';
import { lineEndOf } from './line-ends.js';
import type { ResolvedEdit, SharedEdit } from './splice.js';

/** gofmt keeps a function on one line while header and body have at most as many bytes (go/printer, nodes.go: funcBody). */
const MAX_SIZE = 100;

/**
 * Edits that give the statements of a function on one line lines of their own, where what was put into it makes gofmt do so:
 *
 *     func New() *T { return &T{m: guardedMap[K, V]{…}} }   =>   func New() *T {
 *                                                                    return &T{m: guardedMap[K, V]{…}}
 *                                                                }
 */
export function openLongBodies(file: SourceFile, edits: readonly ResolvedEdit[]): SharedEdit[] {
  const { tree } = file;
  const out: SharedEdit[] = [];
  const opened = new Set<NodeId>();
  for (let block = 0; block < tree.count; block++) {
    if (tree.kind[block] !== Kind.block || !isFunction(tree.kind[tree.parent[block]!]!)) continue;
    const start = tree.start[block]!;
    const end = tree.end[block]!;
    const inside = edits.filter((e) => e.start > start && e.end < end);
    if (inside.length === 0 || file.text.slice(start, end).includes('\n')) continue;
    if (tree.comments.some((c) => c > start && c < end)) continue;
    const list = tree.childOfKind(block, Kind.statement_list);
    if (list < 0 || (!isTooLong(file, block, list, inside) && !holdsLongBody(file, block, edits))) continue;
    if (inside.some((e) => e.pieces.some((p) => p.text.includes('\n')))) continue; // opened by its plan
    opened.add(block);
    const depth = [...opened].filter((b) => b !== block && tree.contains(b, block)).length;
    const mapIds = [...new Set(inside.flatMap((e) => e.mapIds))];
    out.push(...gapEdits(file, block, list, depth, mapIds));
  }
  return out;
}

function isFunction(kind: number): boolean {
  return kind === Kind.function_declaration || kind === Kind.method_declaration || kind === Kind.func_literal;
}

function isTooLong(file: SourceFile, block: NodeId, list: NodeId, edits: readonly ResolvedEdit[]): boolean {
  const { tree } = file;
  const statements = tree.children(list);
  const header = file.text.slice(tree.start[tree.parent[block]!]!, tree.start[block]!).trimEnd();
  let size = bytes(header.slice(header.lastIndexOf('\n') + 1)) + 2 * (statements.length - 1);
  for (const s of statements) size += bytes(newText(file, tree.start[s]!, tree.end[s]!, edits));
  return size > MAX_SIZE;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** A function literal in the body that is opened itself. */
function holdsLongBody(file: SourceFile, block: NodeId, edits: readonly ResolvedEdit[]): boolean {
  const { tree } = file;
  for (let n = block + 1; n < tree.after[block]!; n++) {
    if (tree.kind[n] !== Kind.block || !isFunction(tree.kind[tree.parent[n]!]!)) continue;
    const list = tree.childOfKind(n, Kind.statement_list);
    const inside = edits.filter((e) => e.start > tree.start[n]! && e.end < tree.end[n]!);
    if (list >= 0 && inside.length > 0 && isTooLong(file, n, list, inside)) return true;
  }
  return false;
}

function newText(file: SourceFile, start: number, end: number, edits: readonly ResolvedEdit[]): string {
  let text = '';
  let at = start;
  for (const edit of edits) {
    if (edit.start < start || edit.end > end) continue;
    text += file.text.slice(at, edit.start) + edit.pieces.map((p) => p.text).join('');
    at = edit.end;
  }
  return text + file.text.slice(at, end);
}

function gapEdits(
  file: SourceFile,
  block: NodeId,
  list: NodeId,
  depth: number,
  mapIds: readonly string[],
): SharedEdit[] {
  const { tree } = file;
  const eol = lineEndOf(file.text);
  const lineStart = file.text.lastIndexOf('\n', tree.start[block]! - 1) + 1;
  const indent = /^[\t ]*/.exec(file.text.slice(lineStart))![0] + '\t'.repeat(depth);
  const edit = (start: number, end: number, text: string): SharedEdit => ({
    file,
    start,
    end,
    parts: [text],
    mapId: mapIds[0]!,
    mapIds,
  });
  const out: SharedEdit[] = [];
  let at = tree.start[block]! + 1;
  for (const statement of tree.children(list)) {
    out.push(edit(at, tree.start[statement]!, `${eol}${indent}\t`));
    at = tree.end[statement]!;
  }
  out.push(edit(at, tree.end[block]! - 1, `${eol}${indent}`));
  return out;
}

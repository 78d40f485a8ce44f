/**
 * Single operations become method calls that mean the same on a nil map too:
 *
 *     s.items[k]              =>  s.items.Get(k)             the value, or the zero value
 *     v, ok := s.items[k]     =>  v, ok := s.items.Load(k)
 *     s.items[k] = v          =>  s.items.Store(k, v)
 *     delete(s.items, k)      =>  s.items.Delete(k)
 *     len(s.items)            =>  s.items.Len()
 *     s.items == nil          =>  s.items.IsNil()
 *     s.items = m             =>  s.items.Replace(m)
 *     json.Marshal(s.items)   =>  json.Marshal(s.items.Snapshot())
 *
 * Behaviour is kept: key and value are arguments and so evaluated once, in order, before the method takes the lock.
 */
import { Field, Kind } from '../../../go/grammar.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import { type Access, firstIndex } from './access.js';
import type { Frame } from './frame.js';
import { depthOf, respaced } from './spacing.js';
import { outermostParens, tokenIn } from './syntax.js';

/** `m[k]` ⇒ `m.Method(k)`, with more arguments behind the key. */
export function emitMethodCall(frame: Frame, access: Access, method: string, more = ''): void {
  const { file, draft } = frame;
  const { tree } = file;
  const index = firstIndex(access.use);
  respace(frame, access.key, depthOf(tree, index) + (more === '' ? 0 : 1));
  const open = tokenIn(file, '[', tree.end[tree.child(index, Field.operand)]!, tree.start[access.key]!);
  draft.replace(file, open, open + 1, `.${draft.method(method)}(`);
  const end = tree.end[index]!;
  draft.replace(file, end - 1, end, `${more})`);
}

/** Spaces the operators of an expression for the place it comes to. */
export function respace(frame: Frame, expression: NodeId, depth: number): void {
  for (const gap of respaced(frame.file, expression, depth)) frame.draft.respace(frame.file, gap);
}

/** `m[k] = v` ⇒ `m.Store(k, v)`; a line break behind the `=` stays. */
export function emitStore(frame: Frame, access: Access, value: NodeId, method = 'Store'): void {
  const { file, draft } = frame;
  const { tree } = file;
  emitMethodOpen(frame, access, method);
  respace(frame, access.key, 2);
  respace(frame, value, 2);
  const from = tree.end[access.key]!;
  const to = tree.start[value]!;
  draft.replace(file, from, to, `,${betweenTokens(frame, from, to, [']', '='])}`);
  draft.insert(file, tree.end[value]!, ')');
}

/** `m[` ⇒ `m.Method(`. */
export function emitMethodOpen(frame: Frame, access: Access, method: string): void {
  const { file, draft } = frame;
  const { tree } = file;
  const index = firstIndex(access.use);
  const open = tokenIn(file, '[', tree.end[tree.child(index, Field.operand)]!, tree.start[access.key]!);
  draft.replace(file, open, open + 1, `.${draft.method(method)}(`);
}

/** The text between two nodes without the given tokens: a line break or comment in it stays, else one space. */
function betweenTokens(frame: Frame, from: number, to: number, tokens: readonly string[]): string {
  const { file } = frame;
  let text = '';
  let at = from;
  for (const token of tokens) {
    const found = tokenIn(file, token, at, to);
    text += file.text.slice(at, found).trim();
    at = found + token.length;
  }
  const rest = file.text.slice(at, to);
  const comments = text === '' ? '' : ` ${text}`;
  return comments + (rest.trim() === '' && !rest.includes('\n') ? ' ' : rest);
}

/** `delete(m, k)` ⇒ `m.Delete(k)`. */
export function emitDelete(frame: Frame, access: Access): void {
  const { file, draft } = frame;
  const { tree } = file;
  const call = access.use.operationNode;
  const [map, key] = tree.children(tree.child(call, Field.arguments)) as [NodeId, NodeId];
  draft.replace(file, tree.start[call]!, tree.start[map]!, commentText(frame, tree.start[call]!, tree.start[map]!));
  respace(frame, key, depthOf(tree, call));
  const comma = tokenIn(file, ',', tree.end[map]!, tree.start[key]!);
  const rest = file.text.slice(comma + 1, tree.start[key]!);
  draft.replace(
    file,
    tree.end[map]!,
    tree.start[key]!,
    `.${draft.method('Delete')}(${rest.trim() === '' && !rest.includes('\n') ? '' : rest}`,
  );
}

/** The comments in a stretch that is dropped. */
function commentText(frame: Frame, from: number, to: number): string {
  const { comments } = frame.file.tree;
  let text = '';
  for (let i = 0; i < comments.length; i += 2) {
    if (comments[i]! >= from && comments[i + 1]! <= to)
      text += `${frame.file.text.slice(comments[i]!, comments[i + 1]!)} `;
  }
  return text;
}

/** `len(m)` ⇒ `m.Len()`, `clear(m)` ⇒ `m.Clear()`. */
export function emitWholeCall(frame: Frame, access: Access, method: string): void {
  const { file, draft } = frame;
  const { tree } = file;
  const call = access.use.operationNode;
  const map = tree.firstChild(tree.child(call, Field.arguments));
  draft.replace(file, tree.start[call]!, tree.start[map]!, commentText(frame, tree.start[call]!, tree.start[map]!));
  draft.replace(file, tree.end[map]!, tree.end[call]!, `.${draft.method(method)}()`);
}

/** `m == nil` ⇒ `m.IsNil()`, `m != nil` ⇒ `!m.IsNil()`. */
export function emitNilComparison(frame: Frame, access: Access): void {
  const { file, draft } = frame;
  const { tree } = file;
  const comparison = access.use.operationNode;
  const map = outermostParens(tree, access.use.node);
  const negated = tree.textOf(tree.child(comparison, Field.operator)) === '!=' ? '!' : '';
  const method = `.${draft.method('IsNil')}()`;
  if (tree.field[map] === Field.left) {
    if (negated !== '') draft.insert(file, tree.start[comparison]!, negated);
    draft.replace(file, tree.end[map]!, tree.end[comparison]!, method);
    return;
  }
  draft.replace(file, tree.start[comparison]!, tree.start[map]!, negated);
  draft.replace(file, tree.end[map]! - 1, tree.end[map]!, { start: tree.end[map]! - 1, end: tree.end[map]! }, method);
}

/** `m = x` ⇒ `m.Replace(x)`. */
export function emitReplace(frame: Frame, access: Access, value: NodeId): void {
  const { file, draft } = frame;
  const { tree } = file;
  const map = outermostParens(tree, access.use.node);
  const equals = tokenIn(file, '=', tree.end[map]!, tree.start[value]!);
  const rest = file.text.slice(equals + 1, tree.start[value]!);
  draft.replace(
    file,
    tree.end[map]!,
    tree.start[value]!,
    `.${draft.method('Replace')}(${rest.trim() === '' && !rest.includes('\n') ? '' : rest}`,
  );
  draft.insert(file, tree.end[value]!, ')');
}

/** `m` ⇒ `m.Snapshot()`. */
export function emitSnapshot(frame: Frame, access: Access): void {
  const { file, draft } = frame;
  draft.insert(file, file.tree.end[access.use.node]!, `.${draft.method('Snapshot')}()`);
}

/** The plain statement `target = value` around an access that is its only target, and the value. */
export function onlyAssignment(
  frame: Frame,
  target: NodeId,
): { readonly statement: NodeId; readonly value: NodeId } | undefined {
  const { tree } = frame.file;
  const list = tree.parent[outermostParens(tree, target)]!;
  if (tree.kind[list] !== Kind.expression_list || tree.field[list] !== Field.left || tree.children(list).length !== 1)
    return undefined;
  const statement = tree.parent[list]!;
  if (tree.kind[statement] !== Kind.assignment_statement || tree.textOf(tree.child(statement, Field.operator)) !== '=')
    return undefined;
  const right = tree.child(statement, Field.right);
  const values = right === NONE ? [] : tree.children(right);
  return values.length === 1 ? { statement, value: values[0]! } : undefined;
}

/**
 * Calls that must not run under the lock are made before it, in their order, and their results used in the statement:
 *
 *     s.total[next()] += price(x)     =>  n := next()
 *                                         v := price(x)
 *                                         s.total.mu.Lock()
 *                                         s.total.m[n] += v
 *                                         s.total.mu.Unlock()
 *
 * Behaviour is kept: the compiler makes the calls of an expression first and reads maps after them.
 */
import { Field, Kind } from '../../../go/grammar.js';
import type { SourceFile } from '../../../model/source.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import { isReceive } from './calls/callee.js';
import type { DeferredName, Part } from './draft.js';
import type { Frame } from './frame.js';
import { respaced } from './spacing.js';
import { walk } from './syntax.js';

/** A call (or receive) whose result becomes a local before the statement. */
export interface HoistedCall {
  readonly call: NodeId;
  readonly name: DeferredName;
}

/**
 * The outermost calls of a simple statement that must not run under the lock, in source order; undefined where one of them cannot be made earlier: it is
 * conditional, has several results, or takes what a use of the map finds. With a path, entries of the same map of other objects count as calls.
 */
export function callsToHoist(
  frame: Frame,
  statement: NodeId,
  uses: readonly NodeId[],
  pathKey?: string,
): HoistedCall[] | undefined {
  const { file, subject } = frame;
  const { tree } = file;
  const found: NodeId[] = [];
  let possible = true;
  walk(tree, statement, (n) => {
    if (!possible || tree.kind[n] === Kind.func_literal) return false;
    const isLoud =
      (tree.kind[n] === Kind.call_expression &&
        (!subject.calls.isQuietCall(file, n) || subject.calls.isUserCall(file, n))) ||
      isReceive(file, n) ||
      isOtherAccess(frame, n, pathKey);
    if (!isLoud) return undefined;
    if (
      uses.some((u) => tree.contains(n, u)) ||
      isConditional(frame, statement, n) ||
      isMultiValue(frame, n) ||
      isWholeStatement(frame, n)
    )
      possible = false;
    found.push(n);
    return false;
  });
  if (!possible) return undefined;
  return found.map((call) => ({
    call,
    name: { name: 'fresh', file, at: tree.start[statement]!, base: localName(frame, call) },
  }));
}

/** An entry of the same map of another object, or of a map whose lock comes first: it is read before. */
function isOtherAccess(frame: Frame, node: NodeId, pathKey: string | undefined): boolean {
  if (pathKey === undefined) return false;
  return frame.accesses.some((a) => a.element === node && a.path?.key !== pathKey && a.use.operation === 'read');
}

/** Whether the expression stands on the right of && or ||, where it may not be evaluated at all. */
export function isConditional(frame: Frame, statement: NodeId, node: NodeId): boolean {
  const { tree } = frame.file;
  for (let n = tree.parent[node]!, below = node; n >= statement && n !== NONE; below = n, n = tree.parent[n]!) {
    if (tree.kind[n] !== Kind.binary_expression || tree.child(n, Field.right) !== below) continue;
    const operator = tree.textOf(tree.child(n, Field.operator));
    if (operator === '&&' || operator === '||') return true;
  }
  return false;
}

/** `a, b = f()`. */
function isMultiValue(frame: Frame, call: NodeId): boolean {
  const type = frame.subject.binding.typeOf(frame.file, call);
  return type.kind === 'tuple' || type.kind === 'unknown'
    ? hasSeveralTargets(frame, call) || type.kind === 'tuple'
    : false;
}

function hasSeveralTargets(frame: Frame, call: NodeId): boolean {
  const { tree } = frame.file;
  const list = tree.parent[call]!;
  if (tree.kind[list] !== Kind.expression_list || tree.children(list).length !== 1) return false;
  const left = tree.child(tree.parent[list]!, Field.left);
  return left !== NONE && tree.children(left).length > 1;
}

function isWholeStatement(frame: Frame, call: NodeId): boolean {
  const kind = frame.file.tree.kind[frame.file.tree.parent[call]!];
  return kind === Kind.expression_statement || kind === Kind.go_statement || kind === Kind.defer_statement;
}

/** A short name for the result: by type for numbers, else the last word of the function's name where it makes one, else `v`. */
function localName(frame: Frame, call: NodeId): string {
  const type = frame.subject.binding.typeOf(frame.file, call);
  if (type.kind === 'basic') {
    if (/^u?int/.test(type.name)) return 'n';
    if (type.name === 'string') return 's';
    if (type.name === 'bool') return 'ok';
    if (type.name === 'error') return 'err';
  }
  return 'v';
}

/** The text between two offsets with some nodes replaced by other parts; what stays is kept, so that other edits in it apply. */
export function segments(file: SourceFile, start: number, end: number, replaced: ReadonlyMap<NodeId, Part>): Part[] {
  const { tree } = file;
  const parts: Part[] = [];
  let at = start;
  for (const [node, part] of [...replaced].sort(([a], [b]) => a - b)) {
    if (tree.start[node]! < at || tree.end[node]! > end) continue;
    if (tree.start[node]! > at) parts.push({ start: at, end: tree.start[node]! });
    parts.push(part);
    at = tree.end[node]!;
  }
  if (at < end) parts.push({ start: at, end });
  return parts;
}

/** `name := call` lines. */
export function hoistLines(frame: Frame, hoisted: readonly HoistedCall[], separator: string): Part[] {
  const { tree } = frame.file;
  for (const { call } of hoisted) for (const gap of respaced(frame.file, call, 1)) frame.draft.respace(frame.file, gap);
  return hoisted.flatMap(({ call, name }): Part[] => [
    name,
    ' := ',
    { start: tree.start[call]!, end: tree.end[call]! },
    separator,
  ]);
}

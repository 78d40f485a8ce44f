/**
 * A map read beside a call that changes the map: the compiler makes the calls of an expression first and reads maps after them; method calls
 * run in source order. So the calls are made before the statement:
 *
 *     return t.level[k], t.fill(k)         =>  n := t.fill(k)
 *                                              return t.level.Get(k), n
 */
import { Field, Kind } from '../../../go/grammar.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import type { Access } from './access.js';
import { isCall } from './calls/callee.js';
import type { Part } from './draft.js';
import { isOneLiner, openOneLiner } from './emit-section.js';
import type { Frame } from './frame.js';
import { callsToHoist, type HoistedCall, hoistLines, isConditional, segments } from './hoisting.js';
import { indentAt, lineEnding, startsLine } from './layout.js';
import { walk } from './syntax.js';

/** Whether a call that may change the map runs, in the same expression, behind the place of the read. */
export function isReadBeforeCall(frame: Frame, access: Access): boolean {
  const { file, subject } = frame;
  const { tree } = file;
  if (access.use.operation !== 'read' && access.use.operation !== 'comma-ok') return false;
  const scope = evaluationScope(frame, access.element);
  let found = false;
  walk(tree, scope, (n) => {
    if (found || tree.kind[n] === Kind.func_literal) return false;
    if (
      n > access.element &&
      !tree.contains(access.element, n) &&
      isCall(file, n) &&
      !tree.contains(n, access.use.node) &&
      subject.calls.mayReachMap(file, n, 'write')
    )
      found = true;
    return !found;
  });
  return found;
}

/** The largest expression or statement whose calls all run before the read: up to the call that takes the value, or a && or ||. */
function evaluationScope(frame: Frame, element: NodeId): NodeId {
  const { tree } = frame.file;
  for (let n = element, parent = tree.parent[n]!; parent !== NONE; n = parent, parent = tree.parent[n]!) {
    const kind = tree.kind[parent]!;
    if (kind === Kind.call_expression || isStatement(kind)) return parent;
    if (kind === Kind.binary_expression && /^(&&|\|\|)$/.test(tree.textOf(tree.child(parent, Field.operator))))
      return n;
    if (kind === Kind.block || kind === Kind.statement_list || isHeaderHolder(kind)) return n;
  }
  return element;
}

function isStatement(kind: number): boolean {
  return (
    kind === Kind.assignment_statement ||
    kind === Kind.short_var_declaration ||
    kind === Kind.var_spec ||
    kind === Kind.return_statement ||
    kind === Kind.expression_statement ||
    kind === Kind.send_statement ||
    kind === Kind.inc_statement ||
    kind === Kind.dec_statement ||
    kind === Kind.go_statement ||
    kind === Kind.defer_statement
  );
}

function isHeaderHolder(kind: number): boolean {
  return (
    kind === Kind.if_statement ||
    kind === Kind.for_statement ||
    kind === Kind.for_clause ||
    kind === Kind.expression_switch_statement ||
    kind === Kind.range_clause
  );
}

/** The statement before which the calls can be made, and the calls; undefined where there is no such place. */
export function planCallsFirst(
  frame: Frame,
  access: Access,
): { readonly statement: NodeId; readonly calls: readonly HoistedCall[] } | undefined {
  const { file } = frame;
  const { tree } = file;
  const scope = evaluationScope(frame, access.element);
  let statement = scope;
  while (statement !== NONE && tree.kind[tree.parent[statement]!] !== Kind.statement_list) {
    const kind = tree.kind[tree.parent[statement]!]!;
    if (
      isHeaderHolder(kind) &&
      !(
        kind === Kind.if_statement &&
        tree.field[statement] === Field.condition &&
        tree.child(tree.parent[statement]!, Field.initializer) === NONE
      )
    )
      return undefined;
    if (kind === Kind.func_literal) return undefined;
    statement = tree.parent[statement]!;
  }
  if (statement === NONE || isConditional(frame, statement, scope)) return undefined;
  if (!isOneLiner(frame, tree.parent[statement]!) && !startsLine(file, tree.start[statement]!)) return undefined;
  const roots = tree.kind[scope] === Kind.call_expression ? tree.children(scope) : [scope];
  const calls: HoistedCall[] = [];
  for (const root of roots) {
    const inRoot = callsToHoist(frame, root, [access.use.node]);
    if (inRoot === undefined) return undefined;
    calls.push(...inRoot);
  }
  return calls.length === 0 ? undefined : { statement, calls };
}

export function emitCallsFirst(frame: Frame, statement: NodeId, calls: readonly HoistedCall[]): void {
  const { file, draft } = frame;
  const { tree } = file;
  const list = tree.parent[statement]!;
  const start = tree.start[statement]!;
  const indent = isOneLiner(frame, list) ? `${indentAt(file, start)}\t` : indentAt(file, start);
  openOneLiner(frame, list);
  const end = Math.max(...calls.map((h) => tree.end[h.call]!));
  const names = new Map<NodeId, Part>(calls.map((h) => [h.call, h.name]));
  draft.replace(
    file,
    start,
    end,
    ...hoistLines(frame, calls, `${lineEnding(file)}${indent}`),
    ...segments(file, start, end, names),
  );
}

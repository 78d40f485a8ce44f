/**
 * A range whose body is safe under the lock becomes a section around the loop (sections.ts). Any other iterates over a copy, without the lock:
 *
 *     for id, c := range h.clients {           for id, c := range h.clients.Snapshot() {
 *         c.send(id)                      =>       c.send(id)
 *     }                                        }
 *
 * Behaviour is kept: the operand is evaluated once; the statement stays a range, with its labels, jumps and variables. Where the body itself may delete
 * entries that the loop has not reached, or change them, the entry is looked up again:
 *
 *     for id, c := range h.clients.Snapshot() {
 *         if _, ok := h.clients.Load(id); !ok {
 *             continue
 *         }
 */
import { Field, Kind } from '../../../src/go/grammar.js';
import type { Refusal } from '../../../src/model/decision.js';
import { NONE, type NodeId } from '../../../src/model/syntax-tree.js';
import { type Access, pathText } from '../../../src/phases/4-decide/sections/access.js';
import { isCall } from '../../../src/phases/4-decide/sections/calls/callee.js';
import type { DeferredName, Part } from '../../../src/phases/4-decide/sections/draft.js';
import { emitSnapshot } from '../../../src/phases/4-decide/sections/expressions.js';
import { indentAt, lineEnding } from '../../../src/phases/4-decide/sections/layout.js';
import { refuse } from '../../../src/phases/4-decide/sections/refusals.js';
import { isSameVariable } from '../../../src/phases/4-decide/sections/shapes.js';
import { walk } from '../../../src/phases/4-decide/sections/syntax.js';
import type { Frame } from './wrap-subject.js';

/** What the body of a range may do to entries that come later. */
interface BodyEffects {
  readonly deletes: boolean;
  readonly stores: boolean;
}

/** Plans the loop over a copy; the accesses in its body are planned like any others. */
export function planSnapshotRange(frame: Frame, access: Access): Refusal | undefined {
  const { file } = frame;
  const { tree } = file;
  const clause = access.use.operationNode;
  const loop = tree.parent[clause]!;
  const body = tree.child(loop, Field.body);
  if (access.use.depth > 0) {
    return refuse(
      file,
      access.use.node,
      'values-shared-by-reference',
      `the loop over an inner map of ${pathText(access)} does what must not run under the lock`,
    );
  }
  const effects = effectsOf(frame, access, body);
  const left = tree.child(clause, Field.left);
  const [key, value] = left === NONE ? [] : tree.children(left);
  const usesValue = value !== undefined && tree.textOf(value) !== '_';
  const recheck = effects.deletes || (effects.stores && usesValue);
  if (!recheck) {
    emitSnapshot(frame, access);
    return undefined;
  }
  if (access.path === undefined) {
    return refuse(
      file,
      access.use.node,
      'no-safe-section',
      `the body of the loop may change ${pathText(access)}, which it reaches through a call`,
    );
  }
  if (key !== undefined && tree.kind[key] !== Kind.identifier)
    return refuse(file, key, 'unsupported-use', 'the loop assigns its key to something other than a variable');
  emitSnapshot(frame, access);
  emitRecheck(frame, access, { loop, clause, body, key, value: usesValue ? value : undefined, effects });
  return undefined;
}

interface Recheck {
  readonly loop: NodeId;
  readonly clause: NodeId;
  readonly body: NodeId;
  readonly key: NodeId | undefined;
  readonly value: NodeId | undefined;
  readonly effects: BodyEffects;
}

function emitRecheck(frame: Frame, access: Access, parts: Recheck): void {
  const { file, draft } = frame;
  const { tree } = file;
  const { key, value, effects, loop, clause, body } = parts;
  const eol = lineEnding(file);
  const indent = `${indentAt(file, tree.start[loop]!)}\t`;
  const name = keyName(frame, clause, key);
  const load: Part[] = [`${pathText(access)}.${draft.method('Load')}(`, name, ')'];
  const lines: Part[] = [];
  if (value !== undefined && effects.stores) {
    const fresh = (base: string): DeferredName => ({ name: 'fresh', file, at: tree.start[body]! + 1, base });
    const [now, ok] = [fresh('now'), fresh('ok')];
    const target = tree.textOf(value);
    if (effects.deletes)
      lines.push(
        now,
        ', ',
        ok,
        ' := ',
        ...load,
        `${eol}${indent}if !`,
        ok,
        ` {${eol}${indent}\t${GONE}${eol}${indent}}${eol}${indent}${target} = `,
        now,
      );
    else lines.push('if now, ok := ', ...load, `; ok {${eol}${indent}\t${target} = now${eol}${indent}}`);
  } else {
    lines.push('if _, ok := ', ...load, `; !ok {${eol}${indent}\t${GONE}${eol}${indent}}`);
  }
  draft.insert(file, tree.start[body]! + 1, `${eol}${indent}`, ...lines);
}

const GONE = 'continue // deleted since the loop began';

/** The loop's key variable; one is added where there is none. */
function keyName(frame: Frame, clause: NodeId, key: NodeId | undefined): Part {
  const { file, draft } = frame;
  const { tree } = file;
  if (key !== undefined && tree.textOf(key) !== '_') return tree.textOf(key);
  const name: DeferredName = { name: 'fresh', file, at: tree.start[clause]!, base: 'key' };
  if (key !== undefined) draft.replace(file, tree.start[key]!, tree.end[key]!, name);
  else draft.insert(file, tree.start[clause]!, name, ' := ');
  return name;
}

function effectsOf(frame: Frame, access: Access, body: NodeId): BodyEffects {
  const { file, subject } = frame;
  const { tree } = file;
  const left = tree.child(access.use.operationNode, Field.left);
  const key = left === NONE ? undefined : tree.children(left)[0];
  let deletes = false;
  let stores = false;
  const inBody = frame.subject.map.uses.filter(
    (u) => u.file === file && tree.contains(body, u.node) && !isStartedElsewhere(frame, body, u.node),
  );
  for (const use of inBody) {
    if (use.effect !== 'write') continue;
    const own = frame.accesses.find((a) => a.use === use);
    if (
      own !== undefined &&
      key !== undefined &&
      own.key !== NONE &&
      own.use.depth === 0 &&
      tree.kind[own.key] === Kind.identifier &&
      isSameVariable(frame, own.key, key)
    )
      continue;
    if (use.operation === 'delete' || use.operation === 'clear' || use.operation === 'replace') deletes = true;
    else stores = true;
  }
  walk(tree, body, (n) => {
    if (tree.kind[n] === Kind.func_literal && isStartedElsewhere(frame, body, tree.firstChild(n))) return false;
    if (!isCall(file, n) || isGoOrDefer(frame, n)) return undefined;
    if (!deletes && subject.calls.mayReachMap(file, n, 'delete')) deletes = true;
    if (!stores && subject.calls.mayReachMap(file, n, 'write')) stores = true;
    return undefined;
  });
  return { deletes, stores };
}

function isGoOrDefer(frame: Frame, call: NodeId): boolean {
  const kind = frame.file.tree.kind[frame.file.tree.parent[call]!];
  return kind === Kind.go_statement || kind === Kind.defer_statement;
}

/** In a function literal that is started by go or defer, or only stored: it does not run in this iteration. */
function isStartedElsewhere(frame: Frame, body: NodeId, node: NodeId): boolean {
  const { tree } = frame.file;
  for (let n = tree.parent[node]!; n > body; n = tree.parent[n]!) {
    if (tree.kind[n] !== Kind.func_literal) continue;
    const parent = tree.parent[n]!;
    const isCalled =
      tree.kind[parent] === Kind.call_expression && tree.field[n] === Field.function && !isGoOrDefer(frame, parent);
    const isPassed = tree.kind[parent] === Kind.argument_list && !isGoOrDefer(frame, tree.parent[parent]!);
    if (!isCalled && !isPassed) return true;
  }
  return false;
}

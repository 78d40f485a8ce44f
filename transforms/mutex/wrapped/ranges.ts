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
import type { DeferredName, Part } from '../../../src/phases/4-decide/sections/draft.js';
import { emitSnapshot } from '../../../src/phases/4-decide/sections/expressions.js';
import { indentAt, lineEnding } from '../../../src/phases/4-decide/sections/layout.js';
import { type BodyEffects, bodyEffects } from '../../../src/phases/4-decide/sections/range-effects.js';
import { refuse } from '../../../src/phases/4-decide/sections/refusals.js';
import type { Frame } from './wrap-subject.js';

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
  const effects = bodyEffects(frame, access, body);
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

/**
 * A write under the read lock: readers beside it read while it writes. The whole section takes the write lock; it is never upgraded while held.
 *
 *     s.mu.RLock()                         s.mu.Lock()
 *     defer s.mu.RUnlock()            =>   defer s.mu.Unlock()
 *     s.hits[k]++                          s.hits[k]++
 */
import { Field, Kind } from '../../src/go/grammar.js';
import type { Refusal } from '../../src/model/decision.js';
import type { GuardSupport, SharedMap } from '../../src/model/shared-map.js';
import { NONE, type NodeId } from '../../src/model/syntax-tree.js';
import type { DecideContext } from '../../src/model/transform.js';
import type { MapUse } from '../../src/model/use.js';
import { lockCallAt } from '../../src/phases/4-decide/sections/calls/lock-calls.js';
import type { Draft } from '../../src/phases/4-decide/sections/draft.js';
import { effectsOf } from '../../src/phases/4-decide/sections/lock-plan.js';
import { mayRace } from '../../src/phases/4-decide/sections/racing-uses.js';
import { refuse } from '../../src/phases/4-decide/sections/refusals.js';
import { writesUnder } from './missing.js';

export function planUpgrades(
  map: SharedMap,
  guard: GuardSupport,
  key: string,
  context: DecideContext,
  draft: Draft,
): Refusal | undefined {
  const done = new Set<string>();
  for (const use of map.uses) {
    if (!mayRace(map, use) || !writesUnder(use, key)) continue;
    const place = `${use.file.index}:${use.functionNode}`;
    if (done.has(place)) continue;
    done.add(place);
    const refusal = upgradeFunction(use, guard, context, draft);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Every RLock of the function that can be the one around the use, with its RUnlocks, becomes Lock. */
function upgradeFunction(use: MapUse, guard: GuardSupport, context: DecideContext, draft: Draft): Refusal | undefined {
  const { file, functionNode: fn } = use;
  const { tree } = file;
  const { binding } = context;
  const refused = (node: NodeId, why: string) =>
    refuse(
      file,
      node,
      'write-under-rlock',
      `the map is written here while ${guard.lock.name} is held for reading only; ${why}`,
    );
  if (fn === NONE) return refused(use.node, 'no function holds the section');
  const locks: NodeId[] = [];
  const unlocks: NodeId[] = [];
  const calls: NodeId[] = [];
  for (let n = fn; n < tree.after[fn]!; n++) {
    if (tree.kind[n] !== Kind.call_expression) continue;
    const lock = lockCallAt(binding, file, n);
    if (lock === undefined || lock.declaration !== guard.lock.declaration) {
      if (lock === undefined) calls.push(n);
      continue;
    }
    if (lock.operation.mode !== 'shared') continue;
    if (lock.operation.try) return refused(n, 'and the lock is taken by TryRLock');
    if (lock.operation.acquire) locks.push(n);
    else unlocks.push(n);
  }
  const first = locks.filter((n) => n < use.node).at(-1);
  if (first === undefined) return refused(use.node, 'the callers take it, for which the read lock may be enough');
  const next = locks.find((n) => n > use.node) ?? tree.after[fn]!;
  const own = unlocks.filter((n) => n > first && n < next);
  if (own.length === 0) return refused(use.node, 'where it is released is not seen');
  const end = own.some((n) => tree.ancestor(n, Kind.defer_statement) > first) ? tree.after[fn]! : own.at(-1)!;
  for (const call of calls) {
    if (call < first || call > end) continue;
    const effects = effectsOf(context).ofCall(file, call);
    const again = effects.acquires.get(guard.lock.declaration);
    const why = again ?? effects.unknown ?? effects.waits;
    if (why !== undefined) return refused(call, `and the section ${why.what}, which must not run under the write lock`);
  }
  for (const n of [first, ...own]) {
    const name = tree.child(tree.child(n, Field.function), Field.field);
    draft.replace(file, tree.start[name]!, tree.end[name]!, tree.textOf(name).replace(/^R/, ''));
  }
  return undefined;
}

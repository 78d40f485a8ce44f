import type { GuardSupport } from '../../model/shared-map.js';
import type { UseContext } from './contexts.js';
import type { FlowUse } from './flow-graph.js';
import type { RelativeLock } from './locks-of-map.js';
import { ONCE } from './path.js';

/** Locks by the number of uses that hold them in every way in which the use is executed (0 for one held on some ways only); best first. */
export function guardSupport(contexts: readonly UseContext[]): GuardSupport[] {
  const byUse = new Map<FlowUse, UseContext[]>();
  for (const c of contexts) {
    // what runs inside of a sync.Once comes before everything behind it: construction
    if (c.locks.some((l) => l.mode === 'exclusive' && l.key.endsWith(`.${ONCE}`))) continue;
    const list = byUse.get(c.use);
    if (list === undefined) byUse.set(c.use, [c]);
    else list.push(c);
  }
  const locks = new Map<string, { lock: RelativeLock; held: number; writesHeld: number }>();
  let writes = 0;
  for (const [use, ways] of byUse) {
    const writesHere = use.classification.effect === 'write';
    if (writesHere) writes++;
    const here = new Map(ways.flatMap((w) => w.locks.map((l) => [l.key, l] as const)));
    for (const lock of here.values()) {
      if (lock.key.endsWith(`.${ONCE}`)) continue; // ordered by a sync.Once, not guarded by it
      const everywhere = ways.every((w) =>
        w.locks.some((l) => l.key === lock.key && (!writesHere || l.mode === 'exclusive')),
      );
      const entry = locks.get(lock.key) ?? { lock, held: 0, writesHeld: 0 };
      if (everywhere) {
        entry.held++;
        if (writesHere) entry.writesHeld++;
      }
      locks.set(lock.key, entry);
    }
  }
  return [...locks.values()]
    .sort((a, b) => b.held - a.held || b.writesHeld - a.writesHeld)
    .map(({ lock, held, writesHeld }) => ({
      lock: { key: lock.key, name: lock.name, declaration: lock.declaration },
      held,
      writesHeld,
      total: byUse.size,
      writes,
    }));
}

/** A lock is the map's own when it lies in the same object (or one around it) or in a package variable. */
export function isNearLock(key: string): boolean {
  return key.startsWith('^') || key.startsWith('g:') || key.startsWith('v:');
}

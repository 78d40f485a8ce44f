import type { SharedMap } from '../../src/model/shared-map.js';

/**
 * Whether the shared mode of an RWMutex pays: rule 7 of the strategies. A range under the lock is a long read. Counts of sites say nothing about rates,
 * so that reads dominate only where nothing but reads happens once goroutines run, a single rare place aside.
 */
export function prefersSharedReads(map: SharedMap): boolean {
  const { ranges, reads, lens, stores, deletes, clears, replacements, compound } = map.profile;
  if (ranges > 0) return true;
  const writes = stores + deletes + clears + compound;
  return writes === 0 && replacements <= 1 && reads + lens > 0;
}

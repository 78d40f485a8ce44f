import type { SharedMap } from '../../src/model/shared-map.js';
import type { MapUse } from '../../src/model/use.js';
import { throughPointer } from '../../src/phases/4-decide/sections/subject.js';

/** Whether a use changes the map, or what the lock guards in it. */
export function writes(use: MapUse): boolean {
  return use.effect === 'write' || (use.mutatesValue && !throughPointer(use));
}

/** Uses of goroutines that may meet: not those of construction, of tests, and those that cannot race. */
export function counts(map: SharedMap, use: MapUse): boolean {
  if (use.isTest || use.phase === 'construction' || use.operation === 'init' || use.effect === 'none') return false;
  // whether a map is nil changes only where it is replaced
  return use.operation !== 'nil-compare' || isReplaced(map);
}

function isReplaced(map: SharedMap): boolean {
  return map.uses.some((u) => u.operation === 'replace' && u.phase !== 'construction');
}

/** Whether the use needs a critical section of its own: the lock is held on no way to it. */
export function needsLock(map: SharedMap, use: MapUse, key: string): boolean {
  return counts(map, use) && use.locks.modeOf(key) === undefined;
}

/** A write while the lock is held for reading only. */
export function writesUnder(use: MapUse, key: string): boolean {
  return writes(use) && use.locks.modeOf(key) === 'shared';
}

import type { SharedMap } from '../../src/model/shared-map.js';
import type { MapUse } from '../../src/model/use.js';
import { changesMap, mayRace } from '../../src/phases/4-decide/sections/racing-uses.js';

/** Whether the use needs a critical section of its own: the lock is held on no way to it. */
export function needsLock(map: SharedMap, use: MapUse, key: string): boolean {
  return mayRace(map, use) && use.locks.modeOf(key) === undefined;
}

/** A write while the lock is held for reading only. */
export function writesUnder(use: MapUse, key: string): boolean {
  return changesMap(use) && use.locks.modeOf(key) === 'shared';
}

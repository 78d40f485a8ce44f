import type { SharedMap } from '../../../model/shared-map.js';
import type { MapUse } from '../../../model/use.js';
import { throughPointer } from './subject.js';

/** Whether a use changes the map, or what the lock guards in it. */
export function changesMap(use: MapUse): boolean {
  return use.effect === 'write' || (use.mutatesValue && !throughPointer(use));
}

/** Uses of goroutines that may meet: not those of construction, of tests, and those that cannot race. */
export function mayRace(map: SharedMap, use: MapUse): boolean {
  if (
    use.isTest ||
    use.phase === 'construction' ||
    use.phase === 'alone' ||
    use.operation === 'init' ||
    use.effect === 'none'
  )
    return false;
  // whether a map is nil changes only where it is replaced
  return use.operation !== 'nil-compare' || isReplaced(map);
}

function isReplaced(map: SharedMap): boolean {
  return map.uses.some((u) => u.operation === 'replace' && u.phase !== 'construction');
}

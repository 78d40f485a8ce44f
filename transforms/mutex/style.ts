import type { Consideration } from '../../src/model/decision.js';
import type { SharedMap } from '../../src/model/shared-map.js';
import type { DecideContext } from '../../src/model/transform.js';
import { considerInPlace, type Mode } from './in-place/consider.js';
import { considerWrapping } from './wrapped/consider.js';

/** Lines of a helper type, roughly: what the wrapped form adds beside its uses. */
const HELPER_LINES = 30;

/** The mutex in place or in a type around the map: as configured, else the smaller of the two diffs that are correct. */
export function considerMutex(map: SharedMap, context: DecideContext, mode: Mode): Consideration {
  const { mutexStyle } = context.configuration;
  const family = mode === 'rwmutex' ? 'rwmutex-map' : 'mutex-map';
  if (mutexStyle === 'wrapped') return considerWrapping(map, context, family);
  const inPlace = considerInPlace(map, context, mode);
  if (mutexStyle === 'in-place') return inPlace;
  // another map of the struct decides which mutex they share
  if (!inPlace.ok && inPlace.code === 'grouped') return inPlace;
  const wrapped = considerWrapping(map, context, family);
  if (!wrapped.ok) return inPlace.ok ? inPlace : closest(inPlace, wrapped);
  return inPlace.ok && inPlace.cost <= wrapped.cost + HELPER_LINES ? inPlace : wrapped;
}

/** Of two refusals the one that says more of what the user can do: that of the form a maintainer would write. */
function closest(inPlace: Consideration, wrapped: Consideration): Consideration {
  return !inPlace.ok ? inPlace : wrapped;
}

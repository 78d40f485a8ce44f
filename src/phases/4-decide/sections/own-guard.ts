import type { GuardSupport, SharedMap } from '../../../model/shared-map.js';

/** A lock of the map's own object, of the package or of the function that guards it somewhere: with one, a second mutex beside it would be wrong. */
export function ownGuard(map: SharedMap): GuardSupport | undefined {
  return map.guards.find((g) => g.held > 0 && /^(\^1\.|g:|v:)/.test(g.lock.key));
}

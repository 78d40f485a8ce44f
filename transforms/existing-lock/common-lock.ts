import { isMutexType } from '../../src/go/locks.js';
import type { Binding } from '../../src/model/binding.js';
import type { Refusal } from '../../src/model/decision.js';
import type { GuardSupport, SharedMap } from '../../src/model/shared-map.js';
import { isRefusal, refuse } from '../../src/phases/4-decide/sections/refusals.js';

/**
 * The locks that may be meant for the map, best first: those that its uses can name and that are held at every write outside construction or at half of the uses,
 * and the only mutex of the map's own struct. A lock that a few uses hold by chance guards something else.
 */
export function commonLocks(binding: Binding, map: SharedMap): readonly GuardSupport[] | Refusal {
  const named = map.guards.filter((g) => /^(\^|g:|v:)/.test(g.lock.key));
  const meant = named.filter(
    (g) =>
      g.held > 0 &&
      ((g.writes > 0 && g.writesHeld === g.writes) || g.held * 2 >= g.total || isOnlyMutex(binding, map, g)),
  );
  if (meant.length > 0) return meant;
  const [best] = named;
  return refuse(
    map.file,
    map.symbol.node,
    'no-common-lock',
    best === undefined
      ? `no lock is held at any use of ${map.name}`
      : `${best.lock.name} is held at ${best.held} of ${best.total} uses of ${map.name} only, and not at every write: it seems to guard something else`,
  );
}

/** The map's support by the lock of a declaration. */
export function supportBy(binding: Binding, map: SharedMap, declaration: number): GuardSupport | undefined {
  const locks = commonLocks(binding, map);
  return isRefusal(locks) ? undefined : locks.find((g) => g.lock.declaration === declaration);
}

/** The struct's only mutex is held around this map for a reason. */
function isOnlyMutex(binding: Binding, map: SharedMap, guard: GuardSupport): boolean {
  return guard.lock.key.startsWith('^1.') && mutexesBeside(binding, map) === 1;
}

/** How many mutexes the map's struct has. */
function mutexesBeside(binding: Binding, map: SharedMap): number {
  if (map.declaringType === undefined) return 0;
  const fields = binding.fieldsOf({ kind: 'named', symbol: map.declaringType, args: [] }) ?? [];
  return fields.filter(({ type }) => {
    const base = type.kind === 'pointer' ? type.elem : type;
    return base.kind === 'named' && isMutexType(base.symbol.packagePath, base.symbol.name);
  }).length;
}

import { isMutexType } from '../../src/go/locks.js';
import type { Binding } from '../../src/model/binding.js';
import type { Refusal } from '../../src/model/decision.js';
import type { GuardSupport, SharedMap } from '../../src/model/shared-map.js';
import { refuse } from '../../src/phases/4-decide/sections/refusals.js';

/**
 * The lock that is meant for the map: one that its uses can name, held at every write outside construction or at half of the uses. A lock that a few uses
 * hold by chance guards something else.
 */
export function commonLock(binding: Binding, map: SharedMap): GuardSupport | Refusal {
  const named = map.guards.filter((g) => /^(\^|g:|v:)/.test(g.lock.key));
  const meant = named.find((g) => g.held > 0 && ((g.writes > 0 && g.writesHeld === g.writes) || g.held * 2 >= g.total));
  if (meant !== undefined) return meant;
  // the struct's only mutex is held around this map for a reason
  const own = named.find((g) => g.lock.key.startsWith('^1.') && g.held > 0);
  if (own !== undefined && mutexesBeside(binding, map) === 1) return own;
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

/** How many mutexes the map's struct has. */
function mutexesBeside(binding: Binding, map: SharedMap): number {
  if (map.declaringType === undefined) return 0;
  const fields = binding.fieldsOf({ kind: 'named', symbol: map.declaringType, args: [] }) ?? [];
  return fields.filter(({ type }) => {
    const base = type.kind === 'pointer' ? type.elem : type;
    return base.kind === 'named' && isMutexType(base.symbol.packagePath, base.symbol.name);
  }).length;
}

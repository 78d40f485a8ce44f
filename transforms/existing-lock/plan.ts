import type { Refusal } from '../../src/model/decision.js';
import type { GuardSupport, SharedMap } from '../../src/model/shared-map.js';
import type { DecideContext } from '../../src/model/transform.js';
import { isReadWriteLock } from '../../src/phases/4-decide/sections/calls/lock-class.js';
import type { Draft } from '../../src/phases/4-decide/sections/draft.js';
import { refusedEarly } from '../../src/phases/4-decide/sections/early-refusals.js';
import { isDraft, planLock } from '../../src/phases/4-decide/sections/lock-plan.js';
import { spellLock } from '../../src/phases/4-decide/sections/lock-spelling.js';
import { mayRace } from '../../src/phases/4-decide/sections/racing-uses.js';
import { isRefusal } from '../../src/phases/4-decide/sections/refusals.js';
import { commonLocks, supportBy } from './common-lock.js';
import { planCopies } from './handed-out.js';
import { needsLock } from './missing.js';
import { planUpgrades } from './upgrade.js';

/** How an existing lock comes to cover some maps. */
export interface LockCoverage {
  readonly guard: GuardSupport;
  /** the maps that are planned together, in the order of the inventory */
  readonly group: readonly SharedMap[];
  readonly draft: Draft;
  /** whether the lock is taken, or taken in another mode, somewhere */
  readonly locks: boolean;
  /** number of places that hand out a copy */
  readonly copies: number;
}

/** What has to be done so that the lock that guards the map elsewhere guards it everywhere; planned once for all maps under that lock. */
export function coverageOf(map: SharedMap, context: DecideContext): LockCoverage | Refusal {
  const early = refusedEarly(map, { ...context, allowApiChange: true });
  if (early !== undefined) return early;
  const locks = commonLocks(context.binding, map);
  if (isRefusal(locks)) return locks;
  let first: Refusal | undefined;
  for (const guard of locks) {
    const group = groupOf(map, guard, context);
    // a lock that is the first choice of other maps is planned with those; this one would have to be among them
    if (guard !== locks[0] && group.length > 1) break;
    const coverage = planned(group, guard, context);
    if (isCoverage(coverage)) return coverage;
    first ??= coverage;
    // another lock may be one that every use can name
    if (!/^(lock-unreachable|cross-package)$/.test(coverage.code)) break;
  }
  return first!;
}

export function isCoverage(value: LockCoverage | Refusal): value is LockCoverage {
  return 'guard' in value;
}

function planned(group: readonly SharedMap[], guard: GuardSupport, context: DecideContext): LockCoverage | Refusal {
  const key = `existing-lock ${guard.lock.declaration} ${group.map((m) => m.id).join(' ')}`;
  let result = context.memo.get(key) as LockCoverage | Refusal | undefined;
  if (result === undefined) {
    result = planGroup(group, guard, context);
    context.memo.set(key, result);
  }
  return result;
}

/** Class of the lock that is tried first for a map. */
function firstLock(map: SharedMap, context: DecideContext): number | undefined {
  const locks = commonLocks(context.binding, map);
  return isRefusal(locks) ? undefined : locks[0]?.lock.declaration;
}

/** All maps of the run that the same lock guards: their sections in one function are planned as one. Those that cannot be covered even alone are left out. */
function groupOf(map: SharedMap, guard: GuardSupport, context: DecideContext): SharedMap[] {
  const same = context.maps.filter((m) => {
    if (m === map) return true;
    if (
      m.verdict !== 'unsafe' ||
      !context.wanted(m) ||
      refusedEarly(m, { ...context, allowApiChange: true }) !== undefined
    )
      return false;
    return firstLock(m, context) === guard.lock.declaration;
  });
  if (same.length === 1 || isCoverage(planned(same, guard, context))) return same;
  // without those that cannot be covered even alone; every map under the lock comes to the same answer
  const able = same.filter((m) => {
    const own = supportBy(context.binding, m, guard.lock.declaration);
    return own !== undefined && isCoverage(planned([m], own, context));
  });
  return able.includes(map) ? able : [map];
}

function planGroup(maps: readonly SharedMap[], guard: GuardSupport, context: DecideContext): LockCoverage | Refusal {
  const { binding } = context;
  const keys = new Map(maps.map((m) => [m, supportBy(binding, m, guard.lock.declaration)?.lock.key ?? guard.lock.key]));
  const lockOf = (map: SharedMap) => keys.get(map)!;
  const draft = planLock({
    context,
    maps,
    declaration: guard.lock.declaration,
    shared: isReadWriteLock(binding, guard.lock.declaration),
    suffix: '',
    made: false,
    spell: (map, file, node) => spellLock(binding, lockOf(map), file, node),
    isEnteredHeld: (map, use) => use.mayLocks.modeOf(lockOf(map)) !== undefined,
    held: (map, use) => mayRace(map, use) && use.locks.modeOf(lockOf(map)) !== undefined,
    needs: (map, use) => needsLock(map, use, lockOf(map)),
  });
  if (!isDraft(draft)) return draft;
  for (const map of maps) {
    const refusal = planUpgrades(map, guard, lockOf(map), context, draft);
    if (refusal !== undefined) return refusal;
  }
  const locks = !draft.isEmpty;
  let copies = 0;
  for (const map of maps) {
    const made = planCopies(map, guard, lockOf(map), context, draft);
    if (typeof made !== 'number') return made;
    copies += made;
  }
  return { guard, group: maps, draft, locks, copies };
}

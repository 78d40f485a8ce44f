import type { Consideration, Refusal } from '../../src/model/decision.js';
import type { GuardSupport, SharedMap } from '../../src/model/shared-map.js';
import type { DecideContext, Transform } from '../../src/model/transform.js';
import type { MapUse } from '../../src/model/use.js';
import type { Draft } from '../../src/phases/4-decide/sections/draft.js';
import { refusedEarly } from '../../src/phases/4-decide/sections/early-refusals.js';
import { isDraft, planLock } from '../../src/phases/4-decide/sections/lock-plan.js';
import { spellLock } from '../../src/phases/4-decide/sections/lock-spelling.js';
import { isRefusal, refuse } from '../../src/phases/4-decide/sections/refusals.js';
import { commonLock, isReadWriteLock } from './common-lock.js';
import { planCopies } from './handed-out.js';
import { needsLock, writesUnder } from './missing.js';
import { planUpgrades } from './upgrade.js';

/**
 * Give a map the mutex that most of its uses already hold.
 *
 *     func (s *Store) Len() int {          func (s *Store) Len() int {
 *         return len(s.items)         =>       s.mu.RLock()
 *     }                                        defer s.mu.RUnlock()
 *                                              return len(s.items)
 *                                          }
 *
 * Behaviour is kept: the sections make no call that can wait or take s.mu again, and the lock is taken where it is held on no way. A write under RLock
 * gets Lock for its whole section; a map that is handed out under the lock is handed out as a copy.
 */
export const existingLock: Transform = {
  name: 'existing-lock',
  title: 'Hold the mutex that guards the map elsewhere',
  consider: (map, context) => considerLock(map, context),
};

function considerLock(map: SharedMap, context: DecideContext): Consideration {
  const early = refusedEarly(map, { ...context, allowApiChange: true });
  if (early !== undefined) return early;
  const guard = commonLock(context.binding, map);
  if (isRefusal(guard)) return guard;
  const group = groupOf(map, guard, context);
  const key = `existing-lock ${guard.lock.declaration} ${group.map((m) => m.id).join(' ')}`;
  let planned = context.memo.get(key) as Draft | Refusal | undefined;
  if (planned === undefined) {
    planned = planGroup(group, guard, context);
    context.memo.set(key, planned);
  }
  if (!isDraft(planned)) return planned;
  const draft = planned;
  if (draft.isEmpty)
    return refuse(
      map.file,
      map.symbol.node,
      'no-common-lock',
      `${guard.lock.name} is held at every use that can be covered`,
    );
  const leads = group[0] === map;
  return {
    ok: true,
    because: becauseOf(map, guard, group),
    cost: draft.cost,
    notes: draft.notes,
    plan: (edits) => {
      if (leads) draft.replay(edits);
    },
  };
}

function becauseOf(map: SharedMap, guard: GuardSupport, group: readonly SharedMap[]): string {
  const others = group.filter((m) => m !== map).map((m) => m.name);
  const beside = others.length === 0 ? '' : `, together with ${others.join(', ')}`;
  const { held, total } = guard;
  return `${guard.lock.name} is held at ${held} of ${total} ${total === 1 ? 'use' : 'uses'} outside construction; the others get it too${beside}`;
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
    const other = commonLock(context.binding, m);
    return !isRefusal(other) && other.lock.declaration === guard.lock.declaration;
  });
  if (same.length === 1) return same;
  return same.filter((m) => m === map || isDraft(alone(m, context)));
}

function alone(map: SharedMap, context: DecideContext): Draft | Refusal {
  const key = `existing-lock alone ${map.id}`;
  const known = context.memo.get(key) as Draft | Refusal | undefined;
  if (known !== undefined) return known;
  const guard = commonLock(context.binding, map);
  const planned = isRefusal(guard) ? guard : planGroup([map], guard, context);
  context.memo.set(key, planned);
  return planned;
}

function planGroup(maps: readonly SharedMap[], guard: GuardSupport, context: DecideContext): Draft | Refusal {
  const { binding } = context;
  const keys = new Map(maps.map((m) => [m, (commonLock(context.binding, m) as GuardSupport).lock.key]));
  const lockOf = (map: SharedMap) => keys.get(map)!;
  for (const map of maps) {
    const refusal = mixedCallers(map, lockOf(map));
    if (refusal !== undefined) return refusal;
  }
  const draft = planLock({
    context,
    maps,
    declaration: guard.lock.declaration,
    shared: isReadWriteLock(binding, guard.lock.declaration),
    suffix: '',
    made: false,
    spell: (map, file, node) => spellLock(binding, lockOf(map), file, node),
    needs: (map, use) => needsLock(map, use, lockOf(map)),
  });
  if (!isDraft(draft)) return draft;
  for (const map of maps) {
    const refusal =
      planUpgrades(map, guard, lockOf(map), context, draft) ?? planCopies(map, lockOf(map), context, draft);
    if (refusal !== undefined) return refusal;
  }
  return draft;
}

/** A function that some callers enter with the lock and some without can neither take it nor leave it. */
function mixedCallers(map: SharedMap, key: string): Refusal | undefined {
  const use = map.uses.find(
    (u: MapUse) => needsLock(map, u, key) && u.mayLocks.modeOf(key) !== undefined && !writesUnder(u, key),
  );
  if (use === undefined) return undefined;
  const name = use.functionSymbol?.name ?? 'the function';
  return refuse(
    use.file,
    use.node,
    'mixed-callers',
    `${name} is entered with the lock by some of its callers and without it by others: it can neither take the lock nor go without`,
  );
}

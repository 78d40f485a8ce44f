import type { SharedMap } from '../../src/model/shared-map.js';
import type { Transform } from '../../src/model/transform.js';
import { refuse } from '../../src/phases/4-decide/sections/refusals.js';
import { coverageOf, isCoverage, type LockCoverage } from './plan.js';

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
  consider(map, context) {
    const coverage = coverageOf(map, context);
    if (!isCoverage(coverage)) return coverage;
    const { guard, group, draft, locks, copies } = coverage;
    if (!locks)
      return refuse(
        map.file,
        map.symbol.node,
        copies > 0 ? 'only-handed-out' : 'no-common-lock',
        copies > 0
          ? `${guard.lock.name} is held at every use; the map only leaves it`
          : `${guard.lock.name} is held at every use that can be covered`,
      );
    const leads = group[0] === map;
    return {
      ok: true,
      because: becauseOf(map, coverage),
      cost: draft.cost,
      notes: draft.notes,
      plan: (edits) => {
        if (leads) draft.replay(edits);
      },
    };
  },
};

function becauseOf(map: SharedMap, { guard, group, copies }: LockCoverage): string {
  const others = group.filter((m) => m !== map).map((m) => m.name);
  const beside = others.length === 0 ? '' : `, together with ${others.join(', ')}`;
  const { held, total } = guard;
  const handedOut = copies === 0 ? '' : ', and a copy is handed out';
  return `${guard.lock.name} is held at ${held} of ${total} ${total === 1 ? 'use' : 'uses'} outside construction; the others get it too${handedOut}${beside}`;
}

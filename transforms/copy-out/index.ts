import type { Transform } from '../../src/model/transform.js';
import { refuse } from '../../src/phases/4-decide/sections/refusals.js';
import { coverageOf, isCoverage } from '../existing-lock/plan.js';

/**
 * Hand out a copy of a map that every use holds a lock for, where the map itself leaves the lock.
 *
 *     func (s *Store) All() map[string]int {       func (s *Store) All() map[string]int {
 *         s.mu.Lock()                                  s.mu.Lock()
 *         defer s.mu.Unlock()                 =>       defer s.mu.Unlock()
 *         return s.items                               return maps.Clone(s.items)
 *     }                                            }
 *
 * Behaviour is kept for receivers that read, which is looked at in the whole module; nil stays nil. A copy does not show later changes: that is the fix.
 */
export const copyOut: Transform = {
  name: 'copy-out',
  title: 'Hand out a copy of the map',
  consider(map, context) {
    const coverage = coverageOf(map, context);
    if (!isCoverage(coverage)) return coverage;
    const { guard, group, draft, locks, copies } = coverage;
    if (locks || copies === 0)
      return refuse(
        map.file,
        map.symbol.node,
        'no-common-lock',
        locks
          ? `${guard.lock.name} is missing at uses of ${map.name} too: a copy alone does not help`
          : `nothing hands ${map.name} out`,
      );
    const leads = group[0] === map;
    return {
      ok: true,
      because: `${guard.lock.name} is held at every use, and what leaves it is a copy at ${copies} ${copies === 1 ? 'place' : 'places'}`,
      cost: draft.cost,
      notes: draft.notes,
      plan: (edits) => {
        if (leads) draft.replay(edits);
      },
    };
  },
};

import { diagnostic } from '../../../go/diagnostic-codes.js';
import type { Check } from './facts.js';
import { heldIn, isGuardLike, placeOf } from './facts.js';

/**
 *     s.mu.RLock()
 *     s.items[k] = v
 *
 * Readers hold the lock at the same time, and so do other writers of this kind. Said where every way to the write holds the lock only for
 * reading, the lock guards the map elsewhere, and no other lock is held for writing.
 */
export const writeUnderRlock: Check = ({ maps }) =>
  maps.flatMap(({ map, uses }) =>
    uses.flatMap(({ use, contexts }) => {
      if (use.classification.effect !== 'write') return [];
      const shared = contexts[0]!.locks.find((l) => l.mode === 'shared' && isGuardLike(l));
      if (shared === undefined) return [];
      const onlyReading = contexts.every(
        (c) => heldIn(c, shared.key)?.mode === 'shared' && !c.locks.some((l) => l.mode === 'exclusive'),
      );
      if (!onlyReading) return [];
      const elsewhere = uses.filter(
        (u) => u.use !== use && u.contexts.some((c) => heldIn(c, shared.key) !== undefined),
      );
      if (elsewhere.length === 0 || (elsewhere.length + 1) * 2 < uses.length) return [];
      return [
        diagnostic('write-under-rlock', `${map.name} is written to while ${shared.name} is held only for reading`, {
          position: placeOf(use.file, use.node),
        }),
      ];
    }),
  );

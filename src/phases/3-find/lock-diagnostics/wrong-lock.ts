import { diagnostic } from '../../../go/diagnostic-codes.js';
import { touchSame } from '../conflicts.js';
import { synchronised } from '../locks-of-map.js';
import type { Check } from './facts.js';
import { distanceOf, heldIn, holdsNowhere, isGuardLike, placeOf } from './facts.js';

/**
 * A use under a lock that is not the one which guards the map elsewhere: the two keep nobody apart. Not said where both are held at every
 * write, so that either is enough for reading.
 */
export const wrongLock: Check = ({ maps }) =>
  maps.flatMap(({ map, uses, guard }) => {
    if (guard === undefined) return [];
    const { key, name } = guard.lock;
    return uses.flatMap(({ use, contexts }) => {
      if (!holdsNowhere(contexts, key)) return [];
      const other = contexts[0]!.locks.find(
        (l) => contexts.every((c) => heldIn(c, l.key) !== undefined) && isGuardLike(l),
      );
      if (other === undefined) return [];
      // another object's lock of the same kind is the same mistake, but not seen surely
      if (other.declaration === guard.lock.declaration) return [];
      // a lock nearer to the map is rather the right one
      if (distanceOf(other) < distanceOf(guard.lock)) return [];
      const meets = uses.find((u) =>
        u.contexts.some((h) =>
          contexts.some(
            (c) =>
              heldIn(h, key) !== undefined &&
              (h.writes || c.writes) &&
              touchSame(h, c) &&
              !synchronised(h.locks, h.writes, c.locks, c.writes),
          ),
        ),
      );
      if (meets === undefined) return [];
      return [
        diagnostic('wrong-lock', `${map.name} is used under ${other.name}, but ${name} guards it elsewhere`, {
          position: placeOf(use.file, use.node),
          related: [{ position: placeOf(meets.use.file, meets.use.node), message: `a use under ${name}` }],
        }),
      ];
    });
  });

import { diagnostic } from '../../../go/diagnostic-codes.js';
import { touchSame } from '../conflicts.js';
import type { UseContext } from '../contexts.js';
import { synchronised } from '../locks-of-map.js';
import type { Check } from './facts.js';
import { distanceOf, heldIn, holdsNowhere, isGuardLike, placeOf } from './facts.js';

/**
 * A use under a lock that is not the one which guards the map elsewhere: the two keep nobody apart. Not said where both are held at every
 * write, so that either is enough for reading.
 */
export const wrongLock: Check = ({ maps }) =>
  maps.flatMap(({ map, candidate, uses, guard }) => {
    if (guard === undefined) return [];
    const { key, name } = guard.lock;
    return uses.flatMap(({ use, contexts }) => {
      // an alias says more of the reference that got out than of the lock
      if (!candidate.uses.includes(use)) return [];
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
              sameOwner(h, c, guard.lock) &&
              !mayHold(h, other) &&
              !mayHold(c, guard.lock) &&
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

/** Both find the map in the same field of the object that has the lock: another kind of owner has another lock. */
function sameOwner(a: UseContext, b: UseContext, lock: { readonly key: string }): boolean {
  const distance = distanceOf(lock);
  if (!Number.isFinite(distance) || distance < 2) return true;
  const end = (c: UseContext) => c.fields.split('.').slice(-distance).join('.');
  return end(a) === end(b);
}

/** A lock taken on some ways only: whether it is missing is not certain. */
function mayHold(context: UseContext, lock: { readonly declaration: number }): boolean {
  return context.otherLocks.some((l) => l.declaration === lock.declaration);
}

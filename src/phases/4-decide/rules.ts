import type { SharedMap } from '../../model/shared-map.js';
import { ownGuard } from './sections/own-guard.js';

/** A strategy in the order in which the rules prefer it; with a reason, it is ruled out before it is tried. */
export interface Preference {
  readonly strategy: string;
  /** the rule that put it there */
  readonly rule: string;
  readonly reason?: { readonly code: string; readonly message: string };
  /** the reason does not count after a refusal of the strategy before with this code */
  readonly unless?: string;
}

/** strategies.md, "Rules", as far as strategies exist; the first that accepts is taken. */
export function preferences(map: SharedMap, forced: string | undefined): Preference[] {
  if (forced !== undefined) return [{ strategy: forced, rule: 'requested' }];
  const guard = ownGuard(map);
  if (guard !== undefined) {
    // never a second mutex where one guards the map somewhere
    const reason = {
      code: 'guarded-elsewhere',
      message: `${guard.lock.name} already guards it at ${guard.held} of ${guard.total} uses: take that lock at the other uses instead of adding a second one`,
    };
    return [
      { strategy: 'existing-lock', rule: 'existing-lock' },
      { strategy: 'copy-out', rule: 'existing-lock' },
      ...newLock(map).map((preference) => ({
        ...preference,
        reason,
        // a lock of another object that a use cannot name leaves the map without one it could have
        ...(guard.lock.key.startsWith('^1.') ? {} : { unless: 'lock-unreachable' }),
      })),
    ];
  }
  return newLock(map);
}

function newLock(map: SharedMap): Preference[] {
  const { profile } = map;
  // a range is a long read under the lock; otherwise reads must clearly dominate, which static counts alone cannot show
  const longRead = profile.ranges > 0;
  const first = longRead ? 'rwmutex' : 'mutex';
  const second = longRead ? 'mutex' : 'rwmutex';
  return [
    { strategy: first, rule: longRead ? 'long-read' : 'default' },
    { strategy: second, rule: 'fallback' },
  ];
}

/**
 * A map that is returned under the lock is used by the caller without it: the caller gets a copy instead.
 *
 *     s.mu.Lock()                          s.mu.Lock()
 *     defer s.mu.Unlock()             =>   defer s.mu.Unlock()
 *     return s.items                       return maps.Clone(s.items)
 *
 * Behaviour is kept as far as receivers only read: a copy does not show later changes, and what a receiver writes into it changes nothing else.
 */
import { Kind } from '../../src/go/grammar.js';
import type { Refusal } from '../../src/model/decision.js';
import type { SharedMap } from '../../src/model/shared-map.js';
import type { DecideContext } from '../../src/model/transform.js';
import type { Draft } from '../../src/phases/4-decide/sections/draft.js';

export function planCopies(map: SharedMap, key: string, context: DecideContext, draft: Draft): Refusal | undefined {
  void [map, key, context, draft, Kind];
  return undefined;
}

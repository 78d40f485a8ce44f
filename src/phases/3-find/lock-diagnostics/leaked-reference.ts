import { diagnostic } from '../../../go/diagnostic-codes.js';
import type { Diagnostic } from '../../../model/diagnostic.js';
import { endSymbol } from '../path.js';
import type { Facts, MapFacts, SharedUse } from './facts.js';
import { type Check, heldIn, holdsEverywhere, placeOf, stateOf } from './facts.js';

/**
 *     s.mu.Lock()
 *     defer s.mu.Unlock()
 *     return s.items
 *
 * The lock guards the map up to the return; who gets the result uses it without. Said for a map whose elements are written while others may
 * use it, where the result goes to callers out of view, or to some in view that do not hold the lock; and for a reference that is kept in a
 * variable beyond the section and used there.
 */
export const leakedReference: Check = (facts) => facts.maps.flatMap((map) => leaksOf(map, facts));

function leaksOf(facts: MapFacts, { interpreter }: Facts): Diagnostic[] {
  const { map, uses, guard, mutated } = facts;
  if (guard === undefined || !mutated) return [];
  const { key, name, declaration } = guard.lock;
  const bare = facts.uses.filter(
    ({ use, contexts }) =>
      // a comparison with nil looks at the reference only
      use.classification.operation !== 'nil-compare' &&
      !use.contexts.some((c) => c.opaque) &&
      contexts.some((c) => heldIn(c, key) === undefined),
  );
  return uses.flatMap((shared): Diagnostic[] => {
    const { use, fn, contexts } = shared;
    const { operation, depth } = use.classification;
    if ((operation !== 'return' && operation !== 'alias') || depth > 0 || !holdsEverywhere(contexts, key)) return [];
    const state = stateOf(interpreter, shared);
    // the reference of another object's map, or one that belongs to the function alone
    if (state === undefined || endSymbol(state.path) !== map.symbol.id) return [];
    const at = { position: placeOf(use.file, use.node) };
    if (operation === 'return') {
      const outside = contexts.some((c) => c.thread.kind === 'external' && c.fn === c.thread.fn);
      const user = bare.find((b) => b.fn !== fn && isResultOf(b, fn, facts.candidate.indirect));
      if (!outside && user === undefined) return [];
      const message = `${map.name}, which ${name} guards, is returned: its callers use it without the lock`;
      return [
        diagnostic('leaked-reference', message, {
          ...at,
          ...(user === undefined
            ? {}
            : {
                related: [{ position: placeOf(user.use.file, user.use.node), message: 'used without the lock here' }],
              }),
        }),
      ];
    }
    const later = bare.find((b) => {
      if (
        b.fn !== fn ||
        b.use.node <= use.node ||
        isSwappedOut(shared, b, uses) ||
        !facts.candidate.indirect.includes(b.use)
      )
        return false;
      const after = stateOf(interpreter, b);
      return after !== undefined && !after.locks.some((h) => endSymbol(h.path) === declaration);
    });
    if (later === undefined) return [];
    return [
      diagnostic('leaked-reference', `a reference to ${map.name} is kept beyond the section of ${name}`, {
        ...at,
        related: [{ position: placeOf(later.use.file, later.use.node), message: 'used without the lock here' }],
      }),
    ];
  });
}

/** A use of the map in a function that calls this one: of what it returns. */
function isResultOf(user: SharedUse, fn: SharedUse['fn'], indirect: readonly SharedUse['use'][]): boolean {
  if (!indirect.includes(user.use)) return false;
  const { symbol } = fn;
  return (
    symbol !== undefined &&
    user.fn.calls.some((site) => site.callee.targets.some((t) => t.kind === 'function' && t.id === symbol.id))
  );
}

/** Another map was put in its place between the two, here or by a function called: `conns := c.conns; c.conns = nil`. What was taken out belongs to the function. */
function isSwappedOut(taken: SharedUse, later: SharedUse, uses: readonly SharedUse[]): boolean {
  const between = (node: number) => node > taken.use.node && node < later.use.node;
  return uses.some(({ use, fn }) => {
    if (use.classification.operation !== 'replace' || use.classification.depth > 0) return false;
    if (fn === taken.fn) return between(use.node);
    return taken.fn.calls.some(
      (site) => between(site.node) && site.callee.targets.some((t) => t.kind === 'function' && t.id === fn.symbol?.id),
    );
  });
}

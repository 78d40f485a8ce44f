import { diagnostic } from '../../../go/diagnostic-codes.js';
import type { Diagnostic } from '../../../model/diagnostic.js';
import { endSymbol } from '../path.js';
import type { Check } from './facts.js';
import { placeOf } from './facts.js';

/**
 * A lock that guards a map is held while its holder waits for another goroutine, for time to pass or for the network: everybody who needs the
 * map waits as well, and if the other goroutine needs it too, for ever. A send on a channel that has a buffer need not wait, and is not said.
 */
export const lockHeldAcrossBlock: Check = ({ maps, interpreter }) => {
  const guarded = new Map<number, string>();
  for (const { map, guard } of maps)
    if (guard !== undefined && !guarded.has(guard.lock.declaration)) guarded.set(guard.lock.declaration, map.name);
  const found: Diagnostic[] = [];
  for (const { fn, node, what, channel, held } of interpreter.blocked.values()) {
    if (fn.isTest || (channel !== undefined && interpreter.registry.buffered.has(channel))) continue;
    const lock = held.find((h) => guarded.has(endSymbol(h.path) ?? 0));
    if (lock === undefined) continue;
    const map = guarded.get(endSymbol(lock.path)!)!;
    found.push(
      diagnostic('lock-held-across-block', `${lock.name}, which guards ${map}, is held across ${what}`, {
        position: placeOf(fn.file, node),
        ...(lock.at === undefined
          ? {}
          : { related: [{ position: placeOf(fn.file, lock.at), message: 'the lock is taken here' }] }),
      }),
    );
  }
  return found;
};

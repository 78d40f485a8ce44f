import { diagnostic } from '../../../go/diagnostic-codes.js';
import type { Diagnostic } from '../../../model/diagnostic.js';
import type { Fn } from '../flow-graph.js';
import { eachEvent } from '../interpreter.js';
import { endSymbol } from '../path.js';
import type { Check } from './facts.js';
import { placeOf } from './facts.js';

const A_SEND = 'a send on a channel';
const A_RANGE = 'a range over a channel';

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
    if (fn.isTest) continue;
    if (channel !== undefined && what === A_SEND && interpreter.registry.buffered.has(channel)) continue;
    if (channel !== undefined && what === A_RANGE && closes(fn, channel)) continue;
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

/** The function closes the channel itself, so that what it receives has been sent before. */
function closes(fn: Fn, channel: number): boolean {
  let found = false;
  eachEvent(fn.body, (flow) => {
    if (flow.op === 'signal' && flow.how === 'close' && endSymbol(flow.path) === channel) found = true;
  });
  return found;
}

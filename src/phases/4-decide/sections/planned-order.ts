import type { LockOrder } from '../../../model/lock-order.js';
import type { SourceFile } from '../../../model/source.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { DecideContext } from '../../../model/transform.js';

/** The lock order of the program together with what the plans of this run add to it: each alone may be right where two of them close a cycle. */
export class PlannedOrder implements LockOrder {
  private readonly added = new Map<number, Set<number>>();

  constructor(private readonly base: LockOrder) {}

  /** The one of a run. */
  static of(context: DecideContext): PlannedOrder {
    const known = context.memo.get('planned lock order');
    if (known instanceof PlannedOrder) return known;
    const order = new PlannedOrder(context.lockOrder);
    context.memo.set('planned lock order', order);
    return order;
  }

  /** A plan takes the second lock while the first may be held. */
  add(first: number, second: number): void {
    if (first === second) return;
    const known = this.added.get(first);
    if (known === undefined) this.added.set(first, new Set([second]));
    else known.add(second);
  }

  heldAtEntry(file: SourceFile, fn: NodeId): ReadonlySet<number> {
    return this.base.heldAtEntry(file, fn);
  }

  isAwaited(lock: number, file: SourceFile, fn: NodeId): boolean {
    return this.base.isAwaited(lock, file, fn);
  }

  precedes(first: number, second: number): boolean {
    const seen = new Set([first]);
    const open = [first];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (this.base.precedes(at, second)) return true;
      for (const [from, followers] of this.added) {
        if (from !== at && !this.base.precedes(at, from)) continue;
        for (const next of followers) {
          if (next === second) return true;
          if (!seen.has(next)) {
            seen.add(next);
            open.push(next);
          }
        }
      }
    }
    return false;
  }
}

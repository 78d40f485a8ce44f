import type { LockOrder } from '../../model/lock-order.js';
import type { SourceFile } from '../../model/source.js';
import type { NodeId } from '../../model/syntax-tree.js';
import { Awaited } from './awaited.js';
import { EntryLocks, lockSymbols } from './entry-locks.js';
import type { Interpreter } from './interpreter.js';
import { endSymbol } from './path.js';

const NOTHING: ReadonlySet<number> = new Set();

/** The lock-order graph of the whole program, from the states that the interpreter found: nodes are declarations of mutexes, edges lead from a lock held to one taken. */
export function lockOrderOf(interpreter: Interpreter): LockOrder {
  const entry = new EntryLocks(interpreter);
  const after = new Map<number, Set<number>>();
  for (const { fn, path, held } of interpreter.acquisitions.values()) {
    const taken = endSymbol(path);
    if (taken === undefined) continue;
    for (const before of [...lockSymbols(held), ...entry.of(fn.index)]) {
      const known = after.get(before);
      if (known === undefined) after.set(before, new Set([taken]));
      else known.add(taken);
    }
  }
  const awaited = new Awaited(interpreter, entry);
  const byPlace = new Map(interpreter.registry.fns.map((fn) => [`${fn.file.index}:${fn.node}`, fn.index]));
  return {
    heldAtEntry(file: SourceFile, node: NodeId) {
      const index = byPlace.get(`${file.index}:${node}`);
      return index === undefined ? NOTHING : entry.of(index);
    },
    isAwaited(lock, file, node) {
      const index = byPlace.get(`${file.index}:${node}`);
      return index !== undefined && awaited.isAwaited(lock, index);
    },
    precedes(first, second) {
      const seen = new Set<number>();
      const open = [first];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        for (const follower of after.get(next) ?? NOTHING) {
          if (follower === second) return true;
          if (!seen.has(follower)) {
            seen.add(follower);
            open.push(follower);
          }
        }
      }
      return false;
    },
  };
}

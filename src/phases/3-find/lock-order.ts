import type { LockOrder } from '../../model/lock-order.js';
import type { SourceFile } from '../../model/source.js';
import type { NodeId } from '../../model/syntax-tree.js';
import { Awaited } from './awaited.js';
import type { Interpreter } from './interpreter.js';
import { endSymbol, type Path } from './path.js';

const NOTHING: ReadonlySet<number> = new Set();

/** The lock-order graph of the whole program, from the states that the interpreter found: nodes are declarations of mutexes, edges lead from a lock held to one taken. */
export function lockOrderOf(interpreter: Interpreter): LockOrder {
  const entry = entryLocks(interpreter);
  const after = new Map<number, Set<number>>();
  for (const { fn, path, held } of interpreter.acquisitions.values()) {
    const taken = endSymbol(path);
    if (taken === undefined) continue;
    for (const before of [...classesOf(held), ...(entry.get(fn.index) ?? NOTHING)]) {
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
      return (index === undefined ? undefined : entry.get(index)) ?? NOTHING;
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

/** By function: what some caller holds when it calls, and what that caller's callers hold, to a fixpoint. */
function entryLocks(interpreter: Interpreter): ReadonlyMap<number, ReadonlySet<number>> {
  const entry = new Map<number, Set<number>>();
  const callees = new Map<number, Set<number>>();
  const open: number[] = [];
  const add = (fn: number, classes: Iterable<number>) => {
    let known = entry.get(fn);
    if (known === undefined) {
      known = new Set();
      entry.set(fn, known);
    }
    const before = known.size;
    for (const c of classes) known.add(c);
    if (known.size > before) open.push(fn);
  };
  for (const edge of interpreter.edges.values()) {
    if (edge.spawn !== undefined) continue;
    const list = callees.get(edge.caller.index);
    if (list === undefined) callees.set(edge.caller.index, new Set([edge.callee.index]));
    else list.add(edge.callee.index);
    add(edge.callee.index, [...classesOf(edge.state.locks), ...classesOf(edge.extraLocks)]);
  }
  for (let fn = open.pop(); fn !== undefined; fn = open.pop())
    for (const callee of callees.get(fn) ?? []) add(callee, entry.get(fn)!);
  return entry;
}

function classesOf(held: readonly { readonly path: Path }[]): number[] {
  return held.flatMap((h) => endSymbol(h.path) ?? []);
}

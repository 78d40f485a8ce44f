import type { Interpreter } from './interpreter.js';
import { endSymbol, type Path } from './path.js';

const NOTHING: ReadonlySet<number> = new Set();

/**
 * By function: the locks that some caller holds when it calls, and that caller's callers, to a fixpoint. Locks are numbered and kept as bits: in
 * a large program nearly every function is reached by nearly every lock.
 */
export class EntryLocks {
  private readonly locks: number[] = [];
  private readonly bits: (Uint32Array | undefined)[] = [];
  private readonly decoded = new Map<number, ReadonlySet<number>>();

  constructor(interpreter: Interpreter) {
    const numbers = new Map<number, number>();
    const number = (lock: number) => {
      let n = numbers.get(lock);
      if (n === undefined) {
        n = this.locks.length;
        numbers.set(lock, n);
        this.locks.push(lock);
      }
      return n;
    };
    const held = new Map<number, Set<number>>();
    const callees: number[][] = [];
    for (const { caller, callee, spawn, state, extraLocks } of interpreter.edges.values()) {
      if (spawn !== undefined) continue;
      const list = callees[caller.index];
      if (list === undefined) callees[caller.index] = [callee.index];
      else if (list.at(-1) !== callee.index) list.push(callee.index);
      if (state.locks.length + extraLocks.length === 0) continue;
      let set = held.get(callee.index);
      if (set === undefined) {
        set = new Set();
        held.set(callee.index, set);
      }
      for (const lock of lockSymbols(state.locks)) set.add(number(lock));
      for (const lock of lockSymbols(extraLocks)) set.add(number(lock));
    }
    const words = (this.locks.length + 31) >> 5;
    for (const [fn, set] of held) {
      const own = new Uint32Array(words);
      for (const n of set) own[n >> 5]! |= 1 << (n & 31);
      this.bits[fn] = own;
    }
    this.spread(callees, [...held.keys()], words);
  }

  /** Symbols of the mutexes that may be held when the function is entered. */
  of(fn: number): ReadonlySet<number> {
    const bits = this.bits[fn];
    if (bits === undefined) return NOTHING;
    let set = this.decoded.get(fn);
    if (set === undefined) {
      set = new Set(this.locks.filter((_, n) => (bits[n >> 5]! & (1 << (n & 31))) !== 0));
      this.decoded.set(fn, set);
    }
    return set;
  }

  private spread(callees: readonly (readonly number[] | undefined)[], open: number[], words: number): void {
    const queued = new Set(open);
    for (let fn = open.pop(); fn !== undefined; fn = open.pop()) {
      queued.delete(fn);
      const from = this.bits[fn]!;
      for (const callee of callees[fn] ?? []) {
        let to = this.bits[callee];
        if (to === undefined) {
          to = new Uint32Array(words);
          this.bits[callee] = to;
        }
        let changed = false;
        for (let i = 0; i < words; i++) {
          const all = to[i]! | from[i]!;
          if (all >>> 0 !== to[i]) {
            to[i] = all;
            changed = true;
          }
        }
        if (changed && !queued.has(callee)) {
          queued.add(callee);
          open.push(callee);
        }
      }
    }
  }
}

/** Symbols of the mutexes themselves. */
export function lockSymbols(held: readonly { readonly path: Path }[]): number[] {
  return held.flatMap((h) => endSymbol(h.path) ?? []);
}

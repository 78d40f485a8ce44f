import type { NodeId } from '../../model/syntax-tree.js';
import type { Flow } from './flow-graph.js';
import type { Path } from './path.js';

export interface Held {
  readonly path: Path;
  readonly name: string;
  readonly mode: 'shared' | 'exclusive';
  /** the call in this function that took it: tells critical sections of one lock apart */
  readonly at?: NodeId;
}

/** What is known at a point of a function: immutable; `undefined` stands for a point that is not reached. */
export interface State {
  /** locks certainly held, by path key */
  readonly locks: ReadonlyMap<string, Held>;
  /** locks held on some ways to here only */
  readonly maybe: ReadonlyMap<string, Held>;
  /** released on some way to here without having been taken: a caller's lock that is not held any more */
  readonly dropped: ReadonlyMap<string, Path>;
  /** goroutines and handlers that may run by now: spawn ids */
  readonly live: ReadonlySet<number>;
  /** registered handlers that wait for a server to start */
  readonly pending: ReadonlySet<number>;
  /** fresh variables whose object others may hold by now: symbol ids */
  readonly published: ReadonlySet<number>;
  /** some goroutine has been started */
  readonly begun: boolean;
  /** receives outside loops so far, by channel key */
  readonly received: ReadonlyMap<string, number>;
  /** signals given so far, by key; see `Signal` */
  readonly signalled: ReadonlySet<string>;
  /** waited for on every way to here: keys of the function's waits */
  readonly waited: ReadonlySet<string>;
  /** deferred so far, first to last */
  readonly defers: readonly Flow[];
}

const NONE: ReadonlySet<never> = new Set<never>();
const NO_MAP: ReadonlyMap<never, never> = new Map<never, never>();

export const ENTRY: State = {
  locks: NO_MAP,
  maybe: NO_MAP,
  dropped: NO_MAP,
  live: NONE,
  pending: NONE,
  published: NONE,
  begun: false,
  received: NO_MAP,
  signalled: NONE,
  waited: NONE,
  defers: [],
};

export type Reached = State | undefined;

/** What holds where two ways meet: locks of both, goroutines and publications of either. */
export function join(a: Reached, b: Reached): Reached {
  if (a === undefined || a === b) return b;
  if (b === undefined) return a;
  const locks = joinLocks(a.locks, b.locks);
  return {
    locks,
    maybe: joinMaybe(a, b, locks),
    dropped: a.dropped === b.dropped || b.dropped.size === 0 ? a.dropped : new Map([...a.dropped, ...b.dropped]),
    live: union(a.live, b.live),
    pending: union(a.pending, b.pending),
    published: union(a.published, b.published),
    begun: a.begun || b.begun,
    received: a.received === b.received ? a.received : minimum(a.received, b.received),
    signalled: union(a.signalled, b.signalled),
    waited: a.waited === b.waited ? a.waited : new Set([...a.waited].filter((k) => b.waited.has(k))),
    defers: joinDefers(a.defers, b.defers),
  };
}

function joinLocks(a: ReadonlyMap<string, Held>, b: ReadonlyMap<string, Held>): ReadonlyMap<string, Held> {
  if (a === b) return a;
  const out = new Map<string, Held>();
  for (const [key, held] of a) {
    const other = b.get(key);
    if (other === undefined) continue;
    out.set(key, held.mode === other.mode ? held : { ...held, mode: 'shared' });
  }
  return out;
}

/** What only one of the ways holds, and what either may hold. */
function joinMaybe(a: State, b: State, both: ReadonlyMap<string, Held>): ReadonlyMap<string, Held> {
  if (a.locks === b.locks && a.maybe === b.maybe) return a.maybe;
  if (a.maybe.size + b.maybe.size === 0 && both.size === a.locks.size && both.size === b.locks.size) return a.maybe;
  const out = new Map<string, Held>();
  for (const side of [a.maybe, b.maybe, a.locks, b.locks])
    for (const [key, held] of side) {
      if (both.has(key)) continue;
      const known = out.get(key);
      out.set(key, known === undefined || known.mode === held.mode ? held : { ...held, mode: 'shared' });
    }
  return out;
}

/** The state with a lock taken. */
export function holding(s: State, key: string, held: Held): State {
  const locks = new Map(s.locks);
  locks.set(key, held);
  return { ...s, locks, maybe: without(s.maybe, key), dropped: without(s.dropped, key) };
}

export function without<T>(locks: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  if (!locks.has(key)) return locks;
  const out = new Map(locks);
  out.delete(key);
  return out;
}

export function union<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): ReadonlySet<T> {
  if (a === b || b.size === 0) return a;
  if (a.size === 0) return b;
  let missing = false;
  for (const x of b)
    if (!a.has(x)) {
      missing = true;
      break;
    }
  if (!missing) return a;
  const out = new Set(a);
  for (const x of b) out.add(x);
  return out;
}

export function added<T>(set: ReadonlySet<T>, ...values: readonly T[]): ReadonlySet<T> {
  if (values.every((v) => set.has(v))) return set;
  const out = new Set(set);
  for (const v of values) out.add(v);
  return out;
}

function minimum(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const [key, n] of a) out.set(key, Math.min(n, b.get(key) ?? 0));
  return out;
}

/** A deferred call on one way only may run: it is kept, so that its uses are seen. */
function joinDefers(a: readonly Flow[], b: readonly Flow[]): readonly Flow[] {
  if (a === b || b.length === 0) return a;
  if (a.length === 0) return b;
  const rest = b.filter((f) => !a.includes(f));
  return rest.length === 0 ? a : [...a, ...rest];
}

export function sameState(a: Reached, b: Reached): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return (
    a.live.size === b.live.size &&
    a.begun === b.begun &&
    a.published.size === b.published.size &&
    a.pending.size === b.pending.size &&
    a.signalled.size === b.signalled.size &&
    a.waited.size === b.waited.size &&
    a.defers.length === b.defers.length &&
    a.locks.size === b.locks.size &&
    a.maybe.size === b.maybe.size &&
    a.dropped.size === b.dropped.size &&
    [...a.maybe.keys()].every((key) => b.maybe.has(key)) &&
    [...a.locks].every(([key, held]) => b.locks.get(key)?.mode === held.mode)
  );
}

/** Unions of sets that are met again and again, by identity: the sets of live goroutines are few but large. */
export class SetUnions {
  private readonly known = new WeakMap<ReadonlySet<number>, WeakMap<ReadonlySet<number>, ReadonlySet<number>>>();

  of(a: ReadonlySet<number>, b: ReadonlySet<number>): ReadonlySet<number> {
    if (a === b || b.size === 0) return a;
    if (a.size === 0) return b;
    let row = this.known.get(a);
    if (row === undefined) {
      row = new WeakMap();
      this.known.set(a, row);
    }
    let result = row.get(b);
    if (result === undefined) {
      result = union(a, b);
      row.set(b, result);
    }
    return result;
  }
}

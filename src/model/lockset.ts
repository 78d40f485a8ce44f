/**
 * A lock as an access path. `key` is its identity within one function's frame after substitution to the map's base: locks of the map's own
 * struct are spelled from the same base (`s.mu` guards `s.items`). `declaration` is the class of all instances (`cache.Store.mu`), the node of the lock-order graph.
 */
export interface Lock {
  /** symbol id of the base variable, then field symbol ids, joined by '.': "17.204" */
  readonly key: string;
  /** as written at the place it was taken: "s.mu" */
  readonly name: string;
  /** id of the mutex's own symbol: the field or variable of mutex type; the embedding field's for an embedded mutex */
  readonly declaration: number;
}

export type LockMode = 'shared' | 'exclusive';

export interface HeldLock {
  readonly lock: Lock;
  readonly mode: LockMode;
}

/** Locks certainly held at a point: an immutable value. */
export class Lockset {
  static readonly empty = new Lockset([]);

  constructor(readonly held: readonly HeldLock[]) {}

  get size(): number {
    return this.held.length;
  }

  modeOf(key: string): LockMode | undefined {
    return this.held.find((h) => h.lock.key === key)?.mode;
  }

  with(lock: Lock, mode: LockMode): Lockset {
    return new Lockset([...this.held.filter((h) => h.lock.key !== lock.key), { lock, mode }]);
  }

  without(key: string): Lockset {
    const rest = this.held.filter((h) => h.lock.key !== key);
    return rest.length === this.held.length ? this : new Lockset(rest);
  }

  /** What is held on both ways to a point: the intersection, shared where the modes differ. */
  join(other: Lockset): Lockset {
    if (this === other) return this;
    const both: HeldLock[] = [];
    for (const h of this.held) {
      const mode = other.modeOf(h.lock.key);
      if (mode !== undefined) both.push({ lock: h.lock, mode: h.mode === mode ? mode : 'shared' });
    }
    return both.length === this.held.length && both.every((b, i) => b.mode === this.held[i]!.mode)
      ? this
      : new Lockset(both);
  }

  /** What is held on either way to a point: the union, shared where one of the ways has it only shared. */
  union(other: Lockset): Lockset {
    if (this === other || other.size === 0) return this;
    let all: Lockset = this;
    for (const { lock, mode } of other.held) {
      const here = all.modeOf(lock.key);
      if (here === undefined) all = all.with(lock, mode);
      else if (here !== mode && mode === 'shared') all = all.with(lock, 'shared');
    }
    return all;
  }

  /** Whether a lock is held in a mode that allows the access: any mode for a read, exclusive for a write. */
  covers(key: string, access: 'read' | 'write'): boolean {
    const mode = this.modeOf(key);
    return mode !== undefined && (access === 'read' || mode === 'exclusive');
  }

  equals(other: Lockset): boolean {
    return this.size === other.size && this.held.every((h) => other.modeOf(h.lock.key) === h.mode);
  }
}

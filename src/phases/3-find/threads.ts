import type { Binding } from '../../model/binding.js';
import { hasHandlerSignature } from './calls.js';
import type { Fn } from './flow-graph.js';
import type { Edge, Interpreter, Wait } from './interpreter.js';
import { pathKey } from './path.js';
import { SetUnions, union } from './state.js';

/** How a function can be entered from outside the calls in view. */
export type Entry = 'main' | 'external' | 'callback' | 'handler' | 'test';

/** Who enters a function, and what may run when it starts. */
export class Threads {
  private readonly incoming: Edge[][] = [];
  private readonly entries: (Entry | undefined)[] = [];
  private readonly entryLive: ReadonlySet<number>[] = [];
  private readonly concurrent = new Set<number>();
  private readonly survivors = new WeakMap<ReadonlySet<number>, Map<string, ReadonlySet<number>>>();
  /** goroutines that outlive the calls which start them from outside */
  readonly background: ReadonlySet<number>;

  constructor(
    readonly interpreter: Interpreter,
    binding: Binding,
  ) {
    const { fns } = interpreter.registry;
    for (const fn of fns) this.incoming[fn.index] = [];
    for (const edge of interpreter.edges.values()) this.incoming[edge.callee.index]!.push(edge);
    for (const fn of fns) this.entries[fn.index] = this.entryOf(fn, binding);
    let background: ReadonlySet<number> = new Set();
    for (const fn of fns) {
      const entry = this.entries[fn.index];
      if (fn.isTest || (entry !== 'external' && entry !== 'main' && entry !== 'callback')) continue;
      const summary = interpreter.summaryOf(fn);
      background = union(background, union(summary.live, summary.pending));
    }
    // a server that is started elsewhere: all handlers run
    background = union(
      background,
      new Set(interpreter.spawns.filter((s) => s?.kind === 'handler' && !s.fn.isTest).map((s) => s.id)),
    );
    this.background = background;
    this.spread();
  }

  into(fn: Fn): readonly Edge[] {
    return this.incoming[fn.index] ?? [];
  }

  entry(fn: Fn): Entry | undefined {
    return this.entries[fn.index];
  }

  /** What of `live` may still run behind the waits of a function. */
  surviving(live: ReadonlySet<number>, waits: readonly Wait[], fn: Fn): ReadonlySet<number> {
    if (waits.length === 0 || live.size === 0) return live;
    let known = this.survivors.get(live);
    if (known === undefined) {
      known = new Map();
      this.survivors.set(live, known);
    }
    const key = `${fn.index}:${waits.map((w) => `${w.kind}${pathKey(w.path)}${w.loop ?? ''}`).join()}`;
    let result = known.get(key);
    if (result === undefined) {
      result = this.computeSurviving(live, waits, fn);
      known.set(key, result);
    }
    return result;
  }

  private computeSurviving(live: ReadonlySet<number>, waits: readonly Wait[], fn: Fn): ReadonlySet<number> {
    let out: Set<number> | undefined;
    for (const id of live) {
      const spawn = this.interpreter.spawns[id];
      if (spawn !== undefined && waits.some((w) => this.interpreter.joins(spawn, w, fn))) {
        out ??= new Set(live);
        out.delete(id);
      }
    }
    return out ?? live;
  }

  /** Whether a goroutine or handler can run the function. */
  runsConcurrently(fn: Fn): boolean {
    return this.concurrent.has(fn.index);
  }

  /** Goroutines that may run when the function is entered, over all ways into it. */
  liveAtEntry(fn: Fn): ReadonlySet<number> {
    return this.entryLive[fn.index] ?? new Set();
  }

  private entryOf(fn: Fn, binding: Binding): Entry | undefined {
    const { symbol } = fn;
    const escaped = this.interpreter.escapedFns.has(fn.index);
    if (symbol === undefined) {
      if (fn.outer === undefined) return 'main'; // package initialisers
      if (escaped)
        return hasHandlerSignature(binding.typeOf(fn.file, fn.node), fn.unit.importPath) ? 'handler' : 'callback';
      return this.into(fn).length === 0 ? 'callback' : undefined;
    }
    if (fn.isTest)
      return /^(Test|Benchmark|Example|Fuzz)/.test(symbol.name) || symbol.name === 'init'
        ? 'test'
        : this.into(fn).length === 0
          ? 'test'
          : undefined;
    if (
      symbol.receiver === undefined &&
      (symbol.name === 'init' || (symbol.name === 'main' && fn.unit.name === 'main'))
    )
      return 'main';
    const exported = /^\p{Lu}/u.test(symbol.name);
    if (
      symbol.receiver !== undefined &&
      symbol.name === 'ServeHTTP' &&
      hasHandlerSignature(binding.typeOfSymbol(symbol), '')
    )
      return 'handler';
    if (exported && fn.unit.name !== 'main' && !isInternal(fn.unit.importPath)) return 'external';
    if (escaped) return hasHandlerSignature(binding.typeOfSymbol(symbol), fn.unit.importPath) ? 'handler' : 'callback';
    return this.into(fn).some((e) => !e.caller.isTest) ? undefined : 'callback';
  }

  private spread(): void {
    const { fns } = this.interpreter.registry;
    const work: Fn[] = [];
    const outgoing: Edge[][] = [];
    for (const fn of fns) {
      const entry = this.entries[fn.index];
      this.entryLive[fn.index] =
        entry === 'external' || entry === 'callback' || entry === 'handler' ? this.background : new Set();
      outgoing[fn.index] = [];
      work.push(fn);
    }
    for (const edge of this.interpreter.edges.values()) outgoing[edge.caller.index]!.push(edge);
    this.spreadInitialisation();
    this.markConcurrent(outgoing);
    const unions = new SetUnions();
    const queued = new Set(work);
    while (work.length > 0) {
      const fn = work.pop()!;
      queued.delete(fn);
      const entry = this.entryLive[fn.index]!;
      for (const edge of outgoing[fn.index]!) {
        if (fn.isTest && !edge.callee.isTest) continue; // what tests start does not run in production
        const before = this.entryLive[edge.callee.index]!;
        const after = unions.of(unions.of(before, this.surviving(entry, edge.state.waits, fn)), edge.state.live);
        if (after === before) continue;
        this.entryLive[edge.callee.index] = after;
        if (!queued.has(edge.callee)) {
          queued.add(edge.callee);
          work.push(edge.callee);
        }
      }
    }
  }

  /** What the initialisers start runs while init functions do, and what either starts runs in main. */
  private spreadInitialisation(): void {
    const { fns } = this.interpreter.registry;
    const perUnit = new Map<unknown, ReadonlySet<number>>();
    let all: ReadonlySet<number> = new Set();
    const isMain = (fn: Fn) =>
      fn.symbol?.name === 'main' && fn.symbol.receiver === undefined && fn.unit.name === 'main';
    for (const fn of fns) {
      if (this.entries[fn.index] !== 'main' || fn.isTest || isMain(fn)) continue;
      const { live, pending } = this.interpreter.summaryOf(fn);
      const started = union(live, pending);
      all = union(all, started);
      if (fn.symbol === undefined) perUnit.set(fn.unit, union(perUnit.get(fn.unit) ?? new Set(), started));
    }
    if (all.size === 0) return;
    for (const fn of fns) {
      if (this.entries[fn.index] !== 'main' || fn.symbol === undefined) continue;
      const before = isMain(fn) ? all : (perUnit.get(fn.unit) ?? new Set<number>());
      this.entryLive[fn.index] = union(this.entryLive[fn.index]!, before);
    }
  }

  private markConcurrent(outgoing: readonly Edge[][]): void {
    const work: Fn[] = [];
    for (const edge of this.interpreter.edges.values())
      if (edge.spawn !== undefined && !edge.caller.isTest) work.push(edge.callee);
    for (const fn of this.interpreter.registry.fns) if (this.entries[fn.index] === 'handler') work.push(fn);
    while (work.length > 0) {
      const fn = work.pop()!;
      if (this.concurrent.has(fn.index)) continue;
      this.concurrent.add(fn.index);
      for (const edge of outgoing[fn.index]!) work.push(edge.callee);
    }
  }
}

export function isInternal(importPath: string): boolean {
  return /(^|\/)internal(\/|$)/.test(importPath);
}

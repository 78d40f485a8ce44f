import type { FlowUse, Fn } from './flow-graph.js';
import type { Edge, Interpreter, Wait } from './interpreter.js';
import { absolute, type RelativeLock, relativeTo } from './locks-of-map.js';
import { endSymbol, type Path, pathKey, rootVariable, withoutIndices } from './path.js';
import { type Held, SetUnions } from './state.js';
import { substitute } from './summary.js';
import type { Threads } from './threads.js';

/** The goroutine, or kind of caller, that executes a use. */
export type Thread =
  | { readonly kind: 'spawn'; readonly spawn: number }
  | { readonly kind: 'main' | 'external' | 'callback' | 'handler' | 'test'; readonly fn: Fn };

export type Instance =
  /** one object for the whole program, or one variable that several functions share */
  | { readonly kind: 'variable'; readonly key: string; readonly package: boolean; readonly fresh: boolean }
  /** some object of the type that declares the field: a receiver or parameter that callers outside choose */
  | { readonly kind: 'any' }
  | { readonly kind: 'unknown'; readonly cause: string };

/** One way in which one use of a map is executed. */
export interface UseContext {
  readonly fn: Fn;
  readonly use: FlowUse;
  /** symbol of the map */
  readonly map: number;
  readonly writes: boolean;
  readonly thread: Thread;
  /** the thread runs in parallel with itself on the same instance */
  readonly parallelWithItself: boolean;
  readonly instance: Instance;
  /** the object is made (or found) inside the thread itself: another run of it has another one */
  readonly ofThread: boolean;
  /** fields walked from the object where the way up ended to the map: equal ones start at objects of one type */
  readonly fields: string;
  readonly locks: readonly RelativeLock[];
  /** locks held on some ways to the use only, and those of objects that are not related to the map */
  readonly otherLocks: readonly RelativeLock[];
  readonly live: ReadonlySet<number>;
  /** of these, those that the way from the thread to the use has itself started */
  readonly ownLive: ReadonlySet<number>;
  /** some goroutine was started on the way before */
  readonly begun: boolean;
  /** (function, path) pairs on the way up, to see that two contexts mean one object */
  readonly frames: ReadonlyMap<number, string>;
  /** from the use's function up to the thread's first function */
  readonly chain: readonly Edge[];
  /** goes through an interface or an untracked function value */
  readonly dynamic: boolean;
  /** the map is returned to a caller outside, who reads it */
  readonly handedOut: boolean;
  /** passed to a function that is not in view, which may read it */
  readonly opaque: boolean;
  readonly inTest: boolean;
}

interface Climb {
  readonly fn: Fn;
  readonly path: Path;
  readonly locks: readonly RelativeLock[];
  /** locks not yet related to the map */
  readonly open: readonly Held[];
  /** locks held on some ways only */
  readonly maybe: readonly Held[];
  /** callers' locks that are released on the way down */
  readonly dropped: readonly Path[];
  readonly live: ReadonlySet<number>;
  readonly ownLive: ReadonlySet<number>;
  readonly begun: boolean;
  /** what the frames below certainly waited for, with the function that did */
  readonly waits: readonly { readonly wait: Wait; readonly fn: Fn }[];
  readonly frames: ReadonlyMap<number, string>;
  readonly chain: readonly Edge[];
  readonly thread: Thread | undefined;
  /** the object was found in a local of a frame below: the path means nothing further up */
  readonly anchored: boolean;
  readonly ofThread: boolean;
  /** the goroutine works on another element in each iteration */
  readonly perElement: boolean;
  readonly parallel: boolean;
  readonly dynamic: boolean;
  /** a test function is on the way */
  readonly viaTest: boolean;
}

/** Bounds of the search from one use: real maps need a few dozen steps; what is cut is said (`truncated`). */
const NO_LOCKS: readonly RelativeLock[] = [];
const MAX_STEPS = 400;
const MAX_CONTEXTS = 64;

export interface Contexts {
  readonly contexts: readonly UseContext[];
  /** some way in is construction: the object is not shared yet */
  readonly owned: boolean;
  /** the search was cut short */
  readonly truncated: boolean;
}

/** Climbs from a use through its callers to the threads that execute it, with the map's path and the locks spelled in each caller's terms. */
export class ContextSearch {
  private readonly unions = new SetUnions();
  private readonly borrowedFrom = (field: number) => this.interpreter.registry.lockAliases.borrowed(field);
  constructor(
    private readonly interpreter: Interpreter,
    private readonly threads: Threads,
    private readonly isPackageVariable: (id: number) => boolean,
    /** whether a symbol is a map of the inventory */
    private readonly isMap: (id: number) => boolean,
  ) {}

  of(fn: Fn, useIndex: number): Contexts {
    const use = fn.uses[useIndex]!;
    const state = this.interpreter.useStates[fn.index]?.[useIndex];
    // not reached by the interpreter: dead code behind an endless loop or a panic
    if (state === undefined) return { contexts: [], owned: false, truncated: false };
    if (use.ofCopy) return { contexts: [], owned: true, truncated: false };
    const start = this.relate({
      fn,
      path: state.path,
      locks: [],
      open: state.locks,
      maybe: state.maybe,
      dropped: state.dropped,
      live: state.live,
      ownLive: state.live,
      waits: state.waits.map((wait) => ({ wait, fn })),
      begun: state.begun,
      perElement: false,
      anchored: false,
      ofThread: false,
      frames: new Map(),
      chain: [],
      thread: undefined,
      parallel: false,
      dynamic: false,
      viaTest: fn.isTest,
    });
    const found = new Map<string, UseContext>();
    let owned = false;
    let truncated = false;
    const seen = new Map<string, ReadonlySet<number>>();
    const work: { climb: Climb; published: ReadonlySet<number> }[] = [{ climb: start, published: state.published }];
    for (let steps = 0; work.length > 0; steps++) {
      if (steps > MAX_STEPS || found.size > MAX_CONTEXTS) {
        truncated = true;
        break;
      }
      const { climb, published } = work.pop()!;
      if (climb.thread === undefined && this.isOwned(climb, published)) {
        owned = true;
        continue;
      }
      const key = `${climb.fn.index}|${pathKey(climb.path)}|${lockKey(climb.locks, climb.open)}|${lockKey([], climb.maybe)}|${climb.dropped.map(pathKey).join()}|${threadKey(climb.thread)}|${climb.parallel}|${climb.viaTest}`;
      // a second way here is followed only if it brings goroutines that the first did not
      const before = seen.get(key);
      const live = before === undefined ? climb.live : this.unions.of(before, climb.live);
      if (live === before) continue;
      seen.set(key, live);
      this.arrive(climb, use, fn, found);
      for (const edge of this.threads.into(climb.fn)) {
        const next = this.step(climb, edge);
        if (next !== undefined) work.push({ climb: next, published: edge.state.published });
      }
    }
    return { contexts: [...found.values()], owned, truncated };
  }

  private isOwned(climb: Climb, published: ReadonlySet<number>): boolean {
    if (climb.path.root.kind === 'fresh') return true;
    const id = rootVariable(climb.path);
    return id !== undefined && this.interpreter.owned(id, { published }, climb.fn);
  }

  /** Turns locks that start where the map starts, or at package variables, into the map's terms. */
  private relate(climb: Climb): Climb {
    if (climb.open.length === 0) return climb;
    const locks = [...climb.locks];
    const open: Held[] = [];
    for (const held of climb.open) {
      const related = relativeTo(climb.path, held, this.isPackageVariable, this.borrowedFrom);
      if (related === undefined) open.push(held);
      else if (!locks.some((l) => l.key === related.key && l.mode === related.mode)) locks.push(related);
    }
    return { ...climb, locks, open };
  }

  /** One caller up; undefined where the way cannot be this map's. */
  private step(climb: Climb, edge: Edge): Climb | undefined {
    const { callee, caller } = edge;
    const id = rootVariable(climb.path);
    let path = climb.path;
    if (id !== undefined && callee.params.includes(id)) {
      // what a handler is given belongs to its request
      if (
        edge.spawn !== undefined &&
        this.interpreter.spawns[edge.spawn]!.kind === 'handler' &&
        callee.params.indexOf(id) >= edge.args.length
      )
        return undefined;
      const here = substitute(path, callee, edge.args);
      path =
        here === undefined
          ? { root: { kind: 'unknown', cause: 'argument' }, fields: path.fields }
          : this.interpreter.canonical(here, caller, 0, edge.spawn === undefined);
    }
    const crossed = climb.thread !== undefined;
    const spawned = edge.spawn !== undefined;
    // locks held in the goroutine stay with it while its object is followed further up
    let { locks } = climb;
    const respell = (all: readonly Held[], certain: boolean) =>
      all.flatMap((held) => {
        const root = rootVariable(held.path);
        if (root === undefined) return [];
        if (callee.params.includes(root)) {
          const here = substitute(held.path, callee, edge.args);
          return here === undefined
            ? []
            : [this.interpreter.asHeld(this.interpreter.canonical(here, caller), held.name, held.mode)];
        }
        if (callee.locals.has(root)) {
          const own = this.ownLock(held, climb.path, callee);
          if (own !== undefined && certain) locks = [...locks, own];
          return [];
        }
        return [held];
      });
    let open = climb.open.length === 0 ? climb.open : respell(climb.open, true);
    let maybe = climb.maybe.length === 0 ? climb.maybe : respell(climb.maybe, false);
    let dropped =
      climb.dropped.length === 0
        ? climb.dropped
        : climb.dropped.flatMap((p) => {
            const here = substitute(p, callee, edge.args);
            return here === undefined
              ? []
              : [this.interpreter.asHeld(this.interpreter.canonical(here, caller), '', 'exclusive').path];
          });
    // a goroutine starts with nothing
    if (!crossed && !spawned) {
      if (edge.state.locks.length + edge.extraLocks.length > 0)
        open = withMore(open, kept([...edge.state.locks, ...edge.extraLocks], dropped));
      if (edge.state.maybe.length > 0) maybe = withMore(maybe, edge.state.maybe);
      if (edge.state.dropped.length > 0)
        dropped = [...dropped, ...edge.state.dropped.filter((p) => !dropped.some((d) => pathKey(d) === pathKey(p)))];
    }
    let { thread, parallel, perElement } = climb;
    const anchored = climb.anchored || this.isAnchor(climb);
    if (spawned) {
      const spawn = this.interpreter.spawns[edge.spawn!]!;
      const perIteration = this.declaredInsideLoop(path, caller, spawn.loop);
      // a function that starts it once and is called again works on another local each time
      const again = edge.state.live.has(spawn.id) && !(spawn.loop === undefined && this.isLocalOf(path, caller));
      const repeated = spawn.kind === 'handler' || spawn.parallel || again;
      const many = repeated && !perIteration;
      if (repeated && perIteration && id !== undefined && this.isElementVariable(rootVariable(path))) perElement = true;
      if (thread === undefined) {
        thread = { kind: 'spawn', spawn: spawn.id };
        parallel = many;
      } else if (many && !anchored) parallel = true;
    } else if (
      thread?.kind === 'spawn' &&
      edge.state.live.has(thread.spawn) &&
      !anchored &&
      !this.declaredInsideLoop(path, caller, caller.calls[edge.call]?.loop)
    ) {
      parallel = true; // the function that starts the goroutine is itself called again
    }
    const frames = this.framesOf(climb);
    return this.relate({
      anchored,
      ofThread: climb.ofThread || (anchored && climb.thread === undefined),
      fn: caller,
      path,
      locks,
      open,
      maybe,
      dropped,
      live: this.unions.of(climb.live, this.surviving(edge.state.live, climb.waits)),
      waits:
        crossed || spawned || edge.state.waits.length === 0
          ? climb.waits
          : [...climb.waits, ...edge.state.waits.map((wait) => ({ wait, fn: caller }))],
      ownLive: crossed || spawned ? climb.ownLive : this.unions.of(climb.ownLive, edge.state.live),
      begun: climb.begun || edge.state.begun,
      perElement,
      frames,
      chain: crossed ? climb.chain : [...climb.chain, edge],
      thread,
      parallel,
      // the receiver that a goroutine is started on is known where it is started
      dynamic:
        climb.dynamic ||
        (edge.dispatch === 'interface' && !(spawned && this.isMadeHere(path))) ||
        // above the goroutine's start it is only asked which object that is, and captured ones do not depend on the call
        (edge.dispatch === 'one-of-several' && !crossed),
      viaTest: climb.viaTest || caller.isTest,
    });
  }

  /** The path starts at a local of the function, not at a parameter: another object in each call. */
  private isAnchor(climb: Climb): boolean {
    return rootVariable(climb.path) === undefined || this.isLocalOf(climb.path, climb.fn);
  }

  private isLocalOf(path: Path, fn: Fn): boolean {
    const id = rootVariable(path);
    return id !== undefined && fn.locals.has(id) && !fn.params.includes(id);
  }

  private framesOf(climb: Climb): ReadonlyMap<number, string> {
    if (climb.anchored) return climb.frames;
    const frames = new Map(climb.frames);
    frames.set(climb.fn.index, pathKey(withoutIndices(climb.path)));
    return frames;
  }

  /** The object is allocated in view, so that an interface it is kept in hides nothing. */
  private isMadeHere(path: Path): boolean {
    const id = rootVariable(path);
    return id !== undefined && this.interpreter.isFresh(id);
  }

  private surviving(live: ReadonlySet<number>, waits: Climb['waits']): ReadonlySet<number> {
    let left = live;
    for (const { wait, fn } of waits) left = this.threads.surviving(left, [wait], fn);
    return left;
  }

  /** A lock in a local variable keeps apart only what captures that very variable: the map must belong to the same activation. */
  private ownLock(held: Held, map: Path, declaredIn: Fn): RelativeLock | undefined {
    const id = rootVariable(map);
    const lock = rootVariable(held.path);
    if (id === undefined || lock === undefined || !declaredIn.locals.has(id) || declaredIn.params.includes(id))
      return undefined;
    if (declaredIn.declaredInLoop.get(id) !== declaredIn.declaredInLoop.get(lock)) return undefined;
    return absolute(held);
  }

  private isElementVariable(id: number | undefined): boolean {
    return id !== undefined && this.interpreter.registry.definitions.get(id)?.kind === 'element';
  }

  private declaredInsideLoop(path: Path, fn: Fn, loop: string | undefined): boolean {
    if (loop === undefined) return false;
    const id = rootVariable(path);
    return id !== undefined && fn.declaredInLoop.get(id) === loop;
  }

  /** Records the contexts that end in this function: it is entered from outside, or the object is found here. */
  private arrive(climb: Climb, use: FlowUse, usedIn: Fn, found: Map<string, UseContext>): void {
    const map = this.mapOf(climb.path);
    if (map === undefined) return;
    const entry = this.threads.entry(climb.fn);
    const id = rootVariable(climb.path);
    // a captured range variable is followed to its collection once the goroutine's start is behind
    const anchored =
      id !== undefined && (this.isPackageVariable(id) || (climb.fn.locals.has(id) && !climb.fn.params.includes(id)));
    // each call of the handler makes it anew
    const ownOfCall =
      (climb.anchored && id !== undefined && !this.isPackageVariable(id)) || this.isLocalOf(climb.path, climb.fn);
    let { thread, parallel } = climb;
    if (
      entry === 'handler' &&
      id !== undefined &&
      climb.fn.params.includes(id) &&
      !(climb.fn.hasReceiver && climb.fn.params[0] === id)
    )
      return;
    if (thread === undefined) {
      if (entry === undefined) return;
      thread = { kind: entry, fn: climb.fn };
      if (entry === 'handler') parallel = !ownOfCall;
    } else {
      // a goroutine's object is followed up to where it is made, or to an entry
      if (!anchored && entry === undefined && this.threads.into(climb.fn).length > 0) return;
      if (entry === 'handler' && !ownOfCall) parallel = true;
    }
    const instance: Instance = climb.perElement
      ? { kind: 'unknown', cause: 'an element of a collection' }
      : id === undefined
        ? { kind: 'unknown', cause: climb.path.root.kind === 'unknown' ? climb.path.root.cause : 'result of a call' }
        : this.isPackageVariable(id)
          ? { kind: 'variable', key: pathKey(withoutIndices(climb.path)), package: true, fresh: true }
          : this.interpreter.isParameter(id)
            ? { kind: 'any' }
            : this.variableInstance(id, climb.path);
    const locks = [...climb.locks, ...climb.open.flatMap((h) => this.ownLock(h, climb.path, climb.fn) ?? [])];
    const otherLocks = climb.open.length + climb.maybe.length === 0 ? NO_LOCKS : this.otherLocks(climb, locks);
    const frames = this.framesOf(climb);
    const effect = use.classification.effect;
    const live =
      entry === undefined
        ? climb.live
        : this.unions.of(climb.live, this.surviving(this.threads.liveAtEntry(climb.fn), climb.waits));
    const context: UseContext = {
      fn: usedIn,
      use,
      map,
      writes: effect === 'write',
      thread,
      parallelWithItself: parallel,
      instance,
      ofThread:
        climb.ofThread ||
        (climb.thread === undefined && thread.kind !== 'main' && (climb.anchored || this.isAnchor(climb))),
      fields: withoutIndices(climb.path).fields.join('.'),
      locks,
      otherLocks,
      live,
      ownLive: climb.ownLive,
      begun: climb.begun || (entry === 'main' && live.size > 0),
      frames,
      chain: climb.chain,
      dynamic: climb.dynamic,
      handedOut: false,
      opaque:
        use.classification.operation === 'pass' &&
        usedIn.calls.some((site) => site.node === use.classification.operationNode && site.opaque),
      inTest: climb.viaTest,
    };
    const key = `${map}|${threadKey(thread)}|${parallel}|${instanceKey(instance)}|${lockKey(locks, [])}|${lockKey(otherLocks, [])}|${climb.dynamic}|${climb.viaTest}|${climb.fn.index}`;
    const known = found.get(key);
    found.set(
      key,
      known === undefined
        ? context
        : {
            ...known,
            live: this.unions.of(known.live, live),
            ownLive: this.unions.of(known.ownLive, climb.ownLive),
            begun: known.begun || context.begun,
          },
    );
  }

  /** Locks that may be held beside the certain ones; those of unrelated objects keep their path as key. */
  private otherLocks(climb: Climb, certain: readonly RelativeLock[]): readonly RelativeLock[] {
    const out: RelativeLock[] = [];
    for (const held of [...climb.open, ...climb.maybe]) {
      const related = relativeTo(climb.path, held, this.isPackageVariable, this.borrowedFrom) ?? absolute(held);
      if (related !== undefined && ![...certain, ...out].some((l) => l.key === related.key)) out.push(related);
    }
    return out;
  }

  private variableInstance(id: number, path: Path): Instance {
    const cause = this.interpreter.unknownCause(id);
    if (cause !== undefined && !this.interpreter.isFresh(id)) return { kind: 'unknown', cause };
    const made = this.interpreter.freshResult(id)?.variable;
    // an object made by a constructor is known by the constructor's own variable, so that goroutines started in there meet it
    const key =
      made === undefined
        ? pathKey(withoutIndices(path))
        : pathKey({ root: { kind: 'variable', id: made }, fields: path.fields });
    return { kind: 'variable', key, package: false, fresh: this.interpreter.isFresh(id) };
  }

  /** The inventory's map that a path leads to; elements of a map are inside it. */
  private mapOf(path: Path): number | undefined {
    const end = endSymbol(path);
    return end !== undefined && this.isMap(end) ? end : undefined;
  }
}

/** The locks with those of a caller that are not among them: in a recursion the same come again and again. */
function withMore(locks: readonly Held[], more: readonly Held[]): readonly Held[] {
  const added = more.filter((m) => !locks.some((l) => l.mode === m.mode && pathKey(l.path) === pathKey(m.path)));
  return added.length === 0 ? locks : [...locks, ...added];
}

function kept(locks: readonly Held[], dropped: readonly Path[]): readonly Held[] {
  if (dropped.length === 0) return locks;
  const keys = new Set(dropped.map(pathKey));
  return locks.filter((h) => !keys.has(pathKey(h.path)));
}

export function threadKey(thread: Thread | undefined): string {
  if (thread === undefined) return '';
  return thread.kind === 'spawn' ? `s${thread.spawn}` : `${thread.kind}:${thread.fn.index}`;
}

function instanceKey(instance: Instance): string {
  return instance.kind === 'variable' ? instance.key : instance.kind;
}

function lockKey(locks: readonly RelativeLock[], open: readonly Held[]): string {
  return [...locks.map((l) => `${l.key}/${l.mode}`), ...open.map((h) => `${pathKey(h.path)}/${h.mode}`)]
    .sort()
    .join(',');
}

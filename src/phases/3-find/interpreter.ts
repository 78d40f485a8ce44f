import type { NodeId } from '../../model/syntax-tree.js';
import type { CallSite, Flow, Fn, FunctionValue, ResultValue } from './flow-graph.js';
import {
  endSymbol,
  isCopyPath,
  isRecursive,
  ONCE,
  type Path,
  pathKey,
  RLOCKER,
  rootVariable,
  unknownPath,
  withoutIndices,
} from './path.js';
import type { Registry } from './registry.js';
import {
  added,
  ENTRY,
  type Held,
  holding,
  join,
  type Reached,
  SetUnions,
  type State,
  sameState,
  union,
  without,
} from './state.js';
import {
  type AcquiredIf,
  EMPTY_SUMMARY,
  type FunctionParam,
  type ResultSummary,
  type Signal,
  type Summary,
  substitute,
} from './summary.js';
import { type ResolvedValue, resolveTargets } from './targets.js';

/** A place that starts goroutines, or registers a handler. */
export interface Spawn {
  readonly id: number;
  /** function whose code starts it, and the call in it */
  readonly fn: Fn;
  readonly call: number;
  readonly kind: 'go' | 'spawn' | 'handler';
  readonly label: string;
  /** header of the loop that starts many */
  readonly loop: string | undefined;
  /** many goroutines on the same function */
  readonly parallel: boolean;
  readonly joinedBy: Path | undefined;
  readonly targets: { readonly fn: Fn; readonly args: readonly Path[] }[];
}

/** One way a function is entered from another. */
export interface Edge {
  readonly caller: Fn;
  readonly callee: Fn;
  readonly call: number;
  readonly args: readonly Path[];
  /** set where the callee runs in a goroutine (or handler) of its own */
  readonly spawn: number | undefined;
  /** `one-of-several`: a field or variable that may hold other functions too */
  readonly dispatch: 'static' | 'interface' | 'value' | 'one-of-several';
  readonly state: SiteState;
  /** locks that the way from the call to the callee adds: a helper that locks around its callback */
  readonly extraLocks: readonly Held[];
}

/** The part of a state that is kept for a use or a call. */
export interface SiteState {
  readonly locks: readonly Held[];
  /** held on some ways only */
  readonly maybe: readonly Held[];
  /** released though the function did not take them */
  readonly dropped: readonly Path[];
  /** copies of mutexes that are locked: no protection */
  readonly copies: readonly Held[];
  readonly live: ReadonlySet<number>;
  readonly published: ReadonlySet<number>;
  readonly begun: boolean;
  /** what was certainly waited for before */
  readonly waits: readonly Wait[];
}

export interface Wait {
  readonly path: Path;
  readonly kind: 'wait' | 'receive';
  readonly loop: string | undefined;
}

/** A lock is taken while others are held. */
export interface Acquisition {
  readonly fn: Fn;
  readonly path: Path;
  readonly held: readonly Held[];
}

export interface UseState extends SiteState {
  readonly path: Path;
}

const NOT_ONE: Path = unknownPath('argument');
const NO_PATHS: readonly Path[] = [];
const NO_WAITS: readonly Wait[] = [];
const NO_LOCKS: readonly Held[] = [];

interface JumpTarget {
  readonly label: string | undefined;
  readonly loop: boolean;
  /** an unlabelled break ends it */
  readonly plain: boolean;
  broken: Reached;
  continued: Reached;
}

/** Something that waits under locks. */
export interface Blocked {
  readonly fn: Fn;
  readonly node: NodeId;
  readonly what: string;
  /** symbol of the channel */
  readonly channel: number | undefined;
  readonly held: readonly Held[];
}

/** One return statement: what is known of its results, and the locks held when the function is left there. */
interface WayOut {
  readonly values: readonly (ResultValue | undefined)[];
  readonly locks: ReadonlyMap<string, Held>;
}

/** What one run over a function collects. */
interface Frame {
  readonly fn: Fn;
  readonly targets: JumpTarget[];
  readonly gotos: Map<string, Reached>;
  gotosChanged: boolean;
  loopDepth: number;
  exit: Reached;
  readonly released: Map<string, Path>;
  /** released by one of the functions that an interface call may reach */
  readonly perhapsReleased: Map<string, Path>;
  readonly results: Path[][];
  /** in functions whose results may tell of locks: what each return holds */
  readonly ways: WayOut[];
  readonly signals: Map<string, Signal>;
  readonly invalidSignals: Set<string>;
  readonly waits: Map<string, Wait>;
  serves: boolean;
  begun: boolean;
  readonly adds: Set<number>;
  readonly functionParams: Map<string, FunctionParam>;
  /** container root → what was put into it while it was owned */
  readonly links: Map<number, Set<number>>;
}

/**
 * Runs the flow graphs: per function a flow-sensitive pass over locks held, goroutines that may run and objects that others may hold,
 * with callees by their summaries, callees first. (Lock analysis in the manner of RacerD: compositional, access paths in the callee's terms.)
 */
export class Interpreter {
  readonly summaries: (Summary | undefined)[] = [];
  readonly useStates: (UseState | undefined)[][] = [];
  readonly edges = new Map<string, Edge>();
  /** what waits while locks are held */
  readonly blocked = new Map<Flow, Blocked>();
  /** every place that takes a lock, by its event, with what is held there */
  readonly acquisitions = new Map<Flow, Acquisition>();
  /** every place that waits for another goroutine, or may be waited for at a channel, with what is held there */
  readonly meetings = new Map<Flow, Acquisition>();
  readonly spawns: Spawn[] = [];
  private readonly spawnIds = new Map<string, number>();
  /** functions that escape through a parameter of a function that stores it */
  readonly escapedFns = new Set<number>();
  private readonly escapingParams = new Set<number>();
  /** function parameters that are stored in a field or variable */
  private readonly keptParams = new Set<number>();
  private readonly parameters = new Set<number>();
  /** where the objects of fresh variables are stored: fields walked to the place, by symbol id */
  readonly storedAt = new Map<number, Set<string>>();
  private readonly resolved = new Map<FunctionValue, ResolvedValue>();
  private readonly freshVariables = new Set<number>();
  /** channels that something is sent on, by end symbol */
  private readonly sentOn = new Set<number>();
  private readonly hasServe: boolean;
  /** summaries are final: what is derived from them may be remembered */
  private finished = false;
  private readonly finalSignals = new Map<number, readonly Signal[]>();
  /** every handler so far: the same object until another one is registered, so that unions with it are remembered */
  private handlers: ReadonlySet<number> = new Set();
  private readonly unions = new SetUnions();

  constructor(readonly registry: Registry) {
    let hasServe = false;
    for (const fn of registry.fns) {
      for (const id of fn.fresh) this.freshVariables.add(id);
      for (const id of fn.params) this.parameters.add(id);
      eachEvent(fn.body, (flow) => {
        if (flow.op === 'serve') hasServe = true;
        else if (flow.op === 'signal' && flow.how === 'send') {
          const end = endSymbol(flow.path);
          if (end !== undefined) this.sentOn.add(end);
        }
      });
    }
    this.hasServe = hasServe;
    // what is passed for a function parameter counts as stored in it, for the parameters that are stored on
    for (const fn of registry.fns) {
      for (const site of fn.calls) {
        if (site.functions.size === 0) continue;
        for (const { fn: callee } of this.targetsOf(fn, site).targets) {
          for (const [index, value] of site.functions) {
            const param = callee.params[index];
            if (param !== undefined && param !== 0) registry.store(param, fn.file.index, value);
          }
        }
      }
    }
    this.resolved.clear();
    for (const values of registry.stored.values())
      for (const { value } of values)
        for (const t of value.targets) if (t.kind === 'parameter') this.keptParams.add(t.id);
    for (const { file, value } of registry.escapedValues) {
      const resolved = resolveTargets(registry, file, value);
      for (const t of resolved.targets) this.escapedFns.add(t.fn.index);
      for (const id of resolved.parameters) this.escapingParams.add(id);
    }
  }

  targetsOf(fn: Fn, site: CallSite): ResolvedValue {
    let resolved = this.resolved.get(site.callee);
    if (resolved === undefined) {
      resolved = resolveTargets(this.registry, fn.file.index, site.callee);
      this.resolved.set(site.callee, resolved);
    }
    return resolved;
  }

  /** Interprets every function, callees before callers; functions in a cycle see an empty summary of what is not done yet, and are run twice. */
  run(): void {
    const order = this.calleesFirst();
    for (const fn of order.order) this.interpret(fn);
    for (const fn of order.cyclic) this.interpret(fn);
    this.finished = true;
  }

  private calleesFirst(): { order: Fn[]; cyclic: Fn[] } {
    const { fns } = this.registry;
    const state = new Uint8Array(fns.length);
    const order: Fn[] = [];
    const cyclic = new Set<Fn>();
    for (const root of fns) {
      if (state[root.index] !== 0) continue;
      const stack: { fn: Fn; next: number; callees: Fn[] }[] = [{ fn: root, next: 0, callees: this.callees(root) }];
      state[root.index] = 1;
      while (stack.length > 0) {
        const top = stack.at(-1)!;
        const callee = top.callees[top.next++];
        if (callee === undefined) {
          state[top.fn.index] = 2;
          order.push(top.fn);
          stack.pop();
        } else if (state[callee.index] === 0) {
          state[callee.index] = 1;
          stack.push({ fn: callee, next: 0, callees: this.callees(callee) });
        } else if (state[callee.index] === 1) {
          for (let i = stack.length - 1; i >= 0; i--) {
            cyclic.add(stack[i]!.fn);
            if (stack[i]!.fn === callee) break;
          }
        }
      }
    }
    return { order, cyclic: order.filter((fn) => cyclic.has(fn)) };
  }

  private callees(fn: Fn): Fn[] {
    const out = new Set<Fn>();
    for (const site of fn.calls) {
      for (const t of this.targetsOf(fn, site).targets) out.add(t.fn);
      for (const value of site.functions.values())
        for (const t of resolveTargets(this.registry, fn.file.index, value).targets) out.add(t.fn);
    }
    return [...out];
  }

  summaryOf(fn: Fn): Summary {
    return this.summaries[fn.index] ?? EMPTY_SUMMARY;
  }

  private interpret(fn: Fn): void {
    this.useStates[fn.index] = [];
    const gotos = new Map<string, Reached>();
    let frame: Frame | undefined;
    for (let round = 0; round < 4; round++) {
      frame = {
        fn,
        targets: [],
        gotos,
        gotosChanged: false,
        loopDepth: 0,
        exit: undefined,
        released: new Map(),
        perhapsReleased: new Map(),
        results: [],
        ways: [],
        signals: new Map(),
        invalidSignals: new Set(),
        waits: new Map(),
        serves: false,
        begun: false,
        adds: new Set(),
        functionParams: new Map(),
        links: new Map(),
      };
      const end = this.exec(fn.body, ENTRY, frame);
      if (end !== undefined) this.leave(end, frame);
      if (!frame.gotosChanged) break;
    }
    this.summaries[fn.index] = this.summarise(frame!);
  }

  private summarise(frame: Frame): Summary {
    const { fn, exit } = frame;
    for (const id of fn.params) {
      if (this.escapingParams.has(id)) {
        const entry: FunctionParam = {
          param: id,
          kind: 'escape',
          locks: [],
          released: [],
          args: [],
          joinedBy: undefined,
          loop: undefined,
          label: '',
        };
        frame.functionParams.set(`${id}:escape`, entry);
      } else if (this.keptParams.has(id)) {
        const entry: FunctionParam = {
          param: id,
          kind: 'keep',
          locks: [],
          released: [],
          args: [],
          joinedBy: undefined,
          loop: undefined,
          label: '',
        };
        frame.functionParams.set(`${id}:keep`, entry);
      }
    }
    const functionParams = [...frame.functionParams.values()];
    const released = [...frame.released.values()];
    const perhapsReleased = [...frame.perhapsReleased].flatMap(([key, path]) =>
      frame.released.has(key) ? [] : [path],
    );
    if (exit === undefined)
      return {
        ...EMPTY_SUMMARY,
        released,
        perhapsReleased,
        functionParams,
        adds: frame.adds,
        begun: frame.begun,
        serves: frame.serves,
        returns: false,
      };
    const waits = [...exit.waited].flatMap((key) => frame.waits.get(key) ?? []);
    const signals = [...frame.signals].flatMap(([key, signal]) => (frame.invalidSignals.has(key) ? [] : [signal]));
    return {
      acquired: [...exit.locks.values()].filter((h) => this.outlives(fn, h.path)),
      mayAcquire: [...exit.maybe.values()].filter((h) => this.outlives(fn, h.path)),
      acquiredIf: exit.maybe.size === 0 ? [] : this.acquiredIf(frame, exit),
      // taken again before the return, a lock of the caller's is still held
      released: [...exit.dropped].flatMap(([key, path]) => (frame.released.has(key) ? [path] : [])),
      perhapsReleased,
      live: exit.live,
      pending: exit.pending,
      published: new Set([...exit.published].filter((id) => fn.params.includes(id) || !fn.locals.has(id))),
      adds: frame.adds,
      results: this.results(frame, exit),
      // fewer waits and signals only order less; along chains of wrappers there would be one for each order of the wrappers
      waits: waits.filter((w) => this.outlives(fn, w.path) && !isRecursive(w.path)),
      signals: signals.filter((s) => this.outlives(fn, s.path) && !isRecursive(s.path)),
      functionParams,
      begun: frame.begun,
      serves: frame.serves,
      returns: true,
    };
  }

  /** For each result and value: what all returns hold that may give it, and what none holds, beyond what every return holds. */
  private acquiredIf({ fn, ways }: Frame, exit: State): AcquiredIf[] {
    const out: AcquiredIf[] = [];
    const width = Math.max(0, ...ways.map((w) => w.values.length));
    for (let result = 0; result < width; result++) {
      for (const value of ['true', 'false', 'nil', 'non-nil'] as const) {
        const fitting = ways.filter((w) => w.values[result] === value || w.values[result] === undefined);
        if (!fitting.some((w) => w.values[result] === value)) continue;
        for (const [key, held] of exit.maybe) {
          if (!this.outlives(fn, held.path)) continue;
          const modes = fitting.map((w) => w.locks.get(key)?.mode);
          const mode = modes.includes('shared') ? 'shared' : 'exclusive';
          if (!modes.includes(undefined)) out.push({ held: { ...held, mode }, holds: true, result, value });
          else if (modes.every((m) => m === undefined)) out.push({ held, holds: false, result, value });
        }
      }
    }
    return out;
  }

  /** Whether a path means something to callers: it starts at a parameter, a captured or a package variable. */
  private outlives(fn: Fn, path: Path): boolean {
    const id = rootVariable(path);
    return id !== undefined && (fn.params.includes(id) || !fn.locals.has(id));
  }

  private results(frame: Frame, exit: State): ResultSummary[] {
    const { fn } = frame;
    const out: ResultSummary[] = [];
    const width = Math.max(0, ...frame.results.map((r) => r.length));
    for (let i = 0; i < width; i++) {
      let joined: ResultSummary | undefined;
      for (const row of frame.results) {
        const path = row[i];
        if (path === undefined || (path.root.kind === 'unknown' && path.root.cause === 'nil')) continue;
        const one = this.result(fn, path, exit);
        joined = joined === undefined || sameResult(joined, one) ? (joined ?? one) : joinResults(joined, one);
      }
      out.push(joined ?? { kind: 'unknown', cause: 'nil' });
    }
    return out;
  }

  private result(fn: Fn, path: Path, exit: State): ResultSummary {
    if (path.root.kind === 'fresh') return { kind: 'fresh', variable: undefined, published: false };
    const id = rootVariable(path);
    if (id === undefined) return { kind: 'unknown', cause: path.root.kind === 'unknown' ? path.root.cause : 'call' };
    if (path.fields.length === 0 && fn.locals.has(id) && !fn.params.includes(id) && this.isFresh(id))
      return { kind: 'fresh', variable: id, published: exit.published.has(id) || this.bornPublished(id) };
    if (this.outlives(fn, path)) return { kind: 'path', path };
    return { kind: 'unknown', cause: 'a local of the callee' };
  }

  // ---- statements ------------------------------------------------------------------------------------------------------------------

  private exec(flow: Flow, state: Reached, frame: Frame): Reached {
    if (flow.op === 'label') {
      const here = join(state, frame.gotos.get(flow.label));
      return here;
    }
    if (
      state === undefined &&
      flow.op !== 'seq' &&
      flow.op !== 'breakable' &&
      flow.op !== 'branch' &&
      flow.op !== 'loop'
    )
      return undefined;
    switch (flow.op) {
      case 'seq': {
        let s = state;
        for (const item of flow.items) s = this.exec(item, s, frame);
        return s;
      }
      case 'branch': {
        let out: Reached;
        for (const arm of flow.arms) out = join(out, this.exec(arm, state, frame));
        return out;
      }
      case 'loop':
        return this.execLoop(flow, state, frame);
      case 'breakable': {
        const target: JumpTarget = {
          label: flow.label,
          loop: false,
          plain: flow.plain,
          broken: undefined,
          continued: undefined,
        };
        frame.targets.push(target);
        const end = this.exec(flow.body, state, frame);
        frame.targets.pop();
        return join(end, target.broken);
      }
      case 'break': {
        const target = frame.targets.findLast((t) => (flow.label === undefined ? t.plain : t.label === flow.label));
        if (target !== undefined) target.broken = join(target.broken, state);
        return undefined;
      }
      case 'continue': {
        const target = frame.targets.findLast((t) => t.loop && (flow.label === undefined || t.label === flow.label));
        if (target !== undefined) target.continued = join(target.continued, state);
        return undefined;
      }
      case 'goto': {
        const before = frame.gotos.get(flow.label);
        const after = join(before, state);
        if (!sameState(before, after)) {
          frame.gotos.set(flow.label, after);
          frame.gotosChanged = true;
        }
        return undefined;
      }
      case 'return': {
        frame.results.push(flow.results.map((p) => this.canonical(p, frame.fn)));
        const left = this.leave(state!, frame);
        if (flow.values !== undefined && left !== undefined)
          frame.ways.push({ values: flow.values, locks: left.locks });
        return undefined;
      }
      case 'stop':
        return undefined;
      default:
        return this.event(flow, state!, frame);
    }
  }

  private execLoop(flow: Extract<Flow, { op: 'loop' }>, state: Reached, frame: Frame): Reached {
    let head = state;
    let broken: Reached;
    frame.loopDepth++;
    for (let round = 0; round < 6; round++) {
      const target: JumpTarget = {
        label: flow.label,
        loop: true,
        plain: true,
        broken: undefined,
        continued: undefined,
      };
      frame.targets.push(target);
      const end = this.exec(flow.body, head, frame);
      frame.targets.pop();
      broken = target.broken;
      const back = this.exec(flow.post, join(end, target.continued), frame);
      const next = join(state, back);
      if (sameState(next, head)) break;
      head = next;
    }
    frame.loopDepth--;
    return flow.endless ? broken : join(head, broken);
  }

  /** Runs what was deferred, last first, and joins the exit. */
  private leave(state: State, frame: Frame): Reached {
    let s: Reached = { ...state, defers: [] };
    const depth = frame.loopDepth;
    frame.loopDepth = 0; // deferred calls run once, whatever loop the return stands in
    for (let i = state.defers.length - 1; i >= 0 && s !== undefined; i--) s = this.exec(state.defers[i]!, s, frame);
    frame.loopDepth = depth;
    frame.exit = join(frame.exit, s);
    return s;
  }

  // ---- events ----------------------------------------------------------------------------------------------------------------------

  private event(flow: Flow, s: State, frame: Frame): Reached {
    const { fn } = frame;
    switch (flow.op) {
      case 'lock': {
        const held = { ...this.asHeld(this.canonical(flow.path, fn), flow.name, flow.mode), at: flow.node };
        if (!isCopyPath(held.path))
          this.acquisitions.set(flow, { fn, path: held.path, held: this.site(s, frame).locks });
        return holding(s, pathKey(held.path), held);
      }
      case 'unlock': {
        const path = this.canonical(flow.path, fn);
        return this.release(s, this.asHeld(path, '', flow.mode).path, frame);
      }
      case 'assume':
        return this.assume(flow, s, frame);
      case 'block':
        if (s.locks.size > 0)
          this.blocked.set(flow, {
            fn,
            node: flow.node,
            what: flow.what,
            channel: flow.channel,
            held: this.site(s, frame).locks,
          });
        return s;
      case 'use': {
        const use = fn.uses[flow.use]!;
        this.useStates[fn.index]![flow.use] = { ...this.site(s, frame), path: this.canonical(use.path, fn) };
        return this.afterSignal(s, frame);
      }
      case 'call':
        return this.call(flow.call, s, frame);
      case 'defer':
        return { ...s, defers: s.defers.includes(flow.body) ? s.defers : [...s.defers, flow.body] };
      case 'publish':
        return this.publishPath(flow.path, flow.into, flow.place, s, frame);
      case 'wait':
        return this.wait(this.meet(flow, flow.path, s, frame), s, frame);
      case 'receive':
        return this.receive(this.meet(flow, flow.path, s, frame), flow.loop, s, frame);
      case 'add': {
        const end = endSymbol(this.canonical(flow.path, fn));
        if (end !== undefined) frame.adds.add(end);
        return s;
      }
      case 'signal':
        return this.signal(this.meet(flow, flow.path, s, frame), flow.how, s, frame);
      case 'serve': {
        frame.serves = true;
        frame.begun = true;
        const waiting = s.pending.size > 0 ? s.pending : this.handlers;
        return { ...s, live: this.unions.of(s.live, waiting), begun: true };
      }
      default:
        return s;
    }
  }

  private meet(flow: Flow, path: Path, s: State, frame: Frame): Path {
    const here = this.canonical(path, frame.fn);
    this.meetings.set(flow, { fn: frame.fn, path: here, held: this.site(s, frame).locks });
    return here;
  }

  private site(s: State, frame: Frame): SiteState {
    const waits = s.waited.size === 0 ? NO_WAITS : [...s.waited].flatMap((key) => frame.waits.get(key) ?? []);
    const held = s.locks.size === 0 ? NO_LOCKS : [...s.locks.values()];
    const copied = this.registry.copiesLocked && held.some((h) => isCopyPath(h.path));
    return {
      locks: copied ? held.filter((h) => !isCopyPath(h.path)) : held,
      copies: copied ? held.filter((h) => isCopyPath(h.path)) : NO_LOCKS,
      maybe: s.maybe.size === 0 ? NO_LOCKS : [...s.maybe.values()].filter((h) => !isCopyPath(h.path)),
      dropped: s.dropped.size === 0 ? NO_PATHS : [...s.dropped.values()],
      live: s.live,
      published: s.published,
      begun: s.begun,
      waits,
    };
  }

  /** A use or call after the function signalled its end: the signal orders nothing, and is forgotten. */
  private afterSignal(s: State, frame: Frame): State {
    if (s.signalled.size === 0) return s;
    for (const key of s.signalled) frame.invalidSignals.add(key);
    return { ...s, signalled: ENTRY.signalled };
  }

  private signal(path: Path, how: Signal['how'], s: State, frame: Frame): State {
    const key = `${how}|${pathKey(path)}`;
    if (frame.invalidSignals.has(key)) return s;
    frame.signals.set(key, { path, how });
    // one of many sends says nothing of the goroutine's end
    if (frame.loopDepth > 0) {
      frame.invalidSignals.add(key);
      return s;
    }
    return { ...s, signalled: added(s.signalled, key) };
  }

  private release(s: State, path: Path, frame: Frame, released = frame.released): State {
    const key = pathKey(path);
    if (!s.locks.has(key)) {
      if (s.maybe.has(key)) return { ...s, maybe: without(s.maybe, key) };
      if (!this.outlives(frame.fn, path)) return s;
      released.set(key, path);
      return s.dropped.has(key) ? s : { ...s, dropped: new Map(s.dropped).set(key, path) };
    }
    return { ...s, locks: without(s.locks, key) };
  }

  /** A result of a call is known from here on: the locks that come with it are held. */
  private assume(flow: Extract<Flow, { op: 'assume' }>, s: State, frame: Frame): State {
    const site = frame.fn.calls[flow.call]!;
    const { targets } = this.targetsOf(frame.fn, site);
    const target = targets[0];
    if (target === undefined || targets.length > 1) return s;
    let out = s;
    for (const { held, holds, result, value } of this.summaryOf(target.fn).acquiredIf) {
      if (result !== flow.result || value !== flow.value) continue;
      const here = substitute(held.path, target.fn, site.args);
      if (here === undefined) continue;
      const found = { ...this.asHeld(this.canonical(here, frame.fn), held.name, held.mode), at: site.node };
      const key = pathKey(found.path);
      out = holds ? holding(out, key, found) : { ...out, maybe: without(out.maybe, key) };
    }
    return out;
  }

  /** The path starts at another function's parameter: a literal that it returned speaks of its own receiver. */
  private isForeign(path: Path, fn: Fn): boolean {
    const id = rootVariable(path);
    return id !== undefined && this.parameters.has(id) && !fn.params.includes(id) && !fn.captures.includes(id);
  }

  /** Releases whatever held lock ends in the same field: releasing too much only loses a guarantee. */
  private releaseByField(s: State, path: Path): State {
    const end = endSymbol(path);
    const others = (locks: ReadonlyMap<string, Held>) =>
      new Map([...locks].filter(([, held]) => endSymbol(held.path) !== end));
    const locks = others(s.locks);
    return locks.size === s.locks.size ? s : { ...s, locks, maybe: others(s.maybe) };
  }

  isParameter(id: number): boolean {
    return this.parameters.has(id);
  }

  private publishPath(raw: Path, into: Path | undefined, place: Path | undefined, s: State, frame: Frame): State {
    const id = rootVariable(this.canonical(raw, frame.fn));
    if (id === undefined || (!this.isFresh(id) && !frame.fn.params.includes(id) && !frame.fn.captures.includes(id)))
      return s;
    const path = this.canonical(raw, frame.fn);
    if (path.fields.length > 0 && !this.isFresh(id)) return s; // a part of something: the whole is not handed over
    if (place !== undefined && path.fields.length === 0) {
      const at = withoutIndices(this.canonical(place, frame.fn)).fields.join('.');
      const places = this.storedAt.get(id);
      if (places === undefined) this.storedAt.set(id, new Set([at]));
      else places.add(at);
    }
    if (into !== undefined) {
      const holder = rootVariable(this.canonical(into, frame.fn));
      if (holder !== undefined && this.owned(holder, s, frame.fn)) {
        let held = frame.links.get(holder);
        if (held === undefined) {
          held = new Set();
          frame.links.set(holder, held);
        }
        held.add(id);
        return s;
      }
    }
    return this.publish([id], s, frame);
  }

  private publish(ids: readonly number[], s: State, frame: Frame): State {
    const all = new Set<number>();
    const add = (id: number) => {
      if (all.has(id)) return;
      all.add(id);
      for (const held of frame.links.get(id) ?? []) add(held);
    };
    for (const id of ids) add(id);
    const published = added(s.published, ...all);
    return published === s.published ? s : { ...s, published };
  }

  /** A local of this function that holds an object of its own which nobody else can reach yet. */
  owned(id: number, s: { readonly published: ReadonlySet<number> }, fn: Fn): boolean {
    return (
      fn.locals.has(id) &&
      !fn.params.includes(id) &&
      this.isFresh(id) &&
      !s.published.has(id) &&
      !this.bornPublished(id)
    );
  }

  // ---- joining goroutines ----------------------------------------------------------------------------------------------------------

  private wait(path: Path, s: State, frame: Frame): State {
    const key = `wait|${pathKey(path)}`;
    frame.waits.set(key, { path, kind: 'wait', loop: undefined });
    const end = endSymbol(path);
    let live = s.live;
    for (const id of s.live) {
      const spawn = this.spawns[id]!;
      const addsInside = end !== undefined && spawn.targets.some((t) => this.summaryOf(t.fn).adds.has(end));
      if (
        !addsInside &&
        this.signalsOf(spawn).some((g) => g.how === 'done' && this.sameObject(g.path, spawn.fn, path, frame.fn))
      )
        live = this.withoutSpawn(live, spawn);
    }
    return { ...s, live, waited: added(s.waited, key) };
  }

  private receive(path: Path, loop: string | undefined, s: State, frame: Frame): State {
    const key = `receive|${pathKey(path)}`;
    frame.waits.set(key, { path, kind: 'receive', loop });
    let next: State = { ...s, waited: added(s.waited, key) };
    const senders: Spawn[] = [];
    let live = s.live;
    const end = endSymbol(path);
    const carriesValues = end !== undefined && this.sentOn.has(end);
    for (const id of s.live) {
      const spawn = this.spawns[id]!;
      for (const signal of this.signalsOf(spawn)) {
        if (!this.sameObject(signal.path, spawn.fn, path, frame.fn)) continue;
        // a receive in a loop may run no time at all; one behind the loop is made for that (`after`)
        if (loop?.startsWith('after ') === true && signal.how === 'close') continue;
        if (signal.how === 'close' && (!carriesValues || loop === 'closed')) live = this.withoutSpawn(live, spawn);
        if (signal.how === 'send') senders.push(spawn);
      }
    }
    if (senders.length > 0 && loop?.startsWith('after ') === true) {
      const rounds = roundsOf(loop);
      const counted = loop.slice('after '.length);
      if (
        senders.every((x) => x.loop !== undefined && sameRounds(x.loop, counted)) ||
        (rounds !== undefined && senders.every((x) => x.loop === undefined) && rounds >= senders.length)
      )
        for (const x of senders) live = this.withoutSpawn(live, x);
    } else if (senders.length > 0) {
      if (frame.loopDepth === 0) {
        const count = (s.received.get(key) ?? 0) + 1;
        const received = new Map(s.received);
        received.set(key, count);
        next = { ...next, received };
        if (senders.every((x) => x.loop === undefined) && count >= senders.length)
          for (const x of senders) live = this.withoutSpawn(live, x);
      }
    }
    return live === s.live ? next : { ...next, live };
  }

  /** Whether a wait of function `fn` is for the end of the goroutine, which may have been started elsewhere. */
  joins(spawn: Spawn, wait: Wait, fn: Fn): boolean {
    const end = endSymbol(wait.path);
    for (const signal of this.signalsOf(spawn)) {
      if (!this.sameObject(signal.path, spawn.fn, wait.path, fn)) continue;
      if (wait.kind === 'wait' && signal.how === 'done')
        return end === undefined || !spawn.targets.some((t) => this.summaryOf(t.fn).adds.has(end));
      if (wait.kind === 'receive' && signal.how === 'close')
        return wait.loop === 'closed' || end === undefined || !this.sentOn.has(end);
      if (wait.kind === 'receive' && signal.how === 'send' && spawn.loop === undefined && wait.loop === undefined)
        return true;
    }
    return false;
  }

  /** The goroutine has ended; those it started and did not wait for may still run. */
  private withoutSpawn(live: ReadonlySet<number>, spawn: Spawn): ReadonlySet<number> {
    const out = new Set(live);
    out.delete(spawn.id);
    return out;
  }

  private signalsOf(spawn: Spawn): readonly Signal[] {
    if (!this.finished) return this.computeSignals(spawn);
    let signals = this.finalSignals.get(spawn.id);
    if (signals === undefined) {
      signals = this.computeSignals(spawn);
      this.finalSignals.set(spawn.id, signals);
    }
    return signals;
  }

  private computeSignals(spawn: Spawn): Signal[] {
    const out: Signal[] = [];
    if (spawn.joinedBy !== undefined) out.push({ path: spawn.joinedBy, how: 'done' });
    const first = spawn.targets[0];
    if (first === undefined) return out;
    for (const signal of this.summaryOf(first.fn).signals) {
      const path = substitute(signal.path, first.fn, first.args);
      if (path === undefined) continue;
      const all = spawn.targets.every((t) =>
        this.summaryOf(t.fn).signals.some((g) => g.how === signal.how && endSymbol(g.path) === endSymbol(signal.path)),
      );
      if (all) out.push({ path: this.canonical(path, spawn.fn), how: signal.how });
    }
    return out;
  }

  /** Whether two paths of (perhaps) different functions mean the same object: the same path, or the same fields of some object. */
  private sameObject(a: Path, inA: Fn, b: Path, inB: Fn): boolean {
    if (pathKey(withoutIndices(a)) === pathKey(withoutIndices(b))) return true;
    if (inA === inB) return false;
    return (
      a.fields.length > 0 &&
      b.fields.length > 0 &&
      a.fields.at(-1) === b.fields.at(-1) &&
      a.root.kind === 'variable' &&
      b.root.kind === 'variable'
    );
  }

  // ---- calls -----------------------------------------------------------------------------------------------------------------------

  private call(index: number, before: State, frame: Frame): Reached {
    const { fn } = frame;
    const site = fn.calls[index]!;
    const resolved = this.targetsOf(fn, site);
    const spawns = site.kind === 'go' || site.kind === 'spawn' || site.kind === 'handler';
    // what a goroutine gets keeps the name of its range variable: another object in each iteration
    const args = site.args.map((p) => this.canonical(p, fn, 0, !spawns));
    for (const param of resolved.parameters) this.ownParameterCalled(param, site, before, frame);
    const s = resolved.targets.length > 0 ? this.afterSignal(before, frame) : before;
    if (spawns) return this.startGoroutine(index, site, resolved, args, s, frame);
    if (site.kind === 'once') return this.callOnce(index, site, resolved, args, s, frame);
    if (resolved.targets.length === 0) return this.passFunctions(index, site, undefined, s, frame);
    let out: Reached = resolved.open && site.dispatch !== 'static' ? s : undefined;
    const here = this.site(s, frame);
    // one of several functions that a field or variable may hold: as vague as a method of an interface
    const vague = site.dispatch === 'value' && resolved.targets.length > 1;
    const reached: Pick<Edge, 'dispatch'> = vague ? { dispatch: 'one-of-several' } : site;
    for (const target of resolved.targets) {
      const given = target.receiver === undefined ? args : [this.canonical(target.receiver, fn), ...args];
      this.edge(index, target.fn, given, undefined, reached, here, NO_LOCKS, frame, '');
      const summary = this.summaryOf(target.fn);
      const effect = resolved.open && resolved.targets.length > 1 ? asOneOfMany(summary) : summary;
      out = join(out, this.applySummary(index, site, target.fn, effect, given, s, frame));
    }
    return out;
  }

  private edge(
    call: number,
    callee: Fn,
    args: readonly Path[],
    spawn: number | undefined,
    site: Pick<Edge, 'dispatch'>,
    state: SiteState,
    extraLocks: readonly Held[],
    frame: Frame,
    tag: string,
  ): void {
    const key = `${frame.fn.index}:${call}:${callee.index}:${tag}`;
    this.edges.set(key, { caller: frame.fn, callee, call, args, spawn, dispatch: site.dispatch, state, extraLocks });
  }

  /** The caller's state after a call that returns. */
  private applySummary(
    index: number,
    site: CallSite,
    callee: Fn,
    summary: Summary,
    args: readonly Path[],
    before: State,
    frame: Frame,
  ): Reached {
    let s: State = before;
    const release = (path: Path, released: Map<string, Path>) => {
      const here = substitute(path, callee, args);
      if (here === undefined) return;
      const lock = this.asHeld(this.canonical(here, frame.fn), '', 'exclusive').path;
      s = this.isForeign(lock, frame.fn) ? this.releaseByField(s, lock) : this.release(s, lock, frame, released);
    };
    for (const path of summary.released) release(path, frame.released);
    for (const path of summary.perhapsReleased) release(path, frame.perhapsReleased);
    if (summary.acquired.length > 0) {
      for (const held of summary.acquired) {
        const here = substitute(held.path, callee, args);
        if (here === undefined) continue;
        const found = { ...this.asHeld(this.canonical(here, frame.fn), held.name, held.mode), at: site.node };
        s = holding(s, pathKey(found.path), found);
      }
    }
    for (const held of summary.mayAcquire) {
      const here = substitute(held.path, callee, args);
      if (here === undefined) continue;
      const found = this.asHeld(this.canonical(here, frame.fn), held.name, held.mode);
      const key = pathKey(found.path);
      if (!s.locks.has(key)) s = { ...s, maybe: new Map(s.maybe).set(key, found) };
    }
    for (const w of summary.waits) {
      const here = substitute(w.path, callee, args);
      if (here === undefined) continue;
      const path = this.canonical(here, frame.fn);
      s = w.kind === 'wait' ? this.wait(path, s, frame) : this.receive(path, w.loop, s, frame);
    }
    if (summary.adds.size > 0) for (const end of summary.adds) frame.adds.add(end);
    const published: number[] = [];
    for (const id of summary.published) {
      const at = callee.params.indexOf(id);
      const root = at < 0 ? id : args[at] === undefined ? undefined : rootVariable(args[at]);
      if (root !== undefined) published.push(root);
    }
    if (published.length > 0) s = this.publish(published, s, frame);
    if (summary.live.size > 0 || summary.pending.size > 0)
      s = {
        ...s,
        live: this.unions.of(s.live, summary.live),
        pending: this.unions.of(s.pending, summary.pending),
      };
    for (const signal of summary.signals) {
      const here = substitute(signal.path, callee, args);
      if (here === undefined) continue;
      s = this.signal(this.canonical(here, frame.fn), signal.how, s, frame);
    }
    if (summary.begun) {
      frame.begun = true;
      if (!s.begun) s = { ...s, begun: true };
    }
    if (summary.serves) {
      frame.serves = true;
      s = { ...s, live: this.unions.of(s.live, s.pending.size > 0 ? s.pending : this.handlers) };
    }
    const after = this.passFunctions(index, site, { callee, args, summary }, s, frame);
    return summary.returns ? after : undefined;
  }

  /** Functions passed as arguments: run by the callee under its locks, started, registered, or kept. */
  private passFunctions(
    index: number,
    site: CallSite,
    known: { callee: Fn; args: readonly Path[]; summary: Summary } | undefined,
    before: State,
    frame: Frame,
  ): State {
    let s = before;
    if (known === undefined) {
      for (const value of site.functions.values())
        for (const t of resolveTargets(this.registry, frame.fn.file.index, value).targets)
          if (site.opaque) this.escapedFns.add(t.fn.index);
      return s;
    }
    const { callee, args, summary } = known;
    for (const used of summary.functionParams) {
      const at = callee.params.indexOf(used.param);
      const value = at < 0 ? undefined : site.functions.get(at);
      if (at < 0) {
        // a literal's use of a parameter of the function around it
        this.noteFunctionParam(frame, { ...used, args: this.respelled(used.args, callee, args, frame) });
        continue;
      }
      if (value === undefined) continue;
      const resolved = resolveTargets(this.registry, frame.fn.file.index, value);
      const locks = used.locks.flatMap((h) => {
        const here = substitute(h.path, callee, args);
        return here === undefined ? [] : [this.asHeld(this.canonical(here, frame.fn), h.name, h.mode)];
      });
      const released = used.released.flatMap((path) => {
        const here = substitute(path, callee, args);
        return here === undefined ? [] : [this.asHeld(this.canonical(here, frame.fn), '', 'exclusive').path];
      });
      const passed = this.respelled(used.args, callee, args, frame);
      for (const param of resolved.parameters)
        this.noteFunctionParam(frame, { ...used, param, locks, released, args: passed, joinedBy: undefined });
      for (const target of resolved.targets) {
        const receiver = target.receiver === undefined ? [] : [this.canonical(target.receiver, frame.fn)];
        const given = used.kind === 'handler' ? receiver : [...receiver, ...passed];
        if (used.kind === 'escape' || used.kind === 'keep') {
          if (used.kind === 'escape') this.escapedFns.add(target.fn.index);
          s = this.publish([...target.fn.captures, ...receiver.flatMap((p) => rootVariable(p) ?? [])], s, frame);
        } else if (used.kind === 'call' || used.kind === 'once') {
          this.edge(
            index,
            target.fn,
            given,
            undefined,
            { ...site, dispatch: 'value' },
            this.site(released.length === 0 ? s : this.withoutLocks(s, released), frame),
            locks,
            frame,
            `v${used.param}`,
          );
          s = this.applyCallback(target.fn, given, s, frame);
        } else {
          const joinedBy = used.joinedBy === undefined ? undefined : substitute(used.joinedBy, callee, args);
          s = this.spawnTarget(
            `${frame.fn.index}:${index}:${target.fn.index}:${used.param}`,
            index,
            {
              ...site,
              kind: used.kind === 'handler' ? 'handler' : 'spawn',
              label: used.label === 'go statement' ? `${callee.label}, which starts it` : used.label,
              loop: site.loop ?? used.loop,
            },
            [{ fn: target.fn, args: given }],
            joinedBy === undefined ? undefined : this.canonical(joinedBy, frame.fn),
            s,
            frame,
            used.loop !== undefined,
          );
          // a spawner that waits for its goroutines before it returns leaves none running
          const id = this.spawnIds.get(`${frame.fn.index}:${index}:${target.fn.index}:${used.param}`);
          if (used.spawn !== undefined && id !== undefined && !summary.live.has(used.spawn))
            s = { ...s, live: this.withoutSpawn(s.live, this.spawns[id]!) };
        }
      }
    }
    return s;
  }

  /** Paths of a callee in the terms of the function that calls it. */
  private respelled(paths: readonly Path[], callee: Fn, args: readonly Path[], frame: Frame): Path[] {
    return paths.map((path) => {
      const here = substitute(path, callee, args);
      return here === undefined ? NOT_ONE : this.canonical(here, frame.fn);
    });
  }

  private withoutLocks(s: State, released: readonly Path[]): State {
    let { locks } = s;
    for (const path of released) locks = without(locks, pathKey(path));
    return { ...s, locks };
  }

  private applyCallback(callee: Fn, args: readonly Path[], before: State, frame: Frame): State {
    const summary = this.summaryOf(callee);
    let s = before;
    const published = [...summary.published].flatMap((id) => {
      const at = callee.params.indexOf(id);
      const root = at < 0 ? id : args[at] === undefined ? undefined : rootVariable(args[at]);
      return root === undefined ? [] : [root];
    });
    if (published.length > 0) s = this.publish(published, s, frame);
    return {
      ...s,
      live: this.unions.of(s.live, summary.live),
      pending: this.unions.of(s.pending, summary.pending),
    };
  }

  /** The function calls, starts or registers what it (or a function around it) got as a parameter. */
  private ownParameterCalled(param: number, site: CallSite, s: State, frame: Frame): void {
    const kind =
      site.kind === 'go' || site.kind === 'spawn'
        ? 'spawn'
        : site.kind === 'handler'
          ? 'handler'
          : site.kind === 'once'
            ? 'once'
            : 'call';
    const locks = [...s.locks.values()].filter((h) => this.outlives(frame.fn, h.path) && !isCopyPath(h.path));
    const released = [...s.dropped.values()].filter((path) => this.outlives(frame.fn, path));
    const args = site.args.map((p) => this.canonical(p, frame.fn, 0, kind !== 'spawn'));
    const { joinedBy, loop, label } = site;
    this.noteFunctionParam(frame, { param, kind, locks, released, args, joinedBy, loop, label });
  }

  private noteFunctionParam(frame: Frame, used: FunctionParam): void {
    const key = `${used.param}:${used.kind}`;
    const known = frame.functionParams.get(key);
    // called at several places: what all of them hold
    const locks =
      known === undefined
        ? used.locks
        : known.locks.filter((h) => used.locks.some((o) => pathKey(o.path) === pathKey(h.path) && o.mode === h.mode));
    const released = known === undefined ? used.released : [...known.released, ...used.released];
    // and what it is given, where that is the same everywhere
    const args =
      known === undefined
        ? used.args
        : used.args.map((p, i) => (known.args[i] !== undefined && pathKey(known.args[i]) === pathKey(p) ? p : NOT_ONE));
    frame.functionParams.set(key, { ...used, locks, released, args, loop: used.loop ?? known?.loop });
  }

  private startGoroutine(
    index: number,
    site: CallSite,
    resolved: ResolvedValue,
    args: readonly Path[],
    s: State,
    frame: Frame,
  ): State {
    const targets = resolved.targets.map((t) => ({
      fn: t.fn,
      args: t.receiver === undefined ? args : [this.canonical(t.receiver, frame.fn), ...args],
    }));
    const joinedBy = site.joinedBy === undefined ? undefined : this.canonical(site.joinedBy, frame.fn);
    // everything passed to a goroutine is shared, whether its function is in view or not
    let state = this.publish(
      args.flatMap((p) => rootVariable(p) ?? []),
      s,
      frame,
    );
    if (targets.length === 0) return state;
    state = this.spawnTarget(`${frame.fn.index}:${index}`, index, site, targets, joinedBy, state, frame);
    return state;
  }

  private spawnTarget(
    key: string,
    call: number,
    site: CallSite,
    targets: readonly { fn: Fn; args: readonly Path[] }[],
    joinedBy: Path | undefined,
    before: State,
    frame: Frame,
    many = site.parallel,
  ): State {
    let id = this.spawnIds.get(key);
    if (id === undefined) {
      id = this.spawns.length;
      this.spawnIds.set(key, id);
    }
    const kind = site.kind === 'handler' ? 'handler' : site.kind === 'go' ? 'go' : 'spawn';
    if (kind === 'handler') this.handlers = added(this.handlers, id);
    this.spawns[id] = {
      id,
      fn: frame.fn,
      call,
      kind,
      label: site.label,
      loop: site.loop,
      parallel: many,
      joinedBy,
      targets: [...targets],
    };
    let s = before;
    const shared: number[] = [];
    let grandchildren: ReadonlySet<number> = new Set();
    for (const target of targets) {
      for (const captured of target.fn.captures) shared.push(captured);
      for (const path of target.args) {
        const root = rootVariable(path);
        if (root !== undefined) shared.push(root);
      }
      const summary = this.summaryOf(target.fn);
      grandchildren = union(grandchildren, union(summary.live, summary.pending));
      // functions that the new goroutine calls in turn
      for (const used of summary.functionParams) {
        const at = target.fn.params.indexOf(used.param);
        if (at < 0) {
          this.noteFunctionParam(frame, {
            ...used,
            kind: used.kind === 'call' ? 'spawn' : used.kind,
            locks: [],
            released: [],
            args: this.respelled(used.args, target.fn, target.args, frame),
            joinedBy: joinedBy ?? this.joinOf(target, used),
            loop: site.loop ?? used.loop,
            label: site.label,
            spawn: id,
          });
          continue;
        }
        const value = site.functions.get(at);
        if (value === undefined) continue;
        const passed = resolveTargets(this.registry, frame.fn.file.index, value);
        for (const param of passed.parameters)
          this.noteFunctionParam(frame, {
            ...used,
            param,
            kind: used.kind === 'call' ? 'spawn' : used.kind,
            locks: [],
            released: [],
            args: this.respelled(used.args, target.fn, target.args, frame),
            joinedBy: joinedBy ?? this.joinOf(target, used),
            loop: site.loop ?? used.loop,
            label: site.label,
            spawn: id,
          });
        for (const t of passed.targets) {
          const receiver = t.receiver === undefined ? [] : [this.canonical(t.receiver, frame.fn)];
          const given =
            used.kind === 'handler'
              ? receiver
              : [...receiver, ...this.respelled(used.args, target.fn, target.args, frame)];
          for (const captured of t.fn.captures) shared.push(captured);
          this.edge(call, t.fn, given, id, site, this.site(s, frame), [], frame, `g${used.param}`);
        }
      }
    }
    s = this.publish(shared, s, frame);
    const waits = kind === 'handler' && this.hasServe;
    if (!waits) {
      frame.begun = true;
      s = { ...s, begun: true };
    }
    if (targets.some((t) => this.summaryOf(t.fn).serves)) {
      frame.serves = true;
      s = { ...s, live: this.unions.of(s.live, s.pending.size > 0 ? s.pending : this.handlers) };
    }
    for (const target of targets)
      this.edge(call, target.fn, target.args, id, site, this.site(s, frame), [], frame, kind);
    if (waits) return { ...s, pending: added(s.pending, id) };
    if (site.parallel) return s; // it has waited for them
    return { ...s, live: union(added(s.live, id), grandchildren) };
  }

  /** In `func (p *Pool) Go(f func()) { p.wg.Add(1); go func() { defer p.wg.Done(); f() }() }` the goroutine around f signals for it. */
  private joinOf(target: { fn: Fn; args: readonly Path[] }, used: FunctionParam): Path | undefined {
    const done = this.summaryOf(target.fn).signals.find((g) => g.how === 'done');
    return done === undefined ? used.joinedBy : substitute(done.path, target.fn, target.args);
  }

  /** once.Do(f): f runs before any Do of that Once returns, so what follows a Do is ordered after f. Modelled as a lock that f holds and callers of Do keep shared. */
  private callOnce(
    index: number,
    site: CallSite,
    resolved: ResolvedValue,
    args: readonly Path[],
    s: State,
    frame: Frame,
  ): State {
    const once = args[0];
    const token: Held | undefined =
      once === undefined
        ? undefined
        : { path: { root: once.root, fields: [...once.fields, ONCE] }, name: 'sync.Once', mode: 'exclusive' };
    let state = s;
    for (const target of resolved.targets) {
      const given = target.receiver === undefined ? [] : [this.canonical(target.receiver, frame.fn)];
      this.edge(
        index,
        target.fn,
        given,
        undefined,
        site,
        this.site(s, frame),
        token === undefined ? [] : [token],
        frame,
        'once',
      );
      state = this.applyCallback(target.fn, given, state, frame);
    }
    if (token === undefined) return state;
    const locks = new Map(state.locks);
    locks.set(pathKey(token.path), { ...token, mode: 'shared' });
    return { ...state, locks };
  }

  // ---- paths -----------------------------------------------------------------------------------------------------------------------

  isFresh(id: number): boolean {
    return this.freshVariables.has(id) || this.freshResult(id) !== undefined;
  }

  /** The variable's value comes from a constructor that hands it to others before it returns. */
  bornPublished(id: number): boolean {
    return this.freshResult(id)?.published === true;
  }

  freshResult(id: number): Extract<ResultSummary, { kind: 'fresh' }> | undefined {
    const result = this.resultBehind(id)?.result;
    return result?.kind === 'fresh' ? result : undefined;
  }

  private resultBehind(id: number): { result: ResultSummary; callee: Fn; args: readonly Path[]; fn: Fn } | undefined {
    const definition = this.registry.definitions.get(id);
    if (definition?.kind !== 'call') return undefined;
    const fn = this.registry.fns[definition.fn];
    if (fn === undefined) return undefined;
    return this.callResult(fn, definition.call, definition.result);
  }

  private callResult(
    fn: Fn,
    call: number,
    result: number,
  ): { result: ResultSummary; callee: Fn; args: readonly Path[]; fn: Fn } | undefined {
    const site = fn.calls[call];
    if (site === undefined) return undefined;
    const { targets, open } = this.targetsOf(fn, site);
    const target = targets[0];
    if (target === undefined || targets.length > 1 || (open && site.dispatch !== 'static')) return undefined;
    const found = this.summaryOf(target.fn).results[result];
    if (found === undefined) return undefined;
    const args = target.receiver === undefined ? site.args : [target.receiver, ...site.args];
    return { result: found, callee: target.fn, args, fn };
  }

  /** A lock taken at a path, by the first of its names. What `RLocker` answers is the read side of its mutex. */
  asHeld(path: Path, name: string, mode: Held['mode']): Held {
    const { lockAliases } = this.registry;
    const known = lockAliases.size === 0 ? path : lockAliases.resolve(path);
    return known.fields.at(-1) === RLOCKER
      ? { path: { root: known.root, fields: known.fields.slice(0, -1) }, name, mode: 'shared' }
      : { path: known, name, mode };
  }

  /** Looks through locals that hold the result of a call which returns a part of its arguments or of a package variable. */
  canonical(path: Path, fn: Fn, depth = 0, elements = true): Path {
    if (depth > 6) return path;
    const { root } = path;
    if (root.kind === 'call') {
      const behind = this.callResult(fn, root.call, root.result);
      if (behind === undefined) return { root: { kind: 'unknown', cause: 'call' }, fields: path.fields };
      if (behind.result.kind === 'fresh') return { root: { kind: 'fresh' }, fields: path.fields };
      return this.behindCall(path, behind, depth);
    }
    if (root.kind !== 'variable') return path;
    const definition = this.registry.definitions.get(root.id);
    if (definition === undefined) return path;
    if (definition.kind === 'element') {
      // captured from an enclosing function, the variable may differ from one goroutine to the next
      if (!elements || !fn.locals.has(root.id)) return path;
      return this.canonical(
        { root: definition.path.root, fields: [...definition.path.fields, ...path.fields].slice(0, 12) },
        fn,
        depth + 1,
      );
    }
    const behind = this.resultBehind(root.id);
    if (behind === undefined || behind.result.kind !== 'path') return path;
    return this.behindCall(path, behind, depth);
  }

  private behindCall(
    path: Path,
    behind: { result: ResultSummary; callee: Fn; args: readonly Path[]; fn: Fn },
    depth: number,
  ): Path {
    if (behind.result.kind !== 'path') return { root: { kind: 'unknown', cause: 'call' }, fields: path.fields };
    const here = substitute(behind.result.path, behind.callee, behind.args);
    if (here === undefined) return { root: { kind: 'unknown', cause: 'call' }, fields: path.fields };
    return this.canonical(
      { root: here.root, fields: [...here.fields, ...path.fields].slice(0, 12) },
      behind.fn,
      depth + 1,
    );
  }

  /** Why the value of a variable is not known, where it is not. */
  unknownCause(id: number): string | undefined {
    const definition = this.registry.definitions.get(id);
    if (definition === undefined) return undefined;
    if (definition.kind === 'unknown') return definition.cause;
    if (definition.kind === 'element') return 'an element of a collection';
    const behind = this.resultBehind(id);
    if (behind === undefined) return 'result of a call that is not in view';
    return behind.result.kind === 'unknown' ? behind.result.cause : undefined;
  }
}

/**
 * What is left of a callee's effects where it is one of several that an interface may hold. What it waits for, and the signals that it gives, are
 * not certain. A lock that it takes or releases counts one interface call up and no further: writers around writers would otherwise spell every order in
 * which they can be nested.
 */
function asOneOfMany(summary: Summary): Summary {
  const { released, perhapsReleased, mayAcquire, signals, waits } = summary;
  if (released.length + perhapsReleased.length + mayAcquire.length + signals.length + waits.length === 0)
    return summary;
  return { ...summary, released: [], perhapsReleased: released, mayAcquire: [], signals: [], waits: [] };
}

function sameResult(a: ResultSummary, b: ResultSummary): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'fresh' && b.kind === 'fresh') return a.variable === b.variable && a.published === b.published;
  if (a.kind === 'path' && b.kind === 'path') return pathKey(a.path) === pathKey(b.path);
  return true;
}

function joinResults(a: ResultSummary, b: ResultSummary): ResultSummary {
  if (a.kind === 'fresh' && b.kind === 'fresh')
    return {
      kind: 'fresh',
      variable: a.variable === b.variable ? a.variable : undefined,
      published: a.published || b.published,
    };
  // get-or-create: the new object was stored where the old one is found
  if (a.kind === 'path' && b.kind === 'fresh' && b.published) return a;
  if (b.kind === 'path' && a.kind === 'fresh' && a.published) return b;
  return { kind: 'unknown', cause: 'several results' };
}

/** How often a counting loop runs, from its header: `for i := 0; i < 3; i++`, `for range 3`. */
function roundsOf(header: string): number | undefined {
  const match = /;\s*\w+\s*<\s*(\d+)\s*;|\brange\s+(\d+)\s*$/.exec(header);
  const digits = match?.[1] ?? match?.[2];
  return digits === undefined ? undefined : Number(digits);
}

/** Whether two loops run equally often as far as their headers tell: over the same collection, or counted to the same bound. */
function sameRounds(a: string, b: string): boolean {
  if (a === b) return true;
  const over = (header: string) =>
    /\brange\s+(.+)$/.exec(header)?.[1]?.trim() ?? /;\s*\w+\s*<\s*([^;]+);/.exec(header)?.[1]?.trim();
  const x = over(a);
  return x !== undefined && x === over(b);
}

/** Visits every event of a flow. */
export function eachEvent(flow: Flow, visit: (flow: Flow) => void): void {
  const stack: Flow[] = [flow];
  while (stack.length > 0) {
    const f = stack.pop()!;
    switch (f.op) {
      case 'seq':
        for (const item of f.items) stack.push(item);
        break;
      case 'branch':
        for (const arm of f.arms) stack.push(arm);
        break;
      case 'loop':
        stack.push(f.body, f.post);
        break;
      case 'breakable':
      case 'defer':
        stack.push(f.body);
        break;
      default:
        visit(f);
    }
  }
}

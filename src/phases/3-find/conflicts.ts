import type { Confidence } from '../../model/configuration.js';
import type { EvidenceKind } from '../../model/shared-map.js';
import type { UseContext } from './contexts.js';
import type { Fn } from './flow-graph.js';
import type { Interpreter } from './interpreter.js';
import { synchronised } from './locks-of-map.js';
import type { Threads } from './threads.js';

/** Two uses of one map that can run at the same time without a common lock, one of them writing. */
export interface Conflict {
  readonly first: UseContext;
  readonly second: UseContext;
  readonly confidence: Confidence;
  readonly kind: EvidenceKind;
}

const RANK: Record<Confidence, number> = { low: 0, medium: 1, high: 2, proven: 3 };

/** The conflict with the best evidence among all pairs of contexts; undefined where every pair is ordered, locked or on different objects. */
export function worstConflict(
  contexts: readonly UseContext[],
  interpreter: Interpreter,
  threads: Threads,
): Conflict | undefined {
  let best: Conflict | undefined;
  const ordered = [...contexts].sort((a, b) => weight(a) - weight(b));
  const writers = ordered.filter((c) => c.writes).slice(0, MAX_WRITERS);
  const others = ordered.slice(0, MAX_OTHERS);
  for (const writer of writers) {
    for (const other of others) {
      const conflict = judge(writer, other, interpreter, threads);
      if (conflict === undefined) continue;
      if (best === undefined || better(conflict, best)) best = conflict;
      if (best.confidence === 'high' && best.first !== best.second) return best;
    }
  }
  return best;
}

/** A map used in thousands of ways is judged by the first of them, goroutines and handlers before callers that may exist. */
const MAX_WRITERS = 120;
const MAX_OTHERS = 300;

function weight(c: UseContext): number {
  return (
    (c.thread.kind === 'spawn' ? 0 : c.thread.kind === 'main' || c.thread.kind === 'handler' ? 1 : 2) +
    (c.dynamic ? 3 : 0) +
    (c.inTest ? 6 : 0)
  );
}

const VARIABLE_ONLY: ReadonlySet<string> = new Set(['nil-compare', 'alias', 'return', 'send', 'address']);

/** Reading the variable that holds the map meets only its replacement; reading or writing elements meets each other too. */
export function touchSame(a: UseContext, b: UseContext): boolean {
  const replaces = (c: UseContext) => c.use.classification.operation === 'replace' && c.use.classification.depth === 0;
  // who was handed a map keeps that one when another takes its place
  if (a.handedOut || b.handedOut) return !replaces(a) && !replaces(b) && touchesContent(a) && touchesContent(b);
  // a local that was given the map before keeps the old one
  const readsVariable = (c: UseContext) => c.use.direct || c.handedOut || c.opaque;
  if (replaces(a) || replaces(b)) return (replaces(a) || readsVariable(a)) && (replaces(b) || readsVariable(b));
  return touchesContent(a) && touchesContent(b);
}

/** Whether the use reads or writes elements, or lets somebody out of view do so; else it only reads the variable that holds the map. */
export function touchesContent(c: UseContext): boolean {
  const { operation, effect } = c.use.classification;
  return c.handedOut || !(VARIABLE_ONLY.has(operation) || (operation === 'pass' && effect === 'escape' && !c.opaque));
}

/** Higher confidence first; then two different places rather than one place with itself. */
function better(a: Conflict, b: Conflict): boolean {
  if (RANK[a.confidence] !== RANK[b.confidence]) return RANK[a.confidence] > RANK[b.confidence];
  return a.first.use !== a.second.use && b.first.use === b.second.use;
}

function judge(a: UseContext, b: UseContext, interpreter: Interpreter, threads: Threads): Conflict | undefined {
  if (a === b && !a.parallelWithItself && a.thread.kind !== 'external' && a.thread.kind !== 'callback')
    return undefined;
  if (!touchSame(a, b)) return undefined;
  if (synchronised(a.locks, a.writes, b.locks, b.writes)) return undefined;
  const instance = sameInstance(a, b, interpreter);
  if (instance === 'different') return undefined;
  const order = concurrency(a, b, interpreter, threads);
  if (order === 'ordered') return undefined;
  const inTest = a.inTest || b.inTest;
  const dynamic = (a.dynamic || b.dynamic) && !(a.instance.kind === 'variable' && a.instance.package);
  if (order === 'api') {
    // every call of a function has locals of its own
    const local = (c: UseContext) => c.instance.kind === 'variable' && !c.instance.package;
    if (runsOnce(a, b)) return undefined;
    if (inTest || (local(a) && a.thread.kind !== 'callback' && b.thread.kind !== 'callback')) return undefined;
    return { first: a, second: b, confidence: 'low', kind: 'api' };
  }
  if (a.thread.kind === 'test' && b.thread.kind === 'test')
    return { first: a, second: b, confidence: 'low', kind: 'test' };
  if (instance === 'unknown') return { first: a, second: b, confidence: 'low', kind: 'goroutines' };
  if (inTest) {
    // goroutines that a test starts on one object; what tests do beside production code proves nothing
    if (a.fn.isTest || b.fn.isTest) return undefined; // what a test does to the map itself is no use of production
    const seen = a.inTest && b.inTest && instance === 'same' && !dynamic && startedByTest(a, b, interpreter);
    return seen ? { first: a, second: b, confidence: 'medium', kind: 'test' } : undefined;
  }
  if ((a.fn.makesLock && a.writes) || (b.fn.makesLock && b.writes))
    return { first: a, second: b, confidence: 'low', kind: 'goroutine-and-api' };
  const both = isExplicit(a, b) && isExplicit(b, a);
  if (!both && isWeak(isExplicit(a, b) ? b : a, isExplicit(a, b) ? a : b, instance, dynamic))
    return { first: a, second: b, confidence: 'low', kind: 'goroutine-and-api' };
  // the object is known where a goroutine is started on it, but not which function of several gets a captured map
  if (both && dynamic && (a === b || !(a.instance.kind === 'variable' && a.instance.fresh && a.fields !== '')))
    return { first: a, second: b, confidence: 'low', kind: 'goroutines' };
  if (both && instance === 'possible' && (dynamic || a.fields !== b.fields))
    return { first: a, second: b, confidence: 'low', kind: 'goroutines' };
  const high = both && instance === 'same' && !dynamic;
  return { first: a, second: b, confidence: high ? 'high' : 'medium', kind: both ? 'goroutines' : 'goroutine-and-api' };
}

const LIFECYCLE =
  /^(Must)?(Register|Init|Setup|Provision|Configure|Prepare|Unmarshal|UnmarshalJSON|Decode|Validate|Parse|SetDefaults|ApplyDefaults|Complete|Finalize|New|Build|Bootstrap)|^init/;

/**
 * A caller that may exist makes a conflict only where it plausibly meets the goroutine: through a method of the map's own type (or the map is
 * one for the program), without interface dispatch in between, and not in a step that belongs to setting the object up.
 */
function isWeak(caller: UseContext, other: UseContext, instance: 'same' | 'possible', dynamic: boolean): boolean {
  if (dynamic) return true;
  const { thread } = caller;
  if (thread.kind === 'spawn') return false;
  if (caller.writes && isSetup(caller)) return true;
  return instance === 'possible' && caller.fields !== other.fields;
}

/** Both are inside one call of the function that runs the object: nobody runs one object twice. */
function runsOnce(a: UseContext, b: UseContext): boolean {
  if (a.thread.kind === 'spawn' || b.thread.kind === 'spawn' || a.thread.fn !== b.thread.fn) return false;
  const { symbol } = a.thread.fn;
  return symbol?.receiver !== undefined && /^(Run|Start|Serve|Loop|Listen)(?!\p{Ll})/u.test(symbol.name);
}

/** One of the two runs in a goroutine that test code starts (or that its call starts), the other beside it. */
function startedByTest(a: UseContext, b: UseContext, interpreter: Interpreter): boolean {
  const explicit = (c: UseContext, d: UseContext) => {
    if (c.thread.kind === 'spawn') return byTest(c) || d.ownLive.has(c.thread.spawn);
    return c.thread.kind === 'test' && d.thread.kind === 'spawn' && c.ownLive.has(d.thread.spawn);
  };
  // what production code starts is judged by how production code runs it
  const byTest = (c: UseContext) => c.thread.kind === 'spawn' && interpreter.spawns[c.thread.spawn]!.fn.isTest;
  return explicit(a, b) && explicit(b, a) && (byTest(a) || byTest(b));
}

/** Steps that begin an object's work: what they make anew replaces nothing that is in use. */
const BEGIN = /^(Start|Open|Load|Restore|Recover|Connect)(?!\p{Ll})/u;

/**
 * Runs, or is entered, through a function that belongs to setting the object up: its name says so, or it gives the object its lock, so that
 * nobody can have held that before.
 */
export function isSetup(c: UseContext): boolean {
  if (c.fn.makesLock && c.writes) return true;
  if (c.thread.kind !== 'external' && c.thread.kind !== 'callback') return false;
  const { operation, depth } = c.use.classification;
  const anew = operation === 'replace' && depth === 0;
  const named = (fn: Fn) =>
    fn.symbol !== undefined && (LIFECYCLE.test(fn.symbol.name) || (anew && BEGIN.test(fn.symbol.name)));
  return named(c.thread.fn) || named(c.fn) || c.chain.some((edge) => named(edge.callee));
}

/** A goroutine, handler or main program that is seen in the code, as opposed to a caller that may exist. */
function isExplicit(c: UseContext, other: UseContext): boolean {
  if (c.thread.kind === 'spawn' || c.thread.kind === 'main') return true;
  // whoever calls: the goroutine was started on the way to this very use
  return other.thread.kind === 'spawn' && c.ownLive.has(other.thread.spawn);
}

function sameInstance(
  a: UseContext,
  b: UseContext,
  interpreter: Interpreter,
): 'same' | 'possible' | 'different' | 'unknown' {
  const x = a.instance;
  const y = b.instance;
  if (x.kind === 'variable' && y.kind === 'variable') {
    if (x.key === y.key && (x.package || oneActivation(a, b))) return 'same';
    if (isStoredIn(a, b, interpreter) || isStoredIn(b, a, interpreter)) return 'same';
    // two variables are two objects, unless one is reached through elements or fields of the other's type
    return sharesFrame(a, b) ? 'same' : 'different';
  }
  if (sharesFrame(a, b)) return 'same';
  if ((a.ofThread && x.kind !== 'any') || (b.ofThread && y.kind !== 'any')) {
    if (x.kind !== 'unknown' && y.kind !== 'unknown') return 'unknown';
  }
  if (x.kind === 'unknown' || y.kind === 'unknown')
    return receivedFrom(a, b, interpreter) || receivedFrom(b, a, interpreter) ? 'same' : 'unknown';
  return 'possible';
}

/** The object of one variable was stored where the other path finds it: `t.byID[id] = b` and `t.byID[id].labels`. */
function isStoredIn(a: UseContext, b: UseContext, interpreter: Interpreter): boolean {
  if (a.instance.kind !== 'variable') return false;
  const places = interpreter.storedAt.get(Number(/^v(\d+)/.exec(a.instance.key)?.[1]));
  return (
    places !== undefined && [...places].some((place) => b.fields === (a.fields === '' ? place : `${place}.${a.fields}`))
  );
}

/** A variable is one object only within one activation of its function. */
function oneActivation(a: UseContext, b: UseContext): boolean {
  if (a === b) return !a.ofThread;
  const started = (c: UseContext, d: UseContext) => d.thread.kind === 'spawn' && c.ownLive.has(d.thread.spawn);
  // declared below the start of both threads: each runs the function for itself
  if (a.ofThread && b.ofThread) return false;
  if (a.ofThread) return started(a, b);
  if (b.ofThread) return started(b, a);
  return true;
}

/** One goroutine got the object from a channel, and the other goes on to use what it sent. */
function receivedFrom(a: UseContext, b: UseContext, interpreter: Interpreter): boolean {
  if (a.instance.kind !== 'unknown' || !/channel/.test(a.instance.cause) || b.instance.kind !== 'variable')
    return false;
  const id = Number(/^v(\d+)/.exec(b.instance.key)?.[1]);
  return interpreter.registry.sentVariables.has(id);
}

function inParallelTest(c: UseContext, interpreter: Interpreter): boolean {
  const { parallelTests } = interpreter.registry;
  return (
    (c.thread.kind === 'test' && parallelTests.has(c.thread.fn.index)) ||
    c.chain.some((e) => parallelTests.has(e.callee.index) || parallelTests.has(e.caller.index))
  );
}

/** Both went up through the same function with the same path: one object, whatever it is. */
function sharesFrame(a: UseContext, b: UseContext): boolean {
  // a frame counts only above the start of both goroutines, where the paths are spelled in one activation
  if (a === b) return a.parallelWithItself && !a.ofThread;
  for (const [fn, path] of a.frames) if (b.frames.get(fn) === path && above(a, b, fn) && above(b, a, fn)) return true;
  return false;
}

/** The function's activation is one for both: it lies above the goroutine's start, or in the thread that started the other. */
function above(c: UseContext, other: UseContext, fn: number): boolean {
  // functions below the spawn run inside the goroutine, once for each
  if (c.thread.kind === 'spawn') return !c.chain.some((edge) => edge.callee.index === fn);
  return c.thread.kind === 'main' || (other.thread.kind === 'spawn' && c.ownLive.has(other.thread.spawn));
}

/** Whether two contexts can run at the same time, and whether that rests on callers outside the code. */
function concurrency(
  a: UseContext,
  b: UseContext,
  interpreter: Interpreter,
  threads: Threads,
): 'parallel' | 'api' | 'ordered' {
  const s = a.thread.kind === 'spawn' ? a.thread.spawn : undefined;
  const t = b.thread.kind === 'spawn' ? b.thread.spawn : undefined;
  if (s !== undefined && t !== undefined) {
    if (s === t) return a.parallelWithItself || b.parallelWithItself ? 'parallel' : 'ordered';
    if (interpreter.spawns[s]!.kind === 'handler' && interpreter.spawns[t]!.kind === 'handler') return 'parallel';
    return a.live.has(t) || b.live.has(s) || startedTogether(s, t, interpreter, threads) ? 'parallel' : 'ordered';
  }
  if (s !== undefined) return againstGoroutine(b, s);
  if (t !== undefined) return againstGoroutine(a, t);
  if (a.thread.kind === 'handler' || b.thread.kind === 'handler') {
    if (a.thread.kind === 'main' || b.thread.kind === 'main') return 'ordered';
    return a.parallelWithItself || b.parallelWithItself ? 'parallel' : 'api';
  }
  if (
    a.thread.kind === 'test' &&
    b.thread.kind === 'test' &&
    (inParallelTest(a, interpreter) || inParallelTest(b, interpreter))
  )
    return 'parallel';
  if (a.thread.kind === 'main' || b.thread.kind === 'main' || a.thread.kind === 'test' || b.thread.kind === 'test')
    return 'ordered';
  return 'api';
}

function againstGoroutine(sequential: UseContext, spawn: number): 'parallel' | 'ordered' {
  return sequential.live.has(spawn) ? 'parallel' : 'ordered';
}

/** Goroutines started in different functions, both of which outlive the calls that start them. */
function startedTogether(s: number, t: number, interpreter: Interpreter, threads: Threads): boolean {
  return (
    interpreter.spawns[s]!.fn !== interpreter.spawns[t]!.fn && threads.background.has(s) && threads.background.has(t)
  );
}

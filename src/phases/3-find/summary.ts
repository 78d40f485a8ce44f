import type { Fn, ResultValue } from './flow-graph.js';
import type { Path } from './path.js';
import type { Held } from './state.js';

/** What a function does to its callers, in terms of its own parameters, captured and package variables. */
export interface Summary {
  /** held at every return though not at entry */
  readonly acquired: readonly Held[];
  /** held at some returns, or only if a result is what the caller may find out */
  readonly mayAcquire: readonly Held[];
  readonly acquiredIf: readonly AcquiredIf[];
  /** released though not acquired inside */
  readonly released: readonly Path[];
  /** released by a function that an interface call in it may reach */
  readonly perhapsReleased: readonly Path[];
  /** goroutines that may still run at return */
  readonly live: ReadonlySet<number>;
  readonly pending: ReadonlySet<number>;
  /** parameters and captured variables whose object others may hold after the call: symbol ids */
  readonly published: ReadonlySet<number>;
  /** end symbols of the WaitGroups that it adds to */
  readonly adds: ReadonlySet<number>;
  readonly results: readonly ResultSummary[];
  /** what it certainly waits for before it returns */
  readonly waits: readonly {
    readonly path: Path;
    readonly kind: 'wait' | 'receive';
    readonly loop: string | undefined;
  }[];
  /** given after its last use on every way, so that who waits for it is ordered after the whole function */
  readonly signals: readonly Signal[];
  /** what it does with function parameters */
  readonly functionParams: readonly FunctionParam[];
  /** it starts a goroutine, or lets one be started */
  readonly begun: boolean;
  /** it starts a server, so that registered handlers run */
  readonly serves: boolean;
  /** whether it may return at all */
  readonly returns: boolean;
}

/** `func (s *S) acquire() bool`: the lock is held, or certainly not, where the result has this value. */
export interface AcquiredIf {
  readonly held: Held;
  readonly holds: boolean;
  readonly result: number;
  readonly value: ResultValue;
}

export interface Signal {
  readonly path: Path;
  readonly how: 'done' | 'send' | 'close';
}

export interface FunctionParam {
  /** symbol id of the parameter; one of an enclosing function when a literal uses it */
  readonly param: number;
  readonly kind: 'call' | 'spawn' | 'handler' | 'once' | 'escape' | 'keep';
  readonly locks: readonly Held[];
  /** released by then though a caller may hold them: what is called runs without */
  readonly released: readonly Path[];
  /** what it is called with; unknown where several places differ */
  readonly args: readonly Path[];
  readonly joinedBy: Path | undefined;
  readonly loop: string | undefined;
  readonly label: string;
  /** the goroutine of the function itself that runs it: whether that is still alive at return says whether this one is */
  readonly spawn?: number;
}

export type ResultSummary =
  | { readonly kind: 'fresh'; readonly variable: number | undefined; readonly published: boolean }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'unknown'; readonly cause: string };

export const EMPTY_SUMMARY: Summary = {
  acquired: [],
  mayAcquire: [],
  acquiredIf: [],
  released: [],
  perhapsReleased: [],
  live: new Set(),
  pending: new Set(),
  published: new Set(),
  adds: new Set(),
  results: [],
  waits: [],
  signals: [],
  functionParams: [],
  begun: false,
  serves: false,
  returns: true,
};

/** A path of the callee's frame in the caller's: parameters replaced by arguments, captured and package variables as they are; undefined for the callee's own locals. */
export function substitute(path: Path, callee: Fn, args: readonly Path[]): Path | undefined {
  if (path.root.kind !== 'variable') return undefined;
  const index = callee.params.indexOf(path.root.id);
  if (index < 0) return callee.locals.has(path.root.id) ? undefined : path;
  const argument = args[Math.min(index, args.length - 1)];
  if (argument === undefined || (index >= args.length && !callee.variadic)) return undefined;
  return path.fields.length === 0
    ? argument
    : { root: argument.root, fields: [...argument.fields, ...path.fields].slice(0, 12) };
}

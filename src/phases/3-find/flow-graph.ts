import type { PackageUnit, SourceFile } from '../../model/source.js';
import type { FunctionSymbol } from '../../model/symbol.js';
import type { NodeId } from '../../model/syntax-tree.js';
import type { Classification } from './classify.js';
import type { Path } from './path.js';

/**
 * What a function does that matters to maps, locks and goroutines: structured control flow over events, built once from syntax, then
 * interpreted as often as the summaries need without the tree.
 */
export type Flow =
  | { readonly op: 'seq'; readonly items: readonly Flow[] }
  /** exactly one arm runs */
  | { readonly op: 'branch'; readonly arms: readonly Flow[] }
  /** runs any number of times; `endless` for `for {}`, which only a break leaves */
  | {
      readonly op: 'loop';
      readonly body: Flow;
      readonly post: Flow;
      readonly endless: boolean;
      readonly label: string | undefined;
    }
  /** a break with this label, or with none inside a switch or select, ends it */
  | { readonly op: 'breakable'; readonly body: Flow; readonly label: string | undefined; readonly plain: boolean }
  | { readonly op: 'break'; readonly label: string | undefined }
  | { readonly op: 'continue'; readonly label: string | undefined }
  | {
      readonly op: 'return';
      readonly results: readonly Path[];
      /** in functions that may take locks: what is known of each result */
      readonly values?: readonly (ResultValue | undefined)[];
    }
  | { readonly op: 'stop' } // panic, os.Exit, log.Fatal
  | { readonly op: 'goto'; readonly label: string }
  | { readonly op: 'label'; readonly label: string }
  | {
      readonly op: 'lock';
      readonly path: Path;
      readonly name: string;
      readonly mode: 'shared' | 'exclusive';
      /** the call */
      readonly node: NodeId;
    }
  | { readonly op: 'unlock'; readonly path: Path; readonly mode: 'shared' | 'exclusive' }
  /** from here on a result of the call is known to be this: with it may come a lock */
  | { readonly op: 'assume'; readonly call: number; readonly result: number; readonly value: ResultValue }
  | { readonly op: 'use'; readonly use: number }
  | { readonly op: 'call'; readonly call: number }
  | { readonly op: 'defer'; readonly body: Flow }
  /** the value at the path becomes reachable for others: stored in a shared object, sent, converted to something opaque */
  | { readonly op: 'publish'; readonly path: Path; readonly into: Path | undefined; readonly place?: Path }
  /** WaitGroup.Wait, errgroup.Wait, or a channel operation that a goroutine's end can be ordered by */
  | { readonly op: 'wait'; readonly path: Path }
  | { readonly op: 'receive'; readonly path: Path; readonly loop: string | undefined }
  | { readonly op: 'signal'; readonly path: Path; readonly how: 'done' | 'send' | 'close' }
  | { readonly op: 'add'; readonly path: Path }
  /** waits for another goroutine, for time to pass or for the network: what must not be done under a lock that guards a map */
  | { readonly op: 'block'; readonly node: NodeId; readonly what: string; readonly channel: number | undefined }
  /** http.ListenAndServe and the like: registered handlers run from here on */
  | { readonly op: 'serve' };

export type ResultValue = 'true' | 'false' | 'nil' | 'non-nil';

export const NOTHING: Flow = { op: 'seq', items: [] };

export interface FlowUse {
  readonly path: Path;
  readonly node: NodeId;
  readonly classification: Classification;
  /** the reference is the map's own symbol (listed in map.uses), not a local that aliases it or a parameter that receives it */
  readonly direct: boolean;
  /** the map is one that the function put into its own copy of a struct */
  readonly ofCopy: boolean;
}

/** Functions that an expression can denote. */
export interface FunctionValue {
  readonly targets: readonly Target[];
  /** whether there may be others: a value from elsewhere */
  readonly open: boolean;
}

export type Target =
  | { readonly kind: 'literal'; readonly node: NodeId }
  | { readonly kind: 'function'; readonly id: number; readonly receiver: Path | undefined }
  /** the function's own parameter */
  | { readonly kind: 'parameter'; readonly id: number }
  /** whatever is stored in this field or variable anywhere */
  | { readonly kind: 'stored'; readonly id: number; readonly receiver: Path | undefined };

export type CallKind = 'call' | 'go' | 'spawn' | 'handler' | 'once' | 'defer';

export interface CallSite {
  readonly kind: CallKind;
  readonly node: NodeId;
  readonly callee: FunctionValue;
  /** how the callee was found: a chain over `interface` gives at most medium */
  readonly dispatch: 'static' | 'interface' | 'value';
  /** receiver (for methods) and arguments, by the callee's parameter order */
  readonly args: readonly Path[];
  /** functions passed as arguments, by the same index */
  readonly functions: ReadonlyMap<number, FunctionValue>;
  /** for `go`/`spawn`: the object that the goroutine's end is signalled on by the spawner itself (WaitGroup.Go, errgroup) */
  readonly joinedBy: Path | undefined;
  /** text that names the spawner in messages: "go statement", "errgroup.Go", "http.HandleFunc" */
  readonly label: string;
  /** header of the innermost loop around it, as written; undefined outside loops */
  readonly loop: string | undefined;
  /** the spawner runs many goroutines on the function and waits for them */
  readonly parallel: boolean;
  /** an opaque callee may keep its arguments */
  readonly opaque: boolean;
  /** declared in the standard library: calls back before it returns and keeps nothing, but for those the table names */
  readonly standard: boolean;
}

/** A declared function, a function literal, or the initialisers of a file's package variables. */
export interface Fn {
  readonly index: number;
  readonly unit: PackageUnit;
  readonly file: SourceFile;
  /** function_declaration, method_declaration or func_literal; 0 (the source_file) for initialisers */
  readonly node: NodeId;
  readonly symbol: FunctionSymbol | undefined;
  /** function around a literal */
  readonly outer: Fn | undefined;
  /** symbol ids, receiver first; 0 for unnamed ones */
  readonly params: readonly number[];
  readonly hasReceiver: boolean;
  readonly variadic: boolean;
  readonly isTest: boolean;
  /** "Store.Get", "func literal in Store.Get" */
  readonly label: string;
  readonly body: Flow;
  readonly uses: readonly FlowUse[];
  readonly calls: readonly CallSite[];
  /** variables of enclosing functions that a literal mentions, literals inside it included */
  readonly captures: readonly number[];
  /** locals whose only value is one allocated here */
  readonly fresh: ReadonlySet<number>;
  /** symbol ids declared in this very function, parameters included */
  readonly locals: ReadonlySet<number>;
  /** loop depth of each local's declaration: an instance per iteration */
  readonly declaredInLoop: ReadonlyMap<number, string>;
  /** it gives a new lock to an object that it did not make: `h.mu = new(sync.Mutex)` */
  readonly makesLock: boolean;
}

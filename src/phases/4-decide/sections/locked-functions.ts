/**
 * Functions that some callers enter with the lock and some without can neither take it nor go without. One that only the module calls, and calls directly,
 * leaves the lock to its callers; one that others may call is split into a shell that takes the lock and a body for callers that hold it:
 *
 *     func (c *Catalog) Has(name string) bool {      func (c *Catalog) Has(name string) bool {
 *         _, ok := c.items[name]                =>       c.mu.Lock()
 *         return ok                                      defer c.mu.Unlock()
 *     }                                                  return c.hasLocked(name)
 *                                                    }
 *
 *                                                    // hasLocked is Has for callers that hold c.mu.
 *                                                    func (c *Catalog) hasLocked(name string) bool {
 *                                                        _, ok := c.items[name]
 *                                                        return ok
 *                                                    }
 */
import { Field, Kind } from '../../../go/grammar.js';
import type { Refusal } from '../../../model/decision.js';
import { Lockset } from '../../../model/lockset.js';
import type { SharedMap } from '../../../model/shared-map.js';
import type { SourceFile } from '../../../model/source.js';
import type { FunctionSymbol } from '../../../model/symbol.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import type { MapUse } from '../../../model/use.js';
import { commentsAt, saysCallerHoldsLock } from '../../3-find/comments.js';
import type { Access } from './access.js';
import { accessPath } from './access-path.js';
import { type FunctionMention, mentionsOf } from './calls/call-sites.js';
import type { LockedCalls } from './calls/locked-calls.js';
import type { Draft } from './draft.js';
import { indentAt, lineEnding } from './layout.js';
import type { LockTask } from './lock-plan.js';
import type { SpelledLock } from './lock-spelling.js';
import { type LockState, LockStates } from './lock-state.js';
import { changesMap } from './racing-uses.js';
import { refuse } from './refusals.js';
import { nearestListIn } from './shapes.js';
import { enclosingFunction, statementsOf } from './syntax.js';

/** What becomes of functions that are entered both ways. */
export interface LockedFunctions {
  /** symbol ids of functions that leave the lock to their callers, or whose body is split off: their uses need no section */
  readonly covered: ReadonlySet<number>;
  /** of these, the ones that keep a shell which takes the lock */
  readonly split: readonly Split[];
  /** calls that need the lock, as uses of the map */
  readonly calls: readonly LockedCall[];
}

export interface LockedCall {
  readonly access: Access;
  readonly lock: SpelledLock;
}

interface Split {
  readonly symbol: FunctionSymbol;
  readonly lock: SpelledLock;
  readonly name: string;
  readonly shared: boolean;
  /** calls that are made with the lock held */
  readonly inner: readonly FunctionMention[];
}

/** A function with what in it needs the lock. */
interface Needy {
  readonly symbol: FunctionSymbol;
  readonly map: SharedMap;
  readonly use: MapUse;
  readonly lock: SpelledLock;
  readonly writes: boolean;
}

export function lockedFunctions(
  task: LockTask,
  isEnteredHeld: (map: SharedMap, use: MapUse) => boolean,
): LockedFunctions | Refusal {
  return new Search(task, isEnteredHeld).run();
}

export function areFunctions(value: LockedFunctions | Refusal): value is LockedFunctions {
  return 'covered' in value;
}

class Search {
  private readonly covered = new Set<number>();
  private readonly split: Split[] = [];
  private readonly calls: LockedCall[] = [];

  constructor(
    private readonly task: LockTask,
    private readonly isEnteredHeld: (map: SharedMap, use: MapUse) => boolean,
  ) {}

  run(): LockedFunctions | Refusal {
    const open: Needy[] = [];
    for (const map of this.task.maps) {
      for (const use of map.uses) {
        if (!this.task.needs(map, use)) continue;
        if (!this.isEnteredHeld(map, use) && !isDocumented(use.functionSymbol)) continue;
        const needy = this.needyAt(map, use);
        if ('ok' in needy) return needy;
        open.push(needy);
      }
    }
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (this.covered.has(next.symbol.id)) continue;
      this.covered.add(next.symbol.id);
      const more = this.coverFunction(this.withAllWrites(next));
      if (!('ok' in more)) open.push(...more.needy);
      // a function that says that its callers hold the lock is believed where they cannot all be looked at
      else if (!isDocumented(next.symbol)) return more;
    }
    return { covered: this.covered, split: this.split, calls: this.calls };
  }

  private mixed(file: SourceFile, node: NodeId, name: string, why: string): Refusal {
    return refuse(
      file,
      node,
      'mixed-callers',
      `${name} is entered with the lock by some of its callers and without it by others, and ${why}`,
    );
  }

  private needyAt(map: SharedMap, use: MapUse): Needy | Refusal {
    const { file } = use;
    const symbol = use.functionSymbol;
    const name = symbol?.name ?? 'a function literal';
    if (symbol === undefined || symbol.declaration !== use.functionNode)
      return this.mixed(file, use.node, name, 'a function literal cannot leave the lock to them');
    const lock = this.task.spell(map, file, use.node);
    if ('code' in lock) return refuse(file, use.node, lock.code, lock.message);
    return { symbol, map, use, lock, writes: changesMap(use) };
  }

  /** The exclusive lock, where any of the function's uses writes. */
  private withAllWrites(needy: Needy): Needy {
    const writes = this.task.maps.some((m) =>
      m.uses.some((u) => u.functionSymbol?.id === needy.symbol.id && this.task.needs(m, u) && changesMap(u)),
    );
    return { ...needy, writes: needy.writes || writes };
  }

  private coverFunction(needy: Needy): { readonly needy: readonly Needy[] } | Refusal {
    const { symbol, lock } = needy;
    const { binding } = this.task.context;
    const parameter = this.parameterOf(symbol, lock.path.steps[0]!);
    if (parameter === undefined)
      return this.mixed(
        symbol.file,
        needy.use.node,
        symbol.name,
        `its lock ${lock.text} does not start at a parameter, so that callers cannot take it`,
      );
    const states = new LockStates(binding, symbol.file, symbol.declaration, this.task.declaration!, 'free');
    if (states.touched)
      return this.mixed(symbol.file, needy.use.node, symbol.name, 'it takes or releases the lock itself');
    const mentions = mentionsOf(binding, symbol);
    const isClosed =
      !isExported(symbol) || symbol.pkg?.name === 'main' || /(^|\/)internal(\/|$)/.test(symbol.pkg?.importPath ?? '');
    if (isClosed && mentions.every((m) => m.kind === 'call' && !isDeferredOrStarted(m)))
      return this.leaveToCallers(needy, parameter, mentions);
    return this.splitFunction(needy, mentions);
  }

  /** -1 for the receiver, the index for a parameter. */
  private parameterOf(symbol: FunctionSymbol, id: number): number | undefined {
    const { file, declaration } = symbol;
    const { tree } = file;
    const { binding } = this.task.context;
    const receiver = tree.child(declaration, Field.receiver);
    const named = (node: NodeId) => {
      const found = binding.symbolAt(file, node);
      return found.kind === 'variable' && found.id === id;
    };
    if (receiver !== NONE && tree.children(receiver).some((p) => tree.childrenIn(p, Field.name).some(named))) return -1;
    let index = 0;
    for (const p of tree.children(tree.child(declaration, Field.parameters)))
      for (const name of tree.childrenIn(p, Field.name)) {
        if (named(name)) return index;
        index++;
      }
    return undefined;
  }

  private leaveToCallers(
    needy: Needy,
    parameter: number,
    mentions: readonly FunctionMention[],
  ): { readonly needy: readonly Needy[] } | Refusal {
    const more: Needy[] = [];
    for (const { file, node } of mentions) {
      if (file.isTest) continue;
      const state = this.stateAt(file, node);
      if (state === 'held' || this.isConstruction(file, node, parameter)) continue;
      const call = this.callAt(needy, parameter, file, node);
      if ('ok' in call) return call;
      if (state === 'free') {
        this.calls.push(call);
        continue;
      }
      // the caller is entered both ways, too: it leaves the lock to its own callers
      const caller = call.access.use.functionSymbol;
      if (caller === undefined || this.isTouched(file, node))
        return this.mixed(file, node, needy.symbol.name, 'here it is called with the lock on some ways only');
      more.push({ symbol: caller, map: needy.map, use: call.access.use, lock: call.lock, writes: needy.writes });
    }
    return { needy: more };
  }

  private stateAt(file: SourceFile, call: NodeId): LockState {
    const states = this.statesOf(file, call);
    const place = nearestListIn(file, call);
    if (states === undefined || place === undefined) return 'mixed';
    return states.before(statementsOf(file.tree, place.list)[place.index]!);
  }

  private isTouched(file: SourceFile, call: NodeId): boolean {
    return this.statesOf(file, call)?.touched ?? true;
  }

  private statesOf(file: SourceFile, node: NodeId): LockStates | undefined {
    const { context, declaration } = this.task;
    const fn = enclosingFunction(file.tree, node);
    if (fn === NONE) return undefined;
    const entry = context.lockOrder.heldAtEntry(file, fn).has(declaration!) ? 'mixed' : 'free';
    return new LockStates(context.binding, file, fn, declaration!, entry);
  }

  /** `s := &Store{…}; s.fill()`: the object was made in this function, and no goroutine has been started in it before. */
  private isConstruction(file: SourceFile, call: NodeId, parameter: number): boolean {
    const { tree } = file;
    const { binding } = this.task.context;
    const base = this.baseOf(file, call, parameter);
    if (base === NONE || tree.kind[base] !== Kind.identifier) return false;
    const symbol = binding.symbolAt(file, base);
    if (symbol.kind !== 'variable' || symbol.role !== 'local') return false;
    const fn = enclosingFunction(tree, call);
    for (let n = fn; n < call; n++)
      if (n !== fn && (tree.kind[n] === Kind.go_statement || tree.kind[n] === Kind.func_literal)) return false;
    const list = tree.parent[symbol.node]!;
    if (tree.kind[list] !== Kind.expression_list) return false;
    const right = tree.child(tree.parent[list]!, Field.right);
    const value = right === NONE ? undefined : tree.children(right)[tree.children(list).indexOf(symbol.node)];
    return value !== undefined && /^(&?[\p{L}_][\p{L}\p{N}_.]*(\[[^\]]*\])?\{|new\()/u.test(tree.textOf(value));
  }

  /** The expression that is the receiver or the argument. */
  private baseOf(file: SourceFile, call: NodeId, parameter: number): NodeId {
    const { tree } = file;
    if (parameter < 0) {
      const callee = tree.child(call, Field.function);
      return tree.kind[callee] === Kind.selector_expression ? tree.child(callee, Field.operand) : NONE;
    }
    return tree.children(tree.child(call, Field.arguments))[parameter] ?? NONE;
  }

  /** A call as a use of the map that needs the lock. */
  private callAt(needy: Needy, parameter: number, file: SourceFile, call: NodeId): LockedCall | Refusal {
    const { tree } = file;
    const { binding } = this.task.context;
    const base = this.baseOf(file, call, parameter);
    const path = base === NONE ? undefined : accessPath(binding, file, base);
    const kind = base === NONE ? 0 : tree.kind[base];
    if (
      path === undefined ||
      (kind !== Kind.identifier && kind !== Kind.selector_expression && kind !== Kind.index_expression)
    )
      return this.mixed(
        file,
        call,
        needy.symbol.name,
        'here the object whose lock it needs is no name that the lock could be taken by',
      );
    let text = tree.textOf(base);
    const steps = [...path.steps];
    let { key } = path;
    if (parameter < 0) {
      const selection = binding.selectionAt(file, tree.child(call, Field.function));
      for (const f of selection.kind === 'method' ? selection.path : []) {
        text = `${text}.${f.name}`;
        steps.push(f.id);
        key = `${key}.${f.id}`;
      }
    }
    const root = /^[\p{L}_][\p{L}\p{N}_]*/u.exec(needy.lock.text)?.[0] ?? '';
    const rest = needy.lock.text.slice(root.length);
    if (!isVisibleIn(this.task, needy, file))
      return refuse(file, call, 'cross-package', `${text}${rest} cannot be named in this package`);
    const below = needy.lock.path.steps.slice(1);
    const lock: SpelledLock = {
      text: `${text}${rest}`,
      path: { key: [key, ...below].join('.'), steps: [...steps, ...below] },
    };
    const fn = enclosingFunction(tree, call);
    const name = tree.kind[fn] === Kind.func_literal ? NONE : tree.child(fn, Field.name);
    const owner = name === NONE ? undefined : binding.symbolAt(file, name);
    const use: MapUse = {
      ...needy.use,
      file,
      node: base,
      operation: 'pass',
      effect: needy.writes ? 'write' : 'read',
      operationNode: call,
      depth: 0,
      mutatesValue: false,
      statement: call,
      functionNode: fn,
      functionSymbol: owner?.kind === 'function' ? owner : undefined,
      isTest: file.isTest,
      // what its own function holds is asked of the lock order
      locks: Lockset.empty,
      mayLocks: Lockset.empty,
    };
    return {
      lock,
      access: {
        use,
        map: needy.map,
        file,
        path: lock.path,
        key: NONE,
        reads: true,
        writes: needy.writes,
        element: base,
      },
    };
  }

  private splitFunction(
    needy: Needy,
    mentions: readonly FunctionMention[],
  ): { readonly needy: readonly Needy[] } | Refusal {
    const { symbol, lock } = needy;
    const { file, declaration } = symbol;
    const { tree } = file;
    const receiver = tree.child(declaration, Field.receiver);
    const parameters = tree.children(tree.child(declaration, Field.parameters));
    const named = (p: NodeId) =>
      tree.childrenIn(p, Field.name).length > 0 && tree.childrenIn(p, Field.name).every((n) => tree.textOf(n) !== '_');
    if (
      !file.editable ||
      tree.child(declaration, Field.type_parameters) !== NONE ||
      !parameters.every(named) ||
      (receiver !== NONE && !tree.children(receiver).every(named))
    )
      return this.mixed(file, declaration, symbol.name, 'its body cannot be split off');
    const inner: FunctionMention[] = [];
    for (const mention of mentions) {
      if (mention.kind === 'value') continue;
      const state =
        tree === mention.file.tree && tree.contains(declaration, mention.node)
          ? 'held'
          : this.stateAt(mention.file, mention.node);
      if (state === 'free') continue;
      if (state === 'mixed' || mention.kind === 'interface' || !mention.file.editable)
        return this.mixed(
          mention.file,
          mention.node,
          symbol.name,
          'whether this call is made with the lock is not known',
        );
      inner.push(mention);
    }
    if (inner.length === 0)
      return this.mixed(file, declaration, symbol.name, 'which of its callers hold the lock is not seen');
    const name = `${symbol.name.replace(/^\p{Lu}+(?=\p{Lu}\p{Ll}|$)|^\p{Lu}/u, (c) => c.toLowerCase())}Locked`;
    if (this.isTaken(symbol, name))
      return this.mixed(file, declaration, symbol.name, `the name ${name} is taken already`);
    this.split.push({ symbol, lock, name, shared: this.task.shared && !needy.writes, inner });
    return { needy: [] };
  }

  private isTaken(symbol: FunctionSymbol, name: string): boolean {
    return (symbol.pkg?.files ?? [symbol.file]).some((f) =>
      new RegExp(`(?<![\\p{L}\\p{N}_])${name}(?![\\p{L}\\p{N}_])`, 'u').test(f.text),
    );
  }
}

/** Says by its name or comment that the caller holds the lock. */
function isDocumented(symbol: FunctionSymbol | undefined): boolean {
  if (symbol === undefined) return false;
  if (/(Locked|LockHeld|_locked)$/.test(symbol.name)) return true;
  return saysCallerHoldsLock(commentsAt(symbol.file, symbol.declaration));
}

function isExported(symbol: FunctionSymbol): boolean {
  return /^\p{Lu}/u.test(symbol.name);
}

function isDeferredOrStarted({ file, node }: FunctionMention): boolean {
  const kind = file.tree.kind[file.tree.parent[node]!];
  return kind === Kind.go_statement || kind === Kind.defer_statement;
}

/** Whether the lock's fields can be named in the caller's package: all are exported, or it is the map's own. */
function isVisibleIn(task: LockTask, needy: Needy, file: SourceFile): boolean {
  const { binding } = task.context;
  return binding.unitOf(file)?.importPath === binding.unitOf(needy.use.file)?.importPath;
}

/** Whether the split-off bodies may run under the lock; the first reason against one. */
export function splitRefusal(functions: LockedFunctions, calls: LockedCalls): Refusal | undefined {
  for (const { symbol } of functions.split) {
    const { file } = symbol;
    const body = file.tree.child(symbol.declaration, Field.body);
    const reason = calls.reasonAgainstBody(file, body);
    if (reason !== undefined)
      return refuse(
        file,
        symbol.declaration,
        'no-safe-section',
        `${symbol.name} is called with the lock held and needs it, and its body ${reason}`,
      );
  }
  return undefined;
}

/** Writes the shells, and sends the callers that hold the lock to the bodies. */
export function emitSplits(functions: LockedFunctions, draft: Draft): void {
  for (const { symbol, lock, name, shared, inner } of functions.split) {
    const { file, declaration } = symbol;
    const { tree } = file;
    const eol = lineEnding(file);
    const body = tree.child(declaration, Field.body);
    const open = tree.start[body]!;
    const receiver = tree.child(declaration, Field.receiver);
    const result = tree.child(declaration, Field.result);
    const [take, release] = shared ? ['RLock', 'RUnlock'] : ['Lock', 'Unlock'];
    const owner = receiver === NONE ? '' : tree.textOf(tree.child(tree.firstChild(receiver), Field.name));
    const call = `${owner === '' ? '' : `${owner}.`}${name}(${argumentsOf(file, declaration)})`;
    const head = file.text.slice(tree.start[declaration]!, open);
    const renamed = `${head.slice(0, tree.start[tree.child(declaration, Field.name)]! - tree.start[declaration]!)}${name}${head.slice(tree.end[tree.child(declaration, Field.name)]! - tree.start[declaration]!)}`;
    draft.insert(
      file,
      open + 1,
      `${eol}\t${lock.text}.${take}()${eol}\tdefer ${lock.text}.${release}()${eol}\t${result === NONE ? '' : 'return '}${call}${eol}}${eol}${eol}`,
      `// ${name} is ${symbol.name} for callers that hold ${lock.text}.${eol}${indentAt(file, tree.start[declaration]!)}${renamed}{`,
    );
    for (const mention of inner) {
      const callee = mention.file.tree.child(mention.node, Field.function);
      const target =
        mention.file.tree.kind[callee] === Kind.selector_expression
          ? mention.file.tree.child(callee, Field.field)
          : callee;
      draft.replace(mention.file, mention.file.tree.start[target]!, mention.file.tree.end[target]!, name);
    }
  }
}

/** `a, b, rest...` */
function argumentsOf(file: SourceFile, declaration: NodeId): string {
  const { tree } = file;
  return tree
    .children(tree.child(declaration, Field.parameters))
    .flatMap((p) =>
      tree
        .childrenIn(p, Field.name)
        .map((n) => `${tree.textOf(n)}${tree.kind[p] === Kind.variadic_parameter_declaration ? '...' : ''}`),
    )
    .join(', ');
}

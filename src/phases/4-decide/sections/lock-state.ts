import { Field, Kind } from '../../../go/grammar.js';
import type { Binding } from '../../../model/binding.js';
import type { SourceFile } from '../../../model/source.js';
import type { FunctionSymbol } from '../../../model/symbol.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import { calleeOf } from './calls/callee.js';
import { lockCallAt } from './calls/lock-calls.js';
import { jumpTarget } from './control-flow.js';
import { blockStatements, statementsOf, walk } from './syntax.js';

/** Whether a lock of the class is held at a place: on no way there, on every way, or on some. */
export type LockState = 'free' | 'held' | 'mixed';

type Reached = LockState | undefined;

/**
 * The state of one class of locks before each statement of a function body, by abstract interpretation of the syntax: for the question whether a lock
 * may be taken at a place, which needs to know of locks that may be held, not only of those that certainly are.
 */
export class LockStates {
  private readonly states = new Map<NodeId, LockState>();
  private readonly jumps = new Map<NodeId, Reached>();
  /** whether the function takes or releases the lock at all */
  readonly touched: boolean;

  constructor(
    private readonly binding: Binding,
    private readonly file: SourceFile,
    private readonly fn: NodeId,
    private readonly declaration: number,
    entry: LockState,
  ) {
    this.touched = this.effectIn(fn) !== undefined;
    if (this.touched) this.list(blockStatements(file.tree, file.tree.child(fn, Field.body)), entry);
    this.entry = entry;
  }

  private readonly entry: LockState;

  /** Before a statement; the function's entry state where the lock is not touched. */
  before(statement: NodeId): LockState {
    if (!this.touched) return this.entry;
    return this.states.get(statement) ?? 'mixed';
  }

  private list(statements: readonly NodeId[], start: Reached): Reached {
    let state = start;
    for (const s of statements) {
      if (state !== undefined) this.states.set(s, join(this.states.get(s), state)!);
      state = this.statement(s, state);
    }
    return state;
  }

  private statement(node: NodeId, state: Reached): Reached {
    const { tree } = this.file;
    switch (tree.kind[node]) {
      case Kind.if_statement:
        return this.branching(node, state);
      case Kind.for_statement: {
        let head = this.after(tree.firstChild(node), state);
        let out: Reached = head;
        for (let round = 0; round < 3; round++) {
          const end = this.list(blockStatements(tree, tree.child(node, Field.body)), head);
          const next = join(head, end);
          out = join(join(out, end), this.jumps.get(node));
          if (next === head) break;
          head = next;
        }
        return out;
      }
      case Kind.expression_switch_statement:
      case Kind.type_switch_statement:
      case Kind.select_statement: {
        let out: Reached;
        let hasDefault = false;
        for (const c of tree.children(node)) {
          const kind = tree.kind[c];
          if (kind === Kind.default_case) hasDefault = true;
          if (!isCase(kind!)) continue;
          out = join(out, this.list(statementsOf(tree, tree.childOfKind(c, Kind.statement_list)), state));
        }
        out = join(out, this.jumps.get(node));
        return hasDefault || tree.kind[node] === Kind.select_statement ? out : join(out, state);
      }
      case Kind.block:
        return this.list(blockStatements(tree, node), state);
      case Kind.labeled_statement: {
        const inner = tree.children(node).find((c) => tree.kind[c] !== Kind.label_name);
        // a label that goto jumps to is reached in states that are not followed
        const here = this.hasGoto(node) ? 'mixed' : state;
        if (inner === undefined) return here;
        if (here !== undefined) this.states.set(inner, here);
        return this.statement(inner, here);
      }
      case Kind.return_statement:
        return undefined;
      case Kind.break_statement:
      case Kind.continue_statement: {
        const target = jumpTarget(tree, node);
        if (target !== NONE) this.jumps.set(target, join(this.jumps.get(target), state));
        return undefined;
      }
      case Kind.goto_statement:
        return undefined;
      case Kind.defer_statement:
      case Kind.go_statement:
        return state;
      default:
        return this.after(node, state);
    }
  }

  private branching(node: NodeId, state: Reached): Reached {
    const { tree } = this.file;
    const init = tree.child(node, Field.initializer);
    let s = init === NONE ? state : this.after(init, state);
    s = this.after(tree.child(node, Field.condition), s);
    const then = this.list(blockStatements(tree, tree.child(node, Field.consequence)), s);
    const alternative = tree.child(node, Field.alternative);
    if (alternative === NONE) return join(then, s);
    const other =
      tree.kind[alternative] === Kind.if_statement
        ? this.statement(alternative, s)
        : this.list(blockStatements(tree, alternative), s);
    return join(then, other);
  }

  /** The state behind a simple statement or expression. */
  private after(node: NodeId, state: Reached): Reached {
    if (node === NONE || state === undefined) return state;
    const effect = this.effectIn(node);
    return effect ?? state;
  }

  private effectIn(node: NodeId): LockState | undefined {
    const { tree } = this.file;
    let effect: LockState | undefined;
    walk(tree, node, (n) => {
      if (n !== this.fn && tree.kind[n] === Kind.func_literal) return false;
      if (tree.kind[n] !== Kind.call_expression) return undefined;
      const here = this.effectOf(n);
      if (here !== undefined) effect = here;
      return undefined;
    });
    return effect;
  }

  private effectOf(call: NodeId): LockState | undefined {
    const lock = lockCallAt(this.binding, this.file, call);
    if (lock !== undefined) {
      if (lock.declaration !== this.declaration) return undefined;
      if (lock.operation.try) return 'mixed';
      return lock.operation.acquire ? 'held' : 'free';
    }
    const callee = calleeOf(this.binding, this.file, call);
    return callee.kind === 'function' ? this.helperEffect(callee.symbol) : undefined;
  }

  /** `func (s *S) lock() { s.mu.Lock() }`: a function that only takes, or only releases. */
  private helperEffect(symbol: FunctionSymbol): LockState | undefined {
    const { file, declaration } = symbol;
    const { tree } = file;
    const body = tree.child(declaration, Field.body);
    if (body === NONE || tree.after[body]! - body > 60) return undefined;
    let acquires = false;
    let releases = false;
    for (let n = body; n < tree.after[body]!; n++) {
      if (tree.kind[n] !== Kind.call_expression) continue;
      const lock = lockCallAt(this.binding, file, n);
      if (lock === undefined || lock.declaration !== this.declaration) continue;
      if (lock.operation.acquire) acquires = true;
      else if (tree.ancestor(n, Kind.func_literal) < body) releases = true;
    }
    if (acquires === releases) return undefined;
    return acquires ? 'held' : 'free';
  }

  private hasGoto(labeled: NodeId): boolean {
    const { tree } = this.file;
    const label = tree.textOf(tree.child(labeled, Field.label));
    for (let n = this.fn; n < tree.after[this.fn]!; n++)
      if (tree.kind[n] === Kind.goto_statement && tree.textOf(tree.firstChild(n)) === label) return true;
    return false;
  }
}

function join(a: Reached, b: Reached): Reached {
  if (a === undefined || a === b) return b;
  if (b === undefined) return a;
  return 'mixed';
}

function isCase(kind: number): boolean {
  return (
    kind === Kind.expression_case ||
    kind === Kind.type_case ||
    kind === Kind.default_case ||
    kind === Kind.communication_case
  );
}

import { Field, Kind } from '../../go/grammar.js';
import { isLockerInterface, isMutexType, type LockOperation, lockOperation } from '../../go/locks.js';
import type { GoType } from '../../model/go-type.js';
import type { VariableSymbol } from '../../model/symbol.js';
import { NONE, type NodeId } from '../../model/syntax-tree.js';
import { unparen } from './classify.js';
import type { ExpressionBuilder } from './expressions.js';
import type { Flow } from './flow-graph.js';
import { copyPath, extend, type Path } from './path.js';

/** What a selector `x.Lock`, `x.TryRLock`, `x.Unlock` … on a mutex does when it is called. */
export interface LockEvent {
  readonly flow: Flow;
  readonly operation: LockOperation;
}

/** Recognises the operations of mutexes: direct calls, conditions that try, and method values. */
export class LockEvents {
  constructor(private readonly owner: ExpressionBuilder) {}

  private get file() {
    return this.owner.file;
  }

  private get binding() {
    return this.owner.binding;
  }

  /** The event of a call of this callee; undefined when it is no operation of a mutex. Evaluates the operand. */
  of(callee: NodeId): LockEvent | undefined {
    const mutex = this.mutexOf(callee, true);
    if (mutex === undefined) return undefined;
    const { tree } = this.file;
    const { operation } = mutex;
    const copy = this.copiedIn(callee);
    if (copy !== undefined) this.owner.scope.registry.copiesLocked = true;
    const path = copy === undefined ? mutex.path : copyPath(copy.id);
    const { mode } = operation;
    const name = tree.textOf(tree.child(callee, Field.operand));
    const flow: Flow = operation.acquire
      ? { op: 'lock', path, name, mode, node: callee }
      : { op: 'unlock', path, mode };
    return { flow, operation };
  }

  /** Whether `x.Unlock`, without call, is a method of a mutex that a function value can carry. */
  isMethodValue(selector: NodeId): boolean {
    return this.mutexOf(selector, false)?.operation.try === false;
  }

  private mutexOf(callee: NodeId, evaluate: boolean): { path: Path; operation: LockOperation } | undefined {
    const { tree } = this.file;
    if (tree.kind[callee] !== Kind.selector_expression) return undefined;
    const operation = lockOperation(tree.textOf(tree.child(callee, Field.field)));
    if (operation === undefined) return undefined;
    const path = this.methodOn(callee, isMutexType, evaluate) ?? this.ofLocker(callee, evaluate);
    return path === undefined ? undefined : { path, operation };
  }

  /** An interface of the program with Lock and Unlock is a lock by contract, whoever implements it. */
  private ofLocker(selector: NodeId, evaluate: boolean): Path | undefined {
    const selection = this.binding.selectionAt(this.file, selector);
    if (selection.kind !== 'method' || selection.interface === undefined || selection.expression) return undefined;
    const type = this.binding.underlying(selection.interface);
    if (type.kind !== 'interface' || !isLockerInterface(type.methods.map((m) => m.name))) return undefined;
    const operand = this.file.tree.child(selector, Field.operand);
    if (evaluate) this.owner.expression(operand);
    const fields = selection.path.map((f) => f.id);
    return extend(this.owner.path(operand), fields);
  }

  /** Path of the object whose method `x.name` is, embedded fields walked, when its type satisfies the test. */
  methodOn(
    selector: NodeId,
    test: (importPath: string, typeName: string) => boolean,
    evaluate = true,
  ): Path | undefined {
    const { tree } = this.file;
    const operand = tree.child(selector, Field.operand);
    const selection = this.binding.selectionAt(this.file, selector);
    const named = (type: GoType) => {
      const t = type.kind === 'pointer' ? type.elem : type;
      // a mutex of the program itself is what its methods do
      return (
        t.kind === 'named' &&
        (t.symbol.pkg === undefined || isStandardProgram(t.symbol.packagePath)) &&
        test(t.symbol.packagePath, t.symbol.name)
      );
    };
    if (selection.kind === 'method' && !selection.expression) {
      if (!named(selection.receiver)) return undefined;
      if (evaluate) this.owner.expression(operand);
      const fields = selection.path.map((f) => f.id);
      return extend(this.owner.path(operand), fields);
    }
    if (selection.kind === 'unknown' && named(this.binding.typeOf(this.file, operand))) return this.owner.path(operand);
    return undefined;
  }

  /**
   * Whether what a selector denotes, a mutex or its method as a rule, lies by value in a variable that is a copy: a parameter or receiver, `func (h Hits) Add() { h.mu.Lock() …`, or a local
   * with a value from elsewhere, `mu := s.mu` and `for _, s := range shards`. It protects nothing.
   */
  isCopied(selector: NodeId): boolean {
    return this.copiedIn(selector) !== undefined;
  }

  /** The variable that is the copy. */
  private copiedIn(selector: NodeId): VariableSymbol | undefined {
    const { tree } = this.file;
    const selection = this.binding.selectionAt(this.file, selector);
    const embedded =
      selection.kind === 'method' ? selection.path : selection.kind === 'field' ? selection.path.slice(0, -1) : [];
    if (embedded.some((f) => this.binding.typeOfSymbol(f).kind === 'pointer')) return undefined;
    let node = unparen(this.file, tree.child(selector, Field.operand));
    while (tree.kind[node] === Kind.selector_expression) {
      const type = this.binding.typeOf(this.file, node);
      if (type.kind === 'pointer' || this.binding.underlying(type).kind === 'interface') return undefined;
      node = unparen(this.file, tree.child(node, Field.operand));
    }
    if (tree.kind[node] !== Kind.identifier || this.binding.typeOf(this.file, node).kind === 'pointer')
      return undefined;
    const symbol = this.binding.symbolAt(this.file, node);
    if (symbol.kind !== 'variable' || !this.isStruct(this.binding.typeOfSymbol(symbol))) return undefined;
    if (symbol.role === 'receiver' || symbol.role === 'parameter') return symbol;
    return (symbol.role === 'local' || symbol.role === 'range') && this.isCopyOfOther(symbol) ? symbol : undefined;
  }

  /** Structs, and the mutexes of sync where their source is not at hand. */
  private isStruct(type: GoType): boolean {
    if (this.binding.underlying(type).kind === 'struct') return true;
    return (
      type.kind === 'named' && isMutexType(type.symbol.packagePath, type.symbol.name) && type.symbol.name !== 'Locker'
    );
  }

  private isCopyOfOther(symbol: VariableSymbol): boolean {
    const { paths, registry } = this.owner.scope;
    const { root, fields } = paths.ofVariable(symbol);
    if (root.kind !== 'variable') return false;
    if (root.id !== symbol.id || fields.length > 0) return true;
    return registry.definitions.get(symbol.id)?.kind === 'element';
  }

  /** The lock that an expression of pointer, Locker or Cond type hands on: `&s.mu`, `sync.NewCond(&s.mu)`; undefined for other expressions. */
  handedOn(expression: NodeId): { readonly path: Path; readonly cond: boolean } | undefined {
    const { tree } = this.file;
    const node = unparen(this.file, expression);
    // most values are told apart by their text
    if (node === NONE || !/mu|lock|cond/i.test(tree.text.slice(tree.start[node], tree.start[node]! + 80)))
      return undefined;
    if (tree.kind[node] === Kind.call_expression && this.isNewCond(tree.child(node, Field.function))) {
      const list = tree.child(node, Field.arguments);
      return list === NONE ? undefined : { path: this.owner.path(tree.firstChild(list)), cond: true };
    }
    const type = this.binding.typeOf(this.file, node);
    const base = type.kind === 'pointer' ? type.elem : type;
    if (base.kind !== 'named' || base.symbol.packagePath !== 'sync') return undefined;
    if (base.symbol.name !== 'Locker' && (type.kind !== 'pointer' || !isMutexType('sync', base.symbol.name)))
      return undefined;
    return { path: this.owner.path(node), cond: false };
  }

  private isNewCond(callee: NodeId): boolean {
    if (this.file.tree.kind[callee] !== Kind.selector_expression) return false;
    const selection = this.binding.selectionAt(this.file, callee);
    return selection.kind === 'package-member' && selection.importPath === 'sync' && selection.name === 'NewCond';
  }

  /** The variable that a method value's operand starts at, if a closure would capture it. */
  capturedBy(selector: NodeId): VariableSymbol | undefined {
    const { tree } = this.file;
    let node = unparen(this.file, tree.child(selector, Field.operand));
    while (node !== NONE && tree.kind[node] !== Kind.identifier) {
      const inner = tree.child(node, Field.operand);
      node = unparen(this.file, inner === NONE ? tree.firstChild(node) : inner);
    }
    if (node === NONE) return undefined;
    const symbol = this.binding.symbolAt(this.file, node);
    return symbol.kind === 'variable' && symbol.role !== 'package' ? symbol : undefined;
  }
}

/** In a tree that is the standard library itself, sync's mutexes are part of the program. */
function isStandardProgram(importPath: string): boolean {
  return importPath === 'sync' || importPath === 'internal/sync';
}

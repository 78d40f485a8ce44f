import {
  isHandlerParameter,
  isStandard,
  keepsArguments,
  neverReturns,
  spawnerOf,
  startsServing,
} from '../../go/concurrency-table.js';
import { Field, Kind } from '../../go/grammar.js';
import { waitsLong } from '../../go/long-waits.js';
import { isEncoder } from '../../go/map-functions.js';
import type { Selection } from '../../model/binding.js';
import type { GoType } from '../../model/go-type.js';
import type { FunctionSymbol, VariableSymbol } from '../../model/symbol.js';
import { NONE, type NodeId } from '../../model/syntax-tree.js';
import { unparen } from './classify.js';
import type { KnownResult } from './conditions.js';
import type { ExpressionBuilder } from './expressions.js';
import type { CallKind, Flow, FunctionValue, Target } from './flow-graph.js';
import { LockEvents } from './lock-events.js';
import { ELEMENT, endSymbol, extend, type Path } from './path.js';

/** Who is called: the functions it can be, and how it is known in tables and messages. */
interface Callee {
  readonly value: FunctionValue;
  readonly dispatch: 'static' | 'interface' | 'value';
  readonly receiver: Path | undefined;
  readonly importPath: string;
  readonly typeName: string;
  readonly name: string;
  /** declared outside the program */
  readonly opaque: boolean;
}

const NO_FUNCTION: FunctionValue = { targets: [], open: true };

/** Calls, go and defer statements of one function to events. */
export class CallBuilder {
  /** callees that a defer statement has evaluated before */
  private readonly evaluated = new Set<NodeId>();
  /** TryLock calls with the lock that they take where they answer true */
  private readonly tried = new Map<NodeId, Flow>();

  readonly locks: LockEvents;

  constructor(private readonly owner: ExpressionBuilder) {
    this.locks = new LockEvents(owner);
  }

  private get file() {
    return this.owner.file;
  }

  private get binding() {
    return this.owner.binding;
  }

  /** A call expression, or what stands behind `go`. */
  call(node: NodeId, as: 'call' | 'go' = 'call'): void {
    const { tree } = this.file;
    if (tree.kind[node] !== Kind.call_expression) {
      this.owner.expression(node);
      return;
    }
    const form = this.binding.callForm(this.file, node);
    const list = tree.child(node, Field.arguments);
    const args =
      list === NONE
        ? []
        : tree.children(list).map((a) => (tree.kind[a] === Kind.variadic_argument ? tree.firstChild(a) : a));
    if (form === 'conversion') {
      for (const a of args) this.owner.expression(a);
      return;
    }
    if (form === 'builtin') {
      this.builtin(node, args);
      return;
    }
    const calleeNode = unparen(this.file, tree.child(node, Field.function));
    if (as === 'call' && this.lockCall(node, calleeNode)) return;
    if (as === 'call' && this.waitGroupCall(calleeNode, args)) return;
    const callee = this.callee(calleeNode);
    this.evaluateCallee(calleeNode, callee);
    const functions = this.arguments(args, callee);
    this.emit(node, args, callee, functions, as);
  }

  private emit(
    node: NodeId,
    args: readonly NodeId[],
    callee: Callee,
    functions: Map<number, FunctionValue>,
    as: 'call' | 'go',
  ): void {
    const { draft, out } = this.owner;
    const spawner = this.spawner(callee);
    const offset = callee.receiver === undefined ? 0 : 1;
    const paths = args.map((a) => this.owner.path(a));
    const full = callee.receiver === undefined ? paths : [callee.receiver, ...paths];
    const push = (
      kind: CallKind,
      value: FunctionValue,
      label: string,
      callArgs: readonly Path[],
      joinedBy: Path | undefined,
      opaque: boolean,
      passed: ReadonlyMap<number, FunctionValue>,
    ) => {
      draft.calls.push({
        kind,
        node,
        callee: value,
        dispatch: callee.dispatch,
        args: callArgs,
        functions: passed,
        joinedBy,
        label,
        loop: this.owner.loop,
        parallel: spawner?.parallel === true,
        opaque,
        standard: callee.opaque && callee.importPath !== '' && isStandard(callee.importPath),
      });
      out.push({ op: 'call', call: draft.calls.length - 1 });
      return draft.calls.length - 1;
    };
    if (callee.importPath === 'testing' && callee.typeName === 'T' && callee.name === 'Parallel')
      this.owner.scope.registry.parallelTests.add(draft.index);
    if (callee.opaque && waitsLong(callee.importPath, callee.typeName, callee.name))
      this.owner.blocks(
        node,
        `a call of ${callee.typeName === '' ? callee.importPath : callee.typeName}.${callee.name}`,
      );
    if (startsServing(callee.importPath, callee.name)) out.push({ op: 'serve' });
    if (spawner !== undefined) {
      const value = functions.get(spawner.argument + offset);
      if (value !== undefined) {
        const kind = spawner.kind === 'once' ? 'once' : spawner.kind;
        const joinedBy = spawner.joinedByReceiver ? callee.receiver : undefined;
        if (spawner.kind === 'once')
          push(
            'once',
            value,
            spawner.label,
            callee.receiver === undefined ? [] : [callee.receiver],
            undefined,
            false,
            new Map(),
          );
        else {
          push(kind, value, spawner.label, [], joinedBy, false, new Map());
        }
        return;
      }
    }
    if (callee.opaque && isEncoder(callee.importPath, callee.name))
      for (const [i, a] of args.entries()) this.encodedFields(a, paths[i]!);
    if (callee.opaque) {
      this.registerHandlers(args, callee, functions, push);
      if (as === 'call' && callee.importPath !== '' && neverReturns(callee.importPath, callee.name)) {
        out.push({ op: 'stop' });
        return;
      }
      const keeps =
        callee.importPath === ''
          ? true
          : isStandard(callee.importPath)
            ? keepsArguments(callee.importPath, callee.name)
            : true;
      const std = callee.importPath !== '' && isStandard(callee.importPath);
      if (std && !keeps) {
        // standard functions call their function arguments before they return
        for (const value of functions.values())
          push('call', value, `${callee.importPath}.${callee.name}`, [], undefined, false, new Map());
      } else {
        for (const value of functions.values()) this.escape(value);
      }
      if (keeps && !this.isReader(callee)) for (const path of paths) out.push({ op: 'publish', path, into: undefined });
    }
    const calledAlready = callee.opaque && callee.importPath !== '' && isStandard(callee.importPath);
    const index = push(
      as,
      callee.value,
      as === 'go' ? 'go statement' : callee.name,
      full,
      undefined,
      callee.opaque,
      calledAlready ? new Map() : functions,
    );
    this.owner.scope.paths.callAt.set(node, { fn: draft.index, call: index });
  }

  /** An encoder reads every map field of the struct that it gets. */
  private encodedFields(argument: NodeId, path: Path): void {
    const fields = this.binding.fieldsOf(this.binding.typeOf(this.file, argument)) ?? [];
    for (const { symbol } of fields) {
      if (!this.owner.scope.mapSymbols.has(symbol.id)) continue;
      this.owner.draft.uses.push({
        path: extend(path, [symbol.id]),
        node: argument,
        classification: {
          operation: 'marshal',
          effect: 'read',
          operationNode: argument,
          depth: 0,
          mutatesValue: false,
        },
        direct: false,
        ofCopy: false,
      });
      this.owner.out.push({ op: 'use', use: this.owner.draft.uses.length - 1 });
    }
  }

  /** Functions and methods of third-party packages that by their names only look: errors, logs, formatting. */
  private isReader(callee: Callee): boolean {
    return /^(Error|Errorf|Warn|Warnf|Info|Infof|Debug|Debugf|Print|Printf|Println|Log|Logf|Trace|Tracef|Wrap|Wrapf|Sprint|Sprintf|String|Equal|Len|With|WithField|WithFields|WithError|Marshal|Unmarshal|Decode|Encode)$/.test(
      callee.name,
    );
  }

  private builtin(node: NodeId, args: readonly NodeId[]): void {
    const { tree } = this.file;
    const name = tree.textOf(tree.child(node, Field.function));
    for (const a of args) this.owner.expression(a);
    if (name === 'panic') this.owner.out.push({ op: 'stop' });
    else if (name === 'close' && args[0] !== undefined)
      this.owner.out.push({ op: 'signal', path: this.owner.path(args[0]), how: 'close' });
    else if ((name === 'len' || name === 'delete' || name === 'clear') && args[0] !== undefined)
      this.owner.useOfUnnamed(unparen(this.file, args[0]));
  }

  // ---- locks and wait groups -------------------------------------------------------------------------------------------------------

  private lockCall(call: NodeId, callee: NodeId): boolean {
    const event = this.locks.of(callee);
    if (event === undefined) return false;
    if (event.operation.try) this.tried.set(call, event.flow);
    else this.owner.out.push(event.flow);
    return true;
  }

  /** What the first result of a call that has been evaluated tells, if it can tell something of locks. */
  resultOf(call: NodeId, result = 0): KnownResult | undefined {
    const lock = this.tried.get(call);
    if (lock !== undefined) return (value) => (value === 'true' ? [lock] : []);
    const made = this.owner.scope.paths.callAt.get(call);
    const { draft, scope } = this.owner;
    if (made === undefined || made.fn !== draft.index) return undefined;
    const site = draft.calls[made.call]!;
    const target = site.callee.targets[0];
    if (site.dispatch !== 'static' || target?.kind !== 'function' || !scope.registry.mentionsLock(target.id))
      return undefined;
    return (value) => [{ op: 'assume', call: made.call, result, value }];
  }

  /** Add, Done and Wait of a WaitGroup, Wait of an errgroup. */
  private waitGroupCall(callee: NodeId, args: readonly NodeId[]): boolean {
    const { tree } = this.file;
    if (tree.kind[callee] !== Kind.selector_expression) return false;
    const name = tree.textOf(tree.child(callee, Field.field));
    if (name !== 'Add' && name !== 'Done' && name !== 'Wait') return false;
    const path = this.locks.methodOn(
      callee,
      (importPath, type) =>
        (importPath === 'sync' && type === 'WaitGroup') ||
        type === 'WaitGroup' ||
        (type === 'Group' && importPath.endsWith('errgroup')),
    );
    if (path === undefined) return false;
    for (const a of args) this.owner.expression(a);
    const { out } = this.owner;
    if (name === 'Wait') {
      this.owner.blocks(callee, `a wait for ${tree.textOf(tree.child(callee, Field.operand))}`);
      out.push({ op: 'wait', path });
    } else if (name === 'Done') out.push({ op: 'signal', path, how: 'done' });
    else out.push({ op: 'add', path });
    return true;
  }

  // ---- who is called ---------------------------------------------------------------------------------------------------------------

  private callee(node: NodeId): Callee {
    const { tree } = this.file;
    let inner = node;
    // f[int](x): the instantiation of a generic function; m[k](x) has a map or slice operand and stays as it is
    if (tree.kind[inner] === Kind.index_expression) {
      const operand = unparen(this.file, tree.child(inner, Field.operand));
      const type = this.binding.typeOf(this.file, operand);
      if (type.kind === 'func') inner = operand;
    }
    const unknown = (name: string): Callee => ({
      value: NO_FUNCTION,
      dispatch: 'value',
      receiver: undefined,
      importPath: '',
      typeName: '',
      name,
      opaque: true,
    });
    if (tree.kind[inner] === Kind.selector_expression) {
      const name = tree.textOf(tree.child(inner, Field.field));
      const operand = tree.child(inner, Field.operand);
      const selection = this.binding.selectionAt(this.file, inner);
      switch (selection.kind) {
        case 'method':
          return this.methodCallee(selection, operand, name);
        case 'package-member':
          if (selection.symbol?.kind === 'function' && selection.symbol.pkg !== undefined)
            return {
              value: this.declared(selection.symbol, undefined),
              dispatch: 'static',
              receiver: undefined,
              importPath: selection.importPath,
              typeName: '',
              name,
              opaque: false,
            };
          if (selection.symbol?.kind === 'variable' && selection.symbol.pkg !== undefined)
            return {
              ...unknown(name),
              value: { targets: [{ kind: 'stored', id: selection.symbol.id, receiver: undefined }], open: true },
            };
          return { ...unknown(name), importPath: selection.importPath };
        case 'field': {
          const field = selection.path.at(-1)!;
          return {
            ...unknown(name),
            value: { targets: [{ kind: 'stored', id: field.id, receiver: this.owner.path(operand) }], open: true },
          };
        }
        default: {
          const type = this.binding.typeOf(this.file, operand);
          const base = type.kind === 'pointer' ? type.elem : type;
          if (base.kind === 'named')
            return {
              ...unknown(name),
              importPath: base.symbol.packagePath,
              typeName: base.symbol.name,
              receiver: this.owner.path(operand),
            };
          return unknown(name);
        }
      }
    }
    const value = this.functionValue(inner);
    if (value !== undefined) {
      const name = tree.kind[inner] === Kind.func_literal ? 'func literal' : tree.textOf(inner);
      const single = value.targets.length === 1 && !value.open;
      const importPath = this.owner.scope.unit.importPath;
      return {
        value,
        dispatch: single ? 'static' : 'value',
        receiver: undefined,
        importPath,
        typeName: '',
        name,
        opaque: value.targets.length === 0,
      };
    }
    return unknown(tree.kind[inner] === Kind.identifier ? tree.textOf(inner) : 'function value');
  }

  private methodCallee(selection: Extract<Selection, { kind: 'method' }>, operand: NodeId, name: string): Callee {
    const base = selection.receiver.kind === 'pointer' ? selection.receiver.elem : selection.receiver;
    const importPath = base.kind === 'named' ? base.symbol.packagePath : '';
    const typeName = base.kind === 'named' ? base.symbol.name : '';
    if (selection.expression) {
      const value = selection.method === undefined ? NO_FUNCTION : this.declared(selection.method, undefined);
      return {
        value,
        dispatch: 'static',
        receiver: undefined,
        importPath,
        typeName,
        name,
        opaque: selection.method === undefined,
      };
    }
    const receiver = extend(
      this.owner.path(operand),
      selection.path.map((f) => f.id),
    );
    if (selection.method !== undefined && selection.method.pkg !== undefined)
      return {
        value: this.declared(selection.method, undefined),
        dispatch: 'static',
        receiver,
        importPath,
        typeName,
        name,
        opaque: false,
      };
    if (selection.interface !== undefined) {
      const value = this.implementationsOf(selection.interface, name);
      return {
        value,
        dispatch: 'interface',
        receiver,
        importPath,
        typeName,
        name,
        opaque: value.targets.length === 0,
      };
    }
    return { value: NO_FUNCTION, dispatch: 'static', receiver, importPath, typeName, name, opaque: true };
  }

  /** The methods that a call through an interface can reach: one value for all calls, since a large program calls `Write` in many places. */
  private implementationsOf(iface: GoType, name: string): FunctionValue {
    const types = this.binding.implementations(iface);
    return this.owner.scope.registry.dispatched(types, name, () => {
      const targets: Target[] = [];
      for (const type of types) {
        const found = this.binding.methodsOf(type).find((m) => m.name === name);
        if (found !== undefined) targets.push({ kind: 'function', id: found.id, receiver: undefined });
      }
      return { targets, open: true };
    });
  }

  private declared(symbol: FunctionSymbol, receiver: Path | undefined): FunctionValue {
    this.owner.scope.registry.note(symbol);
    return { targets: [{ kind: 'function', id: symbol.id, receiver }], open: false };
  }

  /** Functions an expression may denote; undefined when it is no function expression that syntax can follow. */
  functionValue(expression: NodeId, depth = 0): FunctionValue | undefined {
    const { tree } = this.file;
    const node = unparen(this.file, expression);
    if (node === NONE || depth > 8) return undefined;
    switch (tree.kind[node]) {
      case Kind.func_literal:
        return { targets: [{ kind: 'literal', node }], open: false };
      case Kind.identifier: {
        const symbol = this.binding.symbolAt(this.file, node);
        if (symbol.kind === 'function') return this.declared(symbol, undefined);
        if (symbol.kind !== 'variable' || this.binding.underlying(this.binding.typeOfSymbol(symbol)).kind !== 'func')
          return undefined;
        if (symbol.role === 'parameter') return { targets: [{ kind: 'parameter', id: symbol.id }], open: false };
        const targets: Target[] = [{ kind: 'stored', id: symbol.id, receiver: undefined }];
        const definition =
          symbol.role === 'range' || symbol.role === 'local' ? this.elementDefinition(symbol) : undefined;
        if (definition !== undefined) targets.push({ kind: 'stored', id: definition, receiver: undefined });
        return { targets, open: symbol.role === 'package' };
      }
      case Kind.index_expression: {
        if (this.binding.underlying(this.binding.typeOf(this.file, node)).kind !== 'func') return undefined;
        const operand = unparen(this.file, tree.child(node, Field.operand));
        const operandType = this.binding.typeOf(this.file, operand);
        if (operandType.kind === 'func') return this.functionValue(operand, depth + 1);
        const end = endSymbol(this.owner.path(operand));
        return end === undefined
          ? undefined
          : { targets: [{ kind: 'stored', id: end, receiver: undefined }], open: true };
      }
      case Kind.selector_expression: {
        if (this.locks.isMethodValue(node)) return { targets: [{ kind: 'literal', node }], open: false };
        const selection = this.binding.selectionAt(this.file, node);
        if (selection.kind === 'method' && selection.method !== undefined) {
          const operand = tree.child(node, Field.operand);
          const receiver = selection.expression
            ? undefined
            : extend(
                this.owner.path(operand),
                selection.path.map((f) => f.id),
              );
          return this.declared(selection.method, receiver);
        }
        if (selection.kind === 'package-member' && selection.symbol?.kind === 'function')
          return this.declared(selection.symbol, undefined);
        if (selection.kind === 'field' && this.binding.underlying(selection.type).kind === 'func')
          return {
            targets: [
              {
                kind: 'stored',
                id: selection.path.at(-1)!.id,
                receiver: this.owner.path(tree.child(node, Field.operand)),
              },
            ],
            open: true,
          };
        return undefined;
      }
      case Kind.call_expression: {
        const list = tree.child(node, Field.arguments);
        const form = this.binding.callForm(this.file, node);
        if (form === 'conversion')
          return list === NONE ? undefined : this.functionValue(tree.firstChild(list), depth + 1);
        if (form !== 'call') return undefined;
        const result = this.binding.typeOf(this.file, node);
        if (this.binding.underlying(result).kind !== 'func' && !isHandlerInterface(result)) return undefined;
        const callee = this.functionValue(tree.child(node, Field.function), depth + 1);
        const made = callee?.targets.flatMap((t) =>
          t.kind === 'function' ? [{ kind: 'stored' as const, id: t.id, receiver: undefined }] : [],
        );
        return made === undefined || made.length === 0 ? undefined : { targets: made, open: true };
      }
      default:
        return undefined;
    }
  }

  /** For a variable that ranges over a collection of functions: the symbol of the collection. */
  private elementDefinition(symbol: VariableSymbol): number | undefined {
    this.owner.scope.paths.ofVariable(symbol);
    const definition = this.owner.scope.registry.definitions.get(symbol.id);
    return definition?.kind === 'element'
      ? endSymbol({ root: definition.path.root, fields: definition.path.fields.filter((f) => f !== ELEMENT) })
      : undefined;
  }

  private evaluateCallee(node: NodeId, callee: Callee): void {
    const { tree } = this.file;
    if (this.evaluated.has(node)) return;
    switch (tree.kind[node]) {
      case Kind.func_literal:
        this.owner.literal(node);
        return;
      case Kind.selector_expression:
        this.owner.expression(tree.child(node, Field.operand));
        return;
      case Kind.identifier: {
        const symbol = this.binding.symbolAt(this.file, node);
        if (symbol.kind === 'variable') this.owner.mention(symbol);
        return;
      }
      default:
        if (
          callee.value.targets.length === 0 ||
          tree.kind[node] === Kind.call_expression ||
          tree.kind[node] === Kind.index_expression
        )
          this.owner.expression(node);
    }
  }

  /** Evaluates the arguments; answers those that are functions, by the callee's parameter index (receiver counted). */
  private arguments(args: readonly NodeId[], callee: Callee): Map<number, FunctionValue> {
    const functions = new Map<number, FunctionValue>();
    const offset = callee.receiver === undefined ? 0 : 1;
    args.forEach((argument, i) => {
      const value = this.functionValue(argument);
      if (value === undefined) {
        this.owner.expression(argument);
        return;
      }
      functions.set(i + offset, value);
      this.evaluateFunction(argument);
    });
    return functions;
  }

  /** Side effects and captures of an expression that denotes a function: a literal is built, a method value's receiver evaluated. */
  private evaluateFunction(node: NodeId): void {
    const { tree } = this.file;
    const inner = unparen(this.file, node);
    switch (tree.kind[inner]) {
      case Kind.func_literal:
        this.owner.literal(inner);
        return;
      case Kind.selector_expression:
        if (this.locks.isMethodValue(inner)) this.owner.literal(inner);
        else this.owner.expression(tree.child(inner, Field.operand));
        return;
      case Kind.identifier: {
        const symbol = this.binding.symbolAt(this.file, inner);
        if (symbol.kind === 'variable') this.owner.mention(symbol);
        return;
      }
      case Kind.call_expression:
        if (this.binding.callForm(this.file, inner) === 'call') this.owner.expression(inner);
        else if (this.binding.callForm(this.file, inner) === 'conversion') {
          const list = tree.child(inner, Field.arguments);
          if (list !== NONE && tree.firstChild(list) !== NONE) this.evaluateFunction(tree.firstChild(list));
        }
        return;
    }
  }

  // ---- what becomes of function values ---------------------------------------------------------------------------------------------

  private spawner(callee: Callee) {
    const known = spawnerOf(callee.importPath, callee.typeName, callee.name);
    if (known !== undefined) return known;
    const name =
      callee.typeName === ''
        ? `${callee.importPath}.${callee.name}`
        : `${callee.importPath}.${callee.typeName}.${callee.name}`;
    return this.owner.scope.spawners.has(name)
      ? ({ kind: 'spawn', argument: 0, label: name, parallel: undefined, joinedByReceiver: undefined } as const)
      : undefined;
  }

  /** Functions with a handler's signature, and values with a ServeHTTP method, given to an opaque function are registered as handlers. */
  private registerHandlers(
    args: readonly NodeId[],
    callee: Callee,
    functions: Map<number, FunctionValue>,
    push: (
      kind: CallKind,
      value: FunctionValue,
      label: string,
      args: readonly Path[],
      joinedBy: Path | undefined,
      opaque: boolean,
      passed: ReadonlyMap<number, FunctionValue>,
    ) => number,
  ): void {
    const offset = callee.receiver === undefined ? 0 : 1;
    const label = callee.typeName === '' ? callee.name : `${callee.typeName}.${callee.name}`;
    args.forEach((argument, i) => {
      const value = functions.get(i + offset);
      const type = this.binding.underlying(this.binding.typeOf(this.file, argument));
      if (value !== undefined) {
        if (
          (type.kind === 'func' && type.params.some(isHandlerType)) ||
          isHandlerInterface(this.binding.typeOf(this.file, argument))
        ) {
          functions.delete(i + offset);
          push('handler', value, label, [], undefined, false, new Map());
        }
        return;
      }
      const grpc = /^Register\w+Server$/.test(callee.name) && i === 1;
      if (!grpc && !(callee.importPath === 'net/http' || /mux|router|chi|gin|echo/i.test(callee.importPath))) return;
      const declared = this.binding.typeOf(this.file, argument);
      const base = declared.kind === 'pointer' ? declared.elem : declared;
      if (base.kind !== 'named' || base.symbol.pkg === undefined) return;
      const methods = this.binding
        .methodsOf(base.symbol)
        .filter((m) => (grpc ? /^[A-Z]/.test(m.name) : m.name === 'ServeHTTP'));
      if (methods.length === 0) return;
      const receiver = this.owner.path(argument);
      this.owner.out.push({ op: 'publish', path: receiver, into: undefined });
      push(
        'handler',
        { targets: methods.map((m) => ({ kind: 'function', id: m.id, receiver })), open: false },
        label,
        [],
        undefined,
        false,
        new Map(),
      );
    });
  }

  /** The value goes where no call of it is seen. */
  escape(value: FunctionValue): void {
    this.owner.scope.registry.escapedValues.push({ file: this.file.index, value });
    for (const target of value.targets)
      if (target.kind === 'function' && target.receiver !== undefined)
        this.owner.out.push({ op: 'publish', path: target.receiver, into: undefined });
    this.publishCaptures(value);
  }

  private publishCaptures(value: FunctionValue): void {
    for (const target of value.targets) {
      if (target.kind !== 'literal') continue;
      const literal = this.owner.literal(target.node);
      for (const id of literal.captures)
        this.owner.out.push({ op: 'publish', path: { root: { kind: 'variable', id }, fields: [] }, into: undefined });
    }
  }

  /** A bound method mentioned without being called. */
  escapeMethodValue(selector: NodeId): void {
    const { tree } = this.file;
    const name = tree.child(selector, Field.field);
    if (name === NONE) return;
    const first = tree.textOf(selector);
    if (first.length > 200) return;
    const selection = this.binding.selectionAt(this.file, selector);
    if (selection.kind !== 'method' && !(selection.kind === 'package-member' && selection.symbol?.kind === 'function'))
      return;
    const value = this.functionValue(selector);
    if (value !== undefined) this.escape(value);
  }

  keep(symbolId: number, value: NodeId): void {
    const fn = this.functionValue(value);
    if (fn === undefined) return;
    this.evaluateFunction(value);
    this.owner.scope.registry.store(symbolId, this.file.index, fn);
  }

  /** A local takes a function among several results of a call. */
  keepCallResult(symbolId: number, call: NodeId): void {
    const { tree } = this.file;
    const node = unparen(this.file, call);
    if (tree.kind[node] !== Kind.call_expression) return;
    const callee = this.functionValue(tree.child(node, Field.function));
    for (const target of callee?.targets ?? []) {
      if (target.kind === 'function')
        this.owner.scope.registry.store(symbolId, this.file.index, {
          targets: [{ kind: 'stored', id: target.id, receiver: undefined }],
          open: true,
        });
    }
  }

  store(symbolId: number | undefined, value: NodeId): void {
    const fn = this.functionValue(value);
    if (fn === undefined) return;
    this.evaluateFunction(value);
    if (symbolId === undefined) this.escape(fn);
    else {
      this.owner.scope.registry.store(symbolId, this.file.index, fn);
      this.publishCaptures(fn);
      // a stored method value makes its receiver reachable through the place where it is stored
      for (const target of fn.targets)
        if (target.kind === 'function' && target.receiver !== undefined)
          this.owner.out.push({ op: 'publish', path: target.receiver, into: undefined });
    }
  }

  // ---- defer -----------------------------------------------------------------------------------------------------------------------

  deferred(node: NodeId, emit: (build: () => void) => void): void {
    const { tree } = this.file;
    if (tree.kind[node] !== Kind.call_expression) {
      emit(() => this.owner.expression(node));
      return;
    }
    // in `defer s.lock()()` the inner call runs at once
    const callee = unparen(this.file, tree.child(node, Field.function));
    if (tree.kind[callee] === Kind.call_expression) {
      this.owner.expression(callee);
      this.evaluated.add(callee);
    }
    emit(() => this.call(node));
  }
}

function isHandlerType(type: GoType): boolean {
  const base = type.kind === 'pointer' ? type.elem : type;
  return base.kind === 'named' && isHandlerParameter(base.symbol.packagePath, base.symbol.name);
}

/** Whether a function takes what a router gives its handlers; in the router's own package the same types mean nothing. */
export function hasHandlerSignature(type: GoType, inPackage: string): boolean {
  return type.kind === 'func' && type.params.some((p) => isHandlerType(p) && !isDeclaredIn(p, inPackage));
}

/** http.Handler: a function that returns one may return a converted function. */
function isHandlerInterface(type: GoType): boolean {
  return (
    type.kind === 'named' &&
    type.symbol.packagePath === 'net/http' &&
    (type.symbol.name === 'Handler' || type.symbol.name === 'HandlerFunc')
  );
}

function isDeclaredIn(type: GoType, importPath: string): boolean {
  const base = type.kind === 'pointer' ? type.elem : type;
  return base.kind === 'named' && base.symbol.packagePath === importPath;
}

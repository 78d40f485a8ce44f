import { Field, Kind } from '../../../../go/grammar.js';
import { isStandard, standardEffect } from '../../../../go/standard-effects.js';
import type { Binding } from '../../../../model/binding.js';
import type { GoType } from '../../../../model/go-type.js';
import type { SourceFile } from '../../../../model/source.js';
import type { FunctionSymbol } from '../../../../model/symbol.js';
import { NONE, type NodeId } from '../../../../model/syntax-tree.js';
import { unparen, walk } from '../syntax.js';
import { type Callee, calleeOf, isReceive } from './callee.js';
import { lockCallAt } from './lock-calls.js';

/** A place with what happens there, as the end of a sentence: "receives from a channel". */
export interface Happening {
  readonly file: SourceFile;
  readonly node: NodeId;
  readonly what: string;
}

/**
 * What running some code may do, everything it calls included, as far as it matters to a lock held meanwhile: an upper bound, found from syntax.
 */
export interface Effects {
  /** classes of the locks that it takes, with a place where it does */
  readonly acquires: ReadonlyMap<number, Happening>;
  /** declared functions that it may run */
  readonly functions: ReadonlySet<number>;
  /** function literals that it runs, as `file:node` */
  readonly literals: ReadonlySet<string>;
  /** it may wait for something else than a lock */
  readonly waits: Happening | undefined;
  /** it calls something that is not seen */
  readonly unknown: Happening | undefined;
  /** it panics on purpose, or ends the goroutine */
  readonly panics: Happening | undefined;
}

interface Direct {
  readonly acquires: Map<number, Happening>;
  readonly calls: FunctionSymbol[];
  readonly literals: Set<string>;
  waits: Happening | undefined;
  unknown: Happening | undefined;
  panics: Happening | undefined;
  /** own parameters that it calls, by symbol id */
  readonly calledParameters: Set<number>;
}

/** Effects of functions and calls, remembered per function; one for all maps of a run. */
export class CallEffects {
  private readonly direct = new Map<number, Direct>();
  private readonly closed = new Map<number, Effects>();
  private readonly scanning = new Set<number>();

  constructor(private readonly binding: Binding) {}

  ofFunction(symbol: FunctionSymbol): Effects {
    let effects = this.closed.get(symbol.id);
    if (effects === undefined) {
      effects = this.close(this.directOf(symbol), symbol, { file: symbol.file, node: symbol.declaration });
      this.closed.set(symbol.id, effects);
    }
    return effects;
  }

  /** Of evaluating an expression or running statements; function literals in it are made, not run. */
  ofNode(file: SourceFile, node: NodeId): Effects {
    return this.close(this.scan(file, node), undefined, { file, node });
  }

  /** Of the call itself, its arguments not counted. */
  ofCall(file: SourceFile, call: NodeId): Effects {
    const out = emptyDirect();
    this.call(file, call, out);
    return this.close(out, undefined, { file, node: call });
  }

  private close(start: Direct, self: FunctionSymbol | undefined, place: Omit<Happening, 'what'>): Effects {
    const acquires = new Map(start.acquires);
    const functions = new Set<number>();
    const literals = new Set(start.literals);
    let { waits, unknown, panics } = start;
    const open = [...start.calls];
    // callees' parameters were looked at where they are called
    if (start.calledParameters.size > 0) unknown ??= { ...place, what: 'calls a parameter, which can be any function' };
    if (self !== undefined) functions.add(self.id);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (functions.has(next.id)) continue;
      functions.add(next.id);
      const direct = this.directOf(next);
      for (const literal of direct.literals) literals.add(literal);
      for (const [id, place] of direct.acquires) if (!acquires.has(id)) acquires.set(id, place);
      waits ??= direct.waits;
      unknown ??= direct.unknown;
      panics ??= direct.panics;
      open.push(...direct.calls);
    }
    return { acquires, functions, literals, waits, unknown, panics };
  }

  private directOf(symbol: FunctionSymbol): Direct {
    let direct = this.direct.get(symbol.id);
    if (direct !== undefined) return direct;
    const { file, declaration } = symbol;
    const body = file.tree.child(declaration, Field.body);
    this.scanning.add(symbol.id);
    direct =
      body === NONE
        ? { ...emptyDirect(), unknown: { file, node: declaration, what: `runs ${symbol.name}, which has no Go body` } }
        : this.scan(file, body);
    this.scanning.delete(symbol.id);
    this.direct.set(symbol.id, direct);
    return direct;
  }

  /** Parameters that a function calls, or hands to one that does. */
  private callsParameter(symbol: FunctionSymbol, index: number): boolean {
    const id = this.parameterId(symbol, index);
    // of a function that is being looked at, recursively, what it calls is not known yet
    if (id === undefined || this.scanning.has(symbol.id)) return true;
    return this.directOf(symbol).calledParameters.has(id);
  }

  private parameterId(symbol: FunctionSymbol, index: number): number | undefined {
    const { file, declaration } = symbol;
    const { tree } = file;
    let i = 0;
    for (const p of tree.children(tree.child(declaration, Field.parameters))) {
      for (const name of tree.childrenIn(p, Field.name)) {
        if (i++ !== index) continue;
        const found = this.binding.symbolAt(file, name);
        return found.kind === 'variable' ? found.id : undefined;
      }
    }
    return undefined;
  }

  private scan(file: SourceFile, root: NodeId): Direct {
    const out = emptyDirect();
    this.scanInto(file, root, out);
    return out;
  }

  private scanInto(file: SourceFile, root: NodeId, out: Direct): void {
    const { tree } = file;
    const wait = (node: NodeId, what: string) => {
      out.waits ??= { file, node, what };
    };
    walk(tree, root, (node) => {
      switch (tree.kind[node]) {
        case Kind.func_literal:
          return false;
        case Kind.go_statement: {
          // its arguments are evaluated here, the call is made elsewhere
          const call = tree.firstChild(node);
          const args = call === NONE ? NONE : tree.child(call, Field.arguments);
          if (args !== NONE) this.scanInto(file, args, out);
          return false;
        }
        case Kind.select_statement:
          if (!tree.children(node).some((c) => tree.kind[c] === Kind.default_case)) wait(node, 'waits on channels');
          else {
            for (const c of tree.children(node)) {
              const list = tree.childOfKind(c, Kind.statement_list);
              if (list !== NONE) this.scanInto(file, list, out);
            }
            return false;
          }
          break;
        case Kind.send_statement:
          wait(node, 'sends on a channel');
          break;
        case Kind.unary_expression:
          if (isReceive(file, node)) wait(node, 'receives from a channel');
          break;
        case Kind.range_clause:
          this.range(file, node, out);
          break;
        case Kind.for_statement:
          if (tree.firstChild(node) === tree.child(node, Field.body) && !mayLeave(file, node))
            wait(node, 'loops for ever');
          break;
        case Kind.call_expression:
          this.call(file, node, out);
          break;
      }
      return undefined;
    });
  }

  private range(file: SourceFile, clause: NodeId, out: Direct): void {
    const operand = file.tree.child(clause, Field.right);
    const type = this.binding.underlying(this.binding.typeOf(file, operand));
    if (type.kind === 'chan') out.waits ??= { file, node: clause, what: 'receives from a channel' };
    if (type.kind === 'func' || type.kind === 'unknown' || type.kind === 'type-parameter')
      out.unknown ??= { file, node: clause, what: 'ranges over something whose iteration is not seen' };
  }

  private call(file: SourceFile, call: NodeId, out: Direct): void {
    const { binding } = this;
    const { tree } = file;
    const lock = lockCallAt(binding, file, call);
    if (lock !== undefined) {
      const text = tree.textOf(lock.operand).replace(/\s+/g, ' ');
      if (lock.declaration === undefined) out.unknown ??= { file, node: call, what: `takes or releases ${text}` };
      else if (lock.operation.acquire && !lock.operation.try)
        out.acquires.set(lock.declaration, { file, node: call, what: `locks ${text}` });
      return;
    }
    const callee = calleeOf(binding, file, call);
    const unknown = (what: string) => {
      out.unknown ??= { file, node: call, what };
    };
    const text = () => {
      const fn = tree.child(call, Field.function);
      return fn === NONE ? tree.textOf(call) : tree.textOf(fn).replace(/\s+/g, ' ');
    };
    switch (callee.kind) {
      case 'conversion':
        return;
      case 'builtin':
        if (callee.name === 'panic') out.panics ??= { file, node: call, what: 'panics' };
        return;
      case 'function':
        out.calls.push(callee.symbol);
        this.functionArguments(file, call, out, (index) => this.callsParameter(callee.symbol, index));
        return;
      case 'literal':
        this.runLiteral(file, callee.node, out);
        return;
      case 'external':
        this.external(file, call, callee, out);
        return;
      case 'method-of-interface':
        this.interfaceCall(file, call, callee, out);
        return;
      case 'dynamic':
        if (this.isCancel(file, call)) return;
        if (!this.parameterCall(file, call, out)) unknown(`calls ${text()}, which can be any function`);
    }
  }

  private runLiteral(file: SourceFile, literal: NodeId, out: Direct): void {
    const key = `${file.index}:${literal}`;
    if (out.literals.has(key)) return;
    out.literals.add(key);
    this.scanInto(file, file.tree.child(literal, Field.body), out);
  }

  /** Function values among the arguments that the callee runs. */
  private functionArguments(file: SourceFile, call: NodeId, out: Direct, runs: (index: number) => boolean): void {
    const { tree } = file;
    tree.children(tree.child(call, Field.arguments)).forEach((argument, index) => {
      const node = unparen(tree, argument);
      if (tree.kind[node] === Kind.func_literal) {
        if (runs(index)) this.runLiteral(file, node, out);
        return;
      }
      if (this.binding.underlying(this.binding.typeOf(file, node)).kind !== 'func' || !runs(index)) return;
      const symbol = this.functionAt(file, node);
      if (symbol !== undefined) out.calls.push(symbol);
      else if (!this.isOwnParameter(file, node, out))
        out.unknown ??= { file, node, what: `runs ${tree.textOf(node)}, which can be any function` };
    });
  }

  private functionAt(file: SourceFile, node: NodeId): FunctionSymbol | undefined {
    const { tree } = file;
    if (tree.kind[node] === Kind.identifier) {
      const symbol = this.binding.symbolAt(file, node);
      return symbol.kind === 'function' ? symbol : undefined;
    }
    if (tree.kind[node] !== Kind.selector_expression) return undefined;
    const selection = this.binding.selectionAt(file, node);
    if (selection.kind === 'method' && selection.interface === undefined) return selection.method;
    return selection.kind === 'package-member' && selection.symbol?.kind === 'function' ? selection.symbol : undefined;
  }

  /** A parameter of the function: its caller says what it is. */
  private isOwnParameter(file: SourceFile, node: NodeId, out: Direct): boolean {
    if (file.tree.kind[node] !== Kind.identifier) return false;
    const symbol = this.binding.symbolAt(file, node);
    if (symbol.kind !== 'variable' || symbol.role !== 'parameter') return false;
    out.calledParameters.add(symbol.id);
    return true;
  }

  private parameterCall(file: SourceFile, call: NodeId, out: Direct): boolean {
    return this.isOwnParameter(file, unparen(file.tree, file.tree.child(call, Field.function)), out);
  }

  /** A context's cancel function: it wakes up goroutines and runs nothing. */
  private isCancel(file: SourceFile, call: NodeId): boolean {
    const type = this.binding.typeOf(file, file.tree.child(call, Field.function));
    return (
      type.kind === 'named' &&
      type.symbol.packagePath === 'context' &&
      /^CancelFunc|^CancelCauseFunc/.test(type.symbol.name)
    );
  }

  private external(file: SourceFile, call: NodeId, callee: Callee & { kind: 'external' }, out: Direct): void {
    const name = [callee.importPath.replace(/^.*\//, ''), callee.typeName, callee.name]
      .filter((x) => x !== '')
      .join('.');
    if (!isStandard(callee.importPath)) {
      out.unknown ??= { file, node: call, what: `calls ${name}, whose source is not in view` };
      return;
    }
    switch (standardEffect(callee.importPath, callee.typeName, callee.name)) {
      case 'safe':
        this.functionArguments(file, call, out, () => isKnownToRun(callee));
        return;
      case 'waits':
        out.waits ??= { file, node: call, what: `calls ${name}, which may wait` };
        return;
      case 'formats':
        for (const a of file.tree.children(file.tree.child(call, Field.arguments))) this.formats(file, a, out);
        return;
      case 'runs-arguments':
        this.functionArguments(file, call, out, () => true);
        return;
      case 'calls-back':
        if (!this.sorts(file, call, callee, out))
          out.unknown ??= { file, node: call, what: `calls ${name}, which calls methods of what it is given` };
        return;
      case 'stops':
        out.panics ??= { file, node: call, what: `calls ${name}, which does not return` };
    }
  }

  /** `sort.Sort(x)` with a type in view: Len, Less and Swap are called. */
  private sorts(file: SourceFile, call: NodeId, callee: Callee & { kind: 'external' }, out: Direct): boolean {
    if (callee.importPath !== 'sort') return false;
    const [argument] = file.tree.children(file.tree.child(call, Field.arguments));
    if (argument === undefined) return false;
    const type = this.binding.typeOf(file, argument);
    const methods = ['Len', 'Less', 'Swap'].map((m) => this.binding.lookup(type, m));
    for (const m of methods) {
      if (m.kind !== 'method' || m.interface !== undefined) return false;
      if (m.method === undefined) {
        if (m.receiver.kind === 'named' && m.receiver.symbol.packagePath === 'sort') continue;
        return false;
      }
      out.calls.push(m.method);
    }
    return true;
  }

  /** A value that is printed: String, Error, Format and GoString of its type may be called. */
  private formats(file: SourceFile, argument: NodeId, out: Direct): void {
    const type = this.binding.typeOf(file, argument);
    this.formatted(
      type,
      { file, node: argument, what: `prints ${file.tree.textOf(argument)}, which may run methods of the program` },
      out,
      0,
    );
  }

  private formatted(type: GoType, place: Happening, out: Direct, depth: number): void {
    if (depth > 4) return;
    if (type.kind === 'basic') {
      if (type.name === 'any') out.unknown ??= place;
      return;
    }
    const base = type.kind === 'pointer' ? type.elem : type;
    if (base.kind === 'named') {
      if (isErrorType(base)) {
        this.implementationsOf(base, 'Error', out);
        return;
      }
      if (this.binding.underlying(base).kind === 'interface') {
        out.unknown ??= place;
        return;
      }
      if (isStandard(base.symbol.packagePath) && base.symbol.pkg === undefined) return;
      for (const name of ['Format', 'Error', 'String', 'GoString']) {
        const method = this.binding.lookup(type, name);
        if (method.kind !== 'method') continue;
        if (method.method !== undefined && method.interface === undefined) out.calls.push(method.method);
        else out.unknown ??= place;
      }
    }
    const under = this.binding.underlying(base);
    switch (under.kind) {
      case 'unknown':
      case 'interface':
      case 'type-parameter':
        out.unknown ??= place;
        return;
      case 'slice':
      case 'array':
        this.formatted(under.elem, place, out, depth + 1);
        return;
      case 'map':
        this.formatted(under.key, place, out, depth + 1);
        this.formatted(under.value, place, out, depth + 1);
        return;
      case 'struct':
        // a pointer below the top is printed as an address
        for (const f of under.fields) if (f.type.kind !== 'pointer') this.formatted(f.type, place, out, depth + 1);
        return;
      case 'tuple':
        for (const e of under.elems) this.formatted(e, place, out, depth + 1);
    }
  }

  /** All that the program declares for an interface's method. */
  private implementationsOf(type: GoType, name: string, out: Direct): number {
    let found = 0;
    for (const implementation of this.binding.implementations(type))
      for (const method of this.binding.methodsOf(implementation))
        if (method.name === name) {
          found++;
          out.calls.push(method);
        }
    return found;
  }

  private interfaceCall(
    file: SourceFile,
    call: NodeId,
    callee: Callee & { kind: 'method-of-interface' },
    out: Direct,
  ): void {
    const { type, name } = callee;
    const known = type.kind === 'named' && isQuietInterface(type.symbol.packagePath, type.symbol.name, name);
    const found = this.implementationsOf(type, name, out);
    if (known || (found > 0 && !isOpenInterface(type))) return;
    const shown = file.tree.textOf(file.tree.child(call, Field.function)).replace(/\s+/g, ' ');
    out.unknown ??= {
      file,
      node: call,
      what:
        found > 0
          ? `calls ${shown}, a method of an interface that code outside of the module may implement`
          : `calls ${shown}, a method of an interface with no implementation in view`,
    };
  }
}

function emptyDirect(): Direct {
  return {
    acquires: new Map(),
    calls: [],
    literals: new Set(),
    waits: undefined,
    unknown: undefined,
    panics: undefined,
    calledParameters: new Set(),
  };
}

/** Functions given to time.AfterFunc or a finalizer run later, elsewhere. */
function isKnownToRun(callee: { readonly importPath: string; readonly name: string }): boolean {
  return !(
    (callee.importPath === 'time' && callee.name === 'AfterFunc') ||
    (callee.importPath === 'context' && callee.name === 'AfterFunc') ||
    (callee.importPath === 'runtime' && /^(SetFinalizer|AddCleanup)$/.test(callee.name)) ||
    callee.name === 'Go'
  );
}

function isErrorType(type: GoType): boolean {
  return type.kind === 'named' && type.symbol.name === 'error' && type.symbol.packagePath === '';
}

/** Interfaces whose implementations outside of the program are known to end soon. */
function isQuietInterface(packagePath: string, typeName: string, method: string): boolean {
  if (packagePath === '' && typeName === 'error') return method === 'Error';
  if (packagePath === 'context' && typeName === 'Context') return true;
  if (packagePath === 'net' && typeName === 'Addr') return true;
  if (packagePath === 'fmt' && typeName === 'Stringer') return true;
  return (
    packagePath === 'net/http' && typeName === 'ResponseWriter' && (method === 'Header' || method === 'WriteHeader')
  );
}

/** An interface that another module declares: it may be implemented anywhere. */
function isOpenInterface(type: GoType): boolean {
  return type.kind === 'named' && type.symbol.pkg === undefined;
}

/** Whether an endless loop can be left by break or return. */
function mayLeave(file: SourceFile, loop: NodeId): boolean {
  const { tree } = file;
  let leaves = false;
  walk(tree, tree.child(loop, Field.body), (n) => {
    if (leaves || tree.kind[n] === Kind.func_literal) return false;
    const kind = tree.kind[n];
    if (kind === Kind.return_statement || kind === Kind.break_statement || kind === Kind.goto_statement) leaves = true;
    return undefined;
  });
  return leaves;
}

import { Field, Kind } from '../../src/go/grammar.js';
import type { Binding } from '../../src/model/binding.js';
import type { GoType } from '../../src/model/go-type.js';
import type { SharedMap } from '../../src/model/shared-map.js';
import type { SourceFile } from '../../src/model/source.js';
import type { FunctionSymbol, VariableSymbol } from '../../src/model/symbol.js';
import { NONE, type NodeId } from '../../src/model/syntax-tree.js';
import type { MapUse } from '../../src/model/use.js';
import { isIdempotent, type Quietness, quietness } from './pure-functions.js';
import { unparen, walk } from './syntax.js';

/** What a call goes to. */
export type Callee =
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'conversion' }
  | { readonly kind: 'function'; readonly symbol: FunctionSymbol }
  | { readonly kind: 'external'; readonly importPath: string; readonly typeName: string; readonly name: string }
  | { readonly kind: 'literal'; readonly node: NodeId }
  | { readonly kind: 'method-of-interface'; readonly type: GoType; readonly name: string }
  | { readonly kind: 'dynamic' };

const SMALL_BODY = 300;

/** Which uses of the map a call may come to. */
export type Reach = 'use' | 'write' | 'delete';

/** What calls do, as far as declarations in view tell: results are remembered per function. */
export class ModuleCalls {
  private readonly quiet = new Map<number, boolean | 'pending'>();
  private readonly reach = new Map<string, boolean>();
  private readonly using: Readonly<Record<Reach, ReadonlySet<number>>>;
  private readonly locked: ReadonlySet<number>;

  constructor(
    private readonly binding: Binding,
    map: SharedMap,
    maps: readonly SharedMap[],
  ) {
    this.using = {
      use: functionsUsing([map]),
      write: functionsUsing([map], (u) => u.effect === 'write' && u.operation !== 'init'),
      delete: functionsUsing(
        [map],
        (u) =>
          u.operation === 'delete' ||
          u.operation === 'clear' ||
          u.operation === 'replace' ||
          (u.operation === 'pass' && u.effect === 'write'),
      ),
    };
    this.locked = functionsUsing(maps);
  }

  calleeOf(file: SourceFile, call: NodeId): Callee {
    const { binding } = this;
    const { tree } = file;
    if (tree.kind[call] === Kind.type_conversion_expression) return { kind: 'conversion' };
    const form = binding.callForm(file, call);
    if (form === 'conversion') return { kind: 'conversion' };
    let callee = unparen(tree, tree.child(call, Field.function));
    if (form === 'builtin') return { kind: 'builtin', name: tree.textOf(callee) };
    if (tree.kind[callee] === Kind.func_literal) return { kind: 'literal', node: callee };
    if (tree.kind[callee] === Kind.index_expression) {
      const operand = unparen(tree, tree.child(callee, Field.operand));
      if (!this.denotesFunction(file, operand)) return { kind: 'dynamic' };
      callee = operand;
    }
    if (tree.kind[callee] === Kind.identifier) {
      const symbol = binding.symbolAt(file, callee);
      if (symbol.kind === 'function') return { kind: 'function', symbol };
      const literal = symbol.kind === 'variable' ? this.onlyLiteralOf(file, symbol) : NONE;
      return literal === NONE ? { kind: 'dynamic' } : { kind: 'literal', node: literal };
    }
    if (tree.kind[callee] !== Kind.selector_expression) return { kind: 'dynamic' };
    const selection = binding.selectionAt(file, callee);
    if (selection.kind === 'package-member') {
      if (selection.symbol?.kind === 'function' && this.inProgram(selection.symbol))
        return { kind: 'function', symbol: selection.symbol };
      if (selection.symbol !== undefined && selection.symbol.kind !== 'function') return { kind: 'dynamic' };
      return { kind: 'external', importPath: selection.importPath, typeName: '', name: selection.name };
    }
    if (selection.kind !== 'method') return { kind: 'dynamic' };
    if (selection.interface !== undefined) {
      return {
        kind: 'method-of-interface',
        type: selection.interface,
        name: tree.textOf(tree.child(callee, Field.field)),
      };
    }
    if (selection.method !== undefined && this.inProgram(selection.method))
      return { kind: 'function', symbol: selection.method };
    const receiver = selection.receiver.kind === 'pointer' ? selection.receiver.elem : selection.receiver;
    if (receiver.kind !== 'named') return { kind: 'dynamic' };
    if (binding.underlying(receiver).kind === 'interface') return { kind: 'dynamic' };
    const name = tree.textOf(tree.child(callee, Field.field));
    return { kind: 'external', importPath: receiver.symbol.packagePath, typeName: receiver.symbol.name, name };
  }

  /** The function literal that a local variable was declared with, if it never holds another. */
  private onlyLiteralOf(file: SourceFile, variable: VariableSymbol): NodeId {
    const { tree } = file;
    if (variable.role !== 'local' || variable.file !== file) return NONE;
    const list = tree.parent[variable.node]!;
    const declaration = tree.parent[list]!;
    if (tree.kind[list] !== Kind.expression_list || tree.kind[declaration] !== Kind.short_var_declaration) return NONE;
    const value = tree.children(tree.child(declaration, Field.right))[tree.children(list).indexOf(variable.node)];
    if (value === undefined || tree.kind[value] !== Kind.func_literal) return NONE;
    const fn = tree.ancestor(declaration, Kind.function_declaration, Kind.method_declaration, Kind.func_literal);
    const end = fn === NONE ? tree.count : tree.after[fn]!;
    for (let n = declaration; n < end; n++) {
      if (tree.kind[n] !== Kind.identifier || n === variable.node || tree.textOf(n) !== variable.name) continue;
      const isTarget =
        tree.kind[tree.parent[n]!] === Kind.expression_list && tree.field[tree.parent[n]!] === Field.left;
      const isShared = tree.kind[tree.parent[n]!] === Kind.unary_expression;
      if ((isTarget || isShared) && this.binding.symbolAt(file, n).kind === 'variable') return NONE;
    }
    return value;
  }

  private denotesFunction(file: SourceFile, operand: NodeId): boolean {
    const { tree } = file;
    if (tree.kind[operand] === Kind.identifier) return this.binding.symbolAt(file, operand).kind === 'function';
    if (tree.kind[operand] !== Kind.selector_expression) return false;
    const selection = this.binding.selectionAt(file, operand);
    return selection.kind === 'package-member' && selection.symbol?.kind === 'function';
  }

  private inProgram(symbol: FunctionSymbol): boolean {
    return (
      this.binding.program.files[symbol.file.index] === symbol.file && this.binding.unitOf(symbol.file) !== undefined
    );
  }

  /** A call of the program's own code, or of something that may be: it does not run under the lock of a single operation. */
  isUserCall(file: SourceFile, call: NodeId): boolean {
    const { kind } = this.calleeOf(file, call);
    return kind === 'function' || kind === 'literal' || kind === 'dynamic' || kind === 'method-of-interface';
  }

  /** Whether a call ends soon, waits for nothing, takes no lock and calls nothing unknown: it may run under a lock. */
  isQuietCall(file: SourceFile, call: NodeId): boolean {
    const callee = this.calleeOf(file, call);
    switch (callee.kind) {
      case 'conversion':
        return true;
      case 'builtin':
        return callee.name !== 'panic' && callee.name !== 'recover';
      case 'function':
        return this.isQuietFunction(callee.symbol);
      case 'external':
        return this.isQuietExternal(file, call, quietness(callee.importPath, callee.typeName, callee.name));
      default:
        return false;
    }
  }

  private isQuietExternal(file: SourceFile, call: NodeId, known: Quietness): boolean {
    if (known !== 'quiet-for-plain-arguments') return known === 'quiet';
    const { tree } = file;
    return tree.children(tree.child(call, Field.arguments)).every((a) => this.isPlain(file, a));
  }

  /** A value of basic type without methods: formatting it calls nothing. */
  private isPlain(file: SourceFile, node: NodeId): boolean {
    const type = this.binding.typeOf(file, node);
    if (type.kind === 'basic') return type.name !== 'error' && type.name !== 'any';
    return (
      type.kind === 'slice' && type.elem.kind === 'basic' && type.elem.name !== 'error' && type.elem.name !== 'any'
    );
  }

  /** A small function of the module that is call-free or calls only such functions, and uses no shared map. */
  isQuietFunction(symbol: FunctionSymbol): boolean {
    const known = this.quiet.get(symbol.id);
    if (known !== undefined) return known === true;
    this.quiet.set(symbol.id, 'pending');
    const answer = this.hasQuietBody(symbol);
    this.quiet.set(symbol.id, answer);
    return answer;
  }

  private hasQuietBody(symbol: FunctionSymbol): boolean {
    const { file, declaration } = symbol;
    const { tree } = file;
    const body = tree.child(declaration, Field.body);
    if (body === NONE || symbol.variants.length > 0 || this.locked.has(symbol.id)) return false;
    if (tree.after[declaration]! - declaration > SMALL_BODY) return false;
    return this.isQuietBody(file, body) && this.assignsNothingOutside(symbol);
  }

  isQuietBody(file: SourceFile, body: NodeId): boolean {
    let quiet = true;
    walk(file.tree, body, (node) => {
      if (quiet && isLoud(this, file, node)) quiet = false;
      return quiet;
    });
    return quiet;
  }

  /** Whether running the call can come to a use of the map: by calls that are seen, or by a function value that could be anything. */
  mayReachMap(file: SourceFile, call: NodeId, what: Reach, seen = new Set<number>()): boolean {
    const callee = this.calleeOf(file, call);
    switch (callee.kind) {
      case 'conversion':
      case 'builtin':
      case 'external':
        return false;
      case 'function':
        return this.functionReachesMap(callee.symbol, what, seen);
      case 'literal':
        return this.bodyReachesMap(file, callee.node, what, seen);
      case 'method-of-interface':
        return this.binding
          .implementations(callee.type)
          .some((type) =>
            this.binding.methodsOf(type).some((m) => m.name === callee.name && this.functionReachesMap(m, what, seen)),
          );
      case 'dynamic':
        return this.using[what].size > 0;
    }
  }

  private functionReachesMap(symbol: FunctionSymbol, what: Reach, seen: Set<number>): boolean {
    if (this.using[what].has(symbol.id)) return true;
    const known = this.reach.get(`${what} ${symbol.id}`);
    if (known !== undefined) return known;
    if (seen.has(symbol.id)) return false;
    const outermost = seen.size === 0;
    seen.add(symbol.id);
    const body = symbol.file.tree.child(symbol.declaration, Field.body);
    const answer = body !== NONE && this.bodyReachesMap(symbol.file, body, what, seen);
    if (answer || outermost) this.reach.set(`${what} ${symbol.id}`, answer);
    return answer;
  }

  private bodyReachesMap(file: SourceFile, body: NodeId, what: Reach, seen: Set<number>): boolean {
    let reaches = false;
    walk(file.tree, body, (node) => {
      if (reaches) return false;
      if (isCall(file, node) && this.mayReachMap(file, node, what, seen)) reaches = true;
      return !reaches;
    });
    return reaches;
  }

  /** Whether a range waits for nothing and calls nothing: over a map, slice, array, string or number. */
  isQuietRange(file: SourceFile, clause: NodeId): boolean {
    const operand = file.tree.child(clause, Field.right);
    const type = this.binding.underlying(this.binding.typeOf(file, operand));
    if (type.kind === 'pointer') return true;
    return type.kind === 'map' || type.kind === 'slice' || type.kind === 'array' || type.kind === 'basic';
  }

  /** Whether evaluating the expression twice is the same as using one answer twice. */
  isIdempotent(file: SourceFile, expression: NodeId): boolean {
    let idempotent = true;
    walk(file.tree, expression, (node) => {
      if (file.tree.kind[node] === Kind.func_literal || isReceive(file, node)) idempotent = false;
      else if (isCall(file, node)) {
        const callee = this.calleeOf(file, node);
        if (callee.kind === 'external') idempotent &&= isIdempotent(callee.importPath, callee.typeName, callee.name);
        else if (callee.kind === 'builtin')
          idempotent &&=
            callee.name === 'len' || callee.name === 'cap' || callee.name === 'min' || callee.name === 'max';
        else if (callee.kind === 'function') idempotent &&= this.isQuietFunction(callee.symbol);
        else idempotent &&= callee.kind === 'conversion';
      }
      return idempotent;
    });
    return idempotent;
  }

  /** Whether the function only assigns to its own variables. */
  private assignsNothingOutside(symbol: FunctionSymbol): boolean {
    const { file, declaration } = symbol;
    const { tree } = file;
    let pure = true;
    walk(tree, declaration, (node) => {
      const kind = tree.kind[node];
      if (kind === Kind.assignment_statement || kind === Kind.inc_statement || kind === Kind.dec_statement) {
        const targets =
          kind === Kind.assignment_statement ? tree.children(tree.child(node, Field.left)) : [tree.firstChild(node)];
        for (const target of targets) {
          const variable = tree.kind[target] === Kind.identifier ? this.binding.symbolAt(file, target) : undefined;
          if (tree.textOf(target) !== '_' && (variable?.kind !== 'variable' || variable.role === 'package'))
            pure = false;
        }
      }
      return pure;
    });
    return pure;
  }
}

/** Declared functions that use one of the maps. */
function functionsUsing(
  maps: readonly SharedMap[],
  counts: (use: MapUse) => boolean = () => true,
): ReadonlySet<number> {
  const out = new Set<number>();
  for (const map of maps)
    for (const use of map.uses) if (use.functionSymbol !== undefined && counts(use)) out.add(use.functionSymbol.id);
  return out;
}

export function isCall(file: SourceFile, node: NodeId): boolean {
  const kind = file.tree.kind[node];
  return kind === Kind.call_expression || kind === Kind.type_conversion_expression;
}

export function isReceive(file: SourceFile, node: NodeId): boolean {
  const { tree } = file;
  return tree.kind[node] === Kind.unary_expression && tree.textOf(tree.child(node, Field.operator)) === '<-';
}

/** Constructs that wait, start something or call the unknown. */
function isLoud(calls: ModuleCalls, file: SourceFile, node: NodeId): boolean {
  const { tree } = file;
  switch (tree.kind[node]) {
    case Kind.go_statement:
    case Kind.defer_statement:
    case Kind.select_statement:
    case Kind.send_statement:
    case Kind.receive_statement:
    case Kind.func_literal:
    case Kind.goto_statement:
      return true;
    case Kind.for_statement: {
      const clause = tree.firstChild(node);
      return clause === tree.child(node, Field.body); // for { … } may never end
    }
    case Kind.unary_expression:
      return isReceive(file, node);
    case Kind.call_expression:
      return !calls.isQuietCall(file, node);
    case Kind.range_clause:
      return !calls.isQuietRange(file, node);
    default:
      return false;
  }
}

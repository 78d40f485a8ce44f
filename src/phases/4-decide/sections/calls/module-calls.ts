import { Field, Kind } from '../../../../go/grammar.js';
import type { Binding } from '../../../../model/binding.js';
import type { SharedMap } from '../../../../model/shared-map.js';
import type { SourceFile } from '../../../../model/source.js';
import type { FunctionSymbol } from '../../../../model/symbol.js';
import { NONE, type NodeId } from '../../../../model/syntax-tree.js';
import type { MapUse } from '../../../../model/use.js';
import { walk } from '../syntax.js';
import { type Callee, calleeOf, isCall, isReceive } from './callee.js';
import { isIdempotent, type Quietness, quietness } from './pure-functions.js';

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
    protected readonly binding: Binding,
    own: readonly SharedMap[],
    maps: readonly SharedMap[],
  ) {
    this.using = {
      use: functionsUsing(own),
      write: functionsUsing(own, (u) => u.effect === 'write' && u.operation !== 'init'),
      delete: functionsUsing(
        own,
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
    return calleeOf(this.binding, file, call);
  }

  /** A call of the program's own code, or of something that may be: it does not run under the lock of a single operation. */
  isUserCall(file: SourceFile, call: NodeId): boolean {
    const { kind } = this.calleeOf(file, call);
    return kind === 'function' || kind === 'literal' || kind === 'dynamic' || kind === 'method-of-interface';
  }

  /** Why a call must not run under the lock, as the end of a sentence; undefined where it may. */
  reasonAgainst(file: SourceFile, call: NodeId): string | undefined {
    if (this.isQuietCall(file, call)) return undefined;
    const { tree } = file;
    const callee = tree.child(call, Field.function);
    if (callee === NONE) return `calls ${tree.textOf(call)}`;
    return `calls ${tree.kind[callee] === Kind.func_literal ? 'a function literal' : tree.textOf(callee).replace(/\s+/g, ' ')}`;
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
  mayReachMap(
    file: SourceFile,
    call: NodeId,
    what: Reach,
    dynamic: 'any-function' | 'ignored' = 'any-function',
    seen = new Set<number>(),
  ): boolean {
    const callee = this.calleeOf(file, call);
    switch (callee.kind) {
      case 'conversion':
      case 'builtin':
      case 'external':
        return false;
      case 'function':
        return this.functionReachesMap(callee.symbol, what, dynamic, seen);
      case 'literal':
        return this.bodyReachesMap(file, callee.node, what, dynamic, seen);
      case 'method-of-interface':
        return this.binding
          .implementations(callee.type)
          .some((type) =>
            this.binding
              .methodsOf(type)
              .some((m) => m.name === callee.name && this.functionReachesMap(m, what, dynamic, seen)),
          );
      case 'dynamic':
        return dynamic === 'any-function' && this.using[what].size > 0;
    }
  }

  private functionReachesMap(
    symbol: FunctionSymbol,
    what: Reach,
    dynamic: 'any-function' | 'ignored',
    seen: Set<number>,
  ): boolean {
    if (this.using[what].has(symbol.id)) return true;
    const known = this.reach.get(`${what} ${dynamic} ${symbol.id}`);
    if (known !== undefined) return known;
    if (seen.has(symbol.id)) return false;
    const outermost = seen.size === 0;
    seen.add(symbol.id);
    const body = symbol.file.tree.child(symbol.declaration, Field.body);
    const answer = body !== NONE && this.bodyReachesMap(symbol.file, body, what, dynamic, seen);
    if (answer || outermost) this.reach.set(`${what} ${dynamic} ${symbol.id}`, answer);
    return answer;
  }

  private bodyReachesMap(
    file: SourceFile,
    body: NodeId,
    what: Reach,
    dynamic: 'any-function' | 'ignored',
    seen: Set<number>,
  ): boolean {
    let reaches = false;
    walk(file.tree, body, (node) => {
      if (reaches) return false;
      if (isCall(file, node) && this.mayReachMap(file, node, what, dynamic, seen)) reaches = true;
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

import { Field, Kind } from '../../../go/grammar.js';
import type { Binding } from '../../../model/binding.js';
import type { SourceFile } from '../../../model/source.js';
import type { FunctionSymbol } from '../../../model/symbol.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import type { ModuleCalls } from './calls/module-calls.js';
import { onlyReads } from './readers.js';
import { enclosingFunction, outermostParens, unparen, walk } from './syntax.js';

/** Why a map is not known to be referred to by nobody else, and where. */
export interface SharedReason {
  readonly file: SourceFile;
  readonly node: NodeId;
  readonly message: string;
}

/**
 * Whether the value of an expression is a map that nothing else refers to: made here, returned fresh by a function of the module, or a local that was
 * filled and is not used any more. Answers what speaks against it.
 */
export function sharedBy(
  binding: Binding,
  calls: ModuleCalls,
  file: SourceFile,
  expression: NodeId,
  depth = 0,
): SharedReason | undefined {
  const { tree } = file;
  const node = unparen(tree, expression);
  const shared = (message: string): SharedReason => ({ file, node, message });
  switch (tree.kind[node]) {
    case Kind.nil:
    case Kind.composite_literal:
    case Kind.literal_value:
      return undefined;
    case Kind.identifier:
      return variableSharedBy(binding, calls, file, node, depth);
    case Kind.call_expression:
    case Kind.type_conversion_expression:
      break;
    default:
      return shared(`${tree.textOf(node)} stays a second reference to the map`);
  }
  const callee = calls.calleeOf(file, node);
  switch (callee.kind) {
    case 'builtin':
      return callee.name === 'make' ? undefined : shared(`${tree.textOf(node)} may be referred to elsewhere`);
    case 'conversion': {
      const list = tree.child(node, Field.arguments);
      const operand = list === NONE ? tree.child(node, Field.operand) : tree.firstChild(list);
      return operand === NONE
        ? shared('the converted value is not seen')
        : sharedBy(binding, calls, file, operand, depth);
    }
    case 'function':
      return resultSharedBy(binding, calls, callee.symbol, depth) ?? undefined;
    case 'external':
      if (/(^|\/)maps$/.test(callee.importPath) && /^(Clone|Collect)$/.test(callee.name)) return undefined;
  }
  return shared(`whether ${tree.textOf(tree.child(node, Field.function))} keeps the map it returns is not known`);
}

/** Every return of the function gives a fresh map (as its only or first map result). */
function resultSharedBy(
  binding: Binding,
  calls: ModuleCalls,
  fn: FunctionSymbol,
  depth: number,
): SharedReason | undefined {
  const { file, declaration } = fn;
  const { tree } = file;
  const body = tree.child(declaration, Field.body);
  if (depth > 3 || body === NONE) return { file, node: declaration, message: `what ${fn.name} returns is not seen` };
  let reason: SharedReason | undefined;
  walk(tree, body, (n) => {
    if (reason !== undefined || tree.kind[n] === Kind.func_literal) return false;
    if (tree.kind[n] !== Kind.return_statement) return undefined;
    const list = tree.firstChild(n);
    const values = list === NONE ? [] : tree.kind[list] === Kind.expression_list ? tree.children(list) : [list];
    const map = values.find(
      (v) => tree.kind[unparen(tree, v)] === Kind.nil || binding.underlying(binding.typeOf(file, v)).kind === 'map',
    );
    if (map === undefined) reason = { file, node: n, message: `what ${fn.name} returns here is not seen` };
    else reason = sharedBy(binding, calls, file, map, depth + 1);
    return undefined;
  });
  return reason;
}

/** A local that holds a fresh map, is only used in place before, and not at all behind the place where it is given away. */
function variableSharedBy(
  binding: Binding,
  calls: ModuleCalls,
  file: SourceFile,
  use: NodeId,
  depth: number,
): SharedReason | undefined {
  const { tree } = file;
  const symbol = binding.symbolAt(file, use);
  if (symbol.kind === 'predeclared') return undefined;
  const name = tree.textOf(use);
  const shared = (node: NodeId, message: string): SharedReason => ({ file, node, message });
  if (symbol.kind !== 'variable' || symbol.role === 'package')
    return shared(use, `${name} stays a second reference to the map`);
  if (symbol.role === 'parameter' || symbol.role === 'receiver')
    return shared(use, `the caller that passes ${name} may keep using the map`);
  const fn = enclosingFunction(tree, use);
  if (symbol.role === 'result' || fn === NONE) return shared(use, `${name} is also a result of the function`);
  for (let n = fn; n < tree.after[fn]!; n++) {
    if (tree.kind[n] !== Kind.identifier || tree.textOf(n) !== name || n === use) continue;
    const mentioned = binding.symbolAt(file, n);
    if (mentioned.kind !== 'variable' || mentioned.id !== symbol.id) continue;
    if (n > use) return shared(n, `${name} is used after the map is given away`);
    if (enclosingFunction(tree, n) !== fn) return shared(n, `${name} is captured by a function literal`);
    const reason = mentionShares(binding, calls, file, n, depth);
    if (reason !== undefined) return reason;
  }
  // a variable declared outside of the loop that gives it away is given away again in the next round
  const loop = tree.ancestor(
    use,
    Kind.for_statement,
    Kind.func_literal,
    Kind.function_declaration,
    Kind.method_declaration,
  );
  if (loop !== NONE && tree.kind[loop] === Kind.for_statement && symbol.node < loop)
    return shared(use, `${name} is given away more than once`);
  return undefined;
}

/** A mention that declares or assigns the variable must do so with a fresh map; any other must use the map in place. */
function mentionShares(
  binding: Binding,
  calls: ModuleCalls,
  file: SourceFile,
  mention: NodeId,
  depth: number,
): SharedReason | undefined {
  const { tree } = file;
  const node = outermostParens(tree, mention);
  const parent = tree.parent[node]!;
  const shared: SharedReason = { file, node: mention, message: `${tree.textOf(mention)} is referred to elsewhere` };
  switch (tree.kind[parent]) {
    case Kind.var_spec: {
      const values = tree.child(parent, Field.value);
      return values === NONE ? undefined : sharedBy(binding, calls, file, tree.firstChild(values), depth + 1);
    }
    case Kind.index_expression:
      return tree.field[node] === Field.operand ? undefined : shared;
    case Kind.range_clause:
    case Kind.binary_expression:
      return undefined;
    case Kind.unary_expression:
      return isDecodeTarget(calls, file, parent) ? undefined : shared;
    case Kind.expression_list: {
      const statement = tree.parent[parent]!;
      if (tree.field[parent] !== Field.left) return shared;
      const left = tree.children(parent);
      const right = tree.children(tree.child(statement, Field.right));
      const value = right.length === left.length ? right[left.indexOf(node)] : right[0];
      return value === undefined ? shared : sharedBy(binding, calls, file, value, depth + 1);
    }
    case Kind.argument_list: {
      const callee = calls.calleeOf(file, tree.parent[parent]!);
      if (callee.kind === 'builtin') return callee.name === 'append' ? shared : undefined;
      if (callee.kind === 'function')
        return onlyReads(binding, calls, callee.symbol, tree.children(parent).indexOf(node)) ? undefined : shared;
      return callee.kind === 'external' && (callee.importPath === 'maps' || callee.importPath === 'fmt')
        ? undefined
        : shared;
    }
    default:
      return shared;
  }
}

/** `json.Unmarshal(data, &m)` fills the map and keeps nothing. */
function isDecodeTarget(calls: ModuleCalls, file: SourceFile, address: NodeId): boolean {
  const { tree } = file;
  const list = tree.parent[address]!;
  if (tree.textOf(tree.child(address, Field.operator)) !== '&' || tree.kind[list] !== Kind.argument_list) return false;
  const callee = calls.calleeOf(file, tree.parent[list]!);
  return (
    callee.kind === 'external' &&
    /^(encoding\/|gopkg\.in\/yaml|sigs\.k8s\.io\/yaml)/.test(callee.importPath) &&
    /^(Unmarshal|Decode)/.test(callee.name)
  );
}

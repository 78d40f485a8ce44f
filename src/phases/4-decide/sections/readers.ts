import { Field, Kind } from '../../../go/grammar.js';
import { isPrinterOrEncoder, MAP_READERS } from '../../../go/map-functions.js';
import type { Binding } from '../../../model/binding.js';
import type { SourceFile } from '../../../model/source.js';
import type { FunctionSymbol } from '../../../model/symbol.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import type { ModuleCalls } from './calls/module-calls.js';
import { outermostParens } from './syntax.js';

const MAX_DEPTH = 5;

/**
 * Whether a function of the module only reads the map it is given as argument `index` and keeps no reference to it, so that a copy serves it as well.
 * Seen through calls of other functions of the module, a few deep.
 */
export function onlyReads(binding: Binding, calls: ModuleCalls, fn: FunctionSymbol, index: number): boolean {
  return staysInside(binding, calls, fn, index, 'reads', 0);
}

/** Whether a function of the module keeps no reference to the map it is given, and uses it only while it runs; -1 stands for the receiver. */
export function usesInPlace(binding: Binding, calls: ModuleCalls, fn: FunctionSymbol, index: number): boolean {
  return staysInside(binding, calls, fn, index, 'uses', 0);
}

/** `reads`: a shallow copy serves as well; `uses`: entries may be changed too. */
type Manner = 'reads' | 'uses';

function staysInside(
  binding: Binding,
  calls: ModuleCalls,
  fn: FunctionSymbol,
  index: number,
  manner: Manner,
  depth: number,
): boolean {
  if (depth > MAX_DEPTH || fn.variants.length > 0) return false;
  const { file, declaration } = fn;
  const { tree } = file;
  const body = tree.child(declaration, Field.body);
  const parameter = index < 0 ? receiverOf(fn) : parameterAt(fn, index);
  if (body === NONE || parameter === NONE) return false;
  if (tree.textOf(parameter) === '_') return true;
  const symbol = binding.symbolAt(file, parameter);
  if (symbol.kind !== 'variable') return false;
  for (let n = body; n < tree.after[body]!; n++) {
    if (tree.kind[n] !== Kind.identifier || tree.textOf(n) !== symbol.name) continue;
    const mentioned = binding.symbolAt(file, n);
    if (mentioned.kind !== 'variable' || mentioned.id !== symbol.id) continue;
    if (tree.ancestor(n, Kind.func_literal) > declaration) return false;
    if (!isInPlace(binding, calls, fn, n, manner, depth)) return false;
  }
  return true;
}

/** Name node of the parameter that takes the argument; NONE for a variadic or nameless one. */
function parameterAt(fn: FunctionSymbol, index: number): NodeId {
  const { tree } = fn.file;
  const list = tree.child(fn.declaration, Field.parameters);
  const names: NodeId[] = [];
  for (const p of tree.children(list)) {
    if (tree.kind[p] !== Kind.parameter_declaration) break;
    const declared = tree.childrenIn(p, Field.name);
    if (declared.length === 0) return NONE;
    names.push(...declared);
  }
  return names[index] ?? NONE;
}

/** Whether an expression that denotes the map, at this place, is only read and not kept. */
export function isReadAt(binding: Binding, calls: ModuleCalls, file: SourceFile, node: NodeId): boolean {
  return isInPlace(binding, calls, { file }, node, 'reads', 0);
}

function isInPlace(
  binding: Binding,
  calls: ModuleCalls,
  fn: Pick<FunctionSymbol, 'file'>,
  mention: NodeId,
  manner: Manner,
  depth: number,
): boolean {
  const { file } = fn;
  const { tree } = file;
  const node = outermostParens(tree, mention);
  const parent = tree.parent[node]!;
  switch (tree.kind[parent]) {
    case Kind.index_expression:
      return tree.field[node] === Field.operand && (manner === 'uses' || isElementRead(binding, fn, parent));
    case Kind.range_clause:
      return tree.field[node] === Field.right && (manner === 'uses' || !holdsReferences(binding, fn, node));
    case Kind.binary_expression:
      return true;
    case Kind.selector_expression:
      return manner === 'uses' && isOwnMethod(binding, calls, fn, parent, depth);
    case Kind.argument_list:
      break;
    default:
      return false;
  }
  const call = tree.parent[parent]!;
  const callee = calls.calleeOf(file, call);
  switch (callee.kind) {
    case 'builtin':
      return callee.name === 'len' || (manner === 'uses' && (callee.name === 'delete' || callee.name === 'clear'));
    case 'function':
      return staysInside(binding, calls, callee.symbol, tree.children(parent).indexOf(node), manner, depth + 1);
    case 'external':
      if (callee.importPath === 'maps')
        return (
          MAP_READERS.has(callee.name) ||
          (callee.name === 'Copy' && (manner === 'uses' || tree.firstChild(parent) !== node))
        );
      return callee.importPath !== 'reflect' && isPrinterOrEncoder(callee.importPath, callee.name);
    default:
      return false;
  }
}

/** `m[k]` as a value: not assigned to, and not a map or slice that could be changed through it. */
function isElementRead(binding: Binding, fn: Pick<FunctionSymbol, 'file'>, index: NodeId): boolean {
  const { file } = fn;
  const { tree } = file;
  const type = binding.underlying(binding.typeOf(file, index));
  if (type.kind === 'map' || type.kind === 'slice') return false;
  const node = outermostParens(tree, index);
  const parent = tree.parent[node]!;
  const kind = tree.kind[parent];
  if (kind === Kind.inc_statement || kind === Kind.dec_statement) return false;
  return !(kind === Kind.expression_list && tree.field[parent] === Field.left);
}

function holdsReferences(binding: Binding, fn: Pick<FunctionSymbol, 'file'>, map: NodeId): boolean {
  const type = binding.underlying(binding.typeOf(fn.file, map));
  if (type.kind !== 'map') return true;
  const value = binding.underlying(type.value);
  return value.kind === 'map' || value.kind === 'slice';
}

/** `m.each(…)`: a method of the map's type that keeps nothing either. */
function isOwnMethod(
  binding: Binding,
  calls: ModuleCalls,
  fn: Pick<FunctionSymbol, 'file'>,
  selector: NodeId,
  depth: number,
): boolean {
  const { tree } = fn.file;
  const call = tree.parent[selector]!;
  if (tree.kind[call] !== Kind.call_expression || tree.child(call, Field.function) !== selector) return false;
  const callee = calls.calleeOf(fn.file, call);
  return callee.kind === 'function' && staysInside(binding, calls, callee.symbol, -1, 'uses', depth + 1);
}

function receiverOf(fn: FunctionSymbol): NodeId {
  const { tree } = fn.file;
  const list = tree.child(fn.declaration, Field.receiver);
  if (list === NONE) return NONE;
  const [declaration] = tree.children(list);
  return declaration === undefined ? NONE : tree.child(declaration, Field.name);
}

import { Field, Kind } from '../../../../go/grammar.js';
import type { Binding } from '../../../../model/binding.js';
import type { GoType } from '../../../../model/go-type.js';
import type { SourceFile } from '../../../../model/source.js';
import type { FunctionSymbol, VariableSymbol } from '../../../../model/symbol.js';
import { NONE, type NodeId } from '../../../../model/syntax-tree.js';
import { unparen } from '../syntax.js';

/** What a call goes to. */
export type Callee =
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'conversion' }
  | { readonly kind: 'function'; readonly symbol: FunctionSymbol }
  | { readonly kind: 'external'; readonly importPath: string; readonly typeName: string; readonly name: string }
  | { readonly kind: 'literal'; readonly node: NodeId }
  | { readonly kind: 'method-of-interface'; readonly type: GoType; readonly name: string }
  | { readonly kind: 'dynamic' };

/** Resolves a call as far as declarations in view tell. */
export function calleeOf(binding: Binding, file: SourceFile, call: NodeId): Callee {
  const { tree } = file;
  if (tree.kind[call] === Kind.type_conversion_expression) return { kind: 'conversion' };
  const form = binding.callForm(file, call);
  if (form === 'conversion') return { kind: 'conversion' };
  let callee = unparen(tree, tree.child(call, Field.function));
  if (form === 'builtin') return { kind: 'builtin', name: tree.textOf(callee) };
  if (tree.kind[callee] === Kind.func_literal) return { kind: 'literal', node: callee };
  if (tree.kind[callee] === Kind.index_expression) {
    const operand = unparen(tree, tree.child(callee, Field.operand));
    if (!denotesFunction(binding, file, operand)) return { kind: 'dynamic' };
    callee = operand;
  }
  if (tree.kind[callee] === Kind.identifier) {
    const symbol = binding.symbolAt(file, callee);
    if (symbol.kind === 'function') return { kind: 'function', symbol };
    const literal = symbol.kind === 'variable' ? onlyLiteralOf(binding, file, symbol) : NONE;
    return literal === NONE ? { kind: 'dynamic' } : { kind: 'literal', node: literal };
  }
  if (tree.kind[callee] !== Kind.selector_expression) return { kind: 'dynamic' };
  const selection = binding.selectionAt(file, callee);
  if (selection.kind === 'package-member') {
    if (selection.symbol?.kind === 'function' && inProgram(binding, selection.symbol))
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
  if (selection.method !== undefined && inProgram(binding, selection.method))
    return { kind: 'function', symbol: selection.method };
  const receiver = selection.receiver.kind === 'pointer' ? selection.receiver.elem : selection.receiver;
  if (receiver.kind !== 'named') return { kind: 'dynamic' };
  if (binding.underlying(receiver).kind === 'interface') return { kind: 'dynamic' };
  const name = tree.textOf(tree.child(callee, Field.field));
  return { kind: 'external', importPath: receiver.symbol.packagePath, typeName: receiver.symbol.name, name };
}

/** The function literal that a local variable was declared with, if it never holds another. */
function onlyLiteralOf(binding: Binding, file: SourceFile, variable: VariableSymbol): NodeId {
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
    const isTarget = tree.kind[tree.parent[n]!] === Kind.expression_list && tree.field[tree.parent[n]!] === Field.left;
    const isShared = tree.kind[tree.parent[n]!] === Kind.unary_expression;
    if ((isTarget || isShared) && binding.symbolAt(file, n).kind === 'variable') return NONE;
  }
  return value;
}

function denotesFunction(binding: Binding, file: SourceFile, operand: NodeId): boolean {
  const { tree } = file;
  if (tree.kind[operand] === Kind.identifier) return binding.symbolAt(file, operand).kind === 'function';
  if (tree.kind[operand] !== Kind.selector_expression) return false;
  const selection = binding.selectionAt(file, operand);
  return selection.kind === 'package-member' && selection.symbol?.kind === 'function';
}

function inProgram(binding: Binding, symbol: FunctionSymbol): boolean {
  return binding.program.files[symbol.file.index] === symbol.file && binding.unitOf(symbol.file) !== undefined;
}

export function isCall(file: SourceFile, node: NodeId): boolean {
  const kind = file.tree.kind[node];
  return kind === Kind.call_expression || kind === Kind.type_conversion_expression;
}

export function isReceive(file: SourceFile, node: NodeId): boolean {
  const { tree } = file;
  return tree.kind[node] === Kind.unary_expression && tree.textOf(tree.child(node, Field.operator)) === '<-';
}

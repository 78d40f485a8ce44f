import { Field, Kind } from '../../../go/grammar.js';
import type { Binding } from '../../../model/binding.js';
import type { SourceFile } from '../../../model/source.js';
import type { FunctionSymbol } from '../../../model/symbol.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import { mentionsOf } from './calls/call-sites.js';
import type { ModuleCalls } from './calls/module-calls.js';
import { isReadAt } from './readers.js';
import { enclosingFunction, outermostParens } from './syntax.js';

/** A place that changes, or may keep and change, what a function returned. */
export interface Writer {
  readonly file: SourceFile;
  readonly node: NodeId;
}

const MAX_DEPTH = 3;

/** The first receiver in the program that does more than read a result of the function, so that a copy would not serve it; undefined where there is none. */
export function writerOfResult(
  binding: Binding,
  calls: ModuleCalls,
  fn: FunctionSymbol,
  result: number,
  depth = 0,
): Writer | undefined {
  for (const { file, node, kind } of mentionsOf(binding, fn)) {
    if (kind === 'value') return { file, node };
    if (depth > MAX_DEPTH) return { file, node };
    const writer = writerAt(binding, calls, file, node, result, depth);
    if (writer !== undefined) return writer;
  }
  return undefined;
}

function writerAt(
  binding: Binding,
  calls: ModuleCalls,
  file: SourceFile,
  value: NodeId,
  result: number,
  depth: number,
): Writer | undefined {
  const { tree } = file;
  const node = outermostParens(tree, value);
  const parent = tree.parent[node]!;
  const kind = tree.kind[parent];
  if (kind === Kind.expression_statement || kind === Kind.go_statement || kind === Kind.defer_statement)
    return undefined;
  if (
    kind === Kind.return_statement ||
    (kind === Kind.expression_list && tree.kind[tree.parent[parent]!] === Kind.return_statement)
  )
    return returnedOn(binding, calls, file, node, depth);
  const target = targetOf(file, node, result);
  if (target !== undefined) {
    if (target === NONE) return { file, node };
    if (tree.textOf(target) === '_') return undefined;
    return tree.kind[target] === Kind.identifier
      ? writerOfVariable(binding, calls, file, target, depth)
      : { file, node: target };
  }
  return isReadAt(binding, calls, file, node) ? undefined : { file, node };
}

/** The function around it hands the result on: its receivers count. */
function returnedOn(
  binding: Binding,
  calls: ModuleCalls,
  file: SourceFile,
  node: NodeId,
  depth: number,
): Writer | undefined {
  const { tree } = file;
  const fn = enclosingFunction(tree, node);
  const name = fn === NONE ? NONE : tree.child(fn, Field.name);
  const symbol = name === NONE ? undefined : binding.symbolAt(file, name);
  if (symbol?.kind !== 'function') return { file, node };
  const list = tree.parent[node]!;
  const index = tree.kind[list] === Kind.expression_list ? tree.children(list).indexOf(node) : 0;
  return writerOfResult(binding, calls, symbol, index, depth + 1);
}

/** What the value is assigned to; undefined where it is not assigned, NONE where the target is not seen. */
function targetOf(file: SourceFile, node: NodeId, result: number): NodeId | undefined {
  const { tree } = file;
  const list = tree.parent[node]!;
  if (tree.kind[list] !== Kind.expression_list || tree.field[list] === Field.left) return undefined;
  const statement = tree.parent[list]!;
  const kind = tree.kind[statement];
  if (kind !== Kind.short_var_declaration && kind !== Kind.assignment_statement && kind !== Kind.var_spec)
    return undefined;
  const left =
    kind === Kind.var_spec ? tree.childrenIn(statement, Field.name) : tree.children(tree.child(statement, Field.left));
  const values = tree.children(list);
  return left[values.length === left.length ? values.indexOf(node) : result] ?? NONE;
}

/** A local that names the result must be read only, too. */
export function writerOfVariable(
  binding: Binding,
  calls: ModuleCalls,
  file: SourceFile,
  variable: NodeId,
  depth: number,
): Writer | undefined {
  const { tree } = file;
  const declared = binding.symbolAt(file, variable);
  if (declared.kind !== 'variable' || declared.role !== 'local') return { file, node: variable };
  const fn = enclosingFunction(tree, declared.node);
  if (fn === NONE) return { file, node: variable };
  for (let n = fn; n < tree.after[fn]!; n++) {
    if (tree.kind[n] !== Kind.identifier || n === variable || tree.textOf(n) !== declared.name) continue;
    const symbol = binding.symbolAt(file, n);
    if (symbol.kind !== 'variable' || symbol.id !== declared.id || symbol.node === n) continue;
    if (isAssigned(file, n)) continue;
    const writer = writerAt(binding, calls, file, n, 0, depth);
    if (writer !== undefined) return writer;
  }
  return undefined;
}

/** `x = …`: it names something else from here on. */
function isAssigned(file: SourceFile, node: NodeId): boolean {
  const { tree } = file;
  const list = tree.parent[node]!;
  return tree.kind[list] === Kind.expression_list && tree.field[list] === Field.left;
}

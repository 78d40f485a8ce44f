import { Field, Kind } from '../../../go/grammar.js';
import type { SourceFile } from '../../../model/source.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import type { Access } from './access.js';
import type { Frame } from './frame.js';
import { onlyExpression, outermostParens, unparen } from './syntax.js';

/** `v, ok := m[k]` or `v := m[k]`: a statement that does nothing but read an entry. */
export interface Lookup {
  readonly access: Access;
  /** short_var_declaration, assignment_statement or var_spec */
  readonly statement: NodeId;
  /** what the entry is assigned to, and the second target; NONE where there is none */
  readonly value: NodeId;
  readonly ok: NodeId;
  /** `if_statement` whose initialiser it is, or NONE */
  readonly header: NodeId;
}

export function lookupOf(frame: Frame, access: Access): Lookup | undefined {
  const { tree } = frame.file;
  if (access.use.depth > 0 || (access.use.operation !== 'read' && access.use.operation !== 'comma-ok'))
    return undefined;
  const list = tree.parent[outermostParens(tree, access.element)]!;
  if (tree.kind[list] !== Kind.expression_list || onlyExpression(tree, list) === NONE) return undefined;
  const statement = tree.parent[list]!;
  const kind = tree.kind[statement];
  let targets: NodeId[];
  if (
    kind === Kind.short_var_declaration ||
    (kind === Kind.assignment_statement &&
      tree.field[list] === Field.right &&
      tree.textOf(tree.child(statement, Field.operator)) === '=')
  ) {
    targets = tree.children(tree.child(statement, Field.left));
  } else if (kind === Kind.var_spec) targets = tree.childrenIn(statement, Field.name);
  else return undefined;
  if (targets.length !== (access.use.operation === 'comma-ok' ? 2 : 1)) return undefined;
  const parent = tree.parent[statement]!;
  const header = tree.kind[parent] === Kind.if_statement && tree.field[statement] === Field.initializer ? parent : NONE;
  return { access, statement, value: targets[0]!, ok: targets[1] ?? NONE, header };
}

/** The statement of a list that a lookup stands in, as the list's child: the if statement for one in a header. */
export function listStatement(
  frame: Frame,
  node: NodeId,
): { readonly list: NodeId; readonly index: number } | undefined {
  const { tree } = frame.file;
  for (let n = node; n >= frame.fn && n !== NONE; n = tree.parent[n]!) {
    const parent = tree.parent[n]!;
    if (parent === NONE || tree.kind[n] === Kind.block) return undefined;
    if (tree.kind[parent] === Kind.statement_list) return { list: parent, index: tree.children(parent).indexOf(n) };
  }
  return undefined;
}

/** The same for a node of any function of a file. */
export function nearestListIn(
  { tree }: SourceFile,
  node: NodeId,
): { readonly list: NodeId; readonly index: number } | undefined {
  for (let n = node; n !== NONE; n = tree.parent[n]!) {
    const parent = tree.parent[n]!;
    if (parent !== NONE && tree.kind[parent] === Kind.statement_list)
      return { list: parent, index: tree.children(parent).indexOf(n) };
  }
  return undefined;
}

/** The statement list that directly holds the statement around a node, whatever blocks lie between them and the function. */
export function nearestList(frame: Frame, node: NodeId): { readonly list: NodeId; readonly index: number } | undefined {
  const { tree } = frame.file;
  for (let n = node; n !== NONE && n >= frame.fn; n = tree.parent[n]!) {
    const parent = tree.parent[n]!;
    if (parent !== NONE && tree.kind[parent] === Kind.statement_list)
      return { list: parent, index: tree.children(parent).indexOf(n) };
  }
  return undefined;
}

/** Whether the condition is exactly `ok` (true), exactly `!ok` (false), or something else (undefined). */
export function testsVariable(frame: Frame, condition: NodeId, variable: NodeId): boolean | undefined {
  const { tree } = frame.file;
  const node = unparen(tree, condition);
  if (node === NONE || variable === NONE) return undefined;
  if (tree.kind[node] === Kind.identifier) return isSameVariable(frame, node, variable) ? true : undefined;
  if (tree.kind[node] !== Kind.unary_expression || tree.textOf(tree.child(node, Field.operator)) !== '!')
    return undefined;
  const operand = unparen(tree, tree.child(node, Field.operand));
  return tree.kind[operand] === Kind.identifier && isSameVariable(frame, operand, variable) ? false : undefined;
}

export function isSameVariable(frame: Frame, a: NodeId, b: NodeId): boolean {
  const { file, subject } = frame;
  if (file.tree.textOf(a) !== file.tree.textOf(b)) return false;
  const first = subject.binding.symbolAt(file, a);
  const second = subject.binding.symbolAt(file, b);
  return first.kind === 'variable' && second.kind === 'variable' && first.id === second.id;
}

/** Whether a variable occurs in the subtree, function literals included. */
export function mentionsVariable(frame: Frame, node: NodeId, variable: NodeId): boolean {
  const { tree } = frame.file;
  if (node === NONE || variable === NONE || tree.textOf(variable) === '_') return false;
  const name = tree.textOf(variable);
  for (let n = node; n < tree.after[node]!; n++) {
    if (tree.kind[n] === Kind.identifier && tree.textOf(n) === name && isSameVariable(frame, n, variable)) return true;
  }
  return false;
}

/** `m[k] = v` as a statement of its own. */
export interface PlainStore {
  readonly access: Access;
  readonly statement: NodeId;
  readonly value: NodeId;
}

export function plainStoreOf(frame: Frame, access: Access): PlainStore | undefined {
  const { tree } = frame.file;
  if (access.use.operation !== 'store' || access.use.depth > 0) return undefined;
  const list = tree.parent[outermostParens(tree, access.element)]!;
  if (
    tree.kind[list] !== Kind.expression_list ||
    tree.field[list] !== Field.left ||
    onlyExpression(tree, list) === NONE
  )
    return undefined;
  const statement = tree.parent[list]!;
  if (tree.kind[statement] !== Kind.assignment_statement) return undefined;
  const value = onlyExpression(tree, tree.child(statement, Field.right));
  return value === NONE ? undefined : { access, statement, value };
}

/** `delete(m, k)` as a statement of its own. */
export function plainDeleteOf(frame: Frame, access: Access): NodeId {
  const { tree } = frame.file;
  if (access.use.operation !== 'delete' || access.use.depth > 0) return NONE;
  const statement = tree.parent[access.use.operationNode]!;
  return tree.kind[statement] === Kind.expression_statement ? statement : NONE;
}

/** An expression that costs nothing, cannot fail and has no effect, so that evaluating it in vain does no harm: names, literals, `T{}` of such. */
export function isCheap(frame: Frame, node: NodeId): boolean {
  const { tree } = frame.file;
  switch (tree.kind[node]) {
    case Kind.identifier:
    case Kind.true:
    case Kind.false:
    case Kind.nil:
    case Kind.int_literal:
    case Kind.float_literal:
    case Kind.rune_literal:
    case Kind.interpreted_string_literal:
    case Kind.raw_string_literal:
      return true;
    case Kind.parenthesized_expression:
      return isCheap(frame, tree.firstChild(node));
    case Kind.selector_expression:
      return isCheap(frame, tree.child(node, Field.operand));
    case Kind.composite_literal: {
      const body = tree.child(node, Field.body);
      const type = tree.child(node, Field.type);
      if (tree.kind[type] === Kind.map_type || tree.kind[type] === Kind.slice_type) return false;
      return tree
        .children(body)
        .every((e) => isCheap(frame, tree.kind[e] === Kind.keyed_element ? tree.child(e, Field.value) : e));
    }
    default:
      return false;
  }
}

import { Field, Kind } from '../../../go/grammar.js';
import type { SourceFile } from '../../../model/source.js';
import { NONE, type NodeId, type SyntaxTree } from '../../../model/syntax-tree.js';
import { statementsOf, unparen, walk } from './syntax.js';

/** Whether some path through the statement does not end behind it: a return, break, continue, goto or panic in it that leaves it. */
export function leavesBlock(tree: SyntaxTree, statement: NodeId): boolean {
  let leaves = false;
  walk(tree, statement, (node) => {
    if (leaves || (tree.kind[node] === Kind.func_literal && node !== statement)) return false;
    if (isJump(tree, node) && jumpLeaves(tree, node, statement)) leaves = true;
    return !leaves;
  });
  return leaves;
}

/** return, break, continue, goto, and calls that never return. */
export function isJump(tree: SyntaxTree, node: NodeId): boolean {
  switch (tree.kind[node]) {
    case Kind.return_statement:
    case Kind.break_statement:
    case Kind.continue_statement:
    case Kind.goto_statement:
      return true;
    case Kind.expression_statement:
      return isPanic(tree, node);
    default:
      return false;
  }
}

/** `panic(…)`, `os.Exit(…)`, `log.Fatal…(…)`, by name. */
export function isPanic(tree: SyntaxTree, statement: NodeId): boolean {
  const call = tree.firstChild(statement);
  if (call === NONE || tree.kind[call] !== Kind.call_expression) return false;
  const callee = tree.textOf(unparen(tree, tree.child(call, Field.function)));
  return callee === 'panic' || callee === 'os.Exit' || /^log\.(Fatal|Panic)(f|ln)?$/.test(callee);
}

/** Whether a jump that stands in `region` (a node around it) ends outside of it. */
export function jumpLeaves(tree: SyntaxTree, jump: NodeId, region: NodeId): boolean {
  const target = jumpTarget(tree, jump);
  return target === NONE || target < region || target >= tree.after[region]!;
}

/** The statement that a break or continue refers to; NONE for return, goto and panic. */
export function jumpTarget(tree: SyntaxTree, jump: NodeId): NodeId {
  const kind = tree.kind[jump];
  if (kind !== Kind.break_statement && kind !== Kind.continue_statement) return NONE;
  const label = tree.childOfKind(jump, Kind.label_name);
  for (let n = tree.parent[jump]!; n !== NONE; n = tree.parent[n]!) {
    const k = tree.kind[n];
    if (k === Kind.func_literal) return NONE;
    if (label !== NONE) {
      if (k === Kind.labeled_statement && tree.textOf(tree.child(n, Field.label)) === tree.textOf(label)) return n;
      continue;
    }
    if (k === Kind.for_statement) return n;
    if (
      kind === Kind.break_statement &&
      (k === Kind.expression_switch_statement || k === Kind.type_switch_statement || k === Kind.select_statement)
    )
      return n;
  }
  return NONE;
}

/** Whether a list of statements never ends at its last statement but leaves `region`. */
export function alwaysLeaves(
  tree: SyntaxTree,
  statements: readonly NodeId[],
  region: { readonly start: NodeId; readonly end: NodeId },
): boolean {
  const last = statements.at(-1);
  if (last === undefined || !isJump(tree, last)) return false;
  const target = jumpTarget(tree, last);
  return target === NONE || target < region.start || target >= region.end;
}

/** Whether control never comes behind the statements: they end in a jump, or in an if whose branches all do. */
export function terminates(tree: SyntaxTree, statements: readonly NodeId[]): boolean {
  const last = statements.at(-1);
  if (last === undefined) return false;
  if (isJump(tree, last)) return true;
  if (tree.kind[last] === Kind.block)
    return terminates(tree, statementsOf(tree, tree.childOfKind(last, Kind.statement_list)));
  if (tree.kind[last] !== Kind.if_statement) return false;
  const alternative = tree.child(last, Field.alternative);
  if (alternative === NONE) return false;
  const then = statementsOf(tree, tree.childOfKind(tree.child(last, Field.consequence), Kind.statement_list));
  const otherwise =
    tree.kind[alternative] === Kind.if_statement
      ? [alternative]
      : statementsOf(tree, tree.childOfKind(alternative, Kind.statement_list));
  return terminates(tree, then) && terminates(tree, otherwise);
}

/** Whether the statement list is the body of a function, not of a block in it. */
export function isFunctionBody(file: SourceFile, list: NodeId): boolean {
  const { tree } = file;
  const block = tree.parent[list]!;
  if (block === NONE || tree.kind[block] !== Kind.block) return false;
  const kind = tree.kind[tree.parent[block]!];
  return kind === Kind.function_declaration || kind === Kind.method_declaration || kind === Kind.func_literal;
}

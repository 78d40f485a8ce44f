import { Field, Kind } from '../../../go/grammar.js';
import type { SourceFile } from '../../../model/source.js';
import { NONE, type NodeId, type SyntaxTree } from '../../../model/syntax-tree.js';

/** The outermost parentheses around an expression, or the expression itself. */
export function outermostParens(tree: SyntaxTree, node: NodeId): NodeId {
  let n = node;
  while (tree.parent[n]! >= 0 && tree.kind[tree.parent[n]!] === Kind.parenthesized_expression) n = tree.parent[n]!;
  return n;
}

/** The expression inside parentheses. */
export function unparen(tree: SyntaxTree, node: NodeId): NodeId {
  let n = node;
  while (n !== NONE && tree.kind[n] === Kind.parenthesized_expression) n = tree.firstChild(n);
  return n;
}

/** Statements of a list; empty for NONE. */
export function statementsOf(tree: SyntaxTree, list: NodeId): NodeId[] {
  return list === NONE ? [] : tree.children(list);
}

/** The statements of a block, in order. */
export function blockStatements(tree: SyntaxTree, block: NodeId): NodeId[] {
  return block === NONE ? [] : statementsOf(tree, tree.childOfKind(block, Kind.statement_list));
}

/** The child of `list` that holds `node`. */
export function statementIn(tree: SyntaxTree, list: NodeId, node: NodeId): NodeId {
  let n = node;
  while (tree.parent[n] !== list) n = tree.parent[n]!;
  return n;
}

/** Nearest function (declaration or literal) around a node, or NONE. */
export function enclosingFunction(tree: SyntaxTree, node: NodeId): NodeId {
  return tree.ancestor(node, Kind.function_declaration, Kind.method_declaration, Kind.func_literal);
}

/** Whether the two expressions are spelled alike, white space and comments apart. */
export function sameText(tree: SyntaxTree, a: NodeId, b: NodeId): boolean {
  return normalised(tree, a) === normalised(tree, b);
}

export function normalised(tree: SyntaxTree, node: NodeId): string {
  return tree.textOf(node).replace(/\s+/g, ' ');
}

/** Calls `visit` for every node of the subtree in preorder; `false` skips what is below. */
export function walk(tree: SyntaxTree, node: NodeId, visit: (node: NodeId) => boolean | undefined): void {
  const end = tree.after[node]!;
  for (let n = node; n < end; ) n = visit(n) === false ? tree.after[n]! : n + 1;
}

/** Whether some node of the subtree, function literals left out, satisfies the test. */
export function some(tree: SyntaxTree, node: NodeId, test: (node: NodeId) => boolean): boolean {
  const end = tree.after[node]!;
  for (let n = node; n < end; ) {
    if (test(n)) return true;
    n = tree.kind[n] === Kind.func_literal ? tree.after[n]! : n + 1;
  }
  return false;
}

/** Operator token of a binary, unary or assignment node. */
export function operatorOf(tree: SyntaxTree, node: NodeId): string {
  const operator = tree.child(node, Field.operator);
  return operator === NONE ? '' : tree.textOf(operator);
}

/** The one expression of an expression_list, or NONE. */
export function onlyExpression(tree: SyntaxTree, list: NodeId): NodeId {
  if (list === NONE) return NONE;
  if (tree.kind[list] !== Kind.expression_list) return list;
  const all = tree.children(list);
  return all.length === 1 ? all[0]! : NONE;
}

/** The simple statement (assignment, short declaration, var spec, inc/dec, expression statement …) or clause that an expression belongs to. */
export function simpleStatementOf(tree: SyntaxTree, node: NodeId): NodeId {
  for (let n = node; n !== NONE; n = tree.parent[n]!) {
    switch (tree.kind[n]) {
      case Kind.assignment_statement:
      case Kind.short_var_declaration:
      case Kind.var_spec:
      case Kind.inc_statement:
      case Kind.dec_statement:
      case Kind.expression_statement:
      case Kind.send_statement:
      case Kind.receive_statement:
      case Kind.return_statement:
      case Kind.range_clause:
      case Kind.go_statement:
      case Kind.defer_statement:
        return n;
      case Kind.func_literal:
      case Kind.block:
      case Kind.statement_list:
        return NONE;
    }
  }
  return NONE;
}

/** Start and end of the comments that lie in a stretch of the text. */
export function commentsIn(
  file: SourceFile,
  start: number,
  end: number,
): { readonly start: number; readonly end: number }[] {
  const { comments } = file.tree;
  const out: { start: number; end: number }[] = [];
  let low = 0;
  let high = comments.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comments[2 * middle]! < start) low = middle + 1;
    else high = middle;
  }
  for (let i = low; 2 * i < comments.length && comments[2 * i]! < end; i++)
    out.push({ start: comments[2 * i]!, end: comments[2 * i + 1]! });
  return out;
}

/** Offset of a token in a stretch of the text, comments skipped; -1 where it is not. */
export function tokenIn(file: SourceFile, token: string, start: number, end: number): number {
  const comments = commentsIn(file, start, end);
  let at = start;
  for (;;) {
    const found = file.text.indexOf(token, at);
    if (found < 0 || found >= end) return -1;
    const inside = comments.find((c) => c.start <= found && found < c.end);
    if (inside === undefined) return found;
    at = inside.end;
  }
}

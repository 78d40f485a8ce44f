/**
 * Blanks around binary operators depend on how deep an expression is nested: gofmt writes `m[a+b]` but `m.Get(a + b)`, and `m.Store(k, a+b)`. This follows
 * the rules of go/printer (nodes.go: binaryExpr, cutoff, walkBinary, reduceDepth) for an expression that moves to another depth.
 */
import { Field, Kind } from '../../../go/grammar.js';
import type { SourceFile } from '../../../model/source.js';
import { NONE, type NodeId, type SyntaxTree } from '../../../model/syntax-tree.js';
import { commentsIn } from './syntax.js';

/** White space to be put in place of what stands between two tokens. */
export interface Gap {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** go/printer's depth of an expression where it stands. */
export function depthOf(tree: SyntaxTree, node: NodeId): number {
  const parent = tree.parent[node]!;
  if (parent === NONE) return 1;
  const within = () => depthOf(tree, parent);
  switch (tree.kind[parent]) {
    case Kind.binary_expression: {
      if (tree.child(parent, Field.right) === node) return within() + 1;
      return within() + (precedenceOf(tree, node) === precedenceOf(tree, parent) ? 0 : 1);
    }
    case Kind.index_expression:
      return tree.field[node] === Field.operand ? 1 : within() + 1;
    case Kind.argument_list: {
      const call = depthOf(tree, tree.parent[parent]!);
      return tree.children(parent).length > 1 ? call + 1 : call;
    }
    case Kind.parenthesized_expression:
      return Math.max(1, within() - 1);
    case Kind.call_expression:
    case Kind.selector_expression:
    case Kind.unary_expression:
    case Kind.type_assertion_expression:
    case Kind.variadic_argument:
      return within();
    case Kind.slice_expression:
      return tree.field[node] === Field.operand ? 1 : within() + 1;
    case Kind.expression_list: {
      const statement = tree.parent[parent]!;
      const kind = tree.kind[statement];
      if (kind !== Kind.assignment_statement && kind !== Kind.short_var_declaration) return 1;
      const several =
        tree.children(tree.child(statement, Field.left)).length > 1 &&
        tree.children(tree.child(statement, Field.right)).length > 1;
      return several ? 2 : 1;
    }
    case Kind.inc_statement:
    case Kind.dec_statement:
      return 2;
    default:
      return 1;
  }
}

/** The gaps to change so that the expression is spaced as gofmt has it at `depth`. */
export function respaced(file: SourceFile, expression: NodeId, depth: number): Gap[] {
  const out: Gap[] = [];
  visit(file, expression, depth, out);
  return out;
}

/** The expression's text, spaced for `depth`. */
export function respacedText(file: SourceFile, expression: NodeId, depth: number): string {
  const start = file.tree.start[expression]!;
  let text = '';
  let at = start;
  for (const gap of respaced(file, expression, depth).sort((a, b) => a.start - b.start)) {
    text += file.text.slice(at, gap.start) + gap.text;
    at = gap.end;
  }
  return text + file.text.slice(at, file.tree.end[expression]!);
}

function visit(file: SourceFile, node: NodeId, depth: number, out: Gap[]): void {
  const { tree } = file;
  switch (tree.kind[node]) {
    case Kind.binary_expression: {
      const left = tree.child(node, Field.left);
      const right = tree.child(node, Field.right);
      const own = precedenceOf(tree, node);
      spaceOperator(file, node, own < cutoff(tree, node, depth), out);
      visit(file, left, depth + (precedenceOf(tree, left) === own ? 0 : 1), out);
      visit(file, right, depth + 1, out);
      return;
    }
    case Kind.parenthesized_expression:
      visit(file, tree.firstChild(node), Math.max(1, depth - 1), out);
      return;
    case Kind.index_expression:
      visit(file, tree.child(node, Field.operand), 1, out);
      for (const index of tree.childrenIn(node, Field.index)) visit(file, index, depth + 1, out);
      return;
    case Kind.call_expression: {
      visit(file, tree.child(node, Field.function), depth, out);
      const args = tree.children(tree.child(node, Field.arguments));
      for (const a of args) visit(file, a, args.length > 1 ? depth + 1 : depth, out);
      return;
    }
    case Kind.selector_expression:
    case Kind.unary_expression:
    case Kind.type_assertion_expression: {
      const operand = tree.child(node, Field.operand);
      if (operand !== NONE) visit(file, operand, depth, out);
      return;
    }
    case Kind.variadic_argument:
      visit(file, tree.firstChild(node), depth, out);
      return;
  }
}

function spaceOperator(file: SourceFile, binary: NodeId, blanks: boolean, out: Gap[]): void {
  const { tree } = file;
  const operator = tree.child(binary, Field.operator);
  const text = blanks ? ' ' : '';
  const gaps = [
    [tree.end[tree.child(binary, Field.left)]!, tree.start[operator]!],
    [tree.end[operator]!, tree.start[tree.child(binary, Field.right)]!],
  ] as const;
  for (const [start, end] of gaps) {
    const old = file.text.slice(start, end);
    if (old !== text && !old.includes('\n') && commentsIn(file, start, end).length === 0)
      out.push({ start, end, text });
  }
}

function precedenceOf(tree: SyntaxTree, node: NodeId): number {
  if (tree.kind[node] !== Kind.binary_expression) return 0;
  switch (tree.textOf(tree.child(node, Field.operator))) {
    case '||':
      return 1;
    case '&&':
      return 2;
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return 3;
    case '+':
    case '-':
    case '|':
    case '^':
      return 4;
    default:
      return 5;
  }
}

function cutoff(tree: SyntaxTree, binary: NodeId, depth: number): number {
  const { has4, has5, maxProblem } = walkBinary(tree, binary);
  if (maxProblem > 0) return maxProblem + 1;
  if (has4 && has5) return depth === 1 ? 5 : 4;
  return depth === 1 ? 6 : 4;
}

function walkBinary(tree: SyntaxTree, binary: NodeId): { has4: boolean; has5: boolean; maxProblem: number } {
  const own = precedenceOf(tree, binary);
  const result = { has4: own === 4, has5: own === 5, maxProblem: 0 };
  const join = (node: NodeId) => {
    const other = walkBinary(tree, node);
    result.has4 ||= other.has4;
    result.has5 ||= other.has5;
    result.maxProblem = Math.max(result.maxProblem, other.maxProblem);
  };
  const left = tree.child(binary, Field.left);
  const right = tree.child(binary, Field.right);
  if (tree.kind[left] === Kind.binary_expression && precedenceOf(tree, left) >= own) join(left);
  if (tree.kind[right] === Kind.binary_expression && precedenceOf(tree, right) > own) join(right);
  if (tree.kind[right] === Kind.unary_expression) {
    const pair = tree.textOf(tree.child(binary, Field.operator)) + tree.textOf(tree.child(right, Field.operator));
    if (pair === '/*' || pair === '&&' || pair === '&^') result.maxProblem = 5;
    else if (pair === '++' || pair === '--') result.maxProblem = Math.max(result.maxProblem, 4);
  }
  return result;
}

import { Field, Kind } from '../../go/grammar.js';
import type { Binding } from '../../model/binding.js';
import type { SourceFile } from '../../model/source.js';
import { NONE, type NodeId } from '../../model/syntax-tree.js';
import { unparen } from './classify.js';
import type { ResultValue } from './flow-graph.js';

/** What is known of a returned expression: a literal true, false or nil, or a value that is not nil. */
export function knownValue(binding: Binding, file: SourceFile, expression: NodeId): ResultValue | undefined {
  const { tree } = file;
  const node = unparen(file, expression);
  switch (tree.kind[node]) {
    case Kind.true:
      return 'true';
    case Kind.false:
      return 'false';
    case Kind.nil:
      return 'nil';
    case Kind.unary_expression:
      return tree.textOf(tree.child(node, Field.operator)) === '&' ? 'non-nil' : undefined;
    case Kind.composite_literal:
      return 'non-nil';
    case Kind.call_expression:
      return /^(errors\.New|fmt\.Errorf|errors\.(Wrap|Wrapf|Errorf|WithStack)|status\.Errorf?)$/.test(
        tree.textOf(tree.child(node, Field.function)),
      )
        ? 'non-nil'
        : undefined;
    case Kind.selector_expression:
    case Kind.identifier:
      return isErrorVariable(binding, file, node) || isTestedNonNil(file, node) ? 'non-nil' : undefined;
    default:
      return undefined;
  }
}

/** `ErrClosed`, `io.EOF`: package variables of the kind that is set once. */
function isErrorVariable(binding: Binding, file: SourceFile, node: NodeId): boolean {
  const { tree } = file;
  const name = tree.kind[node] === Kind.identifier ? node : tree.child(node, Field.field);
  if (!/^[eE]rr[A-Z]|^EOF$|^Canceled$|^DeadlineExceeded$/.test(tree.textOf(name))) return false;
  if (tree.kind[node] === Kind.selector_expression) return binding.selectionAt(file, node).kind === 'package-member';
  const symbol = binding.symbolAt(file, node);
  return symbol.kind === 'variable' && symbol.role === 'package';
}

/** The value stands in the branch of `if err != nil`, which assigns it nothing. */
function isTestedNonNil(file: SourceFile, node: NodeId): boolean {
  const { tree } = file;
  if (tree.kind[node] !== Kind.identifier) return false;
  const name = tree.textOf(node);
  for (let at = tree.parent[node]!; at !== NONE; at = tree.parent[at]!) {
    const kind = tree.kind[at];
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration)
      return false;
    if (tree.kind[tree.parent[at]!] !== Kind.if_statement || tree.field[at] !== Field.consequence) continue;
    const condition = tree.textOf(tree.child(tree.parent[at]!, Field.condition));
    if (condition !== `${name} != nil`) continue;
    return !new RegExp(`\\b${name}\\s*:?=[^=]`).test(tree.textOf(at));
  }
  return false;
}

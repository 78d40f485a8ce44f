import { Field, Kind } from '../../../go/grammar.js';
import { NONE, type NodeId, type SyntaxTree } from '../../../model/syntax-tree.js';

/**
 * Calls `each` for every parameter of a list: its name (`NONE` where it has none), its type and whether it is variadic.
 *
 * The grammar sometimes reads `a, b, c int` of a long list as a parameter of type `a` and then `b, c int`. Parameters of one list are all named
 * or all not (spec, "Function types"), so a lone identifier before a named parameter is a name and has the type that follows.
 */
export function forEachParameter(
  tree: SyntaxTree,
  list: NodeId,
  each: (name: NodeId, type: NodeId, variadic: boolean) => void,
): void {
  const { kind, field, after } = tree;
  const end = after[list]!;
  let named = false;
  for (let p = list + 1; p < end && !named; p = after[p]!) named = field[p + 1] === Field.name && p + 1 < after[p]!;
  /** lone identifiers that wait for the type of the next named parameter */
  let waiting: NodeId[] | undefined;
  for (let p = list + 1; p < end; p = after[p]!) {
    const type = tree.child(p, Field.type);
    if (type < 0) continue;
    const variadic = kind[p] === Kind.variadic_parameter_declaration;
    if (field[p + 1] !== Field.name) {
      if (named && !variadic && kind[type] === Kind.type_identifier) {
        waiting ??= [];
        waiting.push(type);
      } else each(NONE, type, variadic);
      continue;
    }
    for (const name of waiting ?? []) each(name, type, false);
    waiting = undefined;
    for (let n = p + 1; n < type && field[n] === Field.name; n = after[n]!) each(n, type, variadic);
  }
  for (const type of waiting ?? []) each(NONE, type, false);
}

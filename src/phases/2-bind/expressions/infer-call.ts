import { Kind } from '../../../go/grammar.js';
import type { GoType } from '../../../model/go-type.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import type { DeclarationScopes } from '../scopes/declaration-scopes.js';
import { defaultType, type FuncType, isUntyped, type Unknown } from '../types/make.js';
import { substitute } from '../types/substitute.js';
import { Unifier } from '../types/unify.js';
import { typeOfExpression } from './expression.js';
import { commonType } from './operators.js';

/** The generic function with the type arguments that a call's arguments imply; those that cannot be inferred are unknown types. */
export function inferCall(b: Binder, scopes: DeclarationScopes, fn: FuncType, args: NodeId): GoType {
  const params = fn.typeParams ?? [];
  const unifier = new Unifier(b, params);
  const given = argumentTypes(b, scopes, args);
  let hidden: Unknown | undefined;
  const untyped: { readonly param: Extract<GoType, { kind: 'type-parameter' }>; readonly type: GoType }[] = [];
  given.types.forEach((type, i) => {
    const pattern = parameterFor(fn, i, given.spread);
    if (pattern === undefined) return;
    if (type.kind === 'unknown') hidden ??= type;
    if (!isUntyped(type)) unifier.assign(pattern, type);
    else if (unifier.isWanted(pattern)) untyped.push({ param: pattern, type });
  });
  unifier.solveConstraints();
  // untyped constants count only where nothing else tells the type; the largest kind wins
  const defaults = new Map<number, { param: (typeof untyped)[number]['param']; type: GoType }>();
  for (const { param, type } of untyped) {
    if (unifier.isFound(param.symbol)) continue;
    const other = defaults.get(param.symbol.id);
    defaults.set(param.symbol.id, { param, type: other === undefined ? type : commonType(other.type, type) });
  }
  for (const { param, type } of defaults.values()) {
    const plain = defaultType(type);
    if (plain.kind !== 'unknown') unifier.bind(param.symbol, plain);
  }
  if (defaults.size > 0) unifier.solveConstraints();
  const { typeParams: _, ...plain } = fn;
  return substitute(plain, unifier.solution(hidden));
}

function parameterFor(fn: FuncType, index: number, spread: boolean): GoType | undefined {
  const last = fn.params.length - 1;
  if (!fn.variadic || index < last) return fn.params[index];
  const slice = fn.params[last];
  return spread || slice?.kind !== 'slice' ? slice : slice.elem;
}

/** Types of a call's arguments; a call with several results as the only argument gives as many. */
function argumentTypes(
  b: Binder,
  scopes: DeclarationScopes,
  args: NodeId,
): { readonly types: readonly GoType[]; readonly spread: boolean } {
  if (args < 0) return { types: [], spread: false };
  const { tree } = scopes.file;
  const nodes = tree.children(args);
  const types = nodes.map((n) => typeOfExpression(b, scopes, n));
  const only = types[0];
  if (types.length === 1 && only?.kind === 'tuple') return { types: only.elems, spread: false };
  const last = nodes.at(-1);
  return { types, spread: last !== undefined && tree.kind[last] === Kind.variadic_argument };
}

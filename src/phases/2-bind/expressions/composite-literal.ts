import { Field, Kind } from '../../../go/grammar.js';
import type { GoType } from '../../../model/go-type.js';
import type { FieldSymbol } from '../../../model/symbol.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import type { DeclarationScopes } from '../scopes/declaration-scopes.js';
import { type Unknown, unknown } from '../types/make.js';
import { typeFromSyntax } from '../types/type-syntax.js';
import { underlying } from '../types/underlying.js';
import { constantValue } from './constant-value.js';
import { typeOfExpression } from './expression.js';

export function typeOfCompositeLiteral(b: Binder, scopes: DeclarationScopes, node: NodeId): GoType {
  const { tree } = scopes.file;
  const typeNode = tree.child(node, Field.type);
  const type = typeFromSyntax(b, scopes, typeNode);
  if (typeNode < 0 || tree.kind[typeNode] !== Kind.implicit_length_array_type || type.kind !== 'array') return type;
  return { ...type, length: literalLength(b, scopes, tree.child(node, Field.body)) };
}

/** Length of `[...]T{…}`: one more than the largest index. */
function literalLength(b: Binder, scopes: DeclarationScopes, body: NodeId): string {
  const { tree } = scopes.file;
  let next = 0n;
  let length = 0n;
  for (let c = body + 1; body >= 0 && c < tree.after[body]!; c = tree.after[c]!) {
    if (tree.kind[c] === Kind.keyed_element) {
      const key = constantValue(b, scopes, tree.child(c, Field.key), undefined);
      if (key === undefined) return '';
      next = key;
    }
    next++;
    if (next > length) length = next;
  }
  return length.toString();
}

/**
 * Type of a `literal_value`: that of the composite literal it is the body of, or the element, key or field type that is elided before it;
 * `*T` where `&T` is elided.
 */
export function literalType(b: Binder, scopes: DeclarationScopes, value: NodeId): GoType {
  const { tree } = scopes.file;
  const chain: NodeId[] = [];
  let node = value;
  let type: GoType | undefined;
  while (type === undefined) {
    type = scopes.remembered(node);
    if (type !== undefined) break;
    chain.push(node);
    let parent = tree.parent[node]!;
    if (parent >= 0 && tree.kind[parent] === Kind.keyed_element) parent = tree.parent[parent]!;
    if (parent < 0 || (tree.kind[parent] !== Kind.literal_value && tree.kind[parent] !== Kind.composite_literal))
      return unknown('syntax', 'literal without type');
    if (tree.kind[parent] === Kind.composite_literal) type = typeOfExpression(b, scopes, parent);
    else node = parent;
  }
  for (let i = chain.length - 1; i >= 0; i--) {
    const inner = chain[i]!;
    if (tree.kind[tree.parent[inner]!] !== Kind.composite_literal) type = elidedType(b, scopes, inner, type);
    scopes.remember(inner, type);
  }
  return type;
}

/** Type of an element, key or field value of a literal of that type. */
function elidedType(b: Binder, scopes: DeclarationScopes, element: NodeId, container: GoType): GoType {
  const { tree } = scopes.file;
  const under = literalUnderlying(b, container);
  switch (under.kind) {
    case 'slice':
    case 'array':
      return tree.field[element] === Field.key ? unknown('syntax', 'index') : under.elem;
    case 'map':
      return tree.field[element] === Field.key ? under.key : under.value;
    case 'unknown':
      return under;
    default:
      return unknown('unsupported', 'literal of a field without its type');
  }
}

/** Underlying type that a literal's elements are read by: `&T` may be elided before it. */
function literalUnderlying(b: Binder, container: GoType): GoType {
  const under = underlying(b, container);
  return under.kind === 'pointer' ? underlying(b, under.elem) : under;
}

/**
 * The field that a key in a literal names. Undefined where the literal is no struct and the key an ordinary expression; unknown where that
 * cannot be told.
 */
export function elementField(
  b: Binder,
  scopes: DeclarationScopes,
  key: NodeId,
): { readonly kind: 'field'; readonly symbol: FieldSymbol; readonly type: GoType } | Unknown | undefined {
  const { tree } = scopes.file;
  const literal = tree.parent[tree.parent[key]!]!;
  if (literal < 0 || tree.kind[literal] !== Kind.literal_value) return undefined;
  const under = literalUnderlying(b, literalType(b, scopes, literal));
  if (under.kind === 'unknown') return under;
  if (under.kind !== 'struct') return undefined;
  const name = tree.textOf(key);
  const field = under.fields.find((f) => f.name === name);
  return field === undefined ? unknown('unresolved', name) : { kind: 'field', symbol: field.symbol, type: field.type };
}

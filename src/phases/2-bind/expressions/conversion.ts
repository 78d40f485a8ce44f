import { Field, Kind } from '../../../go/grammar.js';
import type { GoType } from '../../../model/go-type.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import type { DeclarationScopes } from '../scopes/declaration-scopes.js';
import { resultOf, unknown } from '../types/make.js';
import { typeFromSyntax } from '../types/type-syntax.js';
import { underlying } from '../types/underlying.js';
import { typeOfExpression } from './expression.js';
import { elementType } from './index-expression.js';
import { denotesType } from './is-type.js';
import { dereference } from './operators.js';

/**
 * Type of a `type_conversion_expression`. The grammar reads `*(*[]T)(p)` as a conversion to the type `*(*[]T)`, but a type that starts with `*` or
 * `<-` must stand in parentheses there (spec, "Conversions"): it is a conversion to `*[]T`, dereferenced.
 */
export function typeOfConversion(b: Binder, scopes: DeclarationScopes, node: NodeId): GoType {
  const { tree } = scopes.file;
  let typeNode = tree.child(node, Field.type);
  if (calledValue(b, scopes, node) >= 0) return typeOfCalledValue(b, scopes, node);
  const isReceive = tree.kind[typeNode] === Kind.channel_type && tree.text.startsWith('<-', tree.start[typeNode]!);
  if (tree.kind[typeNode] !== Kind.pointer_type && !isReceive) return typeFromSyntax(b, scopes, typeNode);
  // the operator would apply to what follows the conversion, which the tree does not show
  if (isOperand(scopes, node)) return unknown('syntax', 'conversion without parentheses');
  if (isReceive) return typeFromSyntax(b, scopes, tree.child(typeNode, Field.value));
  let stars = 0;
  for (; tree.kind[typeNode] === Kind.pointer_type; typeNode = tree.firstChild(typeNode)) stars++;
  let type = typeFromSyntax(b, scopes, typeNode);
  for (; stars > 0; stars--) type = dereference(b, type);
  return type;
}

/** The callee in `(m[k])(x)`, which the grammar reads as a conversion to the generic type `m[k]`; -1 for a conversion. */
export function calledValue(b: Binder, scopes: DeclarationScopes, conversion: NodeId): NodeId {
  const { tree } = scopes.file;
  let type = tree.child(conversion, Field.type);
  while (type >= 0 && tree.kind[type] === Kind.parenthesized_type) type = tree.firstChild(type);
  return type >= 0 && tree.kind[type] === Kind.generic_type && denotesType(b, scopes, type) === false ? type : -1;
}

function typeOfCalledValue(b: Binder, scopes: DeclarationScopes, conversion: NodeId): GoType {
  const { tree } = scopes.file;
  const callee = calledValue(b, scopes, conversion);
  const under = underlying(b, elementType(b, typeOfExpression(b, scopes, tree.child(callee, Field.type))));
  if (under.kind === 'unknown') return under;
  return under.kind === 'func' ? resultOf(under.results) : unknown('unsupported', 'call of no function');
}

function isOperand(scopes: DeclarationScopes, node: NodeId): boolean {
  const { kind, field, parent } = scopes.file.tree;
  if (field[node] !== Field.operand && field[node] !== Field.function) return false;
  switch (kind[parent[node]!]) {
    case Kind.call_expression:
    case Kind.index_expression:
    case Kind.selector_expression:
    case Kind.slice_expression:
    case Kind.type_assertion_expression:
      return true;
    default:
      return false;
  }
}

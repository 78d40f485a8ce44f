import { Field } from '../../../go/grammar.js';
import type { GoType } from '../../../model/go-type.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import type { DeclarationScopes } from '../scopes/declaration-scopes.js';
import { basic, isUntyped, unknown } from '../types/make.js';
import { substitute, substitutionOf } from '../types/substitute.js';
import { termsOf } from '../types/type-set.js';
import { typeFromSyntax } from '../types/type-syntax.js';
import { underlying } from '../types/underlying.js';
import { typeOfExpression } from './expression.js';
import { denotesType } from './is-type.js';

/** `x[i]` of a container, or the instantiation of a generic type or function. */
export function typeOfIndex(b: Binder, scopes: DeclarationScopes, node: NodeId): GoType {
  const { tree } = scopes.file;
  const operand = tree.child(node, Field.operand);
  if (denotesType(b, scopes, operand) === true) return typeFromSyntax(b, scopes, node);
  const type = typeOfExpression(b, scopes, operand);
  if (type.kind === 'func' && type.typeParams !== undefined) {
    const args = tree.childrenIn(node, Field.index).map((a) => typeOfExpression(b, scopes, a));
    return instantiateFunction(type, args);
  }
  return elementType(b, type);
}

/** A generic function with some or all of its type arguments. */
export function instantiateFunction(type: Extract<GoType, { kind: 'func' }>, args: readonly GoType[]): GoType {
  const params = type.typeParams ?? [];
  const { typeParams: _, ...plain } = type;
  const result = substitute(plain, substitutionOf(params, args));
  return args.length < params.length && result.kind === 'func'
    ? { ...result, typeParams: params.slice(args.length) }
    : result;
}

/** Type of `x[i]`. */
export function elementType(b: Binder, type: GoType): GoType {
  if (isUntyped(type)) return basic('byte');
  const under = underlying(b, type);
  switch (under.kind) {
    case 'unknown':
      return under;
    case 'map':
      return under.value;
    case 'slice':
    case 'array':
      return under.elem;
    case 'pointer': {
      const array = underlying(b, under.elem);
      return array.kind === 'array'
        ? array.elem
        : array.kind === 'unknown'
          ? array
          : unknown('unsupported', 'index of a pointer');
    }
    case 'basic':
      return under.name === 'string' ? basic('byte') : unknown('unsupported', `index of ${under.name}`);
    case 'interface':
      return type.kind === 'type-parameter' ? commonElement(b, type) : unknown('unsupported', 'index of an interface');
    default:
      return unknown('unsupported', `index of ${under.kind}`);
  }
}

/** `[]byte | string` has no core type, but elements of one type. */
function commonElement(b: Binder, param: GoType): GoType {
  const elements = termsOf(b, param)?.map((t) => elementType(b, t.type)) ?? [];
  const first = elements[0];
  return first ?? unknown('unsupported', 'index of a type parameter');
}

export function typeOfSlice(b: Binder, scopes: DeclarationScopes, node: NodeId): GoType {
  const type = typeOfExpression(b, scopes, scopes.file.tree.child(node, Field.operand));
  if (isUntyped(type)) return basic('string');
  const under = underlying(b, type);
  switch (under.kind) {
    case 'array':
      return { kind: 'slice', elem: under.elem };
    case 'pointer': {
      const array = underlying(b, under.elem);
      return array.kind === 'array'
        ? { kind: 'slice', elem: array.elem }
        : array.kind === 'unknown'
          ? array
          : unknown('unsupported', 'slice of a pointer');
    }
    case 'unknown':
      return under;
    default:
      return type;
  }
}

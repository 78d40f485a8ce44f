import { Field } from '../../../go/grammar.js';
import type { GoType } from '../../../model/go-type.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import type { DeclarationScopes } from '../scopes/declaration-scopes.js';
import { basic, isUntyped, unknown } from '../types/make.js';
import { underlying } from '../types/underlying.js';
import { typeOfExpression } from './expression.js';
import { denotesType } from './is-type.js';

export function typeOfUnary(b: Binder, scopes: DeclarationScopes, node: NodeId): GoType {
  const { tree } = scopes.file;
  const operand = tree.child(node, Field.operand);
  const type = typeOfExpression(b, scopes, operand);
  switch (tree.textOf(tree.child(node, Field.operator))) {
    case '&':
      return type.kind === 'unknown' ? type : { kind: 'pointer', elem: type };
    case '*': {
      if (denotesType(b, scopes, operand) === true) return { kind: 'pointer', elem: type };
      return dereference(b, type);
    }
    case '<-': {
      const under = underlying(b, type);
      return under.kind === 'chan'
        ? under.elem
        : under.kind === 'unknown'
          ? under
          : unknown('unsupported', 'receive from no channel');
    }
    default:
      return type;
  }
}

export function dereference(b: Binder, pointer: GoType): GoType {
  const under = underlying(b, pointer);
  return under.kind === 'pointer'
    ? under.elem
    : under.kind === 'unknown'
      ? under
      : unknown('unsupported', 'dereference of no pointer');
}

/** Comparisons give an untyped boolean, shifts the left operand's type, the others the operands' common type. */
export function typeOfBinary(b: Binder, scopes: DeclarationScopes, node: NodeId): GoType {
  const { tree } = scopes.file;
  switch (tree.textOf(tree.child(node, Field.operator))) {
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return basic('untyped bool');
    case '<<':
    case '>>': {
      const left = typeOfExpression(b, scopes, tree.child(node, Field.left));
      // an untyped constant that is shifted is an integer
      return isUntyped(left) ? basic('untyped int') : left;
    }
    default:
      return commonType(
        typeOfExpression(b, scopes, tree.child(node, Field.left)),
        typeOfExpression(b, scopes, tree.child(node, Field.right)),
      );
  }
}

const UNTYPED_ORDER = ['untyped int', 'untyped rune', 'untyped float', 'untyped complex'];

/** Type that two operands of one operation have together: the typed one's, or the larger kind of untyped constant. */
export function commonType(x: GoType, y: GoType): GoType {
  if (x.kind === 'unknown') return isUntyped(y) ? x : y;
  if (!isUntyped(x)) return x;
  if (!isUntyped(y) || x.kind !== 'basic' || y.kind !== 'basic') return y;
  return UNTYPED_ORDER.indexOf(y.name) > UNTYPED_ORDER.indexOf(x.name) ? y : x;
}

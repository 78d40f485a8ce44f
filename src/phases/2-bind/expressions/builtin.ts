import type { GoType } from '../../../model/go-type.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import type { DeclarationScopes } from '../scopes/declaration-scopes.js';
import { ANY, basic, defaultType, pointerTo, sliceOf, unknown, VOID } from '../types/make.js';
import { underlying } from '../types/underlying.js';
import { typeOfExpression } from './expression.js';
import { denotesType } from './is-type.js';
import { commonType } from './operators.js';

/** Type of a call of a built-in function (spec, "Built-in functions") or of one of package unsafe. */
export function typeOfBuiltin(b: Binder, scopes: DeclarationScopes, name: string, args: NodeId): GoType {
  const { tree } = scopes.file;
  const given = args < 0 ? [] : tree.children(args);
  const first = given[0];
  const argument = (i: number): GoType =>
    given[i] === undefined ? unknown('syntax', 'missing argument') : typeOfExpression(b, scopes, given[i]!);
  switch (name) {
    case 'append':
      return argument(0);
    case 'cap':
    case 'copy':
    case 'len':
      return basic('int');
    case 'clear':
    case 'close':
    case 'delete':
    case 'panic':
    case 'print':
    case 'println':
      return VOID;
    case 'complex':
      return complexType(b, commonType(argument(0), argument(1)));
    case 'imag':
    case 'real':
      return partType(b, argument(0));
    case 'make':
      return argument(0);
    case 'max':
    case 'min':
      return given.length === 0
        ? unknown('syntax', 'missing argument')
        : given.map((_, i) => argument(i)).reduce(commonType);
    case 'new': {
      const type = argument(0);
      if (type.kind === 'unknown') return type;
      return pointerTo(first !== undefined && denotesType(b, scopes, first) === false ? defaultType(type) : type);
    }
    case 'recover':
      return ANY;
    case 'unsafe.Alignof':
    case 'unsafe.Offsetof':
    case 'unsafe.Sizeof':
      return basic('uintptr');
    case 'unsafe.Add':
      return basic('unsafe.Pointer');
    case 'unsafe.String':
      return basic('string');
    case 'unsafe.StringData':
      return pointerTo(basic('byte'));
    case 'unsafe.Slice': {
      const under = underlying(b, argument(0));
      return under.kind === 'pointer'
        ? sliceOf(under.elem)
        : under.kind === 'unknown'
          ? under
          : unknown('unsupported', name);
    }
    case 'unsafe.SliceData': {
      const under = underlying(b, argument(0));
      return under.kind === 'slice'
        ? pointerTo(under.elem)
        : under.kind === 'unknown'
          ? under
          : unknown('unsupported', name);
    }
    default:
      return unknown('unsupported', `call of ${name}`);
  }
}

function complexType(b: Binder, part: GoType): GoType {
  const under = underlying(b, part);
  if (under.kind !== 'basic') return under.kind === 'unknown' ? under : unknown('unsupported', 'complex');
  return under.name === 'float32'
    ? basic('complex64')
    : under.name.startsWith('untyped')
      ? basic('untyped complex')
      : basic('complex128');
}

function partType(b: Binder, whole: GoType): GoType {
  const under = underlying(b, whole);
  if (under.kind !== 'basic') return under.kind === 'unknown' ? under : unknown('unsupported', 'real');
  return under.name === 'complex64'
    ? basic('float32')
    : under.name.startsWith('untyped')
      ? basic('untyped float')
      : basic('float64');
}

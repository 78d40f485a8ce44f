import type { GoType } from '../../../model/go-type.js';
import type { Binder } from '../binder.js';
import { typeInfo, writtenType } from '../declarations/type-info.js';
import { unknown } from './make.js';
import { substitute, substitutionOf } from './substitute.js';

/** A generic type with its arguments. */
export function instantiate(b: Binder, generic: GoType, args: readonly GoType[]): GoType {
  if (generic.kind === 'unknown') return generic;
  if (generic.kind !== 'named') return unknown('unsupported', 'type arguments of a type that is not generic');
  const { symbol } = generic;
  if (symbol.role === 'predeclared') return unknown('unsupported', `${symbol.name} is not generic`);
  if (isAliasName(symbol.role)) {
    const info = typeInfo(b, symbol);
    if (info?.isAlias) return substitute(writtenType(b, info), substitutionOf(info.params, args));
  }
  return { kind: 'named', symbol, args };
}

function isAliasName(role: string): boolean {
  return role === 'alias' || role === 'opaque';
}

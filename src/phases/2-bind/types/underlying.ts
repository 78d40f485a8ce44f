import type { GoType } from '../../../model/go-type.js';
import type { TypeSymbol } from '../../../model/symbol.js';
import type { Binder } from '../binder.js';
import { knownType } from '../declarations/known-signatures.js';
import { unalias } from '../declarations/named-type.js';
import { type TypeInfo, typeInfo, writtenType } from '../declarations/type-info.js';
import { constraintOf } from '../declarations/type-parameters.js';
import { predeclaredUnderlying } from '../universe.js';
import { unknown } from './make.js';
import { substitute, substitutionOf } from './substitute.js';
import { coreType } from './type-set.js';
import { MAX_NESTING } from './type-syntax.js';

/** Underlying type; a type parameter answers its core type, or its constraint's interface where it has none. */
export function underlying(b: Binder, type: GoType): GoType {
  if (type.kind === 'named') return underlyingNamed(b, type);
  if (type.kind === 'type-parameter') return coreType(b, type) ?? constraintInterface(b, type.symbol);
  return type;
}

/** The interface that a type parameter's constraint is. */
export function constraintInterface(b: Binder, param: TypeSymbol): GoType {
  const constraint = constraintOf(b, param);
  const under = constraint.kind === 'type-parameter' ? constraint : underlying(b, constraint);
  if (under.kind === 'interface' || under.kind === 'unknown') return under;
  return { kind: 'interface', methods: [], embeds: [constraint], unions: [] };
}

function underlyingNamed(b: Binder, type: Extract<GoType, { kind: 'named' }>): GoType {
  const { symbol } = type;
  if (symbol.role === 'predeclared') return predeclaredUnderlying(symbol);
  const info = typeInfo(b, symbol);
  if (info === undefined) {
    const known = knownType(b, symbol);
    return known === undefined
      ? unknown('opaque-package', symbol.packagePath)
      : underlying(b, substitute(known.underlying, substitutionOf(known.params, type.args)));
  }
  if (type.args.length === 0) return underlyingOf(b, info);
  const known = b.instantiated.get(type);
  if (known !== undefined) return known;
  const result = info.isAlias
    ? underlying(b, unalias(b, type))
    : substitute(underlyingOf(b, info), substitutionOf(info.params, type.args));
  b.instantiated.set(type, result);
  return result;
}

function underlyingOf(b: Binder, info: TypeInfo): GoType {
  if (info.underlying === undefined) {
    if (info.resolving) return unknown('cycle', info.symbol.name);
    if (b.depth > MAX_NESTING) return unknown('unsupported', 'nesting too deep');
    b.depth++;
    info.resolving = true;
    const written = writtenType(b, info);
    const result =
      written.kind === 'named'
        ? underlyingNamed(b, written)
        : written.kind === 'type-parameter'
          ? constraintInterface(b, written.symbol)
          : written;
    info.resolving = false;
    b.depth--;
    info.underlying = result;
  }
  return info.underlying;
}

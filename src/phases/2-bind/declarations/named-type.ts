import type { GoType } from '../../../model/go-type.js';
import type { TypeSymbol } from '../../../model/symbol.js';
import type { Binder } from '../binder.js';
import { mapAnswer } from '../types/is-map.js';
import { unknown } from '../types/make.js';
import { substitute, substitutionOf } from '../types/substitute.js';
import { underlying } from '../types/underlying.js';
import { predeclaredType } from '../universe.js';
import { type TypeInfo, typeInfo, writtenType } from './type-info.js';

/** The type that a type's name denotes. A generic alias without its arguments stays a named type, for `instantiate` to resolve. */
export function typeOfTypeSymbol(b: Binder, symbol: TypeSymbol): GoType {
  let type = b.namedTypes.get(symbol);
  if (type !== undefined) return type;
  switch (symbol.role) {
    case 'predeclared':
      type = predeclaredType(symbol);
      break;
    case 'type-parameter':
      type = { kind: 'type-parameter', symbol };
      break;
    case 'alias': {
      const info = typeInfo(b, symbol);
      if (info !== undefined && info.params.length === 0) {
        const written =
          symbol.variants.length > 0 && variantsDisagree(b, info)
            ? unknown('ambiguous-variant', symbol.name)
            : writtenType(b, info);
        if (!info.busy) b.namedTypes.set(symbol, written);
        return written;
      }
      type = { kind: 'named', symbol, args: [] };
      break;
    }
    case 'opaque':
      // the package may have been read by now, and the name be an alias there
      if (b.isRead(symbol)) {
        const info = typeInfo(b, symbol);
        if (info?.isAlias && info.params.length === 0) return writtenType(b, info);
      }
      type = { kind: 'named', symbol, args: [] };
      break;
    case 'defined':
      type = { kind: 'named', symbol, args: [] };
      break;
  }
  b.namedTypes.set(symbol, type);
  return type;
}

/** Whether an alias is a map under some build tags and something else under others: the alias does not survive in types, so that no file can choose later. */
function variantsDisagree(b: Binder, info: TypeInfo): boolean {
  const answers = info.scope.variantsOf(info.symbol.name).map((v) => {
    const symbol = info.scope.symbolOf(v);
    const other = symbol.kind === 'type' ? typeInfo(b, symbol) : undefined;
    return other === undefined
      ? 'not-map'
      : mapAnswer(
          (t) => underlying(b, t),
          other.isAlias ? writtenType(b, other) : { kind: 'named', symbol: other.symbol, args: [] },
        );
  });
  return answers.some((a) => a !== answers[0]);
}

/** Follows a name of an external package that turns out to be an alias. */
export function unalias(b: Binder, type: GoType): GoType {
  let t = type;
  for (let i = 0; i < 20 && t.kind === 'named' && (t.symbol.role === 'opaque' || t.symbol.role === 'alias'); i++) {
    const info = typeInfo(b, t.symbol);
    if (info === undefined || !info.isAlias) break;
    const written = writtenType(b, info);
    t = t.args.length === 0 ? written : substitute(written, substitutionOf(info.params, t.args));
  }
  return t;
}

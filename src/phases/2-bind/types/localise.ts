import type { GoType } from '../../../model/go-type.js';
import type { SourceFile } from '../../../model/source.js';
import type { TypeSymbol } from '../../../model/symbol.js';
import type { Binder } from '../binder.js';
import { typeInfo } from '../declarations/type-info.js';
import { chooseVariant } from '../scopes/variants.js';
import { identical } from './identical.js';
import { unknown } from './make.js';
import { underlying } from './underlying.js';

const MAX_DEPTH = 50;

/**
 * A type as a file of another configuration than the usual one sees it: named types with build-tag variants are replaced by the variant of that
 * configuration. In a file that only custom tags enable, variants that differ are not told apart.
 */
export function localise(b: Binder, type: GoType, file: SourceFile, depth = 0): GoType {
  if (depth > MAX_DEPTH) return type;
  const inner = (t: GoType): GoType => localise(b, t, file, depth + 1);
  switch (type.kind) {
    case 'named': {
      const symbol = type.symbol.variants.length === 0 ? type.symbol : variantFor(b, type.symbol, file);
      if (symbol === undefined) return unknown('ambiguous-variant', type.symbol.name);
      const args = all(type.args, inner);
      return symbol === type.symbol && args === type.args ? type : { kind: 'named', symbol, args };
    }
    case 'pointer':
    case 'slice': {
      const elem = inner(type.elem);
      return elem === type.elem ? type : { kind: type.kind, elem };
    }
    case 'array':
    case 'chan': {
      const elem = inner(type.elem);
      return elem === type.elem ? type : { ...type, elem };
    }
    case 'map': {
      const key = inner(type.key);
      const value = inner(type.value);
      return key === type.key && value === type.value ? type : { kind: 'map', key, value };
    }
    case 'tuple': {
      const elems = all(type.elems, inner);
      return elems === type.elems ? type : { kind: 'tuple', elems };
    }
    case 'func': {
      const params = all(type.params, inner);
      const results = all(type.results, inner);
      return params === type.params && results === type.results ? type : { ...type, params, results };
    }
    default:
      return type;
  }
}

function all(types: readonly GoType[], inner: (t: GoType) => GoType): readonly GoType[] {
  let changed = false;
  const out = types.map((t) => {
    const u = inner(t);
    if (u !== t) changed = true;
    return u;
  });
  return changed ? out : types;
}

function variantFor(b: Binder, symbol: TypeSymbol, file: SourceFile): TypeSymbol | undefined {
  const info = typeInfo(b, symbol);
  if (info === undefined) return symbol;
  const variants = info.scope.variantsOf(symbol.name);
  if (variants.length < 2) return symbol;
  const chosen = info.scope.symbolOf(chooseVariant(variants, file));
  if (chosen.kind !== 'type') return symbol;
  if (
    file.config === undefined &&
    chosen.file !== file &&
    !allAlike(
      b,
      variants.map((v) => info.scope.symbolOf(v)),
    )
  )
    return undefined;
  return chosen;
}

function allAlike(b: Binder, symbols: readonly { readonly kind: string }[]): boolean {
  const types = (symbols as readonly TypeSymbol[]).map((symbol) =>
    symbol.kind === 'type' ? underlying(b, { kind: 'named', symbol, args: [] }) : undefined,
  );
  const first = types[0];
  return first !== undefined && types.every((t) => t !== undefined && identical(t, first));
}

import type { GoType } from '../../../model/go-type.js';
import type { TypeSymbol } from '../../../model/symbol.js';
import { unknown } from './make.js';

/** Type parameter's symbol id → type argument. */
export type Substitution = ReadonlyMap<number, GoType>;

/** Types nested deeper than this come from runaway instantiation (`type T[P any] struct{ f *T[[]P] }`) and are given up. */
const MAX_DEPTH = 300;

export function substitutionOf(params: readonly TypeSymbol[], args: readonly GoType[]): Substitution {
  const map = new Map<number, GoType>();
  for (let i = 0; i < params.length && i < args.length; i++) map.set(params[i]!.id, args[i]!);
  return map;
}

/** The type with type parameters replaced; the same object where nothing changes. */
export function substitute(type: GoType, by: Substitution, depth = 0): GoType {
  if (by.size === 0) return type;
  if (depth > MAX_DEPTH) return unknown('unsupported', 'type nested too deep');
  const next = depth + 1;
  switch (type.kind) {
    case 'unknown':
    case 'basic':
      return type;
    case 'type-parameter':
      return by.get(type.symbol.id) ?? type;
    case 'named': {
      const args = substituteAll(type.args, by, next);
      return args === type.args ? type : { kind: 'named', symbol: type.symbol, args };
    }
    case 'pointer':
    case 'slice': {
      const elem = substitute(type.elem, by, next);
      return elem === type.elem ? type : { kind: type.kind, elem };
    }
    case 'array':
    case 'chan': {
      const elem = substitute(type.elem, by, next);
      return elem === type.elem ? type : { ...type, elem };
    }
    case 'map': {
      const key = substitute(type.key, by, next);
      const value = substitute(type.value, by, next);
      return key === type.key && value === type.value ? type : { kind: 'map', key, value };
    }
    case 'tuple': {
      const elems = substituteAll(type.elems, by, next);
      return elems === type.elems ? type : { kind: 'tuple', elems };
    }
    case 'func': {
      const params = substituteAll(type.params, by, next);
      const results = substituteAll(type.results, by, next);
      return params === type.params && results === type.results ? type : { ...type, params, results };
    }
    case 'struct': {
      let changed = false;
      const fields = type.fields.map((f) => {
        const t = substitute(f.type, by, next);
        if (t === f.type) return f;
        changed = true;
        return { ...f, type: t };
      });
      return changed ? { kind: 'struct', fields } : type;
    }
    case 'interface': {
      let changed = false;
      const methods = type.methods.map((m) => {
        const t = substitute(m.type, by, next);
        if (t === m.type) return m;
        changed = true;
        return { ...m, type: t };
      });
      const embeds = substituteAll(type.embeds, by, next);
      const unions = type.unions.map((u) => {
        const terms = substituteAll(u, by, next);
        if (terms !== u) changed = true;
        return terms as GoType[];
      });
      return changed || embeds !== type.embeds ? { ...type, methods, embeds, unions } : type;
    }
  }
}

function substituteAll(types: readonly GoType[], by: Substitution, depth: number): readonly GoType[] {
  let out: GoType[] | undefined;
  for (let i = 0; i < types.length; i++) {
    const t = substitute(types[i]!, by, depth);
    if (out !== undefined) out.push(t);
    else if (t !== types[i]) out = [...types.slice(0, i), t];
  }
  return out ?? types;
}

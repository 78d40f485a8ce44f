import type { GoType } from '../../../model/go-type.js';
import type { Binder } from '../binder.js';
import { constraintOf } from '../declarations/type-parameters.js';
import { identical } from './identical.js';
import { underlying } from './underlying.js';

/** A term of a union: `~type` or `type`. */
export interface Term {
  readonly tilde: boolean;
  readonly type: GoType;
}

/** Constraints that nest deeper refer to themselves. */
const MAX_DEPTH = 30;

/** The types that satisfy a constraint, as far as it lists them; undefined where it admits any type (methods aside). */
export function termsOf(b: Binder, constraint: GoType, depth = 0): readonly Term[] | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (constraint.kind === 'type-parameter') return termsOf(b, constraintOf(b, constraint.symbol), depth + 1);
  const under = underlying(b, constraint);
  if (under.kind !== 'interface') return [{ tilde: false, type: constraint }];
  let terms: readonly Term[] | undefined;
  for (const embedded of under.embeds) terms = intersect(b, terms, termsOf(b, embedded, depth + 1));
  under.unions.forEach((union, u) => {
    terms = intersect(b, terms, unionTerms(b, union, under.tildes?.[u] ?? [], depth));
  });
  return terms;
}

function unionTerms(
  b: Binder,
  union: readonly GoType[],
  tildes: readonly boolean[],
  depth: number,
): readonly Term[] | undefined {
  const out: Term[] = [];
  for (let i = 0; i < union.length; i++) {
    const type = union[i]!;
    if (tildes[i]) out.push({ tilde: true, type });
    else {
      const inner = termsOf(b, type, depth + 1);
      if (inner === undefined) return undefined;
      out.push(...inner);
    }
  }
  return out;
}

function intersect(
  b: Binder,
  a: readonly Term[] | undefined,
  c: readonly Term[] | undefined,
): readonly Term[] | undefined {
  if (a === undefined) return c;
  if (c === undefined) return a;
  const under = (t: Term) => (t.type.kind === 'type-parameter' ? t.type : underlying(b, t.type));
  return a.filter((t) =>
    c.some(
      (u) =>
        identical(t.type, u.type) ||
        (t.tilde && identical(under(t), under(u))) ||
        (u.tilde && identical(under(t), under(u))),
    ),
  );
}

/** A type parameter's core type (spec, "Core types"), undefined where it has none. Types that are no type parameters answer their underlying type. */
export function coreType(b: Binder, type: GoType): GoType | undefined {
  if (type.kind !== 'type-parameter') return underlying(b, type);
  return coreTerm(b, type)?.type;
}

/** The core type of a type parameter, and the term that is alone in its type set if there is one. */
export function coreTerm(
  b: Binder,
  param: Extract<GoType, { kind: 'type-parameter' }>,
): { readonly type: GoType; readonly single: Term | undefined } | undefined {
  const terms = termsOf(b, param);
  if (terms === undefined || terms.length === 0) return undefined;
  let core: GoType | undefined;
  for (const term of terms) {
    const under = term.type.kind === 'type-parameter' ? coreType(b, term.type) : underlying(b, term.type);
    if (under === undefined || under.kind === 'unknown')
      return under === undefined ? undefined : { type: under, single: undefined };
    if (core === undefined) core = under;
    else if (!identical(core, under)) {
      const merged = mergeChannels(core, under);
      if (merged === undefined) return undefined;
      core = merged;
    }
  }
  return { type: core!, single: terms.length === 1 ? terms[0] : undefined };
}

/** Channels of one element type have a core type if their directions do not conflict. */
function mergeChannels(a: GoType, c: GoType): GoType | undefined {
  if (a.kind !== 'chan' || c.kind !== 'chan' || !identical(a.elem, c.elem)) return undefined;
  if (a.direction === 'both') return c;
  if (c.direction === 'both' || c.direction === a.direction) return a;
  return undefined;
}

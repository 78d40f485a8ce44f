import type { GoType } from '../../../model/go-type.js';
import type { TypeSymbol } from '../../../model/symbol.js';
import type { Binder } from '../binder.js';
import { identical, sameTypeSymbol } from './identical.js';
import { methodsOfInterface } from './interface-methods.js';
import { lookup } from './lookup.js';
import { isUntyped, type Unknown, unknown } from './make.js';
import { substitute } from './substitute.js';
import { coreTerm } from './type-set.js';
import { underlying } from './underlying.js';

const MAX_DEPTH = 100;

/**
 * Type inference by unification (spec, "Type inference"): patterns hold the type parameters to be found, types do not (a type parameter of the
 * same name in a type is the enclosing function's own).
 */
export class Unifier {
  private readonly found = new Map<number, GoType>();
  private readonly wanted: ReadonlySet<number>;

  constructor(
    private readonly b: Binder,
    private readonly params: readonly TypeSymbol[],
  ) {
    this.wanted = new Set(params.map((p) => p.id));
  }

  /** A parameter's type meets an argument's: assignability, so that one side may be a named type. */
  assign(pattern: GoType, type: GoType): void {
    this.unify(pattern, type, false, 0);
  }

  isFound(param: TypeSymbol): boolean {
    return this.found.has(param.id);
  }

  isWanted(type: GoType): type is Extract<GoType, { kind: 'type-parameter' }> {
    return type.kind === 'type-parameter' && this.wanted.has(type.symbol.id);
  }

  bind(param: TypeSymbol, type: GoType): void {
    this.found.set(param.id, type);
  }

  /** Constraint type inference: core types tie parameters together. */
  solveConstraints(): void {
    for (let round = 0; round <= this.params.length; round++) {
      let changed = false;
      for (const param of this.params) {
        const core = coreTerm(this.b, { kind: 'type-parameter', symbol: param });
        if (core === undefined || core.type.kind === 'unknown') continue;
        const known = this.found.get(param.id);
        const before = this.found.size;
        if (known !== undefined) {
          const exact = core.single !== undefined && !core.single.tilde;
          this.unify(exact ? core.single!.type : core.type, exact ? known : underlying(this.b, known), false, 0);
        } else if (core.single !== undefined && !core.single.tilde) {
          const type = substitute(core.single.type, this.found);
          if (!this.mentionsUnfound(type, 0)) this.found.set(param.id, type);
        }
        if (this.found.size !== before) changed = true;
      }
      if (!changed) return;
    }
  }

  /** What was found; the others are unknown. */
  solution(cause: Unknown | undefined): ReadonlyMap<number, GoType> {
    const out = new Map(this.found);
    for (const p of this.params) if (!out.has(p.id)) out.set(p.id, cause ?? unknown('inference', p.name));
    return out;
  }

  private mentionsUnfound(type: GoType, depth: number): boolean {
    if (depth > MAX_DEPTH) return true;
    const inside = (t: GoType): boolean => this.mentionsUnfound(t, depth + 1);
    switch (type.kind) {
      case 'type-parameter':
        return this.wanted.has(type.symbol.id) && !this.found.has(type.symbol.id);
      case 'named':
        return type.args.some(inside);
      case 'pointer':
      case 'slice':
      case 'array':
      case 'chan':
        return inside(type.elem);
      case 'map':
        return inside(type.key) || inside(type.value);
      case 'func':
        return type.params.some(inside) || type.results.some(inside);
      case 'struct':
        return type.fields.some((f) => inside(f.type));
      case 'interface':
        return type.methods.some((m) => inside(m.type));
      default:
        return false;
    }
  }

  private unify(pattern: GoType, type: GoType, exact: boolean, depth: number): void {
    if (depth > MAX_DEPTH || type.kind === 'unknown' || pattern.kind === 'unknown' || pattern.kind === 'basic') return;
    if (this.isWanted(pattern)) {
      this.meet(pattern.symbol, type, exact);
      return;
    }
    if (pattern.kind === 'named') {
      this.unifyNamed(pattern, type, exact, depth);
      return;
    }
    let y: GoType = type;
    if (!exact && y.kind === 'named') y = underlying(this.b, y);
    if (!exact && y.kind === 'type-parameter') y = underlying(this.b, y);
    const next = depth + 1;
    switch (pattern.kind) {
      case 'pointer':
      case 'slice':
      case 'array':
      case 'chan':
        if (y.kind === pattern.kind) this.unify(pattern.elem, y.elem, true, next);
        break;
      case 'map':
        if (y.kind === 'map') {
          this.unify(pattern.key, y.key, true, next);
          this.unify(pattern.value, y.value, true, next);
        }
        break;
      case 'func':
        if (y.kind === 'func' && y.typeParams === undefined) {
          this.unifyAll(pattern.params, y.params, next);
          this.unifyAll(pattern.results, y.results, next);
        }
        break;
      case 'struct':
        if (y.kind === 'struct' && y.fields.length === pattern.fields.length)
          for (const [i, f] of pattern.fields.entries()) this.unify(f.type, y.fields[i]!.type, true, next);
        break;
      case 'interface':
        this.unifyMethods(pattern, type, next);
        break;
    }
  }

  private unifyAll(patterns: readonly GoType[], types: readonly GoType[], depth: number): void {
    if (patterns.length !== types.length) return;
    for (const [i, p] of patterns.entries()) this.unify(p, types[i]!, true, depth);
  }

  private unifyNamed(pattern: Extract<GoType, { kind: 'named' }>, type: GoType, exact: boolean, depth: number): void {
    if (pattern.args.length === 0) return;
    if (type.kind === 'named' && sameTypeSymbol(pattern.symbol, type.symbol)) {
      this.unifyAll(pattern.args, type.args, depth + 1);
      return;
    }
    if (exact) return;
    const under = underlying(this.b, pattern);
    if (under.kind === 'interface') this.unifyMethods(under, type, depth + 1);
    else if (type.kind !== 'named' && under.kind !== 'unknown') this.unify(under, type, exact, depth + 1);
  }

  /** A generic interface meets a type that implements it: their methods have the same signatures. */
  private unifyMethods(pattern: Extract<GoType, { kind: 'interface' }>, type: GoType, depth: number): void {
    for (const method of methodsOfInterface(this.b, pattern).values()) {
      const own = lookup(this.b, type, method.name, undefined);
      if (own.kind === 'method') this.unify(method.type, own.type, true, depth);
    }
  }

  /** A type parameter meets a type: the first binds it; a later named type replaces its own underlying type. */
  private meet(param: TypeSymbol, type: GoType, exact: boolean): void {
    if (isUntyped(type)) return;
    const known = this.found.get(param.id);
    if (known === undefined) this.found.set(param.id, type);
    else if (!exact && known.kind !== 'named' && type.kind === 'named' && identical(known, underlying(this.b, type)))
      this.found.set(param.id, type);
    else if (known.kind === 'chan' && type.kind === 'chan' && known.direction === 'both')
      this.found.set(param.id, type);
    else if (!identical(known, type) && !compatible(this.b, known, type))
      this.found.set(param.id, unknown('inference', param.name));
  }
}

/** Whether the types differ only in that one is the other's underlying type, or in a channel's direction. */
function compatible(b: Binder, x: GoType, y: GoType): boolean {
  if (x.kind === 'unknown' || y.kind === 'unknown') return false;
  if (x.kind === 'chan' && y.kind === 'chan') return identical(x.elem, y.elem);
  return (x.kind !== 'named' || y.kind !== 'named') && identical(underlying(b, x), underlying(b, y));
}

import type { GoType } from '../../model/go-type.js';
import type { TypeSymbol } from '../../model/symbol.js';
import type { Binder } from './binder.js';
import { typeOfTypeSymbol, unalias } from './declarations/named-type.js';
import { typesOfUnit } from './declarations/symbols-of-unit.js';
import { declaredMethods, typeInfo } from './declarations/type-info.js';
import { hiddenEmbed, methodsOfInterface } from './types/interface-methods.js';
import { lookup } from './types/lookup.js';
import { underlying } from './types/underlying.js';

const NO_TYPES: readonly TypeSymbol[] = [];

/** Which types of the program implement an interface, by the names and arities of their methods. */
export class Implementations {
  private byMethod: Map<string, TypeSymbol[]> | undefined;
  /** struct types that embed what is not in view: they may have any method */
  private readonly unseen: TypeSymbol[] = [];
  private readonly answers = new WeakMap<GoType, readonly TypeSymbol[]>();

  constructor(private readonly b: Binder) {}

  of(iface: GoType): readonly TypeSymbol[] {
    const { b } = this;
    const under = underlying(b, iface);
    if (under.kind !== 'interface') return NO_TYPES;
    let answer = this.answers.get(under);
    if (answer === undefined) {
      const methods = [...methodsOfInterface(b, under).values()];
      const first = methods[0];
      const candidates = first === undefined ? [] : new Set([...(this.index().get(first.name) ?? []), ...this.unseen]);
      answer = [...candidates].filter((symbol) => methods.every((m) => this.has(symbol, m.name, m.type)));
      this.answers.set(under, answer);
    }
    return answer;
  }

  private has(symbol: TypeSymbol, name: string, type: GoType): boolean {
    const own = lookup(this.b, typeOfTypeSymbol(this.b, symbol), name, undefined);
    if (own.kind !== 'method') return false;
    const a = own.type;
    if (a.kind !== 'func' || type.kind !== 'func') return true;
    return (
      a.params.length === type.params.length && a.results.length === type.results.length && a.variadic === type.variadic
    );
  }

  /** Adds the names of all methods that embedded fields bring, hidden ones too. False when an embedded type is not in view. */
  private promoted(type: GoType, names: Set<string>, seen: Set<GoType>): boolean {
    const { b } = this;
    const under = underlying(b, type);
    if (under.kind !== 'struct') return true;
    let all = true;
    for (const field of under.fields) {
      if (!field.embedded) continue;
      const plain = unalias(b, field.type);
      const base = plain.kind === 'pointer' ? unalias(b, plain.elem) : plain;
      const inner = underlying(b, base);
      if (seen.has(inner)) continue;
      seen.add(inner);
      if (inner.kind === 'interface') {
        for (const name of methodsOfInterface(b, inner).keys()) names.add(name);
        if (hiddenEmbed(b, inner) !== undefined) all = false;
      }
      if (base.kind !== 'named' || typeInfo(b, base.symbol) === undefined) {
        all = false;
        continue;
      }
      for (const name of declaredMethods(b, base.symbol).keys()) names.add(name);
      if (!this.promoted(base, names, seen)) all = false;
    }
    return all;
  }

  private index(): Map<string, TypeSymbol[]> {
    if (this.byMethod !== undefined) return this.byMethod;
    const { b } = this;
    this.byMethod = new Map();
    for (const unit of b.program.packages) {
      for (const symbol of typesOfUnit(b, unit)) {
        const info = typeInfo(b, symbol);
        if (info === undefined || info.isAlias) continue;
        const names = new Set(declaredMethods(b, symbol).keys());
        if (!this.promoted(typeOfTypeSymbol(b, symbol), names, new Set())) this.unseen.push(symbol);
        for (const name of names) {
          const list = this.byMethod.get(name);
          if (list === undefined) this.byMethod.set(name, [symbol]);
          else list.push(symbol);
        }
      }
    }
    return this.byMethod;
  }
}

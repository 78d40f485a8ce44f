import type { GoType } from '../../model/go-type.js';
import type { TypeSymbol } from '../../model/symbol.js';
import type { Binder } from './binder.js';
import { typeOfTypeSymbol } from './declarations/named-type.js';
import { typesOfUnit } from './declarations/symbols-of-unit.js';
import { declaredMethods, typeInfo } from './declarations/type-info.js';
import { methodsOfInterface } from './types/interface-methods.js';
import { lookup } from './types/lookup.js';
import { underlying } from './types/underlying.js';

/** Which types of the program implement an interface, by the names and arities of their methods. */
export class Implementations {
  private byMethod: Map<string, TypeSymbol[]> | undefined;
  /** struct types with embedded fields: their method sets are larger than what they declare */
  private embedding: TypeSymbol[] = [];
  private readonly answers = new WeakMap<GoType, readonly TypeSymbol[]>();

  constructor(private readonly b: Binder) {}

  of(iface: GoType): readonly TypeSymbol[] {
    const { b } = this;
    const under = underlying(b, iface);
    if (under.kind !== 'interface') return [];
    let answer = this.answers.get(under);
    if (answer === undefined) {
      const methods = [...methodsOfInterface(b, under).values()];
      const first = methods[0];
      const candidates =
        first === undefined ? [] : new Set([...(this.index().get(first.name) ?? []), ...this.embedding]);
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

  private index(): Map<string, TypeSymbol[]> {
    if (this.byMethod !== undefined) return this.byMethod;
    const { b } = this;
    this.byMethod = new Map();
    for (const unit of b.program.packages) {
      for (const symbol of typesOfUnit(b, unit)) {
        const info = typeInfo(b, symbol);
        if (info === undefined || info.isAlias) continue;
        for (const name of declaredMethods(b, symbol).keys()) {
          const list = this.byMethod.get(name);
          if (list === undefined) this.byMethod.set(name, [symbol]);
          else list.push(symbol);
        }
        const under = underlying(b, typeOfTypeSymbol(b, symbol));
        if (under.kind === 'struct' && under.fields.some((f) => f.embedded)) this.embedding.push(symbol);
      }
    }
    return this.byMethod;
  }
}

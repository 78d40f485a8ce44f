import { Kind } from '../../go/grammar.js';
import type { Binding } from '../../model/binding.js';
import type { GoType } from '../../model/go-type.js';
import type { PackageUnit, Program } from '../../model/source.js';
import type { FunctionSymbol, TypeSymbol } from '../../model/symbol.js';
import { Binder } from './binder.js';
import { functionsOfUnit, typesOfUnit, variablesOfUnit } from './declarations/symbols-of-unit.js';
import { declaredMethods } from './declarations/type-info.js';
import { typeOfReference } from './declarations/value-types.js';
import { callFormOf } from './expressions/call.js';
import { typeOfExpression } from './expressions/expression.js';
import { denotesType } from './expressions/is-type.js';
import { selectionOf } from './expressions/selector.js';
import { Implementations } from './implementations.js';
import { symbolAt } from './symbol-at.js';
import { type MapAnswer, mapAnswer } from './types/is-map.js';
import { lookup } from './types/lookup.js';
import { unknown } from './types/make.js';
import { spellType } from './types/spell.js';
import { underlying } from './types/underlying.js';

export { identical, sameTypeSymbol } from './types/identical.js';
export { typeToString } from './types/type-to-string.js';
export type { MapAnswer };

/** Binds a program: names and partial types, worked out when they are asked for. */
export function bind(program: Program): Binding {
  const b = new Binder(program);
  const implementations = new Implementations(b);
  const functions = new Map<PackageUnit, readonly FunctionSymbol[]>();
  const types = new Map<PackageUnit, readonly TypeSymbol[]>();
  const units = new Map(program.packages.flatMap((unit) => unit.files.map((file) => [file.index, unit] as const)));

  return {
    program,
    functionsOf: (unit) => remembered(functions, unit, () => functionsOfUnit(b, unit)),
    variablesOf: (unit) => variablesOfUnit(b, unit),
    typesOf: (unit) => remembered(types, unit, () => typesOfUnit(b, unit)),
    unitOf: (file) => units.get(file.index),

    symbolAt(file, node) {
      b.ask(file);
      return symbolAt(b, file, node);
    },
    typeOf(file, expression) {
      b.ask(file);
      const scopes = b.scopesAt(file, expression);
      return scopes === undefined
        ? unknown('unsupported', 'outside of declarations')
        : typeOfExpression(b, scopes, expression);
    },
    isTypeExpression(file, expression) {
      b.ask(file);
      const scopes = b.scopesAt(file, expression);
      return scopes !== undefined && denotesType(b, scopes, expression) === true;
    },
    selectionAt(file, selector) {
      b.ask(file);
      const scopes = b.scopesAt(file, selector);
      return scopes === undefined || file.tree.kind[selector] !== Kind.selector_expression
        ? unknown('unsupported', 'no selector')
        : selectionOf(b, scopes, selector);
    },
    callForm(file, call) {
      b.ask(file);
      const scopes = b.scopesAt(file, call);
      if (scopes === undefined) return 'unknown';
      return callFormOf(b, scopes, call);
    },

    typeOfSymbol: (symbol) => typeOfReference(b, symbol),
    underlying: (type) => underlying(b, type),
    fieldsOf(type) {
      let under = underlying(b, type);
      if (under.kind === 'pointer') under = underlying(b, under.elem);
      return under.kind === 'struct' ? under.fields : undefined;
    },
    methodsOf: (type: TypeSymbol): readonly FunctionSymbol[] => [...declaredMethods(b, type).values()].flat(),
    lookup: (type, name) => lookup(b, type, name, undefined),
    implementations: (iface) => implementations.of(iface),
    spell: (type, file) => spellType(b, type, file),
    release: (file) => b.release(file),
  };
}

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const before = known.get(key);
  if (before !== undefined) return before;
  const value = make();
  known.set(key, value);
  return value;
}

/** Whether a type's underlying type is a map. */
export function isMap(binding: Binding, type: GoType): MapAnswer {
  return mapAnswer(binding.underlying, type);
}

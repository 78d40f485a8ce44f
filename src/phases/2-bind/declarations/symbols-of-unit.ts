import { Kind } from '../../../go/grammar.js';
import type { PackageUnit } from '../../../model/source.js';
import type { FunctionSymbol, TypeSymbol, VariableSymbol } from '../../../model/symbol.js';
import type { Binder } from '../binder.js';

/** Types declared in a unit, those in functions included, in file order. */
export function typesOfUnit(b: Binder, unit: PackageUnit): readonly TypeSymbol[] {
  const out: TypeSymbol[] = [];
  const scope = b.scopeOfUnit(unit);
  for (const file of unit.files) {
    const { tree } = file;
    const { kind } = tree;
    for (let i = 0; i < kind.length; i++) {
      if (kind[i] !== Kind.type_spec && kind[i] !== Kind.type_alias) continue;
      const name = i + 1;
      if (kind[name] !== Kind.type_identifier) continue;
      const topLevel = kind[tree.parent[tree.parent[i]!]!] === Kind.source_file;
      const symbol = topLevel ? scope.symbolDeclaredAt(file, name) : b.scopesAt(file, name)?.nameAt(name);
      if (symbol?.kind === 'type') out.push(symbol);
    }
  }
  return out;
}

/** Functions and methods declared in a unit, `init` and blank ones included, in file order. */
export function functionsOfUnit(b: Binder, unit: PackageUnit): readonly FunctionSymbol[] {
  const scope = b.scopeOfUnit(unit);
  const declared = scope.allDeclarations().filter((d) => d.kind === 'function' || d.kind === 'method');
  return declared.map((d) => scope.functionOf(d));
}

/** Package-level variables of a unit, in file order. */
export function variablesOfUnit(b: Binder, unit: PackageUnit): readonly VariableSymbol[] {
  const scope = b.scopeOfUnit(unit);
  const symbols = scope.allDeclarations().flatMap((d) => (d.kind === 'variable' ? [scope.symbolOf(d)] : []));
  return symbols.filter((s) => s.kind === 'variable');
}

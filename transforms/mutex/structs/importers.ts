import { Kind } from '../../../src/go/grammar.js';
import type { PackageUnit, Program } from '../../../src/model/source.js';

/** The package, its tests, and all packages that import it, directly or not. */
export function unitsThatSee(program: Program, home: PackageUnit): PackageUnit[] {
  const units = program.packages;
  const imports = new Map(units.map((u) => [u, importsOf(u)]));
  const seeing = new Set<string>([home.importPath]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const unit of units) {
      if (seeing.has(unit.importPath) || !imports.get(unit)!.some((p) => seeing.has(p))) continue;
      seeing.add(unit.importPath);
      grown = true;
    }
  }
  return units.filter((u) => u === home || imports.get(u)!.some((p) => seeing.has(p)));
}

function importsOf(unit: PackageUnit): string[] {
  const out: string[] = [];
  for (const { tree } of unit.files) {
    for (const declaration of tree.children(0)) {
      if (tree.kind[declaration] !== Kind.import_declaration) continue;
      for (let n = declaration; n < tree.after[declaration]!; n++) {
        if (tree.kind[n] === Kind.interpreted_string_literal) out.push(tree.textOf(n).slice(1, -1));
      }
    }
  }
  return out;
}

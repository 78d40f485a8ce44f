import type { GoType } from '../../../model/go-type.js';
import type { SourceFile } from '../../../model/source.js';
import type { TypeSymbol } from '../../../model/symbol.js';
import type { Binder } from '../binder.js';
import { isExported } from '../declarations/package-member.js';
import { identical, sameTypeSymbol } from './identical.js';
import { basic } from './make.js';
import { printType } from './type-to-string.js';

/**
 * Go spelling of a type at package level of a file. Undefined where a package is not imported there, a name is not visible there (types declared in
 * functions, unexported names of other packages), or something in it is not known. Type parameters are spelled by their names.
 */
export function spellType(b: Binder, type: GoType, file: SourceFile): string | undefined {
  const scope = b.scopeOfFile(file);
  if (scope === undefined) return undefined;
  const meansItself = (name: string): string | undefined => {
    const meant = b.lookupName(scope, file, name);
    return meant.kind === 'type' && meant.role === 'predeclared' ? name : undefined;
  };
  const nameOf = (symbol: TypeSymbol): string | undefined => {
    const { name, packagePath } = symbol;
    if (symbol.role === 'type-parameter') return name;
    if (symbol.local) return undefined;
    if (symbol.role === 'predeclared' || packagePath === scope.path) {
      const meant = b.lookupName(scope, file, name);
      return meant.kind === 'type' && sameTypeSymbol(meant, symbol) ? name : undefined;
    }
    if (!isExported(name)) return undefined;
    const imports = scope.importsOf(file);
    const imported = imports.all.find((p) => p.importPath === packagePath);
    if (imported !== undefined) return `${imported.name}.${name}`;
    return imports.dots.includes(packagePath) ? name : undefined;
  };
  const pointer = scope.importsOf(file).all.find((p) => p.importPath === 'unsafe');
  return printType(type, {
    nameOf,
    inexpressible: (t) =>
      pointer !== undefined && identical(t, basic('unsafe.Pointer')) ? `${pointer.name}.Pointer` : undefined,
    basicName: meansItself,
    any: file.goMinor >= 18 && meansItself('any') !== undefined ? 'any' : 'interface{}',
  });
}

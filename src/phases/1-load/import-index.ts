import { relative } from 'node:path';
import type { Module, PackageUnit } from '../../model/source.js';
import { exists, toSlash } from './find-up.js';

/** Import path → package, for the whole program and for each module. */
export interface ImportIndex {
  readonly packageByPath: ReadonlyMap<string, PackageUnit>;
  imported(importPath: string, from: Module): PackageUnit | undefined;
}

/** Indexes `importable`, those of the units that an import path names. `importsOfUnit` tells what the files of a unit import. */
export function importIndex(
  units: readonly PackageUnit[],
  importable: readonly PackageUnit[],
  importsOfUnit: (unit: PackageUnit) => readonly string[],
): ImportIndex {
  const packageByPath = new Map<string, PackageUnit>();
  const byModule = new Map<Module, Map<string, PackageUnit>>();
  const add = (path: string, unit: PackageUnit): void => {
    if (!packageByPath.has(path)) packageByPath.set(path, unit);
    const own = byModule.get(unit.module) ?? new Map<string, PackageUnit>();
    byModule.set(unit.module, own);
    if (!own.has(path)) own.set(path, unit);
  };
  for (const unit of importable) if (unit.module.path !== '') add(unit.importPath, unit);
  for (const module of new Set(importable.map((u) => u.module))) {
    if (module.path !== '') continue;
    const own = importable.filter((u) => u.module === module);
    const prefix = inferredPrefix(module, own, units.filter((u) => u.module === module).flatMap(importsOfUnit));
    if (prefix !== undefined)
      for (const unit of own) add([prefix, below(unit)].filter((p) => p !== '').join('/'), unit);
  }
  return { packageByPath, imported: (path, from) => byModule.get(from)?.get(path) ?? packageByPath.get(path) };
}

/**
 * A tree without go.mod is often written for GOPATH and imports its own packages by a path that nothing declares:
 * the prefix that most imports have in front of a directory of the tree is that path.
 */
function inferredPrefix(module: Module, units: readonly PackageUnit[], imports: readonly string[]): string | undefined {
  const directories = new Set(units.map(below).filter((dir) => dir !== ''));
  const foreign = imports.filter(
    (path) => path.split('/', 1)[0]!.includes('.') && !exists(`${module.dir}/vendor/${path}`, 'directory'),
  );
  const votes = new Map<string, number>();
  for (const path of foreign) {
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      const prefix = path.slice(0, slash);
      if (!directories.has(path.slice(slash + 1)) || !isRepository(prefix)) continue;
      votes.set(prefix, (votes.get(prefix) ?? 0) + 1);
      break;
    }
  }
  const best = [...votes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
  if (best === undefined) return undefined;
  // A foreign path that happens to end in the name of a directory here has siblings that do not.
  const claimed = foreign.filter((path) => path.startsWith(`${best[0]}/`)).length;
  return best[1] * 2 > claimed ? best[0] : undefined;
}

/** Hosts whose paths are host/owner/repository cannot have a tree at host/owner. */
function isRepository(prefix: string): boolean {
  return !/^(?:github\.com|gitlab\.com|bitbucket\.org)(?:\/[^/]+)?$/.test(prefix);
}

function below(unit: PackageUnit): string {
  return toSlash(relative(unit.module.dir, unit.dir));
}

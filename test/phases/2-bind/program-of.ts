import { dirname } from 'node:path';
import type { ExternalPackage, Module, PackageUnit, Program, SourceFile } from '../../../src/model/source.js';
import { fileConstraint } from '../../../src/phases/1-load/file-constraint.js';
import { packageClause } from '../../../src/phases/1-load/file-facts.js';
import { createGoParser } from '../../../src/phases/1-load/parse.js';

const parser = await createGoParser();

/**
 * A program in memory, of module example.com/m. Keys are paths in the module ("cache/store.go"); those below "external/" are packages outside the
 * program, the rest of the directory being the import path.
 */
export function programOf(sources: Readonly<Record<string, string>>): Program {
  const module: Module = { path: 'example.com/m', dir: '/m', go: '1.26', goMinor: 26 };
  const files: SourceFile[] = [];
  const directories = new Map<string, SourceFile[]>();
  for (const [path, text] of Object.entries(sources)) {
    const file = sourceFile(path, text, files.length);
    files.push(file);
    const dir = dirname(path);
    const list = directories.get(dir);
    if (list === undefined) directories.set(dir, [file]);
    else list.push(file);
  }
  const packages: PackageUnit[] = [];
  const externals = new Map<string, ExternalPackage>();
  for (const [dir, members] of directories) {
    const name = packageClause(members[0]!.tree) ?? 'main';
    if (dir.startsWith('external/')) {
      const importPath = dir.slice('external/'.length);
      externals.set(importPath, { importPath, name, files: members, more: () => [] });
      continue;
    }
    const importPath = dir === '.' ? module.path : `${module.path}/${dir}`;
    const unit = { importPath, dir: `/m/${dir}`, module, syntaxOk: true, selected: true };
    const tests = members.filter((f) => packageClause(f.tree)?.endsWith('_test'));
    const own = members.filter((f) => !tests.includes(f));
    packages.push({ ...unit, id: importPath, name, files: own, isExternalTest: false });
    if (tests.length > 0)
      packages.push({ ...unit, id: `${importPath} [test]`, name: `${name}_test`, files: tests, isExternalTest: true });
  }
  const packageByPath = new Map(packages.filter((p) => !p.isExternalTest).map((p) => [p.importPath, p]));
  return {
    root: '/m',
    modules: [module],
    packages,
    files,
    packageByPath,
    imported: (path) => packageByPath.get(path),
    external: (path) => externals.get(path),
  };
}

function sourceFile(path: string, text: string, index: number): SourceFile {
  const { tree } = parser.parse(text);
  const constraint = fileConstraint(path.split('/').at(-1)!, text);
  return {
    index,
    path: `/m/${path}`,
    displayPath: path,
    text,
    tree,
    bom: false,
    hash: '',
    isTest: path.endsWith('_test.go'),
    isGenerated: false,
    isCgo: false,
    goMinor: 26,
    editable: true,
    activeIn: constraint.activeIn,
    config: constraint.config,
  };
}

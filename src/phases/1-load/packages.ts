import { basename } from 'node:path';
import type { Module, PackageUnit, SourceFile } from '../../model/source.js';
import type { LoadedFile } from './read-source.js';

/** The files of one directory, read. */
export interface LoadedDirectory {
  readonly dir: string;
  readonly module: Module;
  readonly importPath: string;
  readonly files: readonly LoadedFile[];
  /** false when a file could not be read: nothing is known about what it uses */
  readonly complete: boolean;
}

/** Chooses the packages that the patterns ask for. */
export type Selector = (dir: string, importPath: string, files: readonly SourceFile[]) => boolean;

/**
 * The units of a directory: the package that its import path names, first; its external tests; and what else lies there.
 *
 *     x.go x_windows.go x_test.go   package x         ⇒  m/x
 *     y_test.go                     package x_test    ⇒  m/x [test]
 *     gen.go (//go:build ignore)    package main      ⇒  m/x [gen.go], one for each such file
 *     z.go                          package z         ⇒  m/x [z]
 */
export function packagesOf(directory: LoadedDirectory, selected: Selector): PackageUnit[] {
  const { dir, module, files } = directory;
  const name = principalName(files) ?? basename(dir);
  // The root of a tree without go.mod has no import path: its package's name stands for it.
  const importPath = directory.importPath === '.' ? name : directory.importPath;
  const groups = new Map<string, LoadedFile[]>();
  for (const file of files) {
    const id = unitSuffix(file, name);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [file]);
    else group.push(file);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([suffix, members]) => {
      const sources = members.map((m) => m.file);
      return {
        id: suffix === '' ? importPath : `${importPath} [${suffix}]`,
        importPath,
        name: members.find((m) => m.packageName !== undefined)?.packageName ?? name,
        dir,
        module,
        files: sources,
        isExternalTest: suffix === 'test' || suffix.endsWith(' test'),
        syntaxOk: directory.complete && members.every((m) => m.ok),
        selected: selected(dir, importPath, sources),
      };
    });
}

/** What stands in brackets behind the import path: '' for the package itself, "test" for its external tests. */
function unitSuffix(file: LoadedFile, principal: string): string {
  const { packageName } = file;
  if (file.ignored) return file.name;
  if (packageName === undefined || packageName === principal) return '';
  const external = file.file.isTest && packageName.endsWith('_test');
  if (external && packageName === `${principal}_test`) return 'test';
  if (file.file.config === undefined) return file.name;
  return external ? `${packageName.slice(0, -'_test'.length)} test` : packageName;
}

/** The package clause that most files have: of those that some configuration builds and that are no tests, if there are any. */
function principalName(files: readonly LoadedFile[]): string | undefined {
  const named = files.filter((f) => f.packageName !== undefined && f.packageName !== 'documentation' && !f.ignored);
  const built = named.filter((f) => f.file.config !== undefined);
  const ranks = [built.filter((f) => !f.file.isTest), named.filter((f) => !f.file.isTest), built, named];
  const candidates = ranks.find((r) => r.length > 0);
  if (candidates === undefined) return undefined;
  const counts = new Map<string, number>();
  for (const { file, packageName } of candidates) {
    // A directory with external tests only: `x_test` tests package x.
    const name = file.isTest && packageName!.endsWith('_test') ? packageName!.slice(0, -'_test'.length) : packageName!;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

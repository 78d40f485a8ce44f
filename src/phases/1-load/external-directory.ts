import { isAbsolute, join, resolve } from 'node:path';
import type { DiscoveredModule } from './discover-modules.js';
import { exists } from './find-up.js';
import type { Replacement } from './go-mod.js';
import { type Environment, findGoRoot, goPaths, moduleCache } from './go-root.js';

/** Finds the directory of a package outside the program; undefined where its source is not at hand. */
export type ExternalDirectories = (importPath: string, from: DiscoveredModule) => string | undefined;

/** Looks where the go command would, but for what a go.mod does not name: no version is guessed. */
export function externalDirectories(modules: readonly DiscoveredModule[], env: Environment): ExternalDirectories {
  const goRoot = findGoRoot(env);
  const cache = moduleCache(env);
  const inGoRoot = (...path: string[]): string | undefined =>
    goRoot === undefined ? undefined : join(goRoot, 'src', ...path);

  return (importPath, from) => {
    if (!isSafe(importPath)) return undefined;
    const candidates = (function* () {
      if (!importPath.split('/', 1)[0]!.includes('.')) yield inGoRoot(importPath);
      yield join(from.module.dir, 'vendor', importPath);
      if (from.workspace !== undefined) yield join(from.workspace.dir, 'vendor', importPath);
      yield required(importPath, from, modules, cache);
      if (from.goMod === undefined) for (const dir of goPaths(env)) yield join(dir, 'src', importPath);
      // What the standard library imports from golang.org/x.
      if (importPath.startsWith('golang.org/x/')) yield inGoRoot('vendor', importPath);
    })();
    for (const dir of candidates) if (dir !== undefined && exists(dir, 'directory')) return dir;
    return undefined;
  };
}

/** Import paths come from source: none may lead out of the directories searched. */
function isSafe(importPath: string): boolean {
  return (
    importPath !== '' &&
    !isAbsolute(importPath) &&
    importPath.split(/[/\\]/).every((e) => e !== '' && e !== '.' && e !== '..') &&
    !importPath.includes('\0')
  );
}

/** Directory by the requirements and replacements of the module, or of the others of its workspace. */
function required(
  importPath: string,
  from: DiscoveredModule,
  all: readonly DiscoveredModule[],
  cache: string,
): string | undefined {
  const siblings = from.workspace === undefined ? [] : all.filter((m) => m !== from && m.workspace === from.workspace);
  for (const of of [from, ...siblings]) {
    if (of.goMod === undefined) continue;
    for (const [path, rest] of modulePrefixes(importPath)) {
      const dir = moduleDirectory(path, of, cache);
      if (dir !== undefined) return join(dir, rest);
    }
  }
  return undefined;
}

/** `a/b/c` ⇒ (a/b/c, ''), (a/b, c), (a, b/c): the longest module path counts. */
function* modulePrefixes(importPath: string): Generator<[string, string]> {
  for (let end = importPath.length; end > 0; end = importPath.lastIndexOf('/', end - 1)) {
    yield [importPath.slice(0, end), importPath.slice(end + 1)];
  }
}

function moduleDirectory(path: string, of: DiscoveredModule, cache: string): string | undefined {
  const version = of.goMod!.requires.get(path);
  const applies = (r: Replacement): boolean => r.path === path && (r.version === undefined || r.version === version);
  const inWork = of.workspace?.replaces.find(applies);
  const replacement = inWork ?? of.goMod!.replaces.find(applies);
  if (replacement !== undefined) {
    const { target, targetVersion } = replacement;
    if (targetVersion !== undefined) return join(cache, `${escapePath(target)}@${escapePath(targetVersion)}`);
    return resolve(inWork !== undefined ? of.workspace!.dir : of.module.dir, target);
  }
  return version === undefined ? undefined : join(cache, `${escapePath(path)}@${escapePath(version)}`);
}

/** Capitals as `!` and the small letter, as the module cache has them for file systems that fold case. */
export function escapePath(path: string): string {
  return path.replace(/[A-Z]/g, (c) => `!${c.toLowerCase()}`);
}

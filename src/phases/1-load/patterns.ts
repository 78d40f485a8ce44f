import { statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { UserError } from '../../model/diagnostic.js';
import { exists, findUp, isWithin, realPath, toSlash } from './find-up.js';
import { matchesWildcard } from './wildcard.js';

/** A package pattern of the command line, made absolute. */
export interface Target {
  /** as the user wrote it */
  readonly pattern: string;
  readonly kind: 'directory' | 'file' | 'tree' | 'import';
  /** directory at which the search for the module starts */
  readonly base: string;
  /** whether everything below `base`, nested modules included, may match */
  readonly recursive: boolean;
  /** whether it chooses the package in a directory; files are matched by `file` instead */
  matches(dir: string, importPath: string): boolean;
  /** absolute path of the chosen file */
  readonly file?: string;
}

/** Reads a pattern as the go command does, except that what exists on disk is taken as a path even without `./`. */
export function parseTarget(pattern: string, cwd: string): Target {
  if (pattern === '') throw new UserError('empty package pattern; name a directory, a file or ./...');
  const explicit = isAbsolute(pattern) || /^\.\.?(?:$|[/\\])/.test(pattern);
  const dots = pattern.indexOf('...');
  if (dots >= 0) {
    const literal = pattern.slice(0, dots);
    const base = resolve(cwd, literal.endsWith('/') || literal === '' ? literal : dirname(literal));
    const asPath = explicit || (literal.includes('/') && exists(base, 'directory') && base !== cwd);
    if (asPath || pattern === '...') return treeTarget(pattern, base, pattern.slice(literal.lastIndexOf('/') + 1));
    return importTarget(pattern, cwd);
  }
  const path = resolve(cwd, pattern);
  if (!explicit && !exists(path, 'any')) {
    if (pattern.endsWith('.go')) throw new UserError(`no such file: ${pattern} (looked for ${path})`);
    return importTarget(pattern, cwd);
  }
  return pathTarget(pattern, path);
}

function treeTarget(pattern: string, base: string, rest: string): Target {
  if (!exists(base, 'directory')) throw noSuchPath(pattern, base);
  const root = realPath(base);
  const absolute = `${toSlash(root).replace(/\/$/, '')}/${rest}`;
  return {
    pattern,
    kind: 'tree',
    base: root,
    recursive: true,
    matches: (dir) => matchesWildcard(absolute, toSlash(dir)),
  };
}

function importTarget(pattern: string, cwd: string): Target {
  if (pattern.includes('@'))
    throw new UserError(`${pattern}: versions cannot be analysed; name a package of the module here, such as ./...`);
  const base = findUp(cwd, 'go.work') ?? findUp(cwd, 'go.mod') ?? cwd;
  const wanted = pattern.replace(/\/+$/, '');
  return {
    pattern,
    kind: 'import',
    base,
    recursive: true,
    matches: (_, importPath) => matchesWildcard(wanted, importPath),
  };
}

function pathTarget(pattern: string, path: string): Target {
  const stat = statOf(path);
  if (stat === undefined) throw noSuchPath(pattern, path);
  if (stat.isDirectory()) {
    const base = realPath(path);
    return { pattern, kind: 'directory', base, recursive: false, matches: (dir) => dir === base };
  }
  if (!stat.isFile() || !path.endsWith('.go'))
    throw new UserError(`${pattern} is not a Go file; name a package directory or a .go file`);
  const base = realPath(dirname(path));
  return { pattern, kind: 'file', base, recursive: false, matches: () => false, file: join(base, basename(path)) };
}

function statOf(path: string) {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function noSuchPath(pattern: string, path: string): UserError {
  const looked = pattern === path ? '' : ` (looked for ${path})`;
  return new UserError(`no such file or directory: ${pattern}${looked}; name a package directory, a .go file or ./...`);
}

/** Why a target chose nothing, in one line. */
export function nothingMatched(target: Target, cwd: string): UserError {
  switch (target.kind) {
    case 'import':
      return new UserError(
        `${target.pattern} is no package of the module around ${cwd}, and no directory there; name one as ./dir, or run in its module`,
      );
    case 'file': {
      const name = basename(target.pattern);
      const why = /^[_.]/.test(name)
        ? 'files whose names start with "_" or "." are left out by Go'
        : 'it could not be read';
      return new UserError(`${target.pattern} was not loaded: ${why}`);
    }
    case 'directory':
      return new UserError(
        `no Go files in ${target.pattern}; to take in what lies below it, write ${target.pattern.replace(/\/$/, '')}/...`,
      );
    default:
      return new UserError(
        `no Go files match ${target.pattern} (vendor, testdata and directories starting with "_" or "." are left out)`,
      );
  }
}

/** Whether a directory is below the base of a pattern that reaches into nested modules. */
export function reaches(targets: readonly Target[], dir: string): boolean {
  return targets.some((t) => t.recursive && isWithin(t.base, dir));
}

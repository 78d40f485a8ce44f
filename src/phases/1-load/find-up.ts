import { realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** Nearest directory upward from `dir` (itself included) that holds a regular file (or, if told, anything) of that name. */
export function findUp(dir: string, name: string, kind: 'file' | 'any' = 'file'): string | undefined {
  for (let current = dir; ; ) {
    if (exists(join(current, name), kind)) return current;
    const parent = dirname(current);
    if (parent === current) return undefined;
    current = parent;
  }
}

export function exists(path: string, kind: 'file' | 'directory' | 'any'): boolean {
  try {
    const stat = statSync(path);
    return kind === 'any' || (kind === 'file' ? stat.isFile() : stat.isDirectory());
  } catch {
    return false;
  }
}

/** Root of the repository around a directory: where `.git` is (a directory, or a file in worktrees and submodules). */
export function repositoryRoot(dir: string): string | undefined {
  return findUp(dir, '.git', 'any');
}

/** Whether `inner` is `outer` or lies below it; both absolute. */
export function isWithin(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}

export function toSlash(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}

/** The path with links resolved; as it is where it cannot be resolved. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

import { dirname, relative } from 'node:path';
import { isWithin, repositoryRoot, toSlash } from './find-up.js';

/**
 * Directory that display paths are relative to: where the command runs, if everything loaded is below it; else the root of
 * the repository, if everything is below that; else the deepest directory that holds everything.
 */
export function displayRoot(cwd: string, directories: readonly string[]): string {
  const holdsAll = (dir: string): boolean => directories.every((d) => isWithin(dir, d));
  if (holdsAll(cwd)) return cwd;
  const repository = repositoryRoot(directories[0]!);
  if (repository !== undefined && holdsAll(repository)) return repository;
  let common = directories[0]!;
  while (!holdsAll(common)) common = dirname(common);
  return common;
}

export function displayPathFrom(root: string): (path: string) => string {
  return (path) => (isWithin(root, path) ? toSlash(relative(root, path)) : toSlash(path));
}

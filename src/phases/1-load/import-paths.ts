import { relative } from 'node:path';
import type { Module } from '../../model/source.js';
import { toSlash } from './find-up.js';

/** Import path of a directory of a module. Packages of the standard library (`module std`) go without the module's name. */
export function importPathOf(module: Module, dir: string): string {
  const below = toSlash(relative(module.dir, dir));
  if (module.path === '' || module.path === 'std') return below === '' ? module.path || '.' : below;
  return below === '' ? module.path : `${module.path}/${below}`;
}

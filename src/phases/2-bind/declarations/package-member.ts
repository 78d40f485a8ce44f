import { isStandardPath } from '../../../go/import-name.js';
import { STANDARD_ALIASES } from '../../../go/standard-aliases.js';
import type { Reference } from '../../../model/binding.js';
import type { SourceFile } from '../../../model/source.js';
import type { Binder } from '../binder.js';
import type { PackageScope } from '../scopes/package-scope.js';
import { unknown } from '../types/make.js';
import { UNSAFE_FUNCTIONS, UNSAFE_POINTER } from '../universe.js';
import { knownPackage } from './known-signatures.js';

/** What `pkg.Name` refers to, the package's source being read if it is at hand. */
export function memberOf(b: Binder, path: string, name: string, scope: PackageScope, file: SourceFile): Reference {
  if (path === 'unsafe')
    return name === 'Pointer'
      ? UNSAFE_POINTER
      : (UNSAFE_FUNCTIONS.get(name) ?? unknown('unresolved', `unsafe.${name}`));
  if (path === 'C') return unknown('opaque-package', 'C');
  const target = b.packageAt(path, scope.view.module);
  if (target === undefined) {
    const known = knownPackage(b, path, scope.view.module)?.hasType(name);
    return known ? b.externalType(path, name, scope.view.module) : unknown('opaque-package', path);
  }
  if (!isExported(name)) return unknown('unresolved', `${path}.${name}`);
  target.readOn(name);
  return target.lookup(name, file) ?? unknown('unresolved', `${path}.${name}`);
}

/**
 * What `pkg.Name` refers to where only a type can stand. A package of the standard library is not read for it, and one that is not at hand
 * gives an opaque type.
 */
export function typeMemberOf(b: Binder, path: string, name: string, scope: PackageScope, file: SourceFile): Reference {
  if (path === 'unsafe') return memberOf(b, path, name, scope, file);
  const from = scope.view.module;
  if (b.program.imported(path, from) === undefined) {
    if (isStandardPath(path) && path !== 'C' && isExported(name)) {
      const alias = STANDARD_ALIASES.get(`${path}.${name}`);
      if (alias !== undefined) return typeMemberOf(b, alias.path, alias.name, scope, file);
      if (isStandardLibrary(path)) return b.externalType(path, name, from);
    }
    if (path === 'C' || b.packageAt(path, from) === undefined) return b.externalType(path, name, from);
  }
  return memberOf(b, path, name, scope, file);
}

/** Packages that surely are the standard library's, by their first element: a module path without a dot may be a user's own. */
function isStandardLibrary(path: string): boolean {
  return STANDARD_ROOTS.has(path.split('/', 1)[0]!);
}

const STANDARD_ROOTS = new Set(
  (
    'archive bufio bytes cmp compress container context crypto database debug embed encoding errors expvar flag fmt go hash html image index io iter log maps ' +
    'math mime net os path plugin reflect regexp runtime slices sort strconv strings structs sync syscall testing text time unicode unique weak'
  ).split(' '),
);

export function isExported(name: string): boolean {
  const c = name.charCodeAt(0);
  if (c < 128) return c >= 65 && c <= 90;
  return /^\p{Lu}/u.test(name);
}

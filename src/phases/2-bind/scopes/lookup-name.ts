import type { Reference } from '../../../model/binding.js';
import type { SourceFile } from '../../../model/source.js';
import type { Binder } from '../binder.js';
import { memberOf } from '../declarations/package-member.js';
import { unknown } from '../types/make.js';
import { BLANK, UNIVERSE } from '../universe.js';
import type { PackageScope } from './package-scope.js';

/** What a name means outside of any function: file, package, dot-imported and universe blocks. */
export function lookupName(b: Binder, scope: PackageScope, file: SourceFile, name: string): Reference {
  if (name === '_') return BLANK;
  const imports = scope.importsOf(file);
  const imported = imports.get(name);
  if (imported !== undefined) return imported;
  const declared = scope.lookup(name, file);
  if (declared !== undefined) return declared;
  const guessed = imports.guess(name);
  if (guessed !== undefined) return guessed;
  const predeclared = UNIVERSE.get(name);
  if (predeclared !== undefined) return predeclared;
  let opaque: string | undefined;
  for (const path of imports.dots) {
    const member = memberOf(b, path, name, scope, file);
    if (member.kind !== 'unknown') return member;
    if (member.cause === 'opaque-package') opaque ??= path;
  }
  const searched = imports.search(name) ?? imports.resembles(name);
  if (searched !== undefined) return searched;
  if (opaque !== undefined) return unknown('opaque-package', opaque);
  return unknown('unresolved', name);
}

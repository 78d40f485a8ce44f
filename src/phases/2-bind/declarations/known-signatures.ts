import { SIGNATURES } from '../../../go/signatures.js';
import type { GoType } from '../../../model/go-type.js';
import type { Module } from '../../../model/source.js';
import type { TypeSymbol } from '../../../model/symbol.js';
import type { Binder } from '../binder.js';
import { KnownPackage, type KnownType } from './known-package.js';

/** A package of the table of signatures; only for packages whose source is not at hand. */
export function knownPackage(b: Binder, path: string, from: Module): KnownPackage | undefined {
  const known = b.knownPackages.get(path);
  const text = SIGNATURES.get(path);
  if (known !== undefined || text === undefined) return known;
  const made = new KnownPackage(b, path, text, (p, name) => b.externalType(p, name, from));
  b.knownPackages.set(path, made);
  return made;
}

/** What the table says of an opaque type. */
export function knownType(b: Binder, symbol: TypeSymbol): KnownType | undefined {
  const from = b.externalOrigin.get(symbol);
  return from === undefined ? undefined : knownPackage(b, symbol.packagePath, from)?.type(symbol.name);
}

/** Type of a function, variable or constant of an opaque package that the table knows. */
export function knownMember(b: Binder, path: string, name: string, from: Module): GoType | undefined {
  return knownPackage(b, path, from)?.value(name);
}

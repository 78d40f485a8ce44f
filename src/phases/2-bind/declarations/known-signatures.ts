import type { GoType } from '../../../model/go-type.js';
import type { TypeSymbol } from '../../../model/symbol.js';
import type { Binder } from '../binder.js';

/** Method of an opaque type that the table of signatures knows. */
export function knownMethod(_b: Binder, _type: TypeSymbol, _name: string): GoType | undefined {
  return undefined;
}

/** Type of a function or variable of an opaque package that the table knows. */
export function knownMember(_b: Binder, _path: string, _name: string): GoType | undefined {
  return undefined;
}

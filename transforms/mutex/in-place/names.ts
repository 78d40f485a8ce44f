import { Kind } from '../../../src/go/grammar.js';
import type { PackageUnit, SourceFile } from '../../../src/model/source.js';
import type { NodeId } from '../../../src/model/syntax-tree.js';

/** The first of `mu`, `itemsMu`, `itemsMu2` … that is free. */
export function mutexName(map: string, first: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(first)) return first;
  const base = `${map.replace(/^\p{Lu}+(?=\p{Lu}|$)|^\p{Lu}/u, (c) => c.toLowerCase())}Mu`;
  for (let i = 1; ; i++) {
    const name = i === 1 ? base : `${base}${i}`;
    if (!isTaken(name)) return name;
  }
}

/** Whether an identifier of this name occurs in a part of the file at all, whatever it means. */
export function occursIn(file: SourceFile, root: NodeId, name: string): boolean {
  const { tree } = file;
  for (let n = root; n < tree.after[root]!; n++) {
    const kind = tree.kind[n];
    if (
      (kind === Kind.identifier ||
        kind === Kind.type_identifier ||
        kind === Kind.package_identifier ||
        kind === Kind.label_name) &&
      tree.textOf(n) === name
    )
      return true;
  }
  return false;
}

/** Whether the name occurs anywhere in the package, as a name of its own: not behind a dot. */
export function occursInPackage(unit: PackageUnit, name: string): boolean {
  return unit.files.some((file) => occursIn(file, 0, name));
}

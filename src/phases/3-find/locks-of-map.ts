import { endSymbol, isElement, isVaryingElement, ONCE, type Path } from './path.js';
import type { Held } from './state.js';

/** A lock as seen from the map: the same spelling for every instance of the map's owner. */
export interface RelativeLock {
  /** `^k.fields`: k fields up from the map, then down the fields; `g:id.fields`: from a package variable; `v:id.fields`: from another variable */
  readonly key: string;
  readonly name: string;
  readonly mode: 'shared' | 'exclusive';
  /** symbol of the mutex itself */
  readonly declaration: number;
  /** the mutex that the lock's field always points to, where that is another object's: `&tree{mu: &forest.mu}` */
  readonly borrowed?: number;
}

/** Expresses a held lock relative to the map's path; undefined while it starts at an unrelated parameter (a caller may relate them). */
export function relativeTo(
  map: Path,
  held: Held,
  isPackageVariable: (id: number) => boolean,
  borrowedFrom: (field: number) => number | undefined = () => undefined,
): RelativeLock | undefined {
  const lock = held.path;
  if (lock.root.kind !== 'variable') return undefined;
  const declaration = endSymbol(lock) ?? 0;
  const borrowed = borrowedFrom(declaration);
  const of = (key: string): RelativeLock | undefined =>
    isStripe(map, lock)
      ? undefined
      : { key, name: held.name, mode: held.mode, declaration, ...(borrowed === undefined ? {} : { borrowed }) };
  if (map.root.kind === 'variable' && map.root.id === lock.root.id) {
    let common = 0;
    while (common < map.fields.length && common < lock.fields.length && map.fields[common] === lock.fields[common])
      common++;
    // elements inside the map belong to the map itself
    let ups = 0;
    for (let i = common; i < map.fields.length; i++) if (!isElement(map.fields[i]!) || i < lastField(map)) ups++;
    return of(`^${ups}.${lock.fields.slice(common).join('.')}`);
  }
  if (isPackageVariable(lock.root.id)) return of(`g:${lock.root.id}.${lock.fields.join('.')}`);
  return undefined;
}

/** One of many locks, `locks[h%n]`, that is not chosen as the map is: another place that uses the map may hold another one. */
function isStripe(map: Path, lock: Path): boolean {
  return lock.fields.some(
    (field, i) => isVaryingElement(field) && map.fields[i] !== field && !map.fields.includes(field),
  );
}

function lastField(path: Path): number {
  let i = path.fields.length - 1;
  while (i >= 0 && isElement(path.fields[i]!)) i--;
  return i;
}

/** For a lock that starts at a variable which is no parameter of the frame: itself is its identity. */
export function absolute(held: Held): RelativeLock | undefined {
  const { path } = held;
  if (path.root.kind !== 'variable') return undefined;
  return {
    key: `v:${path.root.id}.${path.fields.join('.')}`,
    name: held.name,
    mode: held.mode,
    declaration: endSymbol(path) ?? 0,
  };
}

/** Whether two uses hold a lock that keeps them apart: the same one, not shared by both when one writes. */
export function synchronised(
  a: readonly RelativeLock[],
  writesA: boolean,
  b: readonly RelativeLock[],
  writesB: boolean,
): boolean {
  return a.some((x) =>
    b.some((y) => {
      if (x.key !== y.key && !sameByBorrowing(x, y) && !sameByBorrowing(y, x)) return false;
      // what runs inside Do is ordered before everything behind a Do of the same Once
      if (x.key.endsWith(`.${ONCE}`)) return x.mode === 'exclusive' || y.mode === 'exclusive';
      return (!writesA || x.mode === 'exclusive') && (!writesB || y.mode === 'exclusive');
    }),
  );
}

/** One lock is the other's by a pointer; which instance it points to is taken to be the right one. */
function sameByBorrowing(x: RelativeLock, y: RelativeLock): boolean {
  return x.borrowed !== undefined && (x.borrowed === y.declaration || x.borrowed === y.borrowed);
}

import { endSymbol, type Path, pathKey } from './path.js';

/** What the field or variable of a lock is always set to, where that is another lock in view. */
export type LockAlias =
  /** fields from the object that holds the field: `p.free = sync.NewCond(&p.mu)` makes `p.free.L` the lock `p.mu` */
  | { readonly kind: 'sibling'; readonly fields: readonly number[]; readonly cond: boolean }
  /** a package variable's lock */
  | { readonly kind: 'path'; readonly path: Path; readonly cond: boolean };

/**
 * Fields and variables that hold pointers to locks (`*sync.Mutex`, `sync.Locker`, `*sync.Cond`) by what they are set to: two names of one
 * lock keep each other out. A field that is set to different things is nobody's alias.
 */
export class LockAliases {
  private readonly known = new Map<number, LockAlias | 'several'>();
  /** fields that point to the lock of another object: symbol of that lock, 0 for several */
  private readonly lenders = new Map<number, number>();

  get size(): number {
    return this.known.size;
  }

  /** `place = value`, where both are paths of one function; `cond` for `sync.NewCond(value)`. */
  assign(place: Path, value: Path, cond: boolean, isPackageVariable: (id: number) => boolean): void {
    const symbol = endSymbol(place);
    if (symbol === undefined || pathKey(place) === pathKey(value)) return;
    const alias = aliasOf(place, value, cond, isPackageVariable);
    this.set(symbol, alias);
    if (alias === undefined) this.borrow(symbol, value);
  }

  private borrow(field: number, value: Path): void {
    // a bare parameter or local names no lock of an object
    const lender = value.root.kind === 'variable' && value.fields.length > 0 ? endSymbol(value) : undefined;
    const known = this.lenders.get(field);
    this.lenders.set(field, lender === undefined || (known !== undefined && known !== lender) ? 0 : lender);
  }

  /** Symbol of the lock, of another object, that a field always points to. */
  borrowed(field: number): number | undefined {
    return this.lenders.get(field) || undefined;
  }

  /** The fields of one composite literal that are given the same lock: all are called by the first one's name. */
  literal(fields: readonly { readonly field: number; readonly value: Path; readonly cond: boolean }[]): void {
    const first = new Map<string, { field: number; cond: boolean }>();
    for (const { field, value, cond } of fields) {
      const same = value.root.kind === 'variable' ? first.get(pathKey(value)) : undefined;
      if (same !== undefined && !same.cond) this.set(field, { kind: 'sibling', fields: [same.field], cond });
      else {
        this.set(field, undefined);
        this.borrow(field, value);
        if (value.root.kind === 'variable') first.set(pathKey(value), { field, cond });
      }
    }
  }

  private set(symbol: number, alias: LockAlias | undefined): void {
    const known = this.known.get(symbol);
    if (alias === undefined || (known !== undefined && !sameAlias(known, alias))) this.known.set(symbol, 'several');
    else this.known.set(symbol, alias);
  }

  /** The path by the name that its lock has first. */
  resolve(path: Path): Path {
    let current = path;
    for (let round = 0; round < 4; round++) {
      const next = this.step(current);
      if (next === undefined) return current;
      current = next;
    }
    return current;
  }

  private step(path: Path): Path | undefined {
    const steps = path.root.kind === 'variable' ? [path.root.id, ...path.fields] : [0, ...path.fields];
    for (let i = steps.length - 1; i >= 0; i--) {
      const alias = this.known.get(steps[i]!);
      if (alias === undefined || alias === 'several') continue;
      const rest = steps.slice(i + 1 + (alias.cond ? 1 : 0));
      if (alias.kind === 'path') return { root: alias.path.root, fields: [...alias.path.fields, ...rest] };
      if (i > 0) return { root: path.root, fields: [...path.fields.slice(0, i - 1), ...alias.fields, ...rest] };
    }
    return undefined;
  }
}

function aliasOf(
  place: Path,
  value: Path,
  cond: boolean,
  isPackageVariable: (id: number) => boolean,
): LockAlias | undefined {
  if (value.root.kind !== 'variable') return undefined;
  const holder = place.fields.slice(0, -1);
  if (
    place.fields.length > 0 &&
    place.root.kind === 'variable' &&
    place.root.id === value.root.id &&
    value.fields.length > holder.length &&
    holder.every((f, i) => f === value.fields[i])
  )
    return { kind: 'sibling', fields: value.fields.slice(holder.length), cond };
  // a local beside a local, or whatever beside a package variable
  return place.fields.length === 0 || isPackageVariable(value.root.id)
    ? { kind: 'path', path: value, cond }
    : undefined;
}

function sameAlias(a: LockAlias | 'several', b: LockAlias): boolean {
  if (a === 'several' || a.kind !== b.kind || a.cond !== b.cond) return false;
  if (a.kind === 'path') return b.kind === 'path' && pathKey(a.path) === pathKey(b.path);
  return b.kind === 'sibling' && a.fields.join() === b.fields.join();
}

/** Stands for "an element of": of a map, slice, array or channel, whichever. */
export const ELEMENT = -1;

/** Field that `sync.Once` tokens end in; no element. */
export const ONCE = -2;

/** Stands for what `mu.RLocker()` answers. */
export const RLOCKER = -3;

/** Below this, elements told apart by the text of their index: `shards[0]` and `shards[i]` may differ, `shards[i]` and `shards[i]` do not. */
const FIRST_INDEX = -11;

export function isElement(field: number): boolean {
  return field === ELEMENT || field <= FIRST_INDEX;
}

/** The element at the index with this number (see `Registry.indexNumber`); a constant index is one element wherever it is written. */
export function elementAt(indexNumber: number, constant: boolean): number {
  return FIRST_INDEX - 2 * indexNumber - (constant ? 1 : 0);
}

/** An element that may be another one at another place: at a variable index, or any. */
export function isVaryingElement(field: number): boolean {
  return field === ELEMENT || (field <= FIRST_INDEX && (FIRST_INDEX - field) % 2 === 0);
}

/** The path with all elements of a collection taken as one: for comparing objects, not locks. */
export function withoutIndices(path: Path): Path {
  return path.fields.every((f) => f >= FIRST_INDEX + 1)
    ? path
    : { root: path.root, fields: path.fields.map((f) => (isElement(f) ? ELEMENT : f)) };
}

/**
 * An access path in one function's frame: a root and the fields walked from it, in the manner of RacerD (Blackshear et al., OOPSLA 2018).
 * Pointers are looked through; embedded fields are listed; indices are `ELEMENT`.
 */
export interface Path {
  readonly root: Root;
  /** ids of field symbols, or ELEMENT */
  readonly fields: readonly number[];
}

export type Root =
  /** a variable of any scope by symbol id; parameters and receivers among them */
  | { readonly kind: 'variable'; readonly id: number }
  /** a value allocated by the expression itself: `&T{}`, `make(…)` */
  | { readonly kind: 'fresh' }
  /** result `result` of a call, resolved by the callee's summary: index into the function's call list */
  | { readonly kind: 'call'; readonly call: number; readonly result: number }
  | { readonly kind: 'unknown'; readonly cause: string };

export const FRESH: Path = { root: { kind: 'fresh' }, fields: [] };

export function unknownPath(cause: string): Path {
  return { root: { kind: 'unknown', cause }, fields: [] };
}

export function variablePath(id: number, fields: readonly number[] = []): Path {
  return { root: { kind: 'variable', id }, fields };
}

/** The path followed by more fields; bounded so that recursive structures stay finite. */
export function extend(path: Path, fields: readonly number[]): Path {
  if (fields.length === 0) return path;
  if (path.fields.length + fields.length > 10) return unknownPath('path too long');
  return { root: path.root, fields: [...path.fields, ...fields] };
}

export function pathKey(path: Path): string {
  const { root } = path;
  const head =
    root.kind === 'variable' ? `v${root.id}` : root.kind === 'call' ? `c${root.call}:${root.result}` : root.kind;
  return path.fields.length === 0 ? head : `${head}.${path.fields.join('.')}`;
}

/** Roots below this are copies of mutexes: no other name means them. */
const COPIES = -(2 ** 45);

/** The lock in a variable that is a copy of another one's value. */
export function copyPath(symbolId: number): Path {
  return { root: { kind: 'variable', id: COPIES - symbolId }, fields: [] };
}

export function isCopyPath(path: Path): boolean {
  return path.root.kind === 'variable' && path.root.id <= COPIES;
}

/** Id of the variable at the root, undefined for other roots. */
export function rootVariable(path: Path): number | undefined {
  return path.root.kind === 'variable' ? path.root.id : undefined;
}

/** The symbol that the path ends in, elements left out: the map's own symbol for a path to a map (or to a map inside it). */
export function endSymbol(path: Path): number | undefined {
  for (let i = path.fields.length - 1; i >= 0; i--) if (!isElement(path.fields[i]!)) return path.fields[i];
  return rootVariable(path);
}

/** Walks one field twice, as the calls of a chain of wrappers of each other do. */
export function isRecursive(path: Path): boolean {
  const { fields } = path;
  return fields.some((f, i) => !isElement(f) && fields.indexOf(f) < i);
}

import { mayUse, SINCE } from '../../../go/versions.js';

/**
 * The methods that a generated map type can have: the agreement between the transforms, which ask for them by name in
 * `HelperTypeRequest.methods`, and the Go text in mutex-map.ts. Each is atomic and means what its plain-map operation means:
 *
 *     m[k]                      g.Get(k)
 *     v, ok := m[k]             v, ok := g.Load(k)
 *     m[k] = v                  g.Store(k, v)
 *     delete(m, k)              g.Delete(k)
 *     len(m)                    g.Len()
 *     m[k] += v                 g.Update(k, func(old V, _ bool) V { return old + v })
 *     m = other                 g.Replace(other)
 *     m == nil                  g.IsNil()
 *
 * The type is a struct with the fields `mu` and `m`, so that a section of the same package can span several operations
 * (`g.mu.Lock(); g.m[k] = append(g.m[k], v); g.mu.Unlock()`), and a literal can build it: `guardedMap[K, V]{m: make(map[K]V)}`
 * (the zero value holds a nil map). It must not be copied: where the map was aliased, share a pointer to it.
 */
export interface HelperMethod {
  readonly name: HelperMethodName;
  /** Go signature with K and V for key and value type */
  readonly signature: string;
  /** doc comment, wrapped by whoever prints it; starts with the method's name */
  readonly doc: string;
  /** whether it takes the exclusive lock; the others take the shared one in an rwmutex-map */
  readonly writes: boolean;
  /** methods it calls, emitted with it */
  readonly needs: readonly HelperMethodName[];
  /** least minor version of Go whose standard library it needs in its signature */
  readonly goMinor: number;
}

/** In the order in which they are emitted. `New` is no method but the constructor `newGuardedMap(m)` for the type `guardedMap`; see {@link constructorName}. */
export const HELPER_METHOD_NAMES = [
  'New',
  'Load',
  'Get',
  'Store',
  'Delete',
  'Len',
  'LoadOrStore',
  'LoadAndDelete',
  'Swap',
  'Update',
  'Clear',
  'Range',
  'All',
  'Snapshot',
  'Keys',
  'Replace',
  'IsNil',
] as const;

export type HelperMethodName = (typeof HELPER_METHOD_NAMES)[number];

/** Families of helper types that lock a plain map with one mutex. */
export const MUTEX_MAP_FAMILIES = ['mutex-map', 'rwmutex-map'] as const;

export type MutexMapFamily = (typeof MUTEX_MAP_FAMILIES)[number];

/** Name that fits when no map suggests a better one: pass it as `HelperTypeRequest.baseName`. */
export const DEFAULT_HELPER_NAME = 'guardedMap';

/** Name of the function that the pseudo-method `New` asks for: `func newGuardedMap[K comparable, V any](m map[K]V) *guardedMap[K, V]`. */
export function constructorName(typeName: string): string {
  return `new${typeName[0]!.toUpperCase()}${typeName.slice(1)}`;
}

/**
 * Whether a generic helper can hold the key type: from 1.20 every comparable key; in 1.18 and 1.19 not one that is an interface or a struct
 * or array with an interface in it; before never. Ask for `specialised` where it says no.
 */
export function genericHelperFits(goMinor: number, keyHoldsInterface: boolean): boolean {
  return mayUse(keyHoldsInterface ? 'comparable interfaces' : 'generics', goMinor);
}

export const HELPER_METHODS: Readonly<Record<HelperMethodName, HelperMethod>> = {
  New: method('New', '(m map[K]V) *T', 'guards m, which the caller must not use directly any more.', { writes: false }),
  Load: method('Load', '(key K) (value V, ok bool)', 'returns the value of key, and whether the map has one.', {
    writes: false,
  }),
  Get: method('Get', '(key K) V', 'returns the value of key, or the zero value if the map has none.', {
    writes: false,
  }),
  Store: method('Store', '(key K, value V)', 'sets the value of key. It panics if the map is nil.', { writes: true }),
  Delete: method('Delete', '(key K)', 'removes key, if the map has it.', { writes: true }),
  Len: method('Len', '() int', 'returns the number of entries.', { writes: false }),
  LoadOrStore: method(
    'LoadOrStore',
    '(key K, value V) (actual V, loaded bool)',
    'returns the value of key if the map has one. Otherwise it stores value and returns that. loaded tells which. It panics if it stores and the map is nil.',
    { writes: true },
  ),
  LoadAndDelete: method(
    'LoadAndDelete',
    '(key K) (value V, loaded bool)',
    'removes key and returns the value it had, and whether it had one.',
    { writes: true },
  ),
  Swap: method(
    'Swap',
    '(key K, value V) (previous V, loaded bool)',
    'sets the value of key and returns the one it had, and whether it had one. It panics if the map is nil.',
    { writes: true },
  ),
  Update: method(
    'Update',
    '(key K, update func(old V, ok bool) V)',
    'sets the value of key to what update makes of the old one, in one step. ok tells whether there was an old one. The lock is held while update runs: it must not use the map or wait. If it panics nothing is set. Update panics if the map is nil.',
    { writes: true },
  ),
  Clear: method('Clear', '()', 'removes all entries.', { writes: true }),
  Range: method(
    'Range',
    '(yield func(key K, value V) bool)',
    'calls yield for each entry in no particular order until it returns false. It goes over a snapshot and holds no lock: yield may use the map, but does not see what changes meanwhile.',
    { writes: false, needs: ['Snapshot'] },
  ),
  All: method(
    'All',
    '() iter.Seq2[K, V]',
    'iterates over the entries in no particular order. It goes over a snapshot made when the loop starts and holds no lock: the body may use the map, but does not see what changes meanwhile.',
    { writes: false, needs: ['Snapshot'], goMinor: SINCE['iter.Seq2'] },
  ),
  Snapshot: method(
    'Snapshot',
    '() map[K]V',
    'returns a copy of the map, nil if the map is nil. The values themselves are shared.',
    { writes: false },
  ),
  Keys: method('Keys', '() []K', 'returns the keys in no particular order.', { writes: false }),
  Replace: method(
    'Replace',
    '(m map[K]V)',
    'puts m in the place of the map. The caller must not use m directly any more.',
    { writes: true },
  ),
  IsNil: method('IsNil', '() bool', 'tells whether the map is nil.', { writes: false }),
};

function method(
  name: HelperMethodName,
  signature: string,
  doc: string,
  rest: { writes: boolean; needs?: readonly HelperMethodName[]; goMinor?: number },
): HelperMethod {
  return { name, signature, doc, writes: rest.writes, needs: rest.needs ?? [], goMinor: rest.goMinor ?? 0 };
}

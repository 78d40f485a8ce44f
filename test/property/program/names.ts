/** The names in one program, and how its functions are written: methods of a struct, or functions over package variables. */
export interface Names {
  readonly type: string;
  readonly maps: readonly [string, string];
  readonly locks: readonly [string, string];
  /** what stands before the name of a field or method: "s." or nothing */
  readonly self: string;
  /** "func (s *Store) name" or "func name" */
  readonly func: (name: string) => string;
  readonly method: (index: number) => string;
}

const TYPES = ['Store', 'Registry', 'hub', 'Tracker', 'cache'] as const;
const MAPS = [
  ['items', 'index'],
  ['sessions', 'byName'],
  ['m', 'seen'],
  ['peers', 'pending'],
  ['entries', 'stats'],
] as const;
const LOCKS = [
  ['mu', 'nu'],
  ['mu', 'statsMu'],
  ['lock', 'lock2'],
  ['mtx', 'aux'],
  ['mu', 'mu2'],
] as const;
// none that a use declares
const RECEIVERS = ['s', 'h', 't'] as const;

export function namesOf(scope: 'struct' | 'package', choice: number): Names {
  const type = TYPES[choice % TYPES.length]!;
  const receiver = RECEIVERS[choice % RECEIVERS.length]!;
  const inStruct = scope === 'struct';
  return {
    type,
    maps: MAPS[choice % MAPS.length]!,
    locks: LOCKS[choice % LOCKS.length]!,
    self: inStruct ? `${receiver}.` : '',
    func: (name) => (inStruct ? `func (${receiver} *${type}) ${name}` : `func ${name}`),
    method: (index) => (index % 2 === 0 ? `Op${index}` : `op${index}`),
  };
}

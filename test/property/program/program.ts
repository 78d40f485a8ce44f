import fc from 'fast-check';

/*
 * The grammar of the random programs. A program is plain data without constraints between its parts, so that it can be shrunk freely: what does not fit (a call under a lock
 * that the callee takes) is printed as something simpler that does.
 */

/** Values of a map: counted directly, in slices, in inner maps, behind atomic pointers, or by presence. */
export const MAP_KINDS = ['int', 'ints', 'nested', 'counter', 'set'] as const;
export type MapKind = (typeof MAP_KINDS)[number];

export interface MapShape {
  readonly kind: MapKind;
  /** which of the two locks guards it where it is guarded */
  readonly lock: 0 | 1;
  /** nil until a method makes it */
  readonly lazy: boolean;
}

/** How the lock around one statement is written, if there is one. */
export type LockStyle = 'none' | 'plain' | 'read' | 'closure' | 'wrong-read';

export type Statement =
  | {
      readonly form: 'use';
      readonly map: 0 | 1;
      readonly write: boolean;
      readonly which: number;
      readonly lock: LockStyle;
    }
  | {
      readonly form: 'if';
      readonly map: 0 | 1;
      readonly condition: number;
      readonly lock: LockStyle;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly form: 'loop';
      readonly exit: 'none' | 'break' | 'continue' | 'labelled';
      readonly body: readonly Statement[];
    }
  | { readonly form: 'call'; readonly method: number; readonly argument: number }
  | { readonly form: 'hook' }
  | { readonly form: 'ask' }
  | { readonly form: 'return'; readonly map: 0 | 1; readonly which: number }
  | {
      readonly form: 'closure';
      readonly how: 'now' | 'deferred' | 'stored' | 'goroutine';
      readonly body: readonly Statement[];
    };

/** What a whole method holds. `manual` unlocks before every return instead of deferring. */
export type Guard = 'none' | 'defer' | 'defer-read' | 'manual';

export interface Method {
  readonly guard: Guard;
  readonly lock: 0 | 1;
  readonly key: number;
  readonly body: readonly Statement[];
}

export interface Program {
  /** maps in a struct, or as package variables */
  readonly scope: 'struct' | 'package';
  readonly maps: readonly [MapShape, MapShape];
  readonly locks: readonly [LockShape, LockShape];
  /** whether anything is locked at all */
  readonly locked: boolean;
  readonly methods: readonly Method[];
  /** a method that runs others on goroutines of its own */
  readonly spawns: boolean;
  /** whether the method that prints everything takes the locks */
  readonly dumpLocks: boolean;
  /** chooses the names */
  readonly names: number;
}

export interface LockShape {
  readonly type: 'Mutex' | 'RWMutex';
  readonly how: 'field' | 'embedded' | 'pointer';
}

const mapIndex = fc.constantFrom(0, 1) as fc.Arbitrary<0 | 1>;

const lockStyle: fc.Arbitrary<LockStyle> = fc.oneof(
  { weight: 10, arbitrary: fc.constant('none' as const) },
  { weight: 5, arbitrary: fc.constant('plain' as const) },
  { weight: 3, arbitrary: fc.constant('read' as const) },
  { weight: 2, arbitrary: fc.constant('closure' as const) },
  { weight: 1, arbitrary: fc.constant('wrong-read' as const) },
);

const use = fc.record({
  form: fc.constant('use' as const),
  map: mapIndex,
  write: fc.constantFrom(true, true, false),
  which: fc.nat(99),
  lock: lockStyle,
});

const { statement } = fc.letrec<{ statement: Statement; block: Statement[] }>((tie) => ({
  block: fc.array(tie('statement'), { maxLength: 3, depthIdentifier: 'block' }),
  statement: fc.oneof(
    { depthIdentifier: 'block', maxDepth: 3 },
    { weight: 20, arbitrary: use },
    { weight: 2, arbitrary: fc.record({ form: fc.constant('call' as const), method: fc.nat(9), argument: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ form: fc.constant('hook' as const) }) },
    { weight: 1, arbitrary: fc.record({ form: fc.constant('ask' as const) }) },
    { weight: 2, arbitrary: fc.record({ form: fc.constant('return' as const), map: mapIndex, which: fc.nat(9) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        form: fc.constant('if' as const),
        map: mapIndex,
        condition: fc.nat(9),
        lock: lockStyle,
        // biome-ignore lint/suspicious/noThenProperty: the branch of an if statement
        then: tie('block'),
        otherwise: tie('block'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        form: fc.constant('loop' as const),
        exit: fc.constantFrom('none' as const, 'break' as const, 'continue' as const, 'labelled' as const),
        body: tie('block'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        form: fc.constant('closure' as const),
        how: fc.constantFrom('now' as const, 'deferred' as const, 'stored' as const, 'goroutine' as const),
        body: tie('block'),
      }),
    },
  ),
}));

const method: fc.Arbitrary<Method> = fc.record({
  guard: fc.oneof(
    { weight: 7, arbitrary: fc.constant('none' as const) },
    { weight: 2, arbitrary: fc.constant('defer' as const) },
    { weight: 1, arbitrary: fc.constant('defer-read' as const) },
    { weight: 1, arbitrary: fc.constant('manual' as const) },
  ),
  lock: mapIndex,
  key: fc.nat(9),
  body: fc.array(statement, { minLength: 1, maxLength: 4 }),
});

const mapShape: fc.Arbitrary<MapShape> = fc.record({
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constant('int' as const) },
    { weight: 2, arbitrary: fc.constant('ints' as const) },
    { weight: 1, arbitrary: fc.constant('nested' as const) },
    { weight: 1, arbitrary: fc.constant('counter' as const) },
    { weight: 2, arbitrary: fc.constant('set' as const) },
  ),
  lock: mapIndex,
  lazy: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

const lockShape: fc.Arbitrary<LockShape> = fc.record({
  type: fc.constantFrom('Mutex' as const, 'RWMutex' as const),
  how: fc.oneof(
    { weight: 6, arbitrary: fc.constant('field' as const) },
    { weight: 1, arbitrary: fc.constant('embedded' as const) },
    { weight: 1, arbitrary: fc.constant('pointer' as const) },
  ),
});

export const program: fc.Arbitrary<Program> = fc.record({
  scope: fc.oneof(
    { weight: 3, arbitrary: fc.constant('struct' as const) },
    { weight: 1, arbitrary: fc.constant('package' as const) },
  ),
  maps: fc.tuple(mapShape, mapShape),
  locks: fc.tuple(lockShape, lockShape),
  locked: fc.oneof({ weight: 2, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  methods: fc.array(method, { minLength: 1, maxLength: 6 }),
  spawns: fc.boolean(),
  dumpLocks: fc.boolean(),
  names: fc.nat(9),
});

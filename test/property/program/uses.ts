import type { MapKind } from './program.js';

/** What a use may name. */
export interface Surroundings {
  /** the map, and the other one with its kind */
  readonly m: string;
  readonly other: string;
  readonly otherKind: MapKind;
  readonly key: string;
  /** a positive int */
  readonly value: string;
  /** makes an empty map of this kind */
  readonly make: string;
  readonly fresh: (base: string) => string;
  /** statement that books what comes into a map, and what leaves both */
  readonly add: (amount: string) => string;
  readonly sub: (amount: string) => string;
  /** a statement that calls back with a key; the callback changes a map, but only at that key */
  readonly hook: (key: string) => string;
  /** an expression that books its int argument and answers it */
  readonly booked: (amount: string) => string;
  /** an int expression that calls something, which may use the maps */
  readonly call: string;
}

type Use = (s: Surroundings) => readonly string[];

/*
 * Whatever a use puts into a map or takes out of both is booked, so that in the end the books tell what the maps must hold: a lost update, a value that two goroutines drained or a
 * value that was overwritten shows as a difference. Ranges are written so that the order does not matter.
 */

const INT_WRITES: readonly Use[] = [
  ({ m, key, value, add }) => [`${m}[${key}] += ${value}`, add(value)],
  ({ m, key, add }) => [`${m}[${key}]++`, add('1')],
  ({ m, key, value, add, fresh }) => {
    const x = fresh('cur');
    return [`${x} := ${m}[${key}]`, `${x} += ${value}`, `${m}[${key}] = ${x}`, add(value)];
  },
  ({ m, key, value, add }) => [`${m}[${key}] = ${m}[${key}] + ${value}`, add(value)],
  ({ m, key, value, add }) => [`if _, ok := ${m}[${key}]; !ok {`, `${m}[${key}] = ${value}`, add(value), '}'],
  ({ m, key, value, add }) => [
    `if old, ok := ${m}[${key}]; ok {`,
    `${m}[${key}] = old + 1`,
    add('1'),
    '} else {',
    `${m}[${key}] = ${value}`,
    add(value),
    '}',
  ],
  ({ m, key, sub }) => [`if x, ok := ${m}[${key}]; ok {`, `delete(${m}, ${key})`, sub('x'), '}'],
  ({ m, key, sub, fresh }) => {
    const x = fresh('gone');
    return [`${x} := ${m}[${key}]`, `delete(${m}, ${key})`, sub(x)];
  },
  ({ m, key, value, add, fresh }) => {
    const old = fresh('old');
    return [`${old} := ${m}[${key}]`, `${m}[${key}] = ${value}`, add(`${value}-${old}`)];
  },
  ({ m, key }) => [`if x, ok := ${m}["a"]; ok && ${key} != "a" {`, `delete(${m}, "a")`, `${m}[${key}] += x`, '}'],
  ({ m }) => [`${m}["a"], ${m}["b"] = ${m}["b"], ${m}["a"]`],
  ({ m, sub }) => [`for k2, x := range ${m} {`, 'if x > 6 {', `delete(${m}, k2)`, sub('x'), '}', '}'],
  ({ m, make, sub, fresh }) => {
    const old = fresh('old');
    return [`${old} := ${m}`, `${m} = ${make}`, `for _, x := range ${old} {`, sub('x'), '}'];
  },
  ({ m, sub }) => [`for _, x := range ${m} {`, sub('x'), '}', `clear(${m})`],
  ({ m, key, value, add }) => [`if len(${m}) < 3 {`, `${m}[${key}] += ${value}`, add(value), '}'],
  ({ m, key, other, otherKind, sub }) => [
    `if x := ${m}[${key}]; x > 0 {`,
    `${m}[${key}] = 0`,
    otherKind === 'int' ? `${other}[${key}] += x` : sub('x'),
    '}',
  ],
  ({ m, key, value, add }) => [
    `if x := ${m}[${key}]; ${value}*3 > x {`,
    `${m}[${key}] = ${value} * 3`,
    add(`${value}*3 - x`),
    '}',
  ],
  ({ m, key, booked, call }) => [`${m}[${key}] += ${booked(call)}`],
  ({ m, key, value, add, fresh }) => {
    const x = fresh('had');
    return [
      `${x}, ok := ${m}[${key}]`,
      `if ok && ${x} > 9 {`,
      '@leave',
      '}',
      `${m}[${key}] = ${x} + ${value}`,
      add(value),
    ];
  },
  ({ m, key, value, add, fresh }) => {
    const x = fresh('before');
    return [`${x} := ${m}[${key}]`, `r += weigh(${key})`, `${m}[${key}] = ${x} + ${value}`, add(value)];
  },
  ({ m, key, value, add, fresh }) => {
    const bump = fresh('bump');
    return [`${bump} := func(n int) {`, `${m}[${key}] += n`, add('n'), '}', `${bump}(${value})`];
  },
  ({ m, sub }) => [`for k2 := range ${m} {`, sub(`${m}[k2]`), `delete(${m}, k2)`, '}'],
  ({ m, sub, hook }) => [`for k2 := range ${m} {`, hook('k2'), sub(`${m}[k2]`), `delete(${m}, k2)`, '}'],
  ({ m, key, value, add, hook }) => [`${m}[${key}] += ${value}`, add(value), hook(key), `r += ${m}[${key}]`],
  ({ m, key, add }) => [`if _, ok := ${m}[${key}]; ok {`, `${m}[${key}]++`, add('1'), '}'],
];

/** The use of ints that changes an entry only where there is one. */
export const CHANGE_EXISTING = INT_WRITES.length - 1;

const INT_READS: readonly Use[] = [
  ({ m, key }) => [`r += ${m}[${key}]`],
  ({ m, key }) => [`if x, ok := ${m}[${key}]; ok {`, 'r += x', '}'],
  ({ m }) => [`for _, x := range ${m} {`, 'r += x', '}'],
  ({ m, key, fresh }) => {
    const x = fresh('v');
    return [`${x}, ok := ${m}[${key}]`, 'if !ok {', '@leave', '}', `r += ${x}`];
  },
  ({ m, key }) => [
    `switch x := ${m}[${key}]; {`,
    'case x > 5:',
    'r += x',
    'case x == 0:',
    'r--',
    'default:',
    'r++',
    '}',
  ],
  ({ m, key, other }) => [`if ${m}[${key}] > 2 && len(${other}) > 0 {`, 'r++', '}'],
  ({ m, key, other }) => [
    `if x, ok := ${m}[${key}]; ok && x > 4 {`,
    'r += x',
    `} else if _, ok := ${other}[${key}]; ok {`,
    'r += 2',
    '}',
  ],
  ({ m, fresh }) => {
    const keys = fresh('keys');
    return [
      `${keys} := make([]string, 0, len(${m}))`,
      `for k2 := range ${m} {`,
      `${keys} = append(${keys}, k2)`,
      '}',
      `sort.Strings(${keys})`,
      `for i, k2 := range ${keys} {`,
      `r += i * ${m}[k2]`,
      '}',
    ];
  },
  ({ m, key, fresh }) => {
    const f = fresh('get');
    return [`${f} := func() int { return ${m}[${key}] }`, `r += ${f}()`];
  },
  ({ m, key }) => [`r += weigh(${key}) * ${m}[${key}]`],
  ({ m, key, call }) => [`r += ${m}[${key}] + ${call}`],
  ({ m, key, call }) => [`r += ${call} - ${m}[${key}]`],
  ({ m, fresh }) => {
    const c = fresh('cp');
    return [
      `${c} := make(map[string]int, len(${m}))`,
      `for k2, x := range ${m} {`,
      `${c}[k2] = x`,
      '}',
      `r += len(${c})`,
    ];
  },
  ({ m }) => [`r += sum(${m})`],
  ({ m, hook }) => [`for k2, x := range ${m} {`, hook('k2'), 'r += x', '}'],
  ({ m, key }) => [`switch ${m}[${key}] {`, 'case 0:', 'r++', 'case 1, 2:', 'r += 2', '}'],
];

const INTS_WRITES: readonly Use[] = [
  ({ m, key, value, add }) => [`${m}[${key}] = append(${m}[${key}], ${value})`, add(value)],
  ({ m, key, value, add, fresh }) => {
    const xs = fresh('list');
    return [`${xs} := ${m}[${key}]`, `${xs} = append(${xs}, ${value})`, `${m}[${key}] = ${xs}`, add(value)];
  },
  ({ m, key, sub }) => [
    `if list, ok := ${m}[${key}]; ok {`,
    `delete(${m}, ${key})`,
    'for _, x := range list {',
    sub('x'),
    '}',
    '}',
  ],
  ({ m, key, sub, fresh }) => {
    const xs = fresh('list');
    return [`${xs} := ${m}[${key}]`, `delete(${m}, ${key})`, `for _, x := range ${xs} {`, sub('x'), '}'];
  },
  ({ m, sub }) => [
    `for k2, list := range ${m} {`,
    'if len(list) > 2 {',
    'for _, x := range list {',
    sub('x'),
    '}',
    `delete(${m}, k2)`,
    '}',
    '}',
  ],
  ({ m, key, sub }) => [`for _, x := range ${m}[${key}] {`, sub('x'), '}', `${m}[${key}] = nil`],
  ({ m, key, value, add }) => [
    `if len(${m}[${key}]) == 0 {`,
    `${m}[${key}] = []int{${value}}`,
    '} else {',
    `${m}[${key}][0] += ${value}`,
    '}',
    add(value),
  ],
  ({ m, make, sub, fresh }) => {
    const old = fresh('old');
    return [
      `${old} := ${m}`,
      `${m} = ${make}`,
      `for _, list := range ${old} {`,
      'for _, x := range list {',
      sub('x'),
      '}',
      '}',
    ];
  },
  ({ m, key, sub }) => [`if list := ${m}[${key}]; len(list) > 3 {`, sub('list[0]'), `${m}[${key}] = list[1:]`, '}'],
];

const INTS_READS: readonly Use[] = [
  ({ m, key }) => [`r += len(${m}[${key}])`],
  ({ m, key }) => [`for _, x := range ${m}[${key}] {`, 'r += x', '}'],
  ({ m }) => [`for _, list := range ${m} {`, 'r += len(list)', '}'],
  ({ m, key }) => [`if list := ${m}[${key}]; len(list) > 0 {`, 'r += list[len(list)-1]', '}'],
  ({ m, key, fresh }) => {
    const xs = fresh('list');
    return [`${xs} := ${m}[${key}]`, `if len(${xs}) == 0 {`, '@leave', '}', `r += ${xs}[0]`];
  },
];

const NESTED_WRITES: readonly Use[] = [
  ({ m, key, value, add }) => [
    `if ${m}[${key}] == nil {`,
    `${m}[${key}] = make(map[string]int)`,
    '}',
    `${m}[${key}]["x"] += ${value}`,
    add(value),
  ],
  ({ m, key, add, fresh }) => {
    const inner = fresh('inner');
    return [
      `${inner}, ok := ${m}[${key}]`,
      'if !ok {',
      `${inner} = map[string]int{}`,
      `${m}[${key}] = ${inner}`,
      '}',
      `${inner}[${key}]++`,
      add('1'),
    ];
  },
  ({ m, key, sub }) => [`for _, x := range ${m}[${key}] {`, sub('x'), '}', `delete(${m}, ${key})`],
  ({ m, key, sub }) => [
    `if inner := ${m}[${key}]; inner != nil {`,
    'if x, ok := inner["x"]; ok {',
    'delete(inner, "x")',
    sub('x'),
    '}',
    '}',
  ],
  ({ m }) => [`for k2, inner := range ${m} {`, 'if len(inner) == 0 {', `delete(${m}, k2)`, '}', '}'],
];

const NESTED_READS: readonly Use[] = [
  ({ m, key }) => [`r += ${m}[${key}]["x"]`],
  ({ m, key }) => [`r += len(${m}[${key}])`],
  ({ m }) => [`for _, inner := range ${m} {`, 'for _, x := range inner {', 'r += x', '}', '}'],
  ({ m, key }) => [`if _, ok := ${m}[${key}]["x"]; ok {`, 'r++', '}'],
];

const COUNTER_WRITES: readonly Use[] = [
  ({ m, key, value, add, fresh }) => {
    const c = fresh('c');
    return [
      `${c}, ok := ${m}[${key}]`,
      'if !ok {',
      `${c} = new(atomic.Int64)`,
      `${m}[${key}] = ${c}`,
      '}',
      `${c}.Add(int64(${value}))`,
      add(value),
    ];
  },
  ({ m, key, add, fresh }) => {
    const c = fresh('c');
    return [
      `${c} := ${m}[${key}]`,
      `if ${c} == nil {`,
      `${c} = &atomic.Int64{}`,
      `${m}[${key}] = ${c}`,
      '}',
      `${c}.Add(1)`,
      add('1'),
    ];
  },
  ({ m, key, add }) => [
    `if c, ok := ${m}[${key}]; ok {`,
    'c.Add(1)',
    add('1'),
    '} else {',
    `${m}[${key}] = new(atomic.Int64)`,
    '}',
  ],
];

const COUNTER_READS: readonly Use[] = [
  ({ m, key }) => [`if c := ${m}[${key}]; c != nil {`, 'r += int(c.Load())', '}'],
  ({ m }) => [`for _, c := range ${m} {`, 'r += int(c.Load())', '}'],
];

const SET_WRITES: readonly Use[] = [
  ({ m, key, add }) => [`if !${m}[${key}] {`, `${m}[${key}] = true`, add('1'), '}'],
  ({ m, key, add }) => [`if ${m}[${key}] {`, '@leave', '}', `${m}[${key}] = true`, add('1')],
  ({ m, key, add }) => [`if _, dup := ${m}[${key}]; dup {`, '@leave', '}', `${m}[${key}] = true`, add('1')],
  ({ m, key, sub }) => [`if ${m}[${key}] {`, `delete(${m}, ${key})`, sub('1'), '}'],
  ({ m, sub }) => [`for k2 := range ${m} {`, `delete(${m}, k2)`, sub('1'), '}'],
  ({ m, make, sub }) => [`if n := len(${m}); n > 2 {`, `${m} = ${make}`, sub('n'), '}'],
  ({ m, key, add, fresh }) => {
    const was = fresh('n');
    return [`${was} := len(${m})`, `${m}[${key}] = true`, add(`len(${m})-${was}`)];
  },
];

const SET_READS: readonly Use[] = [
  ({ m, key }) => [`if ${m}[${key}] {`, 'r++', '}'],
  ({ m }) => [`for k2 := range ${m} {`, 'r += len(k2)', '}'],
  ({ m, key }) => [`if _, ok := ${m}[${key}]; !ok {`, 'r--', '@leave', '}'],
  ({ m, key, other }) => [`if ${m}[${key}] || len(${other}) > 2 {`, 'r += 2', '}'],
];

/** Reads that fit every kind. */
const ANY_READS: readonly Use[] = [
  ({ m }) => [`r += len(${m})`],
  ({ m }) => [`for i := 0; i < len(${m}) && i < 3; i++ {`, 'r += i', '}'],
  ({ m }) => [`if len(${m}) == 0 {`, '@leave', '}'],
  ({ m, key }) => [`for k2 := range ${m} {`, `if k2 == ${key} {`, 'r += 3', 'break', '}', '}'],
  ({ m, key, fresh }) => {
    const alias = fresh('view');
    return [`${alias} := ${m}`, `if _, ok := ${alias}[${key}]; ok {`, `r += len(${alias})`, '}'];
  },
  ({ m, key }) => [`if _, ok := ${m}[${key}]; ok {`, 'r++', '}'],
];

const WRITES: Readonly<Record<MapKind, readonly Use[]>> = {
  int: INT_WRITES,
  ints: INTS_WRITES,
  nested: NESTED_WRITES,
  counter: COUNTER_WRITES,
  set: SET_WRITES,
};

const READS: Readonly<Record<MapKind, readonly Use[]>> = {
  int: [...INT_READS, ...ANY_READS],
  ints: [...INTS_READS, ...ANY_READS],
  nested: [...NESTED_READS, ...ANY_READS],
  counter: [...COUNTER_READS, ...ANY_READS],
  set: [...SET_READS, ...ANY_READS],
};

/** The lines of a use; `@leave` stands for leaving the function. */
export function linesOfUse(kind: MapKind, write: boolean, which: number, surroundings: Surroundings): string[] {
  const uses = (write ? WRITES : READS)[kind];
  return [...uses[which % uses.length]!(surroundings)];
}

const TYPES: Readonly<Record<MapKind, string>> = {
  int: 'int',
  ints: '[]int',
  nested: 'map[string]int',
  counter: '*atomic.Int64',
  set: 'bool',
};

export function typeOf(kind: MapKind): string {
  return `map[string]${TYPES[kind]}`;
}

/** Statements that add the amount in a map to `held`, and print it in the order of its keys. */
export function holdings(kind: MapKind, m: string): string[] {
  const add: Readonly<Record<MapKind, readonly string[]>> = {
    int: ['held += x', 'lines = append(lines, fmt.Sprint(k, x))'],
    ints: [
      'n := 0',
      'for _, y := range x {',
      'n += y',
      '}',
      'held += n',
      'lines = append(lines, fmt.Sprint(k, len(x), n))',
    ],
    nested: [
      'n := 0',
      'for _, y := range x {',
      'n += y',
      '}',
      'held += n',
      'lines = append(lines, fmt.Sprint(k, len(x), n))',
    ],
    counter: ['held += int(x.Load())', 'lines = append(lines, fmt.Sprint(k, x.Load()))'],
    set: ['held++', 'lines = append(lines, fmt.Sprint(k, x))'],
  };
  return [`for k, x := range ${m} {`, ...add[kind], '}'];
}

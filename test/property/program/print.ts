import { BodyPrinter, type Callables, type Effect } from './body.js';
import { type Names, namesOf } from './names.js';
import type { Program, Statement } from './program.js';
import { CHANGE_EXISTING, holdings, typeOf } from './uses.js';

/** The Go of a program, without what runs it. */
export interface Printed {
  readonly text: string;
  readonly names: Names;
  readonly methods: number;
  /** as --only takes them, behind the import path and a dot */
  readonly maps: readonly [string, string];
  readonly spawns: boolean;
}

/** Prints a program as package `name`. The text is not yet as gofmt would write it. */
export function print(program: Program, name: string): Printed {
  const names = namesOf(program.scope, program.names);
  const used = new Set<0 | 1>();
  const printer = (callables: Callables, seed: number) => new BodyPrinter(program, names, callables, seed);

  const touch = printer({ methods: [], hook: undefined, ask: undefined }, 0);
  const touchLines = touch.alone(touching(program));
  const hook: Effect = { takes: touch.takes };
  const methods: Effect[] = [];
  const functions: string[][] = [];
  for (const [i, method] of program.methods.entries()) {
    const ask = i === 0 ? undefined : methods[0];
    const body = printer({ methods: [...methods], hook, ask }, method.key);
    functions.push([`${names.func(names.method(i))}(k string, v int) (r int) {`, ...body.body(method), '}']);
    methods.push({ takes: body.takes });
  }
  const dump = printer({ methods: [], hook: undefined, ask: undefined }, 0);
  const dumpLines = dumping(program, names, dump);
  for (const { takes } of [...methods, touch, dump]) for (const lock of takes) used.add(lock);

  const parts = [
    [`package ${name}`],
    declarations(program, names, used),
    ...functions,
    ...(program.spawns ? [spawner(names, program.methods.length)] : []),
    [`${names.func('touch')}(k string) {`, 'r := 0', ...touchLines, '_ = r', '}'],
    [`${names.func('Dump')}() (lines []string, held int) {`, ...dumpLines, '}'],
    [`${names.func('Balance')}() int { return int(${names.self}in.Load() - ${names.self}out.Load()) }`],
    [`${names.func('booked')}(n int) int {`, `${names.self}in.Add(int64(n))`, 'return n', '}'],
    [
      `${names.func('serve')}() {`,
      `for q := range ${names.self}requests {`,
      `q.reply <- ${names.self}${names.method(0)}(q.k, q.v)`,
      '}',
      '}',
    ],
    [
      `${names.func('ask')}(k string, v int) int {`,
      'reply := make(chan int)',
      `${names.self}requests <- request{k, v, reply}`,
      'return <-reply',
      '}',
    ],
    PLAIN_FUNCTIONS,
  ];
  const text = parts.map((lines) => lines.join('\n')).join('\n\n');
  return {
    text: text.replace('\n\n', `\n\n${imports(text)}\n\n`),
    names,
    methods: program.methods.length,
    maps: [mapName(program, names, 0), mapName(program, names, 1)],
    spawns: program.spawns,
  };
}

function mapName(program: Program, names: Names, index: 0 | 1): string {
  return program.scope === 'struct' ? `${names.type}.${names.maps[index]}` : names.maps[index];
}

function imports(text: string): string {
  const wanted = ['fmt', 'sort', 'sync', 'sync/atomic'].filter((path) => text.includes(`${path.split('/').pop()}.`));
  return ['import (', ...wanted.map((path) => JSON.stringify(path)), ')'].join('\n');
}

const PLAIN_FUNCTIONS = [
  'type request struct {',
  'k string',
  'v int',
  'reply chan int',
  '}',
  '',
  'func weigh(k string) int { return len(k) }',
  '',
  'func norm(k string) string { return k[:1] }',
  '',
  'func sum(m map[string]int) (n int) {',
  'for _, x := range m {',
  'n += x',
  '}',
  'return n',
  '}',
];

/** The callback: it changes the first map, where it has the key. */
function touching({ maps, names }: Program): Statement {
  const lock = names % 3 === 0 ? 'plain' : 'none';
  const { kind } = maps[0];
  if (kind !== 'int') return { form: 'use', map: 0, write: false, which: 0, lock };
  return { form: 'use', map: 0, write: true, which: CHANGE_EXISTING, lock };
}

function declarations(program: Program, names: Names, used: ReadonlySet<0 | 1>): string[] {
  const lockFields = ([0, 1] as const).filter((l) => used.has(l));
  const [first, second] = program.maps;
  const maps = [
    { name: names.maps[0], shape: first },
    { name: names.maps[1], shape: second },
  ];
  if (program.scope === 'package') {
    const locks = lockFields.map((l) => {
      const { type, how } = program.locks[l];
      return how === 'pointer' ? `${names.locks[l]} = new(sync.${type})` : `${names.locks[l]} sync.${type}`;
    });
    const vars = maps.map(({ name, shape }) =>
      shape.lazy ? `${name} ${typeOf(shape.kind)}` : `${name} = make(${typeOf(shape.kind)})`,
    );
    return [
      'var (',
      ...locks,
      ...vars,
      'in, out atomic.Int64',
      'requests = make(chan request)',
      ')',
      '',
      'var hook func(string)',
      '',
      'func Start() {',
      'hook = touch',
      'go serve()',
      '}',
    ];
  }
  const fields = lockFields.map((l) => {
    const { type, how } = program.locks[l];
    if (how === 'embedded' && l === 0) return `sync.${type}`;
    return `${names.locks[l]} ${how === 'pointer' ? '*' : ''}sync.${type}`;
  });
  const self = names.self.slice(0, -1);
  const pointers = lockFields.filter((l) => program.locks[l].how === 'pointer');
  return [
    `type ${names.type} struct {`,
    ...fields,
    ...maps.map(({ name, shape }) => `${name} ${typeOf(shape.kind)}`),
    'in, out atomic.Int64',
    'requests chan request',
    'hook func(string)',
    '}',
    '',
    `func New() *${names.type} {`,
    `${self} := &${names.type}{`,
    'requests: make(chan request),',
    ...pointers.map((l) => `${names.locks[l]}: new(sync.${program.locks[l].type}),`),
    ...maps.filter(({ shape }) => !shape.lazy).map(({ name, shape }) => `${name}: make(${typeOf(shape.kind)}),`),
    '}',
    program.names % 2 === 0 ? `${self}.hook = ${self}.touch` : `${self}.hook = func(k string) { ${self}.touch(k) }`,
    `go ${self}.serve()`,
    `return ${self}`,
    '}',
  ];
}

function spawner(names: Names, methods: number): string[] {
  const last = names.method(methods - 1);
  return [
    `${names.func('Fan')}(n int) {`,
    'var wg sync.WaitGroup',
    'for i := 0; i < n; i++ {',
    'wg.Add(1)',
    'go func() {',
    'defer wg.Done()',
    `${names.self}${names.method(0)}("a", 1)`,
    `${names.self}${last}("b", 2)`,
    '}()',
    '}',
    'wg.Wait()',
    '}',
  ];
}

function dumping(program: Program, names: Names, printer: BodyPrinter): string[] {
  const part = (index: 0 | 1) => {
    const { kind, lock } = program.maps[index];
    const lines = holdings(kind, names.self + names.maps[index]);
    return program.dumpLocks ? printer.under(lock, lines) : lines;
  };
  return [...part(0), ...part(1), 'sort.Strings(lines)', 'return lines, held'];
}

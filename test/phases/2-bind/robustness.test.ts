import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Binding } from '../../../src/model/binding.js';
import type { SourceFile } from '../../../src/model/source.js';
import { bind, typeToString } from '../../../src/phases/2-bind/index.js';
import { programOf } from './program-of.js';

const N = 10_000;

/** Asks everything of every node, last node first, so that each answer comes without the ones before it. */
function askAll(binding: Binding, file: SourceFile): void {
  for (let n = file.tree.count - 1; n >= 0; n--) {
    binding.symbolAt(file, n);
    typeToString(binding.typeOf(file, n));
    binding.selectionAt(file, n);
    binding.callForm(file, n);
    binding.isTypeExpression(file, n);
  }
  const unit = binding.unitOf(file);
  if (unit === undefined) return;
  for (const f of binding.functionsOf(unit)) binding.typeOfSymbol(f);
  for (const v of binding.variablesOf(unit)) binding.typeOfSymbol(v);
  for (const t of binding.typesOf(unit)) {
    const type = binding.typeOfSymbol(t);
    binding.underlying(type);
    binding.fieldsOf(type);
    binding.methodsOf(t);
    binding.lookup(type, 'x');
    binding.implementations(type);
    binding.spell(type, file);
  }
}

/** Binds one file, asks everything and answers the type of the package variable `result`. */
function resultOf(source: string): string {
  const program = programOf({ 'a.go': `package a\n${source}` });
  const binding = bind(program);
  askAll(binding, program.files[0]!);
  const result = binding.variablesOf(program.packages[0]!).find((v) => v.name === 'result');
  return result === undefined ? 'none' : typeToString(bind(program).typeOfSymbol(result));
}

const repeat = (text: string, n = N): string => text.repeat(n);

describe('deep syntax neither overflows the stack nor loses the answer', () => {
  test('nested parentheses', () => {
    const program = programOf({ 'a.go': `package a\nvar result = ${repeat('(')}1${repeat(')')}` });
    const binding = bind(program);
    expect(typeToString(binding.typeOfSymbol(binding.variablesOf(program.packages[0]!)[0]!))).toBe('int');
    resultOf(`var result = ${repeat('(', 1000)}1${repeat(')', 1000)}`);
  });
  test('a long sum', () => {
    expect(resultOf(`var result = 1.5${repeat(' + 1')}`)).toBe('float64');
  });
  test('a long sum of calls in a function', () => {
    expect(resultOf(`func f(s string) string { return s${repeat(' + f(s)')} }\nvar result = f("")`)).toBe('string');
  });
  test('a long chain of method calls', () => {
    expect(
      resultOf(`type T struct{}\nfunc (t *T) f() *T { return t }\nvar t *T\nvar result = t${repeat('.f()', 3000)}`),
    ).toBe('*m.T');
  });
  test('a long chain of fields', () => {
    expect(resultOf(`type T struct{ f *T; m map[string]int }\nvar t *T\nvar result = t${repeat('.f', 3000)}.m`)).toBe(
      'map[string]int',
    );
  });
  test('nested indices', () => {
    expect(resultOf(`var a []int\nvar result = ${repeat('a[', 2000)}0${repeat(']', 2000)}`)).toBe('int');
  });
  test('nested calls', () => {
    expect(resultOf(`func f(n int) int\nvar result = ${repeat('f(', 2000)}0${repeat(')', 2000)}`)).toBe('int');
  });
  test('nested generic calls', () => {
    expect(resultOf(`func f[T any](t T) T\nvar result = ${repeat('f(', 2000)}map[int]bool{}${repeat(')', 2000)}`)).toBe(
      'map[int]bool',
    );
  });
  test('a long chain of local variables, the last asked first', () => {
    const lines = Array.from({ length: N }, (_, i) => `a${i + 1} := a${i}`).join('\n');
    const source = `package a\nfunc f() {\na0 := map[int]int{}\n${lines}\n_ = a${N}\n}`;
    const program = programOf({ 'a.go': source });
    const file = program.files[0]!;
    const last = lastIdentifier(file, `a${N}`);
    expect(typeToString(bind(program).typeOf(file, last))).toBe('map[int]int');
    askAll(bind(program), file);
  });
  test('nested function literals', () => {
    expect(resultOf(`var result = ${repeat('func() { _ = ', 1000)}1${repeat(' }', 1000)}`)).toBe('func()');
  });
  test('nested composite literals with elided types', () => {
    expect(resultOf(`type T []T\nvar result = T{${repeat('{', 2000)}${repeat('}', 2000)}}`)).toBe('m.T');
  });
  test('nested blocks and statements', () => {
    expect(resultOf(`func f() { ${repeat('{ x := 1; _ = x; ', 2000)}${repeat('}', 2000)} }\nvar result = 1`)).toBe(
      'int',
    );
    expect(resultOf(`func f() { ${repeat('if x := 1; x > 0 { ', 1000)}${repeat('}', 1000)} }\nvar result = 1`)).toBe(
      'int',
    );
  });
  test('unary operators', () => {
    expect(resultOf(`var p *int\nvar result = ${repeat('- ', 2000)}1`)).toBe('int');
    resultOf(`var p int\nvar result = ${repeat('&', 1000)}p`);
    resultOf(`var p *int\nvar result = ${repeat('*', 1000)}p`);
  });
  test('types nested too deep are unknown', () => {
    expect(resultOf(`var result ${repeat('[]')}int`)).toMatch(/unknown|\[\]/);
    resultOf(`var result ${repeat('map[string]', 2000)}int`);
    resultOf(`var result func(${repeat('func(', 2000)}${repeat(')', 2000)})`);
  });
  test('chains of package variables and constants', () => {
    const vars = Array.from({ length: 500 }, (_, i) => `var v${i} = v${i + 1}`).join('\n');
    resultOf(`${vars}\nvar v500 = 1\nvar result = v0`);
    const constants = Array.from({ length: 500 }, (_, i) => `const c${i} = c${i + 1} + 1`).join('\n');
    resultOf(`${constants}\nconst c500 = 1\nvar result [c0]int`);
  });
  test('a large group of constants', () => {
    const names = Array.from({ length: N }, (_, i) => `c${i}`).join('\n');
    expect(resultOf(`type E uint8\nconst (\nfirst E = iota\n${names}\n)\nvar result = c${N - 1}`)).toBe('m.E');
  });
  test('a chain of type declarations', () => {
    const types = Array.from({ length: 500 }, (_, i) => `type T${i} T${i + 1}`).join('\n');
    resultOf(`${types}\ntype T500 map[int]int\nvar result T0`);
    const aliases = Array.from({ length: 500 }, (_, i) => `type A${i} = A${i + 1}`).join('\n');
    resultOf(`${aliases}\ntype A500 = map[int]int\nvar result A0`);
    const embedded = Array.from({ length: 500 }, (_, i) => `type E${i} struct { E${i + 1} }`).join('\n');
    resultOf(`${embedded}\ntype E500 struct { m map[int]int }\nvar e E0\nvar result = e.m`);
    const interfaces = Array.from({ length: 500 }, (_, i) => `type I${i} interface { I${i + 1} }`).join('\n');
    resultOf(`${interfaces}\ntype I500 interface { M() map[int]int }\nvar i I0\nvar result = i.M()`);
  });
});

describe('declarations that refer to themselves', () => {
  const cycles: Readonly<Record<string, string>> = {
    type: 'type A B\ntype B A\nvar result A\nvar x = result[0]',
    alias: 'type A = B\ntype B = A\nvar result A\nvar x = result.f',
    'alias of itself': 'type A = []A\nvar result A',
    variable: 'var result = b\nvar b = result',
    'variable through a call': 'var result = f(b)\nfunc f[T any](t T) T\nvar b = f(result)',
    constant: 'const a = b\nconst b = a\nvar result = a\nvar x [a]int',
    'constant itself': 'const a = a\nvar result = a',
    'array length': 'var x [len(x)]int\nvar result = x\ntype T [len(T{})]int',
    struct: 'type T struct { T }\nvar t T\nvar result = t.f',
    'two structs': 'type A struct { B; x int }\ntype B struct { A }\nvar b B\nvar result = b.x',
    interface: 'type I interface { I; M() }\nvar i I\nvar result = i.N',
    constraint:
      'type C[T C[T]] interface { ~[]T; M(C[T]) }\nfunc f[T C[T]](t T) { _ = t[0]; t.M(nil) }\nvar result = 1',
    'constraint of two': 'func f[P Q, Q P](p P, q Q) { _ = p[0] }\nvar result = f(1, 2)',
    'runaway instantiation': 'type T[P any] struct { f *T[[]P] }\nvar t T[int]\nvar result = t.f.f.f.f.f',
    'local variable': 'func f() { x := x; y := y + x; var z = z; for k, v := range v { _ = k } }\nvar result = 1',
    pointer: 'type P *P\nvar p P\nvar result = ***p',
    'self-referential function':
      'var result = func() int { return result() }\ntype F func(F) F\nvar g = F(nil)(nil)(nil)',
  };
  for (const [name, source] of Object.entries(cycles)) {
    test(name, () => {
      expect(typeof resultOf(source)).toBe('string');
    });
  }
});

test('damaged source is bound as far as it goes', () => {
  const tokens = [
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    '*',
    '&',
    '<-',
    ':=',
    '=',
    '.',
    ',',
    ';',
    'func ',
    'type ',
    'struct',
    'interface',
    'map',
    'range ',
    'case ',
    'x',
    'T',
    '...',
    '~',
    '|',
    'const ',
    'var ',
    '.(type)',
    '"',
  ];
  const damage = fc.array(
    fc.record({ at: fc.nat(SAMPLE.length - 1), cut: fc.nat(8), token: fc.constantFrom('', ...tokens) }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(damage, (edits) => {
      let text = SAMPLE;
      for (const { at, cut, token } of edits) text = text.slice(0, at) + token + text.slice(at + cut);
      const program = programOf({ 'a.go': text });
      askAll(bind(program), program.files[0]!);
    }),
    { numRuns: 150 },
  );
});

test('a function of 20,000 lines takes linear time', () => {
  const body = (n: number): string =>
    Array.from({ length: n }, (_, i) => `x${i} := m["a"]\nif x${i} > 0 { m["b"] = x${i} }\n`).join('');
  const time = (n: number): number => {
    const program = programOf({ 'a.go': `package a\nfunc f(m map[string]int) {\n${body(n)}}` });
    const binding = bind(program);
    const file = program.files[0]!;
    const start = performance.now();
    for (let i = 0; i < file.tree.count; i++) binding.typeOf(file, i);
    return performance.now() - start;
  };
  time(1000);
  const small = time(2000);
  const large = time(20_000);
  expect(large).toBeLessThan(Math.max(small, 5) * 60);
});

const SAMPLE = `package a

import ("fmt"; . "strings"; m "maps")

type cache[K comparable, V any] struct { fmt.Stringer; *base; entries map[K]*entry[V]; inner struct{ tags []string } }
type base struct{ names map[string]int }
type entry[V any] struct{ value V; next *entry[V] }
type number interface{ ~int | ~float64 }
type alias[T any] = map[string]T

const ( a, b = iota, 1 << iota; c, d; size = len("four") )

var table = map[string][]base{"a": {{names: nil}}, "b": nil}
var _, ok = table["a"]

func (s *cache[K, V]) get(key K, rest ...V) (v V, err error) {
loop:
	for i, e := range s.entries {
		switch x := any(e).(type) {
		case *entry[V], nil:
			continue loop
		case interface{ Do() }:
			x.Do()
		}
		if v, ok := s.entries[i]; ok && v != nil { return v.value, nil }
		select { case r := <-make(chan int): _ = r; default: break loop }
	}
	go func(n int) { s.names[ToUpper("a")] += n }(size)
	return sum[V](rest...), fmt.Errorf("x")
}

func sum[T any](xs ...T) (t T) { for range m.Keys(table) { defer delete(table, "a") }; return }
`;

function lastIdentifier(file: SourceFile, text: string): number {
  for (let n = file.tree.count - 1; n >= 0; n--)
    if (file.tree.textOf(n) === text && file.tree.after[n] === n + 1) return n;
  return -1;
}

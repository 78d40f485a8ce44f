import { describe, expect, test } from 'vitest';
import { Kind } from '../../../src/go/grammar.js';
import type { Binding } from '../../../src/model/binding.js';
import type { GoType } from '../../../src/model/go-type.js';
import type { SourceFile } from '../../../src/model/source.js';
import { bind, identical, isMap, typeToString } from '../../../src/phases/2-bind/index.js';
import { programOf } from './program-of.js';

function bound(sources: Readonly<Record<string, string>>): { binding: Binding; file: SourceFile } {
  const program = programOf(sources);
  return { binding: bind(program), file: program.files[0]! };
}

/** Type of a package variable of the first package. */
function variable(binding: Binding, name: string): GoType {
  const found = binding.variablesOf(binding.program.packages[0]!).find((v) => v.name === name);
  expect(found, name).toBeDefined();
  return binding.typeOfSymbol(found!);
}

const SYNC =
  'package sync\n\ntype Locker interface{ Lock(); Unlock() }\n\ntype RWMutex struct{ w int }\n\nfunc (rw *RWMutex) RLock()\n';

describe('types of packages outside the program', () => {
  test('have the same identity whether their source is read or not', () => {
    const user =
      'package a\nimport "sync"\ntype S struct{ sync.RWMutex }\nvar s S\nvar mu *sync.RWMutex\nvar _ = mu.RLock\n';
    for (const external of [{}, { 'external/sync/sync.go': SYNC }]) {
      const { binding } = bound({ 'a.go': user, ...external });
      const selection = binding.lookup(variable(binding, 's'), 'RLock');
      expect(selection.kind).toBe('method');
      const receiver = selection.kind === 'method' ? selection.receiver : undefined;
      const pointer = variable(binding, 'mu');
      expect(
        receiver?.kind === 'named' && [receiver.symbol.packagePath, receiver.symbol.name, receiver.symbol.role],
      ).toEqual(['sync', 'RWMutex', 'opaque']);
      expect(pointer.kind === 'pointer' && receiver !== undefined && identical(pointer.elem, receiver)).toBe(true);
      expect(
        pointer.kind === 'pointer' &&
          pointer.elem.kind === 'named' &&
          receiver?.kind === 'named' &&
          pointer.elem.symbol.id === receiver.symbol.id,
      ).toBe(true);
    }
  });

  test('of two programs are identical by path and name', () => {
    const a = bound({ 'a.go': 'package a\nimport "sync"\nvar mu sync.RWMutex\n' }).binding;
    const b = bound({
      'a.go': 'package a\nimport "sync"\nvar mu sync.RWMutex\nvar other sync.Mutex\n',
      'external/sync/sync.go': SYNC,
    }).binding;
    b.lookup(variable(b, 'mu'), 'RLock');
    expect(identical(variable(a, 'mu'), variable(b, 'mu'))).toBe(true);
    expect(identical(variable(a, 'mu'), variable(b, 'other'))).toBe(false);
  });

  test('are not read for a type position', () => {
    const program = programOf({ 'a.go': 'package a\nimport "sync"\nvar mu sync.RWMutex\n' });
    const asked: string[] = [];
    const external = (path: string): undefined => {
      asked.push(path);
    };
    const binding = bind({ ...program, external });
    variable(binding, 'mu');
    expect(asked).toEqual([]);
    binding.lookup(variable(binding, 'mu'), 'Lock');
    expect(asked).toEqual(['sync']);
  });

  test('aliases of the standard library are known without source', () => {
    const { binding } = bound({
      'a.go':
        'package a\nimport ("os"; "io/fs"; "html/template")\nvar a os.FileInfo\nvar b fs.FileInfo\nvar f template.FuncMap\n',
    });
    expect(identical(variable(binding, 'a'), variable(binding, 'b'))).toBe(true);
    expect(typeToString(variable(binding, 'f'))).toBe('template.FuncMap');
  });

  test('an alias of another module is followed', () => {
    const { binding } = bound({
      'a.go': 'package a\nimport "example.org/x"\nvar t x.Table\nvar g x.Generic[int]\n',
      'external/example.org/x/x.go':
        'package x\n\ntype Table = map[string]int\n\ntype Generic[V any] = map[string][]V\n',
    });
    expect(typeToString(variable(binding, 't'))).toBe('map[string]int');
    expect(typeToString(variable(binding, 'g'))).toBe('map[string][]int');
  });

  test('an embedded type that is not in view hides what lies deeper', () => {
    const source =
      'package a\nimport "example.org/x"\ntype In struct{ Table map[string]int; table map[string]int }\ntype Mid struct{ In }\ntype T struct{ x.Opaque; Mid; Own map[string]int }\nvar t T\nvar own = t.Own\nvar deep = t.Table\nvar lower = t.table\n';
    const { binding } = bound({ 'a.go': source });
    expect(isMap(binding, variable(binding, 'own'))).toBe('map');
    expect(isMap(binding, variable(binding, 'deep'))).toBe('unknown');
    expect(isMap(binding, variable(binding, 'lower'))).toBe('map');
  });
});

describe('isMap', () => {
  const source = [
    'package a',
    'type named map[string]int',
    'type slice []map[string]int',
    'var a map[int]int',
    'var b named',
    'var c slice',
    'var d = c[0]',
    'var e undeclared',
    'var f interface{}',
    'func g[M ~map[string]int, S ~[]int, X ~map[string]int | ~[]int, A any](m M, s S, x X, a A) {}',
    '',
  ].join('\n');

  test('looks through names, and at the types that a type parameter admits', () => {
    const { binding, file } = bound({ 'a.go': source });
    const answers = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => isMap(binding, variable(binding, name)));
    expect(answers).toEqual(['map', 'map', 'not-map', 'map', 'unknown', 'not-map']);
    const g = binding.functionsOf(binding.program.packages[0]!)[0]!;
    const type = binding.typeOfSymbol(g);
    expect(type.kind === 'func' && type.params.map((p) => isMap(binding, p))).toEqual([
      'map',
      'not-map',
      'unknown',
      'not-map',
    ]);
    expect(file.tree.count).toBeGreaterThan(0);
  });
});

describe('spell', () => {
  test('names packages as the file imports them', () => {
    const { binding, file } = bound({
      'a.go':
        'package a\nimport (\n\t"sync"\n\tweb "net/http"\n\t"example.com/m/b"\n)\ntype T struct{}\nvar a map[string]*sync.Mutex\nvar c func(web.Header, ...b.T) (<-chan []T, error)\nvar d = b.Hidden\nvar e = b.Timed\nvar f any\nvar g [2]struct{ x int; T }\nfunc h() { type local int; l = local(1) }\nvar l = 1\n',
      'b/b.go':
        'package b\nimport "time"\ntype T int\ntype hidden map[string]int\nvar Hidden hidden\nvar Timed time.Time\n',
    });
    const spelled = ['a', 'c', 'd', 'e', 'f', 'g'].map((name) => binding.spell(variable(binding, name), file));
    expect(spelled).toEqual([
      'map[string]*sync.Mutex',
      'func(web.Header, ...b.T) (<-chan []T, error)',
      undefined,
      undefined,
      'any',
      '[2]struct{ x int; T }',
    ]);
    const local = binding.typesOf(binding.program.packages[0]!).find((t) => t.name === 'local')!;
    expect(binding.spell(binding.typeOfSymbol(local), file)).toBeUndefined();
  });

  test('gives up where a package name or a predeclared one means something else', () => {
    const { binding, file } = bound({
      'a.go': 'package a\ntype T int\nvar a T\n',
      'b/b.go': 'package b\nimport "example.com/m"\ntype string int\nvar x m.T\nvar y = m.T(1)\n',
    });
    const other = binding.program.files[1]!;
    expect(binding.spell(variable(binding, 'a'), other)).toBe('a.T');
    expect(
      binding.spell({ kind: 'map', key: { kind: 'basic', name: 'string' }, value: variable(binding, 'a') }, file),
    ).toBe('map[string]T');
    expect(binding.spell({ kind: 'basic', name: 'string' }, other)).toBeUndefined();
  });
});

describe('implementations', () => {
  test('are found by names and arities of methods, promoted ones too', () => {
    const { binding } = bound({
      'a.go': [
        'package a',
        'type Store interface{ Get(string) map[string]int; Put(string, int) }',
        'type one struct{}',
        'func (*one) Get(string) map[string]int { return nil }',
        'func (one) Put(string, int) {}',
        'type two struct{ *one }',
        'type three struct{}',
        'func (three) Get(string) map[string]int { return nil }',
        'type four struct{}',
        'func (four) Get() map[string]int { return nil }',
        'func (four) Put(string, int) {}',
        'var store Store',
        '',
      ].join('\n'),
    });
    expect(binding.implementations(variable(binding, 'store')).map((t) => t.name)).toEqual(['one', 'two']);
  });
});

describe('release', () => {
  test('keeps the ids of symbols', () => {
    const source =
      'package a\nfunc f(m map[string]int) { type T []int; for k := range m { g := func(x T) { _ = x }; g(nil); _ = k } }\n';
    const { binding, file } = bound({ 'a.go': source });
    const ids = (): readonly unknown[] =>
      Array.from({ length: file.tree.count }, (_, n) => {
        const symbol = binding.symbolAt(file, n);
        return symbol.kind === 'unknown' ? symbol.kind : symbol.id;
      });
    const before = ids();
    binding.release(file);
    expect(ids()).toEqual(before);
  });
});

describe('selectionAt', () => {
  test('tells fields, methods, package members and what is unknown apart', () => {
    const { binding, file } = bound({
      'a.go':
        'package a\nimport ("fmt"; "example.org/x")\ntype I interface{ M() }\ntype T struct{ I; f int }\nvar t T\nvar _ = t.f\nvar _ = t.M\nvar _ = T.M\nvar _ = fmt.Sprint\nvar _ = x.Y\nvar _ = t.none\n',
    });
    const kinds: string[] = [];
    for (let n = 0; n < file.tree.count; n++) {
      if (file.tree.kind[n] !== Kind.selector_expression) continue;
      const s = binding.selectionAt(file, n);
      kinds.push(
        s.kind === 'unknown' ? s.cause : s.kind === 'method' ? `method${s.expression ? ' expression' : ''}` : s.kind,
      );
    }
    expect(kinds).toEqual(['field', 'method', 'method expression', 'package-member', 'package-member', 'unresolved']);
  });
});

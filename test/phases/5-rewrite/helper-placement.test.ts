import { describe, expect, it } from 'vitest';
import type { EditRecorder, HelperTypeRequest } from '../../../src/model/edit.js';
import type { SourceFile } from '../../../src/model/source.js';
import { requireGo } from '../../go/require-go.js';
import { project, rangeOf, writeFiles } from './project.js';

const go = await requireGo();

function declaration(name: string, pkg = 'p', header = ''): string {
  return `${header}package ${pkg}\n\nvar ${name} = map[string]int{}\n`;
}

const GENERIC: HelperTypeRequest = {
  family: 'rwmutex-map',
  baseName: 'guardedMap',
  specialised: undefined,
  methods: ['Load'],
};

/** Turns the file's map into a helper. */
function guard(file: SourceFile, request: HelperTypeRequest = GENERIC) {
  return (e: EditRecorder) => {
    const name = e.helperType(file, request);
    const type = request.specialised === undefined ? `${name}[string, int]` : name;
    e.replace(
      file,
      ...rangeOf(file, 'map[string]int{}'),
      `&${type}{m: `,
      { start: rangeOf(file, 'map[string]int{}')[0], end: rangeOf(file, 'map[string]int{}')[1] },
      '}',
    );
  };
}

async function compiles(
  p: Awaited<ReturnType<typeof project>>,
  changes: readonly { path: string; after: string }[],
): Promise<void> {
  if (go === undefined) return;
  writeFiles('/', Object.fromEntries(changes.map((c) => [c.path, c.after])));
  const vet = await go.go(['vet', './...'], { cwd: p.dir });
  expect(vet.stderr).toBe('');
  const formatted = await go.gofmt(['-d', '.'], { cwd: p.dir });
  expect(formatted.stdout).toBe('');
}

describe('a helper type', () => {
  it('stands at the end of the only file that uses it, with the imports it needs there', async () => {
    const p = await project({ 'a.go': declaration('a'), 'b.go': 'package p\n\nfunc f() { a["x"]++ }\n' });
    const changes = p.rewrite(guard(p.file('a.go')));
    expect(changes.map((c) => c.displayPath)).toEqual(['a.go']);
    expect(changes[0]!.after).toContain(
      'package p\n\nimport "sync"\n\nvar a = &guardedMap[string, int]{m: map[string]int{}}\n\n// guardedMap is',
    );
    expect(changes[0]!.after).toContain('\tmu sync.RWMutex // guards m\n\tm  map[K]V\n');
    expect(changes[0]!.after.endsWith('\treturn value, ok\n}\n')).toBe(true);
  });

  it('gets a file of its own where two files use it; methods of all requests, in the fixed order', async () => {
    const p = await project({ 'a.go': declaration('a'), 'b.go': declaration('b') });
    const changes = p.rewrite(
      guard(p.file('a.go'), { ...GENERIC, methods: ['Snapshot', 'Store'] }),
      guard(p.file('b.go'), { ...GENERIC, baseName: 'other', methods: ['Load', 'Store', 'All'].slice(0, 2) }),
    );
    expect(changes.map((c) => [c.displayPath, c.original === undefined, c.maps])).toEqual([
      ['a.go', false, ['map1']],
      ['b.go', false, ['map2']],
      ['guarded_map.go', true, ['map1', 'map2']],
    ]);
    const text = changes[2]!.after;
    expect(text).toMatch(/^package p\n\nimport \(\n\t"maps"\n\t"sync"\n\)\n\n\/\/ guardedMap is /);
    expect([...text.matchAll(/\) (\w+)\(.*\{$/gm)].map((m) => m[1])).toEqual(['Load', 'Store', 'Snapshot']);
    expect(text).not.toMatch(/DO NOT EDIT|build/);
    await compiles(p, changes);
  });

  it('is named freshly, and so are its constructor and its file', async () => {
    const p = await project({
      'a.go': declaration('a'),
      'b.go': declaration('b'),
      'guarded_map2.go': 'package p\n\nfunc newGuardedMap() { guardedMap3 := 1; _ = guardedMap3 }\n',
    });
    const requests = { ...GENERIC, methods: ['New'] };
    const changes = p.rewrite(guard(p.file('a.go'), requests), guard(p.file('b.go'), requests));
    expect(changes[2]!.displayPath).toBe('guarded_map22.go');
    expect(changes[2]!.after).toContain('func newGuardedMap2[K comparable, V any](m map[K]V) *guardedMap2[K, V] {');
    await compiles(p, changes);
  });

  it('takes the build lines, the name suffix and _test that all its users have', async () => {
    const header = '//go:build linux && !cgo\n\n';
    const p = await project({ 'a.go': declaration('a', 'p', header), 'b.go': declaration('b', 'p', header) });
    expect(p.rewrite(guard(p.file('a.go')), guard(p.file('b.go')))[2]!.after.startsWith(`${header}package p\n`)).toBe(
      true,
    );
    const q = await project({ 'a_linux_test.go': declaration('a'), 'b_linux_test.go': declaration('b') });
    expect(q.rewrite(guard(q.file('a_linux_test.go')), guard(q.file('b_linux_test.go')))[2]!.displayPath).toBe(
      'guarded_map_linux_test.go',
    );
    const r = await project({ 'a_linux.go': declaration('a'), 'a_windows.go': declaration('b') });
    expect(r.rewrite(guard(r.file('a_linux.go')), guard(r.file('a_windows.go')))[2]!.displayPath).toBe(
      'guarded_map.go',
    );
  });

  it('is one per package: an external test has its own', async () => {
    const p = await project({ 'a.go': declaration('a'), 'a_test.go': declaration('b', 'p_test') });
    const changes = p.rewrite(guard(p.file('a.go')), guard(p.file('a_test.go')));
    expect(changes.map((c) => c.displayPath)).toEqual(['a.go', 'a_test.go']);
    await compiles(p, changes);
  });

  it('specialised ones share a declaration by key and value type, and bring the imports of these', async () => {
    const text = (name: string) =>
      `package p\n\nimport clock "time"\n\nvar ${name} = map[string]int{}\n\nvar _ clock.Time\n`;
    const p = await project({ 'a.go': text('a'), 'b.go': text('b'), 'c.go': text('c') }, '1.17');
    const request = { ...GENERIC, specialised: { key: 'string', value: 'clock.Time', imports: ['time'] } };
    const ask = (name: string, r: HelperTypeRequest) => (e: EditRecorder) => {
      const file = p.file(name);
      e.insert(file, file.text.length, `\nvar _ ${e.helperType(file, r)}\n`);
    };
    const changes = p.rewrite(
      ask('a.go', request),
      ask('b.go', request),
      ask('c.go', { ...GENERIC, specialised: { key: 'string', value: 'int', imports: [] } }),
    );
    expect(changes.map((c) => c.displayPath)).toEqual(['a.go', 'b.go', 'c.go', 'guarded_map.go']);
    expect(changes[3]!.after).toContain('import (\n\t"sync"\n\tclock "time"\n)\n');
    expect(changes[3]!.after).toContain('m  map[string]clock.Time');
    expect(changes[2]!.after).toContain('type guardedMap2 struct');
    await compiles(p, changes);
  });

  it('is not emitted where no text names it', async () => {
    const p = await project({ 'a.go': declaration('a') });
    expect(p.rewrite((e) => void e.helperType(p.file('a.go'), GENERIC))).toEqual([]);
  });

  it('avoids names that the package has: an alias for sync, interface{} for any', async () => {
    const p = await project({
      'a.go': declaration('a'),
      'b.go': `${declaration('b')}\ntype any int\n\ntype sync int\n`,
    });
    const changes = p.rewrite(guard(p.file('a.go')), guard(p.file('b.go')));
    expect(changes[2]!.after).toContain('import gosync "sync"');
    expect(changes[2]!.after).toContain('[K comparable, V interface{}]');
    await compiles(p, changes);
  });

  it('ends its lines as the users do', async () => {
    const p = await project({
      'a.go': declaration('a').replaceAll('\n', '\r\n'),
      'b.go': declaration('b').replaceAll('\n', '\r\n'),
    });
    for (const change of p.rewrite(guard(p.file('a.go')), guard(p.file('b.go'))))
      expect(change.after).not.toMatch(/[^\r]\n/);
  });
});

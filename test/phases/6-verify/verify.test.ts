import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findToolchain } from '../../../src/go/toolchain.js';
import type { EditRecorder } from '../../../src/model/edit.js';
import { createGoParser } from '../../../src/phases/1-load/index.js';
import type { AcceptedPlan } from '../../../src/phases/5-rewrite/index.js';
import { type Reanalyse, type VerifyOptions, type VerifyResult, verify } from '../../../src/phases/6-verify/index.js';
import { requireGo } from '../../go/require-go.js';
import { accepted, type Project, project, rangeOf, temporaryDirectory, writeFiles } from '../5-rewrite/project.js';

const go = await requireGo();
const parser = await createGoParser();

const FINDS_NOTHING: Reanalyse = async () => [];

type Plan = (edits: EditRecorder) => void;

async function verified(
  p: Project,
  plans: readonly Plan[],
  options: Partial<VerifyOptions> = {},
  rerun: Reanalyse = FINDS_NOTHING,
): Promise<VerifyResult> {
  const all: AcceptedPlan[] = plans.map(accepted);
  const before = snapshot(p.dir);
  const changes = p.rewrite(...plans);
  const settings = {
    program: p.program,
    binding: p.binding,
    parser,
    level: 'auto' as const,
    env: process.env,
    ...options,
  };
  const result = await verify(changes, all, settings, rerun);
  expect(snapshot(p.dir), 'the tree is never written to').toEqual(before);
  return result;
}

/** Every file with its content and time. */
function snapshot(dir: string): string[] {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
  return files
    .map((f) => join(f.parentPath, f.name))
    .map((f) => `${f} ${statSync(f).mtimeMs} ${readFileSync(f, 'utf8')}`)
    .sort();
}

/** Replaces a text in a file. */
function swap(p: Project, name: string, old: string, by: string, nth = 1): Plan {
  const file = p.file(name);
  return (e) => e.replace(file, ...rangeOf(file, old, nth), by);
}

const STORE = `package p

type Store struct {
	a int
	b string
}

func (s *Store) A() int { return s.a }

func (s *Store) B() string { return s.b }
`;

describe.skipIf(go === undefined)('verify with Go', () => {
  it('passes a good rewrite in two packages and a new file, and says with what', async () => {
    const p = await project({
      'a.go': STORE,
      'sub/sub.go': 'package sub\n\nimport "example.com/p"\n\nvar X = new(p.Store).A()\n',
      'sub/sub_test.go':
        'package sub_test\n\nimport (\n\t"testing"\n\n\t"example.com/p/sub"\n)\n\nfunc TestX(t *testing.T) { _ = sub.X }\n',
    });
    const guarded: Plan = (e) => {
      for (const name of ['a.go', 'sub.go']) {
        const file = p.file(name);
        const type = e.helperType(file, {
          family: 'mutex-map',
          baseName: 'guardedMap',
          specialised: undefined,
          methods: ['Load'],
        });
        e.insert(file, file.text.length, `\nvar _ ${type}[string, int]\n`);
      }
    };
    const { changes, withdrawn, verification } = await verified(p, [guarded]);
    expect(withdrawn).toEqual([]);
    expect(changes.map((c) => c.displayPath)).toEqual(['a.go', 'sub/sub.go']);
    expect(verification).toEqual({
      toolchain: go!.version,
      reanalysis: 'passed',
      gofmt: 'passed',
      build: 'passed',
      vet: 'passed',
      race: 'not-run',
      why: 'race: opt-in',
      configurations: ['linux/amd64'],
    });
  });

  it("takes back the map whose edit does not compile, alone, with the compiler's words and place", async () => {
    const p = await project({ 'a.go': STORE });
    const good = swap(p, 'a.go', 'return s.a', 'return s.a + 1');
    const bad = swap(p, 'a.go', 'return s.b', 'return  s.nothing');
    const { changes, plans, withdrawn, verification } = await verified(p, [good, bad]);
    expect(withdrawn).toEqual([
      {
        mapId: 'map2',
        check: 'build',
        message: 'go build: a.go:10:39: s.nothing undefined (type *Store has no field or method nothing)',
        position: { file: 'a.go', line: 10, column: 30 },
      },
    ]);
    expect(plans.map((x) => x.mapId)).toEqual(['map1']);
    expect(changes[0]!.after).toContain('return s.a + 1');
    expect(changes[0]!.after).toContain('return s.b');
    expect(verification.build).toBe('passed');
  });

  it('finds the map by leaving maps out where an error is in a place that no edit touched', async () => {
    const p = await project({
      'a.go': STORE,
      'c.go': 'package p\n\nvar one, two, three = 1, 2, 3\n',
      'user/user.go': 'package user\n\nimport "example.com/p"\n\nvar X int = new(p.Store).A()\n',
    });
    const plans = [
      swap(p, 'c.go', 'one', 'first'),
      swap(p, 'a.go', 'A() int { return s.a }', 'A() string { return "" }'),
      swap(p, 'c.go', 'two', 'second'),
      swap(p, 'c.go', 'three', 'third'),
    ];
    const { withdrawn, changes } = await verified(p, plans);
    expect(withdrawn).toMatchObject([{ mapId: 'map2', check: 'build', position: undefined }]);
    expect(withdrawn[0]!.message).toContain('user/user.go:5:13: cannot use new(p.Store).A()');
    expect(changes.map((c) => c.displayPath)).toEqual(['c.go']);
  });

  it('compiles tests, and vets: a copied lock takes the map back', async () => {
    const p = await project({
      'a.go': STORE,
      'a_test.go': 'package p\n\nimport "testing"\n\nfunc TestB(t *testing.T) { var _ string = new(Store).B() }\n',
      'c.go': 'package p\n\nfunc copies(s Store) {}\n',
    });
    const lock: Plan = (e) => {
      const file = p.file('a.go');
      const [at] = rangeOf(file, '\ta int');
      e.insert(file, at, `\tmu ${e.importName(file, 'sync', at)}.Mutex // guards a\n`);
    };
    const result = await verified(p, [lock, swap(p, 'a.go', 'B() string { return s.b }', 'B() int { return 1 }')]);
    expect(result.withdrawn.map((w) => [w.mapId, w.check])).toEqual([
      ['map2', 'tests'],
      ['map1', 'vet'],
    ]);
    expect(result.withdrawn[1]!.message).toBe(
      'go vet: c.go:3:15: copies passes lock by value: example.com/p.Store contains sync.Mutex',
    );
    expect(result.changes).toEqual([]);
    expect(result.verification.why).toBe('nothing was rewritten');
    const built = await verified(p, [lock], { level: 'build' });
    expect(built.withdrawn).toEqual([]);
    expect(built.verification).toMatchObject({
      build: 'passed',
      vet: 'not-run',
      why: 'vet: --verify=build; race: opt-in',
    });
  });

  it('blames nobody for what was wrong before, and says what that leaves unverified', async () => {
    const p = await project({
      'a.go': STORE,
      'broken/broken.go': 'package broken\n\nimport "example.com/p"\n\nvar X string = new(p.Store).A()\n',
      'user/user.go': 'package user\n\nimport "example.com/p/broken"\n\nvar X = broken.X\n',
      'missing/missing.go':
        'package missing\n\nimport (\n\t"example.com/p"\n\t"x.org/nothing"\n)\n\nvar X, Y = new(p.Store), nothing.Y\n',
      'vet.go': 'package p\n\nimport "fmt"\n\nfunc v() { fmt.Printf("%d", "x") }\n',
    });
    const { withdrawn, verification } = await verified(p, [swap(p, 'a.go', 'return s.a', 'return s.a + 1')]);
    expect(withdrawn).toEqual([]);
    expect(verification).toMatchObject({ build: 'passed', vet: 'passed' });
    expect(verification.why).toContain(
      'example.com/p/broken did not build before (linux/amd64), so what they see of the rewrite is unverified',
    );
    expect(verification.why).toMatch(
      /example\.com\/p\/missing could not be loaded before \(linux\/amd64: no required module provides package x\.org\/nothing/,
    );
  });

  it('does not call a rewrite verified in a package that did not build before', async () => {
    const p = await project({ 'a.go': STORE, 'b.go': 'package p\n\nvar x int = "x"\n' });
    const { withdrawn, verification } = await verified(p, [swap(p, 'a.go', 'return s.a', 'return s.a + 1')]);
    expect(withdrawn).toEqual([]);
    expect(verification).toMatchObject({ gofmt: 'passed', build: 'not-run', vet: 'not-run' });
    expect(verification.why).toContain('example.com/p did not build before');
    const both = await verified(p, [swap(p, 'a.go', 'return s.a', 'return s.nothing')]);
    expect(both.withdrawn[0]!.message).toContain('s.nothing undefined');
  });

  it('compiles for every system and tag that an edited file needs', async () => {
    const p = await project({
      'a.go': STORE,
      'a_windows.go': 'package p\n\nvar w = 1\n',
      'c.go': '//go:build integration && !linux\n\npackage p\n\nvar c = 1\n',
      'd.go': '//go:build ignore\n\npackage p\n\nvar d = 1\n',
    });
    const good = ['a_windows.go', 'c.go'].map((name) => swap(p, name, ' 1', ' 2'));
    const ok = await verified(p, [...good, swap(p, 'd.go', ' 1', ' 2')]);
    expect(ok.withdrawn).toEqual([]);
    expect(ok.verification.configurations).toEqual([
      'linux/amd64',
      'windows/amd64',
      'darwin/arm64 with tags integration',
    ]);
    expect(ok.verification.why).toContain('no build takes d.go in');
    const bad = await verified(p, [
      swap(p, 'a.go', 's.a }', 's.a + 0 }'),
      swap(p, 'a_windows.go', ' 1', ' nothing'),
      swap(p, 'c.go', ' 1', ' nothing'),
    ]);
    expect(bad.withdrawn.map((w) => w.mapId)).toEqual(['map2', 'map3']);
  });

  it('goes by the bytes of columns in files with a byte-order mark, CRLF and other scripts', async () => {
    const p = await project({ 'a.go': '\uFEFFpackage p; var é, x = "é", 1\r\n\r\nvar y = 2\r\n' });
    const plans = [swap(p, 'a.go', '"é"', '"éé"'), swap(p, 'a.go', ' 1', ' nothing'), swap(p, 'a.go', ' 2', ' 3')];
    const { withdrawn, changes, verification } = await verified(p, plans);
    expect(withdrawn.map((w) => [w.mapId, w.position])).toEqual([['map2', { file: 'a.go', line: 1, column: 27 }]]);
    expect(changes[0]!.after).toBe('package p; var é, x = "éé", 1\r\n\r\nvar y = 3\r\n');
    expect(verification.why).toContain('a.go was not gofmt-clean before');
  });

  it("takes gofmt's text where ours is not formatted, but only in a file that was", async () => {
    const dirty = STORE.replace('return s.b', 'return  s.b');
    const p = await project({ 'a.go': STORE, 'sub/b.go': dirty.replace('package p', 'package sub') });
    const plans = [
      swap(p, 'a.go', 'return s.a }', 'return  s.a+ 1}'),
      swap(p, 'b.go', 'return s.a }', 'return  s.a+ 1}'),
    ];
    const { changes, verification } = await verified(p, plans);
    expect(changes[0]!.after).toContain('{ return s.a + 1 }\n');
    expect(changes[0]!.ranges.map((r) => changes[0]!.after.slice(r.start, r.end))).toEqual(['return s.a + 1 }']);
    expect(changes[1]!.after).toContain('{ return  s.a+ 1}\n');
    expect(verification).toMatchObject({ gofmt: 'passed' });
    expect(verification.why).toContain('sub/b.go was not gofmt-clean before');
  });

  it('follows a workspace to its other modules, and goes without it in a module that it does not list', async () => {
    const modules = {
      'go.mod': 'module example.com/root\n\ngo 1.21\n',
      'go.work': 'go 1.21\n\nuse (\n\t./lib\n\t./app\n)\n',
      'lib/go.mod': 'module example.com/lib\n\ngo 1.21\n',
      'lib/lib.go': 'package lib\n\nfunc Get() int { return 1 }\n',
      'app/go.mod': 'module example.com/app\n\ngo 1.21\n',
      'app/app.go': 'package main\n\nimport "example.com/lib"\n\nfunc main() { var _ int = lib.Get() }\n',
      'alone/go.mod': 'module example.com/alone\n\ngo 1.21\n',
      'alone/alone.go': 'package alone\n\nfunc Get() int { return 1 }\n',
    };
    const p = await project(modules);
    const names = p.program.modules.map((m) => m.path);
    expect(names).toContain('example.com/app');
    const { withdrawn } = await verified(p, [
      swap(p, 'lib.go', 'Get() int { return 1 }', 'Get() string { return "" }'),
    ]);
    expect(withdrawn).toMatchObject([{ mapId: 'map1', check: 'build' }]);
    expect(withdrawn[0]!.message).toContain('app/app.go:5:');
    if (names.includes('example.com/alone')) {
      const alone = await verified(p, [swap(p, 'alone.go', 'return 1', 'return 2')]);
      expect(alone.verification.build).toBe('passed');
    }
  });

  it('says that a tree without go.mod, or one that needs a newer Go, is unverified', async () => {
    const p = await project({ 'go.mod': 'module example.com/p\n\ngo 1.99\n', 'a.go': STORE });
    const { withdrawn, verification } = await verified(p, [swap(p, 'a.go', 'return s.a', 'return s.a + 1')]);
    expect(withdrawn).toEqual([]);
    expect(verification).toMatchObject({ build: 'not-run', vet: 'not-run', gofmt: 'passed' });
    expect(verification.why).toMatch(/requires go >= 1\.99/);
  });

  it('with a vet that ignores overlays, vets a copy of the module', async () => {
    const bin = temporaryDirectory();
    // as go 1.19 did: vet reads what is on the disk
    const script = `#!/bin/sh\nif [ "$1" = vet ]; then shift; if [ "$1" = -overlay ]; then shift 2; fi; exec "${go!.goRoot}/bin/go" vet "$@"; fi\nexec "${go!.goRoot}/bin/go" "$@"\n`;
    writeFiles(bin, { go: script });
    chmodSync(join(bin, 'go'), 0o755);
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    const p = await project({
      'a.go': STORE,
      'c.go': 'package p\n\nfunc copies(s Store) {}\n',
      'sub/x.go': 'package sub\n',
    });
    const lock: Plan = (e) => {
      const file = p.file('a.go');
      const [at] = rangeOf(file, '\ta int');
      e.insert(file, at, `\tmu ${e.importName(file, 'sync', at)}.Mutex // guards a\n`);
    };
    const { withdrawn } = await verified(p, [lock], { env });
    expect(withdrawn.map((w) => w.message)).toEqual([
      'go vet: c.go:3:15: copies passes lock by value: example.com/p.Store contains sync.Mutex',
    ]);
    const good = await verified(p, [swap(p, 'a.go', 'return s.a', 'return s.a + 1')], { env });
    expect(good.verification.vet).toBe('passed');
    const q = await project({
      'go.mod': 'module example.com/p\n\ngo 1.21\n\nreplace x.org/y => ../y\n',
      'a.go': STORE,
    });
    const none = await verified(q, [swap(q, 'a.go', 'return s.a', 'return s.a + 1')], { env });
    expect(none.verification.vet).toBe('not-run');
    expect(none.verification.why).toMatch(
      /vet: not run, because go1\S+ vet does not read overlays and go\.mod replaces a module by \.\.\/y/,
    );
  });

  it('runs the tests under the race detector when asked to: new failures take the map back, old ones do not', async () => {
    const p = await project({
      'a.go': STORE,
      'a_test.go': `package p

import (
	"sync"
	"testing"
)

func TestOld(t *testing.T) { t.Fatal("as ever") }

func TestRace(t *testing.T) {
	var wg sync.WaitGroup
	s := &Store{}
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.A()
		}()
	}
	wg.Wait()
}
`,
    });
    const racy = swap(p, 'a.go', 'return s.a', 's.a++; return s.a');
    const { withdrawn, changes } = await verified(p, [racy, swap(p, 'a.go', 'return s.b', 'return s.b + ""')], {
      level: 'race',
    });
    expect(withdrawn).toMatchObject([{ mapId: 'map1', check: 'race' }]);
    expect(withdrawn[0]!.message).toContain(
      'TestRace of example.com/p passes without the rewrite and fails with it: WARNING: DATA RACE',
    );
    expect(changes[0]!.after).toContain('s.b + ""');
    const good = await verified(p, [swap(p, 'a.go', 'return s.b', 'return s.b + ""')], { level: 'race' });
    expect(good.verification).toMatchObject({ race: 'passed', why: 'one test fails under -race as before' });
  });
});

describe('verify without Go', () => {
  const env = { PATH: '' };

  it('parses the result, and takes back the map that breaks it', async () => {
    const p = await project({ 'a.go': STORE });
    const { withdrawn, changes } = await verified(
      p,
      [swap(p, 'a.go', 'return s.a', 'return s.a +'), swap(p, 'a.go', 'return s.b', 'return s.b + ""')],
      { env },
    );
    expect(withdrawn).toMatchObject([{ mapId: 'map1', check: 'parse' }]);
    expect(withdrawn[0]!.message).toMatch(/^syntax: a\.go:8:\d+: the result does not parse$/);
    expect(changes[0]!.after).toContain('s.b + ""');
  });

  it('analyses the result again, and says that Go was not there', async () => {
    const p = await project({ 'a.go': STORE });
    const plans = [swap(p, 'a.go', 'return s.a', 'return s.a + 1'), swap(p, 'a.go', 'return s.b', 'return s.b + ""')];
    const seen: string[] = [];
    const rerun: Reanalyse = async (program, _, accepted) => {
      seen.push(program.files[0]!.text);
      const { text } = program.files[0]!;
      expect(program.packageByPath.get('example.com/p')!.files[0]!.text).toBe(text);
      return accepted.some((a) => a.mapId === 'map2')
        ? [{ mapId: 'map2', message: 'still unsafe', position: { file: 'a.go', line: 10, column: 3 } }]
        : [];
    };
    const { withdrawn, changes, verification } = await verified(p, plans, { env }, rerun);
    expect(seen).toHaveLength(2);
    expect(withdrawn).toEqual([
      {
        mapId: 'map2',
        check: 'reanalysis',
        message: 're-analysis: a.go:10: still unsafe',
        position: { file: 'a.go', line: 10, column: 1 },
      },
    ]);
    expect(changes[0]!.after).not.toContain('""');
    expect(verification).toEqual({
      toolchain: undefined,
      reanalysis: 'passed',
      gofmt: 'not-run',
      build: 'not-run',
      vet: 'not-run',
      race: 'not-run',
      why: 'go was not found on the PATH',
      configurations: [],
    });
  });

  it('finds by leaving maps out which one a second analysis means; takes all back if it cannot', async () => {
    const p = await project({ 'a.go': STORE });
    const plans = [swap(p, 'a.go', 'return s.a', 'return s.a + 1'), swap(p, 'a.go', 'return s.b', 'return s.b + ""')];
    const second: Reanalyse = async (program) =>
      program.files[0]!.text.includes('""')
        ? [{ mapId: undefined, message: 'proposes more', position: undefined }]
        : [];
    expect((await verified(p, plans, { env }, second)).withdrawn.map((w) => w.mapId)).toEqual(['map2']);
    const always: Reanalyse = async (_, changes) =>
      changes.length > 0 ? [{ mapId: undefined, message: 'no', position: undefined }] : [];
    const all = await verified(p, plans, { env }, async (program, changes, accepted) => {
      // only both together are right
      return accepted.length === 1 ? [] : always(program, changes, accepted);
    });
    expect(all.withdrawn).toHaveLength(1);
    expect((await verified(p, plans, { env }, always)).changes).toEqual([]);
  });

  it('off: parses only', async () => {
    const p = await project({ 'a.go': STORE });
    const never: Reanalyse = () => Promise.reject(new Error('not asked for'));
    const { verification } = await verified(
      p,
      [swap(p, 'a.go', 'return s.a', 'return s.a + 1')],
      { level: 'off' },
      never,
    );
    expect(verification).toMatchObject({
      toolchain: undefined,
      reanalysis: 'not-run',
      build: 'not-run',
      why: '--verify=off',
    });
  });
});

describe('the toolchain', () => {
  it('is not looked for in the current directory or a relative one', async () => {
    expect(await findToolchain({ PATH: '.:bin::' })).toEqual({ ok: false, why: 'go was not found on the PATH' });
  });
});

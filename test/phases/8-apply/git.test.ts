import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/diagnostic.js';
import type { FileChange } from '../../../src/model/result.js';
import { type ApplyOptions, apply } from '../../../src/phases/8-apply/index.js';
import { allFiles, changeOf, git, newFile, put, repository, textOf, tree } from './changes.js';

const ENV = { PATH: process.env.PATH, HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' };

function applyIn(root: string, changes: readonly FileChange[], more: Partial<ApplyOptions> = {}) {
  return apply(changes, { root, allowDirty: false, env: ENV, ...more });
}

const applyTo = (root: string, name: string, after: string, more: Partial<ApplyOptions> = {}) =>
  applyIn(root, [changeOf(root, name, after)], more);

async function refusal(applying: Promise<unknown>, exitCode: number): Promise<string> {
  const error = await applying.catch((e: unknown) => e);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).exitCode).toBe(exitCode);
  return (error as UserError).message;
}

const recordOf = (root: string, dir = '.git') => join(root, dir, 'mapguard', 'written.json');
const written = (name: string) => ({ written: [name], diagnostics: [] });

describe('a file with uncommitted changes is refused', () => {
  const states: readonly (readonly [string, string, (root: string) => void])[] = [
    ['changed', 'modified', (root) => appendFileSync(join(root, 'a.go'), '// mine\n')],
    [
      'staged',
      'staged',
      (root) => {
        appendFileSync(join(root, 'a.go'), '// mine\n');
        git(root, 'add', 'a.go');
      },
    ],
    [
      'staged, and changed back since',
      'modified',
      (root) => {
        put(root, 'a.go', 'package x\n');
        git(root, 'add', 'a.go');
        put(root, 'a.go', 'package a\n');
      },
    ],
    ['untracked', 'untracked', (root) => git(root, 'rm', '-q', '--cached', 'a.go')],
    [
      'untracked, with a configuration that hides such files',
      'untracked',
      (root) => {
        git(root, 'rm', '-q', '--cached', 'a.go');
        git(root, 'commit', '-q', '-m', 'second');
        git(root, 'config', 'status.showUntrackedFiles', 'no');
      },
    ],
    [
      'ignored',
      'untracked',
      (root) => {
        git(root, 'rm', '-q', '--cached', 'a.go');
        put(root, '.gitignore', '*.go\n');
      },
    ],
    [
      'added with intent only',
      'modified',
      (root) => {
        git(root, 'rm', '-q', '--cached', 'a.go');
        git(root, 'commit', '-q', '-m', 'second');
        git(root, 'add', '-N', 'a.go');
      },
    ],
    [
      'changed, and hidden by assume-unchanged',
      'hidden from git status',
      (root) => {
        git(root, 'update-index', '--assume-unchanged', 'a.go');
        appendFileSync(join(root, 'a.go'), '// mine\n');
      },
    ],
    [
      'hidden by skip-worktree',
      'hidden from git status',
      (root) => git(root, 'update-index', '--skip-worktree', 'a.go'),
    ],
    [
      'in conflict',
      'in conflict',
      (root) => {
        git(root, 'checkout', '-q', '-b', 'other');
        put(root, 'a.go', 'package theirs\n');
        git(root, 'commit', '-q', '-a', '-m', 'theirs');
        git(root, 'checkout', '-q', 'main');
        put(root, 'a.go', 'package ours\n');
        git(root, 'commit', '-q', '-a', '-m', 'ours');
        expect(() => git(root, 'merge', 'other')).toThrow();
      },
    ],
  ];

  it.each(states)('%s', async (_what, state, prepare) => {
    const root = repository({ 'a.go': 'package a\n', 'b.go': 'package b\n' });
    prepare(root);
    const before = textOf(root, 'a.go');
    const index = readFileSync(join(root, '.git/index'));
    const changes = [changeOf(root, 'a.go', 'package new\n'), changeOf(root, 'b.go', 'package new\n')];
    expect(await refusal(applyIn(root, changes), 2)).toBe(
      `not committed to git: a.go (${state}); nothing was written. Commit first, or pass --allow-dirty`,
    );
    expect([textOf(root, 'a.go'), textOf(root, 'b.go')]).toEqual([before, 'package b\n']);
    expect(readFileSync(join(root, '.git/index'))).toEqual(index);
    expect(await applyIn(root, changes, { allowDirty: true })).toEqual({ written: ['a.go', 'b.go'], diagnostics: [] });
    expect(textOf(root, 'a.go')).toBe('package new\n');
  });

  it('in a repository without a commit', async () => {
    const root = tree({ 'a.go': 'package a\n' });
    git(root, 'init', '-q');
    expect(await refusal(applyTo(root, 'a.go', 'x'), 2)).toMatch('a.go (untracked)');
    git(root, 'add', 'a.go');
    expect(await refusal(applyTo(root, 'a.go', 'x'), 2)).toMatch('a.go (staged)');
  });

  it('and many are counted', async () => {
    const names = Array.from({ length: 450 }, (_, i) => `f${i}.go`);
    const root = repository(Object.fromEntries(names.map((name) => [name, 'package a\n'])));
    for (const name of names.slice(100)) appendFileSync(join(root, name), '// mine\n');
    const changes = names.map((name) => changeOf(root, name, 'package b\n'));
    expect(await refusal(applyIn(root, changes), 2)).toMatch(
      /: f100\.go \(modified\), .*f107\.go \(modified\) and 342 more;/,
    );
  });
});

describe('a committed file is written', () => {
  it('whatever else in the repository is dirty', async () => {
    const root = repository({ 'a.go': 'package a\n', 'b.go': 'package b\n' });
    appendFileSync(join(root, 'b.go'), '// mine\n');
    put(root, 'c.go', 'package c\n');
    expect(await applyTo(root, 'a.go', 'package new\n')).toEqual(written('a.go'));
    expect(textOf(root, 'a.go')).toBe('package new\n');
  });

  it('with odd names, and their changes are seen', async () => {
    const names = [
      'with space.go',
      'with\nnewline.go',
      '-rf.go',
      '--.go',
      '*.go',
      ':(top)x.go',
      'ü -> "v".go',
      ' a.go',
    ];
    const root = repository(Object.fromEntries([...names, 'x.go'].map((name) => [`-d\n/${name}`, 'package a\n'])));
    appendFileSync(join(root, '-d\n', 'x.go'), '// mine, and no match of the star\n');
    const changes = (text: string) => names.map((name) => changeOf(root, `-d\n/${name}`, text));
    expect((await applyIn(root, changes('package b\n'))).written).toEqual(names.map((name) => `-d\n/${name}`));
    git(root, 'commit', '-q', '-a', '-m', 'second');
    for (const name of names) appendFileSync(join(root, '-d\n', name), '// mine\n');
    const message = await refusal(applyIn(root, changes('package c\n')), 2);
    for (const name of names)
      expect(message).toContain(/\n/.test(`-d\n/${name}`) ? JSON.stringify(`-d\n/${name}`) : name);
    expect(message.split('(modified)')).toHaveLength(names.length + 1);
  });

  it('with line ends that git converts', async () => {
    const root = repository({ '.gitattributes': '*.go text eol=crlf\n', 'a.go': 'package a\n' });
    rmSync(join(root, 'a.go'));
    git(root, 'checkout', '-q', 'a.go');
    expect(textOf(root, 'a.go')).toBe('package a\r\n');
    expect(await applyTo(root, 'a.go', 'package b\r\n')).toEqual(written('a.go'));
  });

  it('reached through a link to the repository', async () => {
    const root = repository({ 'a.go': 'package a\n' });
    const elsewhere = tree({});
    symlinkSync(root, join(elsewhere, 'link'));
    expect(await applyTo(join(elsewhere, 'link'), 'a.go', 'package b\n')).toEqual(written('a.go'));
  });

  it('although the run is started by a hook, or with a monitor', async () => {
    const root = repository({ 'a.go': 'package a\n' });
    const other = repository({});
    const monitor = join(other, 'monitor');
    writeFileSync(monitor, `#!/bin/sh\ntouch ${other}/started\n`, { mode: 0o755 });
    git(root, 'config', 'core.fsmonitor', monitor);
    const env = { ...ENV, GIT_DIR: join(other, '.git'), GIT_INDEX_FILE: '/nonexistent', GIT_WORK_TREE: other };
    expect(await applyTo(root, 'a.go', 'package b\n', { env })).toEqual(written('a.go'));
    expect(existsSync(recordOf(root))).toBe(true);
    expect(existsSync(join(other, 'started'))).toBe(false);
  });
});

describe('what mapguard wrote', () => {
  it('passes as long as nobody touched it, staged or not', async () => {
    const root = repository({ 'a.go': 'package a\n' });
    await applyTo(root, 'a.go', 'package b\n');
    await applyTo(root, 'a.go', 'package c\n');
    git(root, 'add', 'a.go');
    await applyTo(root, 'a.go', 'package d\n');
    appendFileSync(join(root, 'a.go'), '// mine\n');
    expect(await refusal(applyTo(root, 'a.go', 'package e\n'), 2)).toMatch('a.go (modified)');
    expect(git(root, 'status', '--porcelain', '--ignored').trim()).toBe('MM a.go');
  });

  it('passes as a new file', async () => {
    const root = repository({ 'a.go': 'package a\n' });
    await applyIn(root, [newFile(root, 'new.go', 'package new\n')]);
    expect(await applyTo(root, 'new.go', 'package newer\n')).toEqual(written('new.go'));
  });

  it('is remembered before it is written: a run that stopped between does not lock out the next one', async () => {
    const root = repository({ 'a.go': 'package a\n', 'b.go': 'package b\n' });
    await applyTo(root, 'a.go', 'package a2\n');
    const changes = [changeOf(root, 'a.go', 'package a3\n'), changeOf(root, 'b.go', 'package b3\n')];
    put(root, 'b.go', 'package mine\n');
    git(root, 'commit', '-q', '-m', 'b', 'b.go');
    expect(await refusal(applyIn(root, changes), 3)).toBe('b.go changed since it was read; nothing was written');
    // a.go still holds what the first run wrote; had the second got further, it would hold the other content
    expect(await applyTo(root, 'a.go', 'package a3\n')).toEqual(written('a.go'));
    put(root, 'a.go', 'package a\n');
    git(root, 'checkout', '-q', 'a.go');
    expect(await applyTo(root, 'a.go', 'package a4\n')).toEqual(written('a.go'));
  });

  it('is kept in .git by path and hash', async () => {
    const root = repository({ 'sub/a.go': 'package a\n', ['__proto__']: 'x\n' });
    await applyIn(root, [changeOf(root, 'sub/a.go', 'package b\n'), changeOf(root, '__proto__', 'y\n')]);
    await applyTo(root, '__proto__', 'z\n');
    const { version, files } = JSON.parse(readFileSync(recordOf(root), 'utf8')) as Record<string, object>;
    expect(version).toBe(1);
    expect(Object.keys(files!)).toEqual(['__proto__', 'sub/a.go']);
    expect(readdirSync(join(root, '.git/mapguard'))).toEqual(['written.json']);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"version":1}',
    '{"version":2,"files":{"a.go":["x"]}}',
    '{"version":1,"files":{"a.go":"x"}}',
    '{"version":1,"files":{"a.go":[{}],"b.go":null}}',
    '\u0000\u0001',
  ])('is forgotten where the record is damaged: %j', async (content) => {
    const root = repository({ 'a.go': 'package a\n' });
    await applyTo(root, 'a.go', 'package b\n');
    writeFileSync(recordOf(root), content);
    expect(await refusal(applyTo(root, 'a.go', 'package c\n'), 2)).toMatch('a.go (modified)');
    await applyTo(root, 'a.go', 'package c\n', { allowDirty: true });
    expect(await applyTo(root, 'a.go', 'package d\n')).toEqual(written('a.go'));
  });

  it('gives a note where it cannot be recorded', async () => {
    const root = repository({ 'a.go': 'package a\n' });
    put(root, '.git/mapguard', 'in the way');
    const { written: paths, diagnostics } = await applyTo(root, 'a.go', 'package b\n');
    expect(paths).toEqual(['a.go']);
    expect(diagnostics).toMatchObject([{ code: 'written-not-recorded', severity: 'note' }]);
    expect(textOf(root, 'a.go')).toBe('package b\n');
  });
});

describe('work trees', () => {
  it('a linked worktree has a record of its own', async () => {
    const root = repository({ 'a.go': 'package a\n' });
    const parent = tree({});
    git(root, 'worktree', 'add', '-q', '-b', 'other', join(parent, 'linked tree'));
    const linked = join(parent, 'linked tree');
    await applyTo(linked, 'a.go', 'package b\n');
    await applyTo(linked, 'a.go', 'package c\n');
    expect(existsSync(recordOf(root, '.git/worktrees/linked-tree'))).toBe(true);
    expect(existsSync(recordOf(root))).toBe(false);
    put(root, 'a.go', 'package c\n');
    expect(await refusal(applyTo(root, 'a.go', 'package d\n'), 2)).toMatch('a.go (modified)');
  });

  it('a submodule and nested repositories are asked themselves', async () => {
    const library = repository({ 'l.go': 'package l\n' });
    const root = repository({ 'a.go': 'package a\n' });
    git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'lib');
    git(root, 'commit', '-q', '-m', 'lib');
    put(root, 'nested/n.go', 'package n\n');
    git(join(root, 'nested'), 'init', '-q');
    git(join(root, 'nested'), 'add', '-A');
    git(join(root, 'nested'), 'commit', '-q', '-m', 'first');
    const names = ['a.go', 'lib/l.go', 'nested/n.go'];
    const changes = (text: string) => names.map((name) => changeOf(root, name, text));
    expect((await applyIn(root, changes('package b\n'))).written).toEqual(names);
    expect((await applyIn(root, changes('package c\n'))).written).toEqual(names);
    expect(existsSync(recordOf(root, '.git/modules/lib'))).toBe(true);
    for (const name of names) appendFileSync(join(root, name), '// mine\n');
    expect(await refusal(applyIn(root, changes('package d\n')), 2)).toMatch(
      'a.go (modified), lib/l.go (modified), nested/n.go (modified);',
    );
  });
});

describe('no git to ask', () => {
  it('outside of a repository it goes on with one note', async () => {
    const root = tree({ 'a.go': 'package a\n', 'b.go': 'package b\n' });
    const changes = () => [changeOf(root, 'a.go', 'package c\n'), changeOf(root, 'b.go', 'package c\n')];
    expect((await applyIn(root, changes())).diagnostics).toEqual([
      {
        code: 'uncommitted-not-checked',
        severity: 'note',
        message:
          'files were written without a check for uncommitted changes: a.go and 1 more outside of a git repository',
      },
    ]);
    expect((await applyIn(root, changes(), { allowDirty: true })).diagnostics).toEqual([]);
    expect(allFiles(root)).toEqual(['a.go', 'b.go']);
  });

  it('beside an empty .git it goes on with one note', async () => {
    const root = tree({ 'a.go': 'package a\n' });
    mkdirSync(join(root, '.git'));
    expect((await applyTo(root, 'a.go', 'package b\n')).diagnostics).toMatchObject([
      { code: 'uncommitted-not-checked' },
    ]);
  });

  it('without git it goes on with a note, and starts no git of the repository', async () => {
    const root = repository({ 'a.go': 'package a\n' });
    writeFileSync(join(root, 'git'), `#!/bin/sh\ntouch ${root}/started\n`, { mode: 0o755 });
    for (const PATH of ['', '.', ':/nonexistent:', undefined]) {
      const { diagnostics } = await applyTo(root, 'a.go', 'package b\n', { env: { PATH } });
      expect(diagnostics).toMatchObject([{ code: 'uncommitted-not-checked', severity: 'note' }]);
      expect(diagnostics[0]?.message).toMatch('git was not found on the PATH');
    }
    expect(existsSync(join(root, 'started'))).toBe(false);
  });

  it('a repository that git cannot read is refused, unless dirty files are allowed', async () => {
    const root = tree({ 'a.go': 'package a\n', '.git': 'gitdir: /nonexistent/worktree\n' });
    const message = await refusal(applyTo(root, 'a.go', 'package b\n'), 3);
    expect(message).toMatch(
      /^git cannot say whether files have uncommitted changes \(fatal: .*; nothing was written\./,
    );
    expect(textOf(root, 'a.go')).toBe('package a\n');
    const { written: paths, diagnostics } = await applyTo(root, 'a.go', 'package b\n', { allowDirty: true });
    expect(paths).toEqual(['a.go']);
    expect(diagnostics).toMatchObject([{ code: 'written-not-recorded' }]);
  });

  it('a git that fails halfway is said in one line', async () => {
    const root = repository({ 'a.go': 'package a\n' });
    writeFileSync(join(root, '.git/index'), 'damaged');
    expect(await refusal(applyTo(root, 'a.go', 'package b\n'), 3)).toMatch(/index file/);
    const fake = tree({});
    writeFileSync(join(fake, 'git'), '#!/bin/sh\nkill -9 $$\n');
    chmodSync(join(fake, 'git'), 0o755);
    const env = { PATH: `${fake}:${process.env.PATH}` };
    expect(await refusal(applyTo(root, 'a.go', 'package b\n', { env }), 3)).toMatch('git rev-parse: ended by SIGKILL');
  });
});

it('no changes: nothing is asked and nothing said', async () => {
  expect(await applyIn('/nonexistent', [])).toEqual({ written: [], diagnostics: [] });
});

import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/diagnostic.js';
import { writeTemporary } from '../../../src/phases/8-apply/temporary-file.js';
import { applyChanges } from '../../../src/phases/8-apply/write.js';
import { WriteError } from '../../../src/phases/8-apply/write-error.js';
import { allFiles, changeOf, newFile, put, textOf, tree } from './changes.js';
import { runChild } from './run-child.js';

const isRoot = process.getuid?.() === 0;

describe('writing', () => {
  it('replaces files and makes new ones, and leaves no temporary files', async () => {
    const root = tree({ 'a.go': 'package a\n', 'sub/b.go': 'package sub\n', 'c.go': 'package c\n' });
    const changes = [
      changeOf(root, 'a.go', 'package a // 1\n'),
      changeOf(root, 'sub/b.go', 'package sub // 2\n'),
      newFile(root, 'sub/new.go', 'package sub // 3\n'),
    ];
    expect(await applyChanges(changes, { root })).toEqual(['a.go', 'sub/b.go', 'sub/new.go']);
    expect(allFiles(root)).toEqual(['a.go', 'c.go', 'sub/b.go', 'sub/new.go']);
    expect(['a.go', 'c.go', 'sub/b.go', 'sub/new.go'].map((name) => textOf(root, name))).toEqual([
      'package a // 1\n',
      'package c\n',
      'package sub // 2\n',
      'package sub // 3\n',
    ]);
  });

  it('does nothing for no changes', async () => {
    expect(await applyChanges([], { root: tree({}) })).toEqual([]);
  });

  it('puts the byte-order mark back and keeps CRLF, non-ASCII text and a missing last newline', async () => {
    const root = tree({ 'a.go': '\uFEFFpackage a\r\n', 'b.go': 'package b' });
    const changes = [
      changeOf(root, 'a.go', 'package a\r\n\r\nvar ä = "🗺"\r\n'),
      changeOf(root, 'b.go', 'package b // x'),
    ];
    await applyChanges(changes, { root });
    expect(readFileSync(join(root, 'a.go'))).toEqual(Buffer.from('\uFEFFpackage a\r\n\r\nvar ä = "🗺"\r\n', 'utf8'));
    expect(readFileSync(join(root, 'b.go'), 'latin1')).toBe('package b // x');
  });

  it.each([0o644, 0o600, 0o755, 0o660])('keeps mode %o', async (mode) => {
    const root = tree({ 'a.go': 'package a\n' });
    chmodSync(join(root, 'a.go'), mode);
    await applyChanges([changeOf(root, 'a.go', 'package b\n')], { root });
    expect(statSync(join(root, 'a.go')).mode & 0o777).toBe(mode);
  });

  it('gives a new file the mode that the umask leaves', async () => {
    const root = tree({});
    await applyChanges([newFile(root, 'a.go', 'package a\n')], { root });
    expect(statSync(join(root, 'a.go')).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  it.runIf(isRoot)('keeps the owner', async () => {
    const root = tree({ 'a.go': 'package a\n' });
    chmodSync(join(root, 'a.go'), 0o640);
    chownSync(join(root, 'a.go'), 1234, 2345);
    await applyChanges([changeOf(root, 'a.go', 'package b\n')], { root });
    expect(statSync(join(root, 'a.go'))).toMatchObject({ uid: 1234, gid: 2345, mode: 0o100640 });
  });

  it.runIf(isRoot)('gives no rights to a group that had none, where the group cannot be kept', async () => {
    const root = tree({ 'a.go': 'package a\n' });
    chmodSync(join(root, 'a.go'), 0o664);
    chownSync(join(root, 'a.go'), 65534, 2345);
    chownSync(root, 65534, 65534);
    const { answer } = await runChild({ root, files: ['a.go'], after: 'package b\n', unprivileged: true });
    expect(answer).toEqual({ written: ['a.go'] });
    expect(statSync(join(root, 'a.go'))).toMatchObject({ uid: 65534, gid: 65534, mode: 0o100644 });
  });

  it('writes odd names', async () => {
    const names = ['with space.go', 'with\nnewline.go', '-rf.go', '--.go', '*.go', ':(top)x.go', 'é"\'\\.go'];
    const root = tree(Object.fromEntries(names.map((name) => [name, 'package a\n'])));
    const changes = names.map((name) => changeOf(root, name, `package b // ${JSON.stringify(name)}\n`));
    await applyChanges(changes, { root });
    for (const name of names) expect(textOf(root, name)).toBe(`package b // ${JSON.stringify(name)}\n`);
    expect(allFiles(root)).toEqual([...names].sort());
  });

  it('follows links of directories inside the tree, and a root that is a link', async () => {
    const root = tree({ 'real/a.go': 'package a\n' });
    symlinkSync('real', join(root, 'alias'));
    const outside = tree({});
    symlinkSync(root, join(outside, 'root'));
    await applyChanges([changeOf(root, 'alias/a.go', 'package b\n')], { root });
    await applyChanges([changeOf(join(outside, 'root'), 'real/a.go', 'package c\n')], { root: join(outside, 'root') });
    expect(textOf(root, 'real/a.go')).toBe('package c\n');
    expect(lstatSync(join(root, 'alias')).isSymbolicLink()).toBe(true);
  });

  it('leaves the other name of a hard link as it is', async () => {
    const root = tree({ 'a.go': 'package a\n' });
    linkSync(join(root, 'a.go'), join(root, 'other.txt'));
    await applyChanges([changeOf(root, 'a.go', 'package b\n')], { root });
    expect(textOf(root, 'other.txt')).toBe('package a\n');
  });

  it('takes two changes of one file for a bug', async () => {
    const root = tree({ 'a.go': 'package a\n' });
    const change = changeOf(root, 'a.go', 'package b\n');
    const error = await applyChanges([change, change], { root }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(UserError);
    expect(textOf(root, 'a.go')).toBe('package a\n');
  });
});

/** Applies good.go and another change, and says how it failed. */
async function refusal(root: string, change: (root: string) => void, name = 'z.go', isNew = false) {
  put(root, 'good.go', 'package good\n');
  const other = isNew ? newFile(root, name, 'package new\n') : changeOf(root, name, 'package changed\n');
  const changes = [changeOf(root, 'good.go', 'package better\n'), other];
  change(root);
  const before = allFiles(root);
  const error = await applyChanges(changes, { root }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(WriteError);
  expect(textOf(root, 'good.go')).toBe('package good\n');
  expect(allFiles(root)).toEqual(before);
  const { message, exitCode, written, notWritten } = error as WriteError;
  expect({ exitCode, written, notWritten }).toEqual({ exitCode: 3, written: [], notWritten: ['good.go', name] });
  return message;
}

describe('refusing, with nothing written', () => {
  it('a file whose bytes changed since it was read', async () => {
    const root = tree({ 'z.go': 'package z\n' });
    expect(await refusal(root, () => put(root, 'z.go', 'package y\n'))).toBe(
      'z.go changed since it was read; nothing was written',
    );
    expect(textOf(root, 'z.go')).toBe('package y\n');
  });

  it('a byte-order mark or a line end is a change', async () => {
    const root = tree({ 'z.go': 'package z\n' });
    expect(await refusal(root, () => put(root, 'z.go', '\uFEFFpackage z\n'))).toMatch('changed since it was read');
    put(root, 'z.go', 'package z\n');
    expect(await refusal(root, () => put(root, 'z.go', 'package z\r\n'))).toMatch('changed since it was read');
  });

  it('a file that is gone, or whose directory is', async () => {
    const root = tree({ 'z.go': 'package z\n', 'sub/z.go': 'package z\n' });
    expect(await refusal(root, () => renameSync(join(root, 'z.go'), join(root, 'y.go')))).toMatch(
      'z.go is gone since it was read',
    );
    expect(await refusal(root, () => renameSync(join(root, 'sub'), join(root, 'other')), 'sub/z.go')).toMatch(
      'sub/z.go cannot be written: the file or its directory is gone',
    );
  });

  it('a symbolic link, also one with the right content behind it', async () => {
    const root = tree({ 'z.go': 'package z\n' });
    const swap = () => {
      renameSync(join(root, 'z.go'), join(root, 'real.txt'));
      symlinkSync('real.txt', join(root, 'z.go'));
    };
    expect(await refusal(root, swap)).toMatch('z.go is a symbolic link');
    expect(textOf(root, 'real.txt')).toBe('package z\n');
  });

  it('a directory that leads out of the root', async () => {
    const outside = tree({ 'z.go': 'package z\n' });
    const root = tree({});
    symlinkSync(outside, join(root, 'link'));
    const message = await refusal(root, () => undefined, 'link/z.go');
    expect(message).toBe(`link/z.go leads out of ${root}, to ${outside}/z.go; nothing was written`);
    expect(allFiles(outside)).toEqual(['z.go']);
    expect(await refusal(root, () => undefined, 'link/new.go', true)).toMatch('leads out of');
    expect(textOf(outside, 'z.go')).toBe('package z\n');
  });

  it('a path above the root, and a sibling whose name starts like it', async () => {
    const parent = tree({ 'z.go': 'package z\n', 'root/x.go': 'package x\n', 'root-2/z.go': 'package z\n' });
    for (const name of ['../z.go', '../root-2/z.go']) {
      expect(await refusal(join(parent, 'root'), () => undefined, name)).toMatch('leads out of');
    }
  });

  it('what is no regular file any more', async () => {
    const root = tree({ 'z.go': 'package z\n' });
    const swap = () => {
      renameSync(join(root, 'z.go'), join(root, 'y.go'));
      mkdirSync(join(root, 'z.go'));
    };
    expect(await refusal(root, swap)).toMatch('z.go is no regular file');
  });

  it('a new file that exists, also as a broken link', async () => {
    const root = tree({});
    expect(await refusal(root, () => put(root, 'z.go', 'mine'), 'z.go', true)).toBe(
      'z.go is to be a new file and exists already; nothing was written',
    );
    expect(textOf(root, 'z.go')).toBe('mine');
    expect(await refusal(root, () => symlinkSync('nowhere', join(root, 'y.go')), 'y.go', true)).toMatch(
      'exists already',
    );
  });

  it('says odd names in one line', async () => {
    const root = tree({ 'a\nb.go': 'package z\n' });
    const message = await refusal(root, () => put(root, 'a\nb.go', ''), 'a\nb.go');
    expect(message).toBe('"a\\nb.go" changed since it was read; nothing was written');
  });

  it.each([
    ['a read-only directory', 'sub', 0o555],
    ['a read-only file', 'sub/z.go', 0o444],
  ])('%s', async (_what, path, mode) => {
    const root = tree({ 'a.go': 'package a\n', 'sub/z.go': 'package z\n' });
    if (isRoot) for (const name of ['', 'a.go', 'sub', 'sub/z.go']) chownSync(join(root, name), 65534, 65534);
    chmodSync(join(root, path), mode);
    const files = ['a.go', 'sub/z.go'];
    const { answer } = await runChild({ root, files, after: 'package b\n', unprivileged: isRoot });
    chmodSync(join(root, path), 0o755);
    expect(answer).toEqual({
      message: 'sub/z.go cannot be written: permission denied; nothing was written',
      exitCode: 3,
      written: [],
      notWritten: files,
    });
    expect(textOf(root, 'a.go')).toBe('package a\n');
    expect(allFiles(root)).toEqual(files);
  });
});

describe('temporary files of killed runs', () => {
  it('are removed, those of others are not', async () => {
    const root = tree({ 'a.go': 'package a\n' });
    const own = (await writeTemporary(root, Buffer.from('x'), undefined)).slice(root.length + 1);
    // larger than any process id
    const dead = own.replace(/-\d+-/, '-4999999-');
    const elsewhere = dead.replace(/^\.mapguard-[0-9a-f]{8}/, '.mapguard-00000000');
    for (const name of [dead, elsewhere, '.mapguard-notes.tmp']) writeFileSync(join(root, name), 'x');
    await applyChanges([changeOf(root, 'a.go', 'package b\n')], { root });
    expect(allFiles(root)).toEqual([elsewhere, own, '.mapguard-notes.tmp', 'a.go'].sort());
  });
});

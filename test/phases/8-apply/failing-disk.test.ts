import { rmSync } from 'node:fs';
import type * as Promises from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { applyChanges } from '../../../src/phases/8-apply/write.js';
import { WriteError } from '../../../src/phases/8-apply/write-error.js';
import { allFiles, changeOf, newFile, put, textOf, tree } from './changes.js';

/** What happens before the nth call of a function of fs/promises; throwing makes the call fail. */
const faults = vi.hoisted(() => new Map<string, (nth: number) => void>());
const calls = vi.hoisted(() => new Map<string, number>());

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof Promises>();
  const called = (name: string): void => {
    const nth = (calls.get(name) ?? 0) + 1;
    calls.set(name, nth);
    faults.get(name)?.(nth);
  };
  return {
    ...original,
    rename: async (from: string, to: string) => {
      called('rename');
      return original.rename(from, to);
    },
    link: async (from: string, to: string) => {
      called('link');
      return original.link(from, to);
    },
    open: async (path: string, flags: string | number, mode?: number) => {
      const handle = await original.open(path, flags, mode);
      const writeFile = handle.writeFile.bind(handle);
      handle.writeFile = async (...args: Parameters<typeof writeFile>) => {
        called('writeFile');
        return writeFile(...args);
      };
      return handle;
    },
  };
});

afterEach(() => {
  faults.clear();
  calls.clear();
});

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as told by a test`), { code, syscall: 'test' });
}

function failsAt(name: string, at: number, code: string, onwards = false): void {
  faults.set(name, (nth) => {
    if (nth === at || (onwards && nth > at)) throw systemError(code);
  });
}

const NAMES = ['a.go', 'b.go', 'c.go'];

function threeFiles() {
  const root = tree(Object.fromEntries(NAMES.map((name) => [name, 'package old\n'])));
  return { root, changes: NAMES.map((name) => changeOf(root, name, 'package new\n')) };
}

async function failure(changes: Parameters<typeof applyChanges>[0], root: string): Promise<WriteError> {
  const error = await applyChanges(changes, { root }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(WriteError);
  expect((error as WriteError).exitCode).toBe(3);
  return error as WriteError;
}

const texts = (root: string) => NAMES.map((name) => textOf(root, name));
const OLD = NAMES.map(() => 'package old\n');

describe('a disk that fails', () => {
  it.each([
    ['ENOSPC', 'no space left on the device'],
    ['EDQUOT', 'the disk quota is used up'],
    ['EROFS', 'the file system is read-only'],
    ['EIO', 'the device reports an error'],
    ['EWEIRD', 'EWEIRD: as told by a test'],
  ])('while temporary files are written, %s: nothing was written', async (code, words) => {
    const { root, changes } = threeFiles();
    failsAt('writeFile', 2, code);
    const error = await failure(changes, root);
    expect(error.message).toBe(`b.go cannot be written: ${words}; nothing was written`);
    expect(error.notWritten).toEqual(NAMES);
    expect(texts(root)).toEqual(OLD);
    expect(allFiles(root)).toEqual(NAMES);
  });

  it('between renames: the files written are put back, new ones removed', async () => {
    const { root, changes } = threeFiles();
    failsAt('rename', 3, 'ENOSPC');
    const error = await failure([newFile(root, 'new.go', 'package new\n'), ...changes], root);
    expect(error.message).toBe('c.go cannot be written: no space left on the device; nothing was written');
    expect(texts(root)).toEqual(OLD);
    expect(allFiles(root)).toEqual(NAMES);
  });

  it('for good: says which files were written and which were not', async () => {
    const { root, changes } = threeFiles();
    failsAt('rename', 3, 'EIO', true);
    const error = await failure(changes, root);
    expect(error.message).toBe(
      'c.go cannot be written: the device reports an error; written: a.go, b.go; not written: c.go',
    );
    expect(error).toMatchObject({ written: ['a.go', 'b.go'], notWritten: ['c.go'] });
    expect(texts(root)).toEqual(['package new\n', 'package new\n', 'package old\n']);
    expect(allFiles(root)).toEqual(NAMES);
  });

  it('is a bug of ours where the system reports nothing, and leaves nothing either', async () => {
    const { root, changes } = threeFiles();
    faults.set('rename', (nth) => {
      if (nth === 2) throw new TypeError('a bug');
    });
    await expect(applyChanges(changes, { root })).rejects.toThrow(TypeError);
    expect(texts(root)).toEqual(OLD);
    expect(allFiles(root)).toEqual(NAMES);
  });
});

describe('somebody who writes at the same time', () => {
  it('changes a file while temporary files are written: nothing was written', async () => {
    const { root, changes } = threeFiles();
    faults.set('writeFile', (nth) => {
      if (nth === 3) put(root, 'a.go', 'package mine\n');
    });
    expect((await failure(changes, root)).message).toBe('a.go changed since it was read; nothing was written');
    expect(texts(root)).toEqual(['package mine\n', 'package old\n', 'package old\n']);
    expect(allFiles(root)).toEqual(NAMES);
  });

  it('changes a file between renames: the others are put back', async () => {
    const { root, changes } = threeFiles();
    faults.set('rename', (nth) => {
      if (nth === 1) put(root, 'c.go', 'package mine\n');
    });
    expect((await failure(changes, root)).message).toBe('c.go changed since it was read; nothing was written');
    expect(texts(root)).toEqual(['package old\n', 'package old\n', 'package mine\n']);
  });

  it('changes a file that was written: it is not put back, and the message says so', async () => {
    const { root, changes } = threeFiles();
    faults.set('rename', (nth) => {
      if (nth !== 3) return;
      put(root, 'a.go', 'package mine\n');
      throw systemError('EACCES');
    });
    const error = await failure(changes, root);
    expect(error.message).toMatch(/; written: a\.go; not written: b\.go, c\.go$/);
    expect(texts(root)).toEqual(['package mine\n', 'package old\n', 'package old\n']);
    expect(allFiles(root)).toEqual(NAMES);
  });

  it('makes the file that is to be new', async () => {
    const root = tree({});
    faults.set('link', () => put(root, 'new.go', 'package mine\n'));
    const error = await failure([newFile(root, 'new.go', 'package new\n')], root);
    expect(error.message).toBe('new.go is to be a new file and exists already; nothing was written');
    expect(textOf(root, 'new.go')).toBe('package mine\n');
    expect(allFiles(root)).toEqual(['new.go']);
  });

  it('removes a temporary file', async () => {
    const { root, changes } = threeFiles();
    faults.set('rename', (nth) => {
      if (nth === 2) for (const name of allFiles(root)) if (name.endsWith('.tmp')) rmSync(`${root}/${name}`);
    });
    expect((await failure(changes, root)).message).toBe(
      'b.go cannot be written: the file or its directory is gone; nothing was written',
    );
    expect(texts(root)).toEqual(OLD);
  });
});

it('makes new files where there are no hard links', async () => {
  const root = tree({});
  failsAt('link', 1, 'EPERM');
  expect(await applyChanges([newFile(root, 'new.go', 'package new\n')], { root })).toEqual(['new.go']);
  expect(textOf(root, 'new.go')).toBe('package new\n');
  expect(allFiles(root)).toEqual(['new.go']);
});

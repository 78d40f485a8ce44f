import { describe, expect, it } from 'vitest';
import { applyChanges } from '../../../src/phases/8-apply/write.js';
import { allFiles, changeOf, textOf, tree } from './changes.js';
import { runChild, type Task } from './run-child.js';

const OLD = `package old\n${'// old\n'.repeat(2000)}`;
const NEW = `package new\n${'// new\n'.repeat(2000)}`;

function manyFiles(count: number) {
  const names = Array.from({ length: count }, (_, i) => `p${i % 4}/f${String(i).padStart(3, '0')}.go`).sort();
  const root = tree(Object.fromEntries(names.map((name) => [name, OLD])));
  return { root, names };
}

/** How many files are new; fails where one is neither old nor new. */
function countNew(root: string, names: readonly string[]): number {
  const texts = names.map((name) => textOf(root, name));
  for (const text of texts) expect(text === OLD || text === NEW).toBe(true);
  return texts.filter((text) => text === NEW).length;
}

/** What a user does after a crash: run again, which finds the files that are still old. */
async function rerun(root: string, names: readonly string[]): Promise<void> {
  const left = names.filter((name) => textOf(root, name) === OLD);
  await applyChanges(
    left.map((name) => changeOf(root, name, NEW)),
    { root },
  );
  expect(countNew(root, names)).toBe(names.length);
  expect(allFiles(root)).toEqual(names);
}

const trapped = (root: string, names: readonly string[], trap: NonNullable<Task['trap']>, listens = false) =>
  runChild({ root, files: names, after: NEW, trap, listens });

describe('kill -9', () => {
  it('while temporary files are written: all files are old, and a rerun cleans up', async () => {
    const { root, names } = manyFiles(20);
    // twenty files are opened to be read, then temporary ones to be written
    expect(await trapped(root, names, { call: 'open', at: 30, signal: 'SIGKILL' })).toEqual({ signal: 'SIGKILL' });
    expect(countNew(root, names)).toBe(0);
    expect(allFiles(root).length).toBeGreaterThan(names.length);
    await rerun(root, names);
  });

  it('between renames: each file is old or new, and a rerun writes the rest', async () => {
    const { root, names } = manyFiles(20);
    expect(await trapped(root, names, { call: 'rename', at: 8, signal: 'SIGKILL' })).toEqual({ signal: 'SIGKILL' });
    expect(countNew(root, names)).toBe(7);
    await rerun(root, names);
  });

  it.each([10, 60])('%i ms after the start of a run of many files', async (delay) => {
    const { root, names } = manyFiles(120);
    await runChild({ root, files: names, after: NEW }, (child) => setTimeout(() => child.kill('SIGKILL'), delay));
    countNew(root, names);
    await rerun(root, names);
  });
});

describe('asked to end', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s while files are prepared: nothing is written, nothing left',
    async (signal) => {
      const { root, names } = manyFiles(20);
      expect((await trapped(root, names, { call: 'open', at: 30, signal })).signal).toBe(signal);
      expect(countNew(root, names)).toBe(0);
      expect(allFiles(root)).toEqual(names);
    },
  );

  it('between renames: all files are written, then the process ends by the signal', async () => {
    const { root, names } = manyFiles(20);
    expect((await trapped(root, names, { call: 'rename', at: 8, signal: 'SIGINT' })).signal).toBe('SIGINT');
    expect(countNew(root, names)).toBe(20);
    expect(allFiles(root)).toEqual(names);
  });
});

it('a signal that somebody else handles ends the run with an error, not the process', async () => {
  const { root, names } = manyFiles(4);
  const { signal, answer } = await trapped(root, names, { call: 'open', at: 6, signal: 'SIGINT' }, true);
  expect(signal).toBe(null);
  expect(answer).toMatchObject({ message: 'interrupted; nothing was written', exitCode: 3, written: [] });
  expect(allFiles(root)).toEqual(names);
});

it('no listener for signals stays behind', async () => {
  const { root, names } = manyFiles(1);
  const before = process.listenerCount('SIGINT');
  await applyChanges([changeOf(root, names[0]!, NEW)], { root });
  expect(process.listenerCount('SIGINT')).toBe(before);
});

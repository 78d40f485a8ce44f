import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runProcess } from '../run-process.mjs';

/** @typedef {import('./analysis.mjs').FileChange} FileChange */

/**
 * Compiles the packages of changed files with their new texts laid over the tree.
 *
 * @param {string} moduleDirectory
 * @param {readonly FileChange[]} changes  all of that module
 * @returns {Promise<{ ok: boolean, wrongFiles: Set<string>, words: string }>} absolute paths of files with an error; empty when go did not get as far
 */
export async function buildWith(moduleDirectory, changes) {
  const scratch = await mkdtemp(path.join(tmpdir(), 'mapguard-mutants-'));
  try {
    /** @type {Record<string, string>} */
    const Replace = {};
    for (const [index, change] of changes.entries()) {
      const directory = path.join(scratch, String(index));
      await mkdir(directory);
      Replace[change.path] = path.join(directory, path.basename(change.path));
      await writeFile(Replace[change.path], change.after);
    }
    const overlay = path.join(scratch, 'overlay.json');
    await writeFile(overlay, JSON.stringify({ Replace }));
    const directories = new Set(changes.map((c) => `./${path.relative(moduleDirectory, path.dirname(c.path))}`));
    const { code, stderr } = await runProcess(
      'go',
      ['build', '-overlay', overlay, '-o', '/dev/null', '-gcflags=-e', ...directories],
      {
        cwd: moduleDirectory,
        environment: { GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false' },
        timeoutMilliseconds: 15 * 60_000,
      },
    );
    const wrongFiles = [...stderr.matchAll(/^(\S+\.go):\d+:\d+: /gm)].map(([, printed = '']) => {
      const absolute = path.resolve(moduleDirectory, printed);
      return Object.keys(Replace).find((original) => Replace[original] === absolute) ?? absolute;
    });
    return { ok: code === 0, wrongFiles: new Set(wrongFiles), words: stderr.trim().slice(0, 600) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

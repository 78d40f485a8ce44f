/*
 * Applies changes in a process of its own, which a test can kill. The task comes as JSON in the first argument: `files` (names under `root`, their text is replaced
 * by that of `after`), and `trap`: at the call number `at` of a function of fs/promises the process sends itself `signal`. As root it gives up its rights if told to.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { runnerImport } from 'vite';

const { root, files, after, trap, listens, unprivileged } = JSON.parse(process.argv[2]);
const project = new URL('../../..', import.meta.url).pathname;

if (trap !== undefined) {
  const original = fs[trap.call];
  let calls = 0;
  fs[trap.call] = (...args) => {
    if (++calls === trap.at) process.kill(process.pid, trap.signal);
    return original(...args);
  };
  syncBuiltinESMExports();
}

const load = (path) => runnerImport(join(project, path), { root: project, configFile: false, logLevel: 'error' });
const { applyChanges } = (await load('src/phases/8-apply/write.ts')).module;

const changes = files.map((name) => {
  const path = join(root, name);
  const bytes = readFileSync(path);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const original = { path, displayPath: name, bom: false, hash };
  return { path, displayPath: name, original, before: bytes.toString('utf8'), after, maps: [] };
});

if (unprivileged) {
  process.setgid(65534);
  process.setuid(65534);
}
if (listens) process.on('SIGINT', () => undefined);
process.stdout.write('ready\n');
try {
  process.stdout.write(`${JSON.stringify({ written: await applyChanges(changes, { root }) })}\n`);
} catch (error) {
  const { message, exitCode, written, notWritten } = error;
  process.stdout.write(`${JSON.stringify({ message, exitCode, written, notWritten })}\n`);
}

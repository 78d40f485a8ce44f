#!/usr/bin/env node
import { commandLine } from './command-line.js';

// A reader that has seen enough (`mapguard | head`) is no error: what it does not read is dropped. A full disk behind stdout is one.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exitCode = 3;
  });
}

const code = await commandLine(
  process.argv.slice(2),
  { cwd: process.cwd(), env: process.env, stdout: process.stdout, stderr: process.stderr },
  async () => (await import('../../transforms/index.js')).transforms,
);
process.exitCode ??= code;

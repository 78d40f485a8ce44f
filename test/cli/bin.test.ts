import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, openSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GO_MOD, RACE, removeTree, temporaryTree } from './run-command.js';

/* The program as it is installed: a process of its own, built from the sources at hand. */

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
let installed = '';
let main = '';
let root = '';

beforeAll(() => {
  installed = temporaryTree({});
  copyFileSync(join(PROJECT, 'package.json'), join(installed, 'package.json'));
  symlinkSync(join(PROJECT, 'node_modules'), join(installed, 'node_modules'));
  const tsc = join(PROJECT, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', join(PROJECT, 'tsconfig.json'), '--outDir', join(installed, 'dist')]);
  main = join(installed, 'dist/src/cli/main.js');
});
afterAll(() => removeTree(installed));
afterEach(() => removeTree(root));

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  closeStdout(): void;
}

function start(
  argv: readonly string[],
  env: Record<string, string> = {},
  stdout: 'pipe' | number = 'pipe',
  user: { readonly uid?: number; readonly gid?: number } = {},
): Started {
  const child = spawn(process.execPath, [main, ...argv], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', stdout, 'pipe'],
    ...user,
  });
  const out = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    out.stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    out.stderr += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...out }));
  });
  return { ended, kill: (signal) => child.kill(signal), closeStdout: () => child.stdout?.destroy() };
}

describe('the installed program', () => {
  it('prints a diff that git applies, and exits 1', async () => {
    root = temporaryTree({ 'go.mod': GO_MOD, 'main.go': RACE });
    const { code, stdout, stderr } = await start([], {}).ended;
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('1 rewritten, 0 refused') as string,
    });
    execFileSync('git', ['apply', '--check', '-'], {
      cwd: root,
      input: stdout,
      env: { ...process.env, GIT_CEILING_DIRECTORIES: join(root, '..') },
    });
  });

  it('ends quietly when its reader goes away', async () => {
    root = temporaryTree({ 'go.mod': GO_MOD, 'main.go': RACE });
    const run = start(['--verify=off', '--json']);
    run.closeStdout();
    const { code, stderr } = await run.ended;
    expect(code).toBe(1);
    expect(stderr).not.toContain('EPIPE');
  });

  it.skipIf(process.platform !== 'linux')('a full disk behind stdout is exit code 3', async () => {
    root = temporaryTree({ 'go.mod': GO_MOD, 'main.go': RACE });
    expect((await start(['--verify=off'], {}, openSync('/dev/full', 'w')).ended).code).toBe(3);
  });

  it('reports a bug with exit code 4', async () => {
    root = temporaryTree({ 'go.mod': GO_MOD, 'main.go': RACE });
    const { code, stderr } = await start(['scan'], {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent('Array.prototype.flatMap=null')}`,
    }).ended;
    expect(code).toBe(4);
    expect(stderr).toContain('mapguard: this is a bug');
  });

  it('answers --version and --help without loading the analysis', async () => {
    root = temporaryTree({});
    for (const flag of ['--version', '--help']) {
      const began = performance.now();
      expect((await start([flag]).ended).code).toBe(0);
      expect(performance.now() - began).toBeLessThan(5000);
    }
  });
});

describe.skipIf(process.platform === 'win32')('without the permission', () => {
  // root may read and write everything: the program then runs as nobody
  const asNobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

  it('to read a file its package is left out, the rest is done, exit code 3', async () => {
    root = temporaryTree({ 'go.mod': GO_MOD, 'main.go': RACE, 'secret/secret.go': 'package secret\n' });
    chmodSync(join(root, 'secret/secret.go'), 0o000);
    const { code, stdout, stderr } = await start(['scan'], {}, 'pipe', asNobody).ended;
    expect(stderr).toContain('secret/secret.go:1:1: error: cannot be read: permission denied (unreadable-file)');
    expect(stdout).toMatch(/^hits {2}/);
    expect(code).toBe(3);
  });

  it('to write, nothing is written, one line says why, exit code 3', async () => {
    root = temporaryTree({ 'go.mod': GO_MOD, 'main.go': RACE });
    chmodSync(root, 0o555);
    const { code, stderr } = await start(['--write', '--verify=off'], {}, 'pipe', asNobody).ended;
    chmodSync(root, 0o755);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
      /^mapguard: main\.go cannot be written: permission denied; nothing was written$/,
    );
    expect(readFileSync(join(root, 'main.go'), 'utf8')).toBe(RACE);
    expect(code).toBe(3);
  });
});

describe.skipIf(process.platform === 'win32')('Ctrl-C while Go runs', () => {
  it('ends by the signal, and leaves neither processes nor temporary files', async () => {
    const slowGo = `#!/bin/sh
case "$1" in
  env) echo '{"GOVERSION":"go1.99","GOROOT":"/nowhere","GOENV":"off"}' ;;
  *) touch started; exec sleep 600 ;;
esac
`;
    root = temporaryTree({ 'go.mod': GO_MOD, 'main.go': RACE, 'bin/go': slowGo });
    chmodSync(join(root, 'bin/go'), 0o755);
    const temporary = join(root, 'temporary');
    mkdirSync(temporary);
    const run = start([], { PATH: `${join(root, 'bin')}:/bin:/usr/bin`, TMPDIR: temporary });
    await expect.poll(() => readdirSync(temporary).length, { timeout: 60_000 }).toBeGreaterThan(0);
    await expect.poll(() => findStarted(root), { timeout: 60_000 }).toBe(true);
    run.kill('SIGINT');
    expect(await run.ended).toMatchObject({ code: null, signal: 'SIGINT', stdout: '' });
    expect(readdirSync(temporary)).toEqual([]);
  });
});

/** Whether the slow go was asked for something: it leaves a file where it runs. */
function findStarted(dir: string): boolean {
  return readdirSync(dir, { recursive: true }).some((name) => String(name).endsWith('started'));
}

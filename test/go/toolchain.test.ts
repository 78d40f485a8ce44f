import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { findToolchain, type Toolchain } from '../../src/go/toolchain.js';
import { temporaryDirectory, writeFiles } from '../phases/5-rewrite/project.js';
import { requireGo } from './require-go.js';

const go = await requireGo();

/** A shell script in the place of go; `env -json` answers as given, everything else is the script's. */
function fakeGo(script: string, answers: Readonly<Record<string, string>> = { GOVERSION: 'go1.30.1' }): string {
  const dir = temporaryDirectory();
  const json = JSON.stringify({ GOROOT: dir, GOENV: 'off', GOFLAGS: '', ...answers });
  writeFiles(dir, {
    go: `#!/bin/sh\nif [ "$1" = env ] && [ "$2" = -json ]; then echo '${json}'; exit 0; fi\n${script}\n`,
  });
  chmodSync(join(dir, 'go'), 0o755);
  return dir;
}

async function withFake(
  script: string,
  answers?: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<{ toolchain: Toolchain; dir: string }> {
  const dir = fakeGo(script, answers);
  const search = await findToolchain({ PATH: `${dir}:/usr/bin:/bin`, ...env });
  if (!search.ok) throw new Error(search.why);
  return { toolchain: search.toolchain, dir };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\S+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** A script that starts a child, leaves the child's id in a file and waits for it. */
const WITH_CHILD = 'sleep 300 & echo $! > child.tmp; mv child.tmp child; wait';

async function childOf(dir: string): Promise<number> {
  while (!existsSync(join(dir, 'child'))) await sleep(10);
  return Number(readFileSync(join(dir, 'child'), 'utf8'));
}

async function isGone(pid: number): Promise<boolean> {
  for (let i = 0; i < 200 && isAlive(pid); i++) await sleep(10);
  return !isAlive(pid);
}

describe.skipIf(process.platform === 'win32')('a toolchain', () => {
  it.each([
    ['go1.20.14', 'go1.20.14 is older than go1.21'],
    ['nonsense', 'gives no version that is understood: "nonsense"'],
  ])('of version %s is not used', async (version, why) => {
    const search = await findToolchain({ PATH: fakeGo('', { GOVERSION: version }) });
    expect(search.ok ? 'used' : search.why).toContain(why);
  });

  it('that does not run is not used', async () => {
    const dir = temporaryDirectory();
    writeFiles(dir, { go: '#!/bin/sh\necho "no luck" >&2\nexit 3\n' });
    chmodSync(join(dir, 'go'), 0o755);
    const search = await findToolchain({ PATH: dir });
    expect(search.ok ? 'used' : search.why).toContain('does not run: no luck');
  });

  it('of a development version is', async () => {
    const { toolchain } = await withFake('', { GOVERSION: 'devel go1.27-abcdef Mon' });
    expect(toolchain.minor).toBe(27);
  });

  it('fetches neither toolchains nor modules, unless the user set a proxy', async () => {
    const printed = 'echo "$GOTOOLCHAIN|$GOPROXY|$GONOPROXY|$GOVCS|$GOFLAGS|$PWD"';
    const run = async (answers: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>) => {
      const { toolchain, dir } = await withFake(printed, { GOVERSION: 'go1.26.0', ...answers }, env);
      return (await toolchain.go(['version'], { cwd: dir })).stdout.trim().replace(dir, 'cwd');
    };
    expect(await run({}, { GOTOOLCHAIN: 'go1.99', PWD: '/elsewhere' })).toBe('local|off|none|*:off||cwd');
    expect(await run({}, { GOPROXY: 'https://proxy.example.com' })).toBe('local|https://proxy.example.com||||cwd');
    const dir = temporaryDirectory();
    writeFiles(dir, { env: 'GOSUMDB=off\nGOPROXY=direct\n' });
    expect(await run({ GOENV: join(dir, 'env') }, {})).toBe('local|||||cwd');
    expect(await run({ GOFLAGS: '-tags=x -mod=mod' }, { GOFLAGS: '-tags=x -mod=mod' })).toBe(
      'local|off|none|*:off|-tags=x -mod=readonly|cwd',
    );
    expect(await run({ GOFLAGS: '-tags=x' }, { GOFLAGS: '-tags=x' })).toBe('local|off|none|*:off|-tags=x|cwd');
  });

  it('starts no shell', async () => {
    const { toolchain, dir } = await withFake('printf "%s\\n" "$@"');
    const result = await toolchain.go(['a b', '$(touch x)', ';ls', '"'], { cwd: dir });
    expect(result.stdout).toBe('a b\n$(touch x)\n;ls\n"\n');
    expect(existsSync(join(dir, 'x'))).toBe(false);
  });

  it('is stopped with all it started: at the timeout, by the signal, when this process is asked to end', async () => {
    const { toolchain, dir } = await withFake(WITH_CHILD);
    const timedOut = await toolchain.go(['x'], { cwd: dir, timeout: 300 });
    expect(timedOut).toMatchObject({ code: undefined, problem: 'timeout' });
    expect(await isGone(await childOf(dir))).toBe(true);

    const second = await withFake(WITH_CHILD);
    const controller = new AbortController();
    const aborted = second.toolchain.go(['x'], { cwd: second.dir, signal: controller.signal });
    const child = await childOf(second.dir);
    controller.abort();
    expect(await aborted).toMatchObject({ code: undefined, problem: 'aborted' });
    expect(await isGone(child)).toBe(true);
    expect(await second.toolchain.go(['x'], { cwd: second.dir, signal: controller.signal })).toMatchObject({
      problem: 'aborted',
    });

    const third = await withFake(WITH_CHILD);
    // somebody else listens too: this process goes on
    const other = () => undefined;
    process.on('SIGTERM', other);
    const ended = third.toolchain.go(['x'], { cwd: third.dir });
    const grandchild = await childOf(third.dir);
    process.emit('SIGTERM', 'SIGTERM');
    expect(await ended).toMatchObject({ problem: 'aborted' });
    expect(await isGone(grandchild)).toBe(true);
    process.removeListener('SIGTERM', other);
    expect(process.listenerCount('SIGTERM')).toBe(0);
  });

  it('prints no more than the limit', async () => {
    const { toolchain, dir } = await withFake('yes');
    const result = await toolchain.go(['x'], { cwd: dir, outputLimit: 1000 });
    expect(result.problem).toBe('output-limit');
    expect(result.stdout).toHaveLength(1000);
  });

  it('that disappears is a result, not an exception', async () => {
    const { toolchain } = await withFake('');
    expect(await toolchain.go(['x'], { cwd: '/does/not/exist' })).toMatchObject({
      code: undefined,
      problem: 'not-started',
    });
  });

  it('remembers what was asked once', async () => {
    const { toolchain } = await withFake('');
    let asked = 0;
    const ask = async () => ++asked;
    expect([await toolchain.once('q', ask), await toolchain.once('q', ask)]).toEqual([1, 1]);
  });
});

describe.skipIf(go === undefined)('the real one', () => {
  it('has a version, a root and gofmt, which reads its input', async () => {
    expect(go!.version).toMatch(/^go1\.\d+/);
    expect(existsSync(join(go!.goRoot, 'api'))).toBe(true);
    const result = await go!.gofmt([], { cwd: temporaryDirectory(), stdin: 'package  p' });
    expect(result).toEqual({ code: 0, stdout: 'package p\n', stderr: '', problem: undefined });
  });
});

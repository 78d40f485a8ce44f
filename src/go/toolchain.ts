import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** How one process ended. */
export interface ProcessResult {
  /** exit code; undefined when it was killed or could not be started */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** why there is no exit code, or output is missing */
  readonly problem: 'timeout' | 'aborted' | 'output-limit' | 'not-started' | undefined;
}

export interface ProcessOptions {
  readonly cwd: string;
  /** over the environment of the toolchain */
  readonly env?: Environment;
  readonly stdin?: string;
  /** milliseconds; 10 minutes if not given */
  readonly timeout?: number;
  /** bytes of standard output, and as many of standard error; 16 MiB if not given */
  readonly outputLimit?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What was found on the PATH, or why nothing can be used. */
export type ToolchainSearch =
  | { readonly ok: true; readonly toolchain: Toolchain }
  | { readonly ok: false; readonly why: string };

/** Oldest toolchain that verifies: from 1.21 it knows `go` lines of every form and `go test -c` of several packages. */
export const OLDEST_TOOLCHAIN_MINOR = 21;

const DEFAULT_TIMEOUT = 10 * 60_000;
const DEFAULT_OUTPUT_LIMIT = 16 * 1024 * 1024;

/** A Go installation. The only thing that starts `go` and `gofmt`. */
export class Toolchain {
  /** results that hold for the installation, remembered for as long as it is used */
  private readonly known = new Map<string, Promise<unknown>>();

  constructor(
    /** as `go version` says it: "go1.26.8" */
    readonly version: string,
    readonly minor: number,
    readonly goRoot: string,
    private readonly goCommand: string,
    private readonly gofmtCommand: string | undefined,
    private readonly env: Environment,
  ) {}

  get hasGofmt(): boolean {
    return this.gofmtCommand !== undefined;
  }

  /** Runs `go` with arguments of which none comes from user input unless it stands behind `--` or starts with `./` or `/`. */
  go(args: readonly string[], options: ProcessOptions): Promise<ProcessResult> {
    return runProcess(this.goCommand, args, { ...options, env: { ...this.env, ...options.env } });
  }

  gofmt(args: readonly string[], options: ProcessOptions): Promise<ProcessResult> {
    if (this.gofmtCommand === undefined) return Promise.resolve(notStarted('gofmt was not found'));
    return runProcess(this.gofmtCommand, args, { ...options, env: { ...this.env, ...options.env } });
  }

  /** Asks once and keeps the answer. */
  once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    let answer = this.known.get(question) as Promise<T> | undefined;
    if (answer === undefined) {
      answer = ask();
      this.known.set(question, answer);
    }
    return answer;
  }
}

/** Looks for `go` in the absolute directories of PATH and asks it for its version. */
export async function findToolchain(env: Environment, signal?: AbortSignal): Promise<ToolchainSearch> {
  const command = onPath('go', env);
  if (command === undefined) return { ok: false, why: 'go was not found on the PATH' };
  const settings = await goEnvironment(command, env, signal);
  if (typeof settings === 'string') return { ok: false, why: settings };
  const { GOVERSION: version = '', GOROOT: goRoot = '' } = settings.answers;
  const minor = Number(/^(?:devel )?go1\.(\d+)/.exec(version)?.[1] ?? Number.NaN);
  if (Number.isNaN(minor))
    return {
      ok: false,
      why: `${command} gives no version that is understood: ${JSON.stringify(version.slice(0, 80))}`,
    };
  if (minor < OLDEST_TOOLCHAIN_MINOR)
    return { ok: false, why: `${version} is older than go1.${OLDEST_TOOLCHAIN_MINOR}` };
  const gofmt = executable(join(goRoot, 'bin', executableName('gofmt'))) ?? onPath('gofmt', env);
  return { ok: true, toolchain: new Toolchain(version, minor, goRoot, command, gofmt, settings.env) };
}

interface Settings {
  readonly env: Environment;
  readonly answers: Readonly<Record<string, string>>;
}

/**
 * The environment for every process: no other toolchain is fetched, and no module, unless the user said where from (in the environment or by `go env -w`).
 * GOFLAGS stays as it is, but for `-mod=mod`, with which go would write to go.mod.
 */
async function goEnvironment(
  command: string,
  env: Environment,
  signal: AbortSignal | undefined,
): Promise<Settings | string> {
  const local: Record<string, string | undefined> = { ...env, GOTOOLCHAIN: 'local' };
  const cwd = mkdtempSync(join(tmpdir(), 'mapguard-'));
  try {
    const result = await runProcess(command, ['env', '-json', 'GOVERSION', 'GOROOT', 'GOENV', 'GOFLAGS'], {
      cwd,
      env: local,
      timeout: 60_000,
      signal,
    });
    const answers = parseAnswers(result.stdout);
    if (result.code !== 0 || answers === undefined)
      return `${command} does not run: ${firstLine(result.stderr) || result.problem || `exit code ${result.code}`}`;
    const flags = answers.GOFLAGS ?? '';
    if (/(^|\s)--?mod=mod\b/.test(flags)) local.GOFLAGS = flags.replace(/--?mod=mod\b/g, '-mod=readonly');
    const userProxy = (env.GOPROXY ?? '') !== '' || setsProxy(answers.GOENV);
    return { env: userProxy ? local : { ...local, GOPROXY: 'off', GONOPROXY: 'none', GOVCS: '*:off' }, answers };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

function parseAnswers(json: string): Record<string, string> | undefined {
  try {
    return JSON.parse(json) as Record<string, string>;
  } catch {
    return undefined;
  }
}

function setsProxy(file: string | undefined): boolean {
  if (file === undefined || !isAbsolute(file)) return false;
  try {
    return /^GOPROXY=./m.test(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]!;
}

function executableName(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

/** Never the current directory, which a shell-less spawn would search on Windows and an empty PATH entry means elsewhere. */
function onPath(name: string, env: Environment): string | undefined {
  const path = env.PATH ?? env.Path ?? '';
  for (const dir of path.split(delimiter)) {
    if (!isAbsolute(dir)) continue;
    const found = executable(join(dir, executableName(name)));
    if (found !== undefined) return found;
  }
  return undefined;
}

function executable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() ? path : undefined;
  } catch {
    return undefined;
  }
}

function notStarted(why: string): ProcessResult {
  return { code: undefined, stdout: '', stderr: why, problem: 'not-started' };
}

/**
 * Starts a process without a shell and waits for it. It leads its own process group, so that what it started ends with it: at the timeout, when the signal aborts, and
 * when this process is told to end (Ctrl-C).
 */
function runProcess(command: string, args: readonly string[], options: ProcessOptions): Promise<ProcessResult> {
  const { signal, stdin, timeout = DEFAULT_TIMEOUT, outputLimit = DEFAULT_OUTPUT_LIMIT } = options;
  if (signal?.aborted === true) return Promise.resolve({ code: undefined, stdout: '', stderr: '', problem: 'aborted' });
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      // go takes its working directory from PWD where that names the same place by another path
      env: withoutUndefined({ ...options.env, PWD: options.cwd }),
      shell: false,
      windowsHide: true,
      detached: process.platform !== 'win32',
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let problem: ProcessResult['problem'];
    const stop = (why: ProcessResult['problem']): void => {
      problem ??= why;
      killGroup(child);
    };
    const stdout = new BoundedText(outputLimit, () => stop('output-limit'));
    const stderr = new BoundedText(outputLimit, () => stop('output-limit'));
    const onAbort = (): void => stop('aborted');
    const timer = setTimeout(() => stop('timeout'), timeout);
    const stopListening = onTermination(() => stop('aborted'));
    const finish = (result: ProcessResult): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      stopListening();
      resolve(result);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => stdout.add(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.add(chunk));
    // a process that does not read its input closes the pipe
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin ?? '');
    child.on('error', (error) => finish(notStarted(error.message)));
    child.on('close', (code) =>
      finish({
        code: problem === undefined ? (code ?? undefined) : undefined,
        stdout: stdout.text,
        stderr: stderr.text,
        problem,
      }),
    );
  });
}

function withoutUndefined(env: Environment): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((e): e is [string, string] => e[1] !== undefined));
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

const TERMINATION: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Calls back when this process is asked to end; where nobody else listens it then ends as it would have without us. Answers how to stop listening. */
export function onTermination(callback: () => void): () => void {
  const listener = (name: NodeJS.Signals): void => {
    callback();
    stop();
    if (process.listenerCount(name) === 0) process.kill(process.pid, name);
  };
  const stop = (): void => {
    for (const name of TERMINATION) process.removeListener(name, listener);
  };
  for (const name of TERMINATION) process.on(name, listener);
  return stop;
}

/** Output up to a limit; calls back once when there is more. */
class BoundedText {
  private readonly chunks: Buffer[] = [];
  private size = 0;

  constructor(
    private readonly limit: number,
    private readonly onLimit: () => void,
  ) {}

  add(chunk: Buffer): void {
    const room = this.limit - this.size;
    if (room <= 0) return;
    this.chunks.push(chunk.subarray(0, room));
    this.size += chunk.length;
    if (this.size > this.limit) this.onLimit();
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}

import { realpathSync } from 'node:fs';
import type { ProcessResult, Toolchain } from '../../go/toolchain.js';
import type { BuildConfig, Module } from '../../model/source.js';
import type { Build } from './reached.js';
import type { Overlay } from './workspace.js';

/** Where compiled output goes that nobody wants. */
export const NULL_FILE = process.platform === 'win32' ? 'NUL' : '/dev/null';

/** Longest command line, in characters of patterns; systems allow more. */
const MAX_PATTERNS = 100_000;

export interface GoRun {
  readonly module: Module;
  readonly build: Build;
  readonly host: BuildConfig;
  readonly overlay: Overlay | undefined;
  /** another directory to run in instead of the module's: a scratch copy */
  readonly dir?: string;
}

/** What go said about several batches of packages. */
export interface GoAnswer {
  readonly ok: boolean;
  /** standard error and output together, batches joined */
  readonly output: string;
  readonly stdout: string;
  /** why there is no answer */
  readonly failure: string | undefined;
}

/** Runs go in one module: `before`, the overlay, `after`, then the patterns, each of which starts with `./`. */
export class GoCommand {
  private readonly workModes = new Map<string, Promise<string | undefined>>();

  constructor(
    readonly toolchain: Toolchain,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async host(): Promise<BuildConfig> {
    const { goRoot } = this.toolchain;
    const answer = await this.toolchain.once('host', () =>
      this.toolchain.go(['env', 'GOOS', 'GOARCH'], { cwd: goRoot, timeout: 60_000 }),
    );
    const [goos = 'linux', goarch = 'amd64'] = answer.stdout.split(/\s+/);
    return { goos, goarch };
  }

  async run(run: GoRun, verb: readonly string[], patterns: readonly string[], timeout?: number): Promise<GoAnswer> {
    const cwd = run.dir ?? run.module.dir;
    const overlay = run.overlay === undefined ? [] : ['-overlay', run.overlay.file];
    const tags = run.build.tags.length === 0 ? [] : ['-tags', run.build.tags.join(',')];
    const env = await this.environment(run);
    let ok = true;
    const stdout: string[] = [];
    const stderr: string[] = [];
    for (const batch of batches(patterns)) {
      const result = await this.toolchain.go([...verb, ...overlay, ...tags, ...batch], {
        cwd,
        env,
        signal: this.signal,
        ...(timeout === undefined ? {} : { timeout }),
      });
      stdout.push(result.stdout);
      stderr.push(result.stderr);
      if (result.code === undefined)
        return { ok: false, output: stderr.join(''), stdout: stdout.join(''), failure: failureOf(result) };
      if (result.code !== 0) ok = false;
    }
    return { ok, output: stderr.join('') + stdout.join(''), stdout: stdout.join(''), failure: undefined };
  }

  private async environment({ module, build, host, dir }: GoRun): Promise<Record<string, string>> {
    const env: Record<string, string> = {};
    if (build.goos !== host.goos || build.goarch !== host.goarch)
      Object.assign(env, { GOOS: build.goos, GOARCH: build.goarch, CGO_ENABLED: '0' });
    const work = dir === undefined ? await this.workMode(module) : undefined;
    if (work !== undefined) env.GOWORK = work;
    return env;
  }

  /** `off` for a module inside a workspace that does not list it: go would refuse to run there. */
  private workMode(module: Module): Promise<string | undefined> {
    let mode = this.workModes.get(module.dir);
    if (mode === undefined) {
      mode = this.askWorkMode(module);
      this.workModes.set(module.dir, mode);
    }
    return mode;
  }

  private async askWorkMode(module: Module): Promise<string | undefined> {
    const options = { cwd: module.dir, timeout: 60_000, signal: this.signal };
    const work = (await this.toolchain.go(['env', 'GOWORK'], options)).stdout.trim();
    if (work === '' || work === 'off') return undefined;
    const listed = await this.toolchain.go(['list', '-m', '-f', '{{.Dir}}'], options);
    const dirs = listed.stdout.split(/\r?\n/).filter((d) => d !== '');
    return dirs.some((d) => realPath(d) === realPath(module.dir)) ? undefined : 'off';
  }
}

function realPath(dir: string): string {
  try {
    return realpathSync(dir);
  } catch {
    return dir;
  }
}

function failureOf({ problem, stderr }: ProcessResult): string {
  switch (problem) {
    case 'timeout':
      return 'took too long and was stopped';
    case 'output-limit':
      return 'printed too much and was stopped';
    case 'aborted':
      return 'was interrupted';
    default:
      return `could not be started: ${stderr.trim()}`;
  }
}

function batches(patterns: readonly string[]): string[][] {
  const out: string[][] = [];
  let length = MAX_PATTERNS;
  for (const pattern of patterns) {
    length += pattern.length + 1;
    if (length > MAX_PATTERNS) {
      out.push([]);
      length = pattern.length;
    }
    out.at(-1)!.push(pattern);
  }
  return out;
}

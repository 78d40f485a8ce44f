import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Toolchain } from '../../../src/go/toolchain.js';
import { transforms } from '../../../transforms/index.js';
import { runIn } from '../../cli/run-command.js';
import { driverOf, mainOf } from './driver.js';
import { type Printed, print } from './print.js';
import type { Program } from './program.js';

/** How mapguard is run over a batch. */
export type Mode = {
  readonly name: string;
  readonly args: readonly string[];
  readonly only: boolean;
  readonly config?: object;
};

export type FailureKind =
  | 'generator' // the program as printed does not build, or does not balance: a mistake in this test
  | 'internal-error'
  | 'gofmt'
  | 'build'
  | 'vet'
  | 'output' // one goroutine sees another result than before
  | 'race'
  | 'crash'
  | 'deadlock'
  | 'lost-update'
  | 'not-idempotent';

export interface Failure {
  readonly kind: FailureKind;
  readonly detail: string;
}

export interface MapOutcome {
  readonly name: string;
  readonly verdict: string;
  readonly outcome: string;
  readonly strategy: string | undefined;
  readonly reason: string | undefined;
}

export interface ProgramResult {
  readonly maps: readonly MapOutcome[];
  /** whether goroutines were let loose on it: only where every map is said to be safe after the rewrite */
  readonly raced: boolean;
  readonly failure: Failure | undefined;
  readonly before: string;
  readonly after: string;
}

/** Rewrites the programs with mapguard and runs them, before and after. One module, one build for all. */
export async function runBatch(go: Toolchain, programs: readonly Program[], mode: Mode): Promise<ProgramResult[]> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mapguard-property-')));
  try {
    return await new Batch(go, root, programs, mode).run();
  } finally {
    if (process.env.PROPERTY_KEEP === undefined) rmSync(root, { recursive: true, force: true });
    else console.log(root);
  }
}

class Batch {
  private readonly failures = new Map<string, Failure>();
  private readonly printed = new Map<string, Printed>();
  private readonly before: string;
  private readonly after: string;

  constructor(
    private readonly go: Toolchain,
    root: string,
    programs: readonly Program[],
    private readonly mode: Mode,
  ) {
    this.before = join(root, 'before');
    this.after = join(root, 'after');
    for (const [i, p] of programs.entries()) this.printed.set(`p${i}`, print(p, `p${i}`));
  }

  async run(): Promise<ProgramResult[]> {
    await this.write();
    const outcomes = await this.rewrite();
    await this.drive(outcomes);
    return [...this.printed.keys()].map((name) => {
      const maps = outcomes.get(name) ?? [];
      const [before, after] = [this.before, this.after].map((dir) => readFileSync(fileOf(dir, name), 'utf8'));
      return { maps, raced: saidSafe(maps), failure: this.failures.get(name), before: before!, after: after! };
    });
  }

  private async write(): Promise<void> {
    mkdirSync(this.before);
    writeFileSync(join(this.before, 'go.mod'), 'module example.com/batch\n\ngo 1.21\n');
    for (const [name, { text }] of this.printed) {
      mkdirSync(join(this.before, 'internal', name), { recursive: true });
      writeFileSync(fileOf(this.before, name), text);
    }
    const formatted = await this.go.gofmt(['-w', 'internal'], { cwd: this.before });
    if (formatted.code !== 0) throw new Error(`a printed program is no Go:\n${formatted.stderr}`);
    cpSync(this.before, this.after, { recursive: true });
    if (this.mode.config !== undefined)
      writeFileSync(join(this.after, 'mapguard.config.json'), JSON.stringify(this.mode.config));
  }

  private async rewrite(): Promise<Map<string, MapOutcome[]>> {
    const ids = [...this.printed].flatMap(([name, p]) => p.maps.map((m) => `example.com/batch/internal/${name}.${m}`));
    const only = this.mode.only ? ids.flatMap((id) => ['--only', id]) : [];
    const first = await this.fix([...this.mode.args, ...only]);
    const outcomes = new Map<string, MapOutcome[]>();
    for (const m of first.maps) {
      const name = /^example\.com\/batch\/internal\/(p\d+)\./.exec(m.id)?.[1];
      if (name === undefined || !this.printed.get(name)!.maps.includes(m.name)) continue;
      const { outcome, strategy, reason } = m.decision;
      const list = outcomes.get(name) ?? [];
      list.push({ name: m.name, verdict: m.verdict, outcome, strategy, reason });
      outcomes.set(name, list);
    }
    if (!this.mode.only) this.compareRuns(outcomes, await this.fix(this.mode.args));
    return outcomes;
  }

  /** What was rewritten must not be rewritten again. A map that was refused may be: locks added for its neighbour can show the way. */
  private compareRuns(outcomes: ReadonlyMap<string, readonly MapOutcome[]>, second: Document): void {
    for (const m of second.maps) {
      const name = /^example\.com\/batch\/internal\/(p\d+)\./.exec(m.id)?.[1];
      if (name === undefined || m.decision.outcome !== 'rewritten') continue;
      const before = outcomes.get(name)?.find((o) => o.name === m.name);
      if (before !== undefined && before.outcome !== 'rewritten') continue;
      const diffs = second.files.filter((f) => f.path.includes(`internal/${name}/`));
      this.fail(name, 'not-idempotent', `${m.name}\n${diffs.map((f) => f.diff).join('')}`);
    }
  }

  private async fix(args: readonly string[]): Promise<Document> {
    const argv = ['fix', './...', '--write', '--allow-dirty', '--verify', 'off', '--json', ...args];
    const ran = await runIn(this.after, argv, { transforms });
    if (ran.code > 1) throw new Error(`mapguard ends with ${ran.code}:\n${ran.stderr}`);
    return JSON.parse(ran.stdout) as Document;
  }

  private async drive(outcomes: ReadonlyMap<string, readonly MapOutcome[]>): Promise<void> {
    const formatted = await this.go.gofmt(['-l', 'internal'], { cwd: this.after });
    for (const [, name] of formatted.stdout.matchAll(/internal\/(p\d+)\//g))
      this.fail(name!, 'gofmt', formatted.stdout);
    for (const dir of [this.before, this.after])
      for (const [name, printed] of this.printed)
        writeFileSync(join(dir, 'internal', name, 'drive.go'), driverOf(printed, name));
    await this.build(this.before, 'generator', []);
    await this.build(this.after, 'build', ['-race']);
    const vet = await this.go.go(['vet', './...'], { cwd: this.after });
    if (vet.code !== 0) this.blame(`${vet.stdout}${vet.stderr}`, 'vet');
    await inParallel([...this.printed.keys()], (name) => this.runOne(name, saidSafe(outcomes.get(name) ?? [])));
  }

  /** Builds all programs that still count into one executable; those that do not compile are noted and left out. */
  private async build(dir: string, kind: FailureKind, flags: readonly string[]): Promise<void> {
    for (;;) {
      const names = [...this.printed.keys()].filter((n) => this.buildable(n));
      writeFileSync(join(dir, 'main.go'), mainOf(names));
      const built = await this.go.go(['build', '-gcflags=-e', ...flags, '-o', 'driver', '.'], { cwd: dir });
      if (built.code === 0) return;
      if (!this.blame(built.stderr, kind)) throw new Error(`the batch does not build:\n${built.stderr}`);
    }
  }

  private buildable(name: string): boolean {
    const kind = this.failures.get(name)?.kind;
    return kind !== 'build' && kind !== 'generator';
  }

  /** Notes a failure for each program that the compiler names. */
  private blame(output: string, kind: FailureKind): boolean {
    const lines = output.split('\n').filter((l) => !l.startsWith('#'));
    const by = new Map<string, string[]>();
    for (const line of lines) {
      const name = /internal[/\\](p\d+)[/\\]/.exec(line)?.[1];
      if (name !== undefined) by.set(name, [...(by.get(name) ?? []), line]);
    }
    for (const [name, own] of by) this.fail(name, kind, own.join('\n'));
    return by.size > 0;
  }

  private async runOne(name: string, race: boolean): Promise<void> {
    if (!this.buildable(name)) return;
    const before = await execute(join(this.before, 'driver'), [name]);
    if (before.code !== 0 || before.output.includes('UNBALANCED')) {
      this.fail(name, 'generator', before.output);
      return;
    }
    const after = await execute(join(this.after, 'driver'), race ? [name, 'concurrent'] : [name]);
    const { output, code } = after;
    if (output.includes('WARNING: DATA RACE')) this.fail(name, 'race', output);
    else if (output.includes('DEADLOCK') || output.includes('all goroutines are asleep'))
      this.fail(name, 'deadlock', output);
    else if (code !== 0) this.fail(name, 'crash', output);
    else if (output.includes('LOST UPDATE'))
      this.fail(name, 'lost-update', output.slice(output.indexOf('LOST UPDATE')));
    else if (output !== before.output) this.fail(name, 'output', difference(before.output, output));
  }

  private fail(name: string, kind: FailureKind, detail: string): void {
    if (!this.failures.has(name)) this.failures.set(name, { kind, detail: detail.slice(0, 6000) });
  }
}

interface Document {
  readonly maps: readonly {
    readonly id: string;
    readonly name: string;
    readonly verdict: string;
    readonly decision: { readonly outcome: string; readonly strategy?: string; readonly reason?: string };
  }[];
  readonly files: readonly { readonly path: string; readonly diff: string }[];
}

/** Every map is rewritten, or nothing has to be done for it. */
function saidSafe(maps: readonly MapOutcome[]): boolean {
  return maps.length === 2 && maps.every((m) => m.outcome === 'rewritten' || SAFE.has(m.verdict));
}

const SAFE: ReadonlySet<string> = new Set(['guarded', 'read-only', 'confined', 'unshared']);

function fileOf(dir: string, name: string): string {
  return join(dir, 'internal', name, `${name}.go`);
}

function difference(before: string, after: string): string {
  const [was, is] = [before.split('\n'), after.split('\n')];
  const at = was.findIndex((line, i) => line !== is[i]);
  return `line ${at + 1}: was "${was[at]}", is "${is[at]}"`;
}

function execute(command: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GORACE: 'halt_on_error=1' },
    });
    let output = '';
    const take = (chunk: Buffer) => {
      if (output.length < 200_000) output += chunk.toString();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const workers = Array.from({ length: availableParallelism() }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  });
  await Promise.all(workers);
}

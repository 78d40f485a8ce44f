import { relative, sep } from 'node:path';
import type { Module } from '../../model/source.js';
import { failedPackages, parseCompilerOutput } from './compiler-output.js';
import { type GoAnswer, type GoCommand, type GoRun, NULL_FILE } from './go-command.js';
import { newProblems, type Problem, type Unverified } from './problem.js';
import { type Build, buildLabel, type ReachedModule } from './reached.js';
import type { Overlay } from './workspace.js';

export type CompileCheck = 'build' | 'tests' | 'vet';

/** How one check is spelled. With `all`, the compiler reports every error instead of the first ten of a package. */
const VERBS: Readonly<Record<CompileCheck, (all: boolean) => readonly string[]>> = {
  build: (all) => ['build', '-buildvcs=false', '-o', NULL_FILE, ...(all ? ['-gcflags=-e'] : [])],
  tests: (all) => ['test', '-buildvcs=false', '-c', '-o', NULL_FILE, ...(all ? ['-gcflags=-e'] : [])],
  vet: () => ['vet'],
};

/** Runs in which a check differs from the plain one: vet in a scratch copy. */
export interface CheckPlace {
  readonly dir: string;
  readonly originalOf: (printed: string, cwd: string) => string;
}

/** What one command in one module and build showed. */
export interface CompileResult {
  readonly problems: readonly Problem[];
  readonly unverified: readonly Unverified[];
}

/**
 * Compiles what a rewrite reaches, with and (only if that fails) without it. What failed before is subtracted; packages that did not load or build before are
 * said to be unverified. Answers about the tree without the rewrite are kept.
 */
export class Compiler {
  private readonly baselines = new Map<string, Promise<GoAnswer>>();

  constructor(private readonly command: GoCommand) {}

  async check(
    check: CompileCheck,
    reached: ReachedModule,
    build: Build,
    overlay: Overlay,
    place?: CheckPlace,
  ): Promise<CompileResult> {
    const host = await this.command.host();
    const run: GoRun = { module: reached.module, build, host, overlay };
    const loadable = await this.loadable(run, patternsOf(reached.module, reached.dirs), check);
    if (loadable.patterns.length === 0 || loadable.problems.length > 0) return loadable;
    const { patterns } = loadable;
    const result = await this.compiled(check, run, patterns, overlay, place);
    return { problems: result.problems, unverified: [...loadable.unverified, ...result.unverified] };
  }

  private async compiled(
    check: CompileCheck,
    run: GoRun,
    patterns: readonly string[],
    overlay: Overlay,
    place: CheckPlace | undefined,
  ): Promise<CompileResult> {
    const where = `${label(check)} for ${buildLabel(run.build)}`;
    const inPlace: GoRun =
      place === undefined
        ? run
        : { module: run.module, build: run.build, host: run.host, overlay: undefined, dir: place.dir };
    const cwd = place?.dir ?? run.module.dir;
    const first = await this.command.run(inPlace, VERBS[check](false), patterns);
    if (first.failure !== undefined)
      return { problems: [], unverified: [{ why: `${where} ${first.failure}`, packages: 'all' }] };
    if (first.ok) return { problems: [], unverified: [] };
    const after = await this.command.run(inPlace, VERBS[check](true), patterns);
    const before = await this.baseline(check, run, patterns);
    if (after.failure !== undefined || before.failure !== undefined)
      return { problems: [], unverified: [{ why: `${where} ${after.failure ?? before.failure}`, packages: 'all' }] };
    const originalOf = place?.originalOf ?? overlay.originalOf;
    const parse = (answer: GoAnswer, dir: string) =>
      parseCompilerOutput(answer.output, check, (p) => originalOf(p, dir));
    const problems = newProblems(parse(after, cwd), before.ok ? [] : parse(before, run.module.dir));
    if (before.ok || check === 'vet') return { problems, unverified: [] };
    const failed = [...failedPackages(before.output)].sort();
    if (failed.length === 0) return { problems, unverified: [] };
    const verb = check === 'tests' ? 'compile with their tests' : 'build';
    const why = `${listOf(failed)} did not ${verb} before (${buildLabel(run.build)}), so what they see of the rewrite is unverified`;
    return { problems, unverified: [{ why, packages: failed }] };
  }

  private baseline(check: CompileCheck, run: GoRun, patterns: readonly string[]): Promise<GoAnswer> {
    return this.remember([check, ...keyOf(run), ...patterns], () =>
      this.command.run({ ...run, overlay: undefined }, VERBS[check](true), patterns),
    );
  }

  private remember(key: readonly string[], ask: () => Promise<GoAnswer>): Promise<GoAnswer> {
    const name = key.join('\0');
    let answer = this.baselines.get(name);
    if (answer === undefined) {
      answer = ask();
      this.baselines.set(name, answer);
    }
    return answer;
  }

  /** The packages that go can load in this build; one that it cannot is a problem only if it could before. */
  private async loadable(
    run: GoRun,
    patterns: readonly string[],
    check: CompileCheck,
  ): Promise<CompileResult & { readonly patterns: readonly string[] }> {
    const verb = [
      'list',
      '-e',
      '-json=ImportPath,Dir,Incomplete,Error,DepsErrors,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles',
    ];
    const answer = await this.command.run(run, verb, patterns, 300_000);
    const none = { patterns: [] };
    if (answer.failure !== undefined)
      return { ...none, problems: [], unverified: [{ why: `go list ${answer.failure}`, packages: 'all' }] };
    const listed = parseListed(answer.stdout);
    if (listed === undefined || listed.length === 0)
      return {
        ...none,
        problems: [],
        unverified: [
          { why: `go list does not work in ${run.module.path}: ${firstWords(answer.output)}`, packages: 'all' },
        ],
      };
    const bad = listed.filter((p) => p.incomplete && !p.excluded);
    const wanted = (p: Listed) =>
      !p.incomplete && !p.excluded && (check === 'tests' ? p.hasTests : check === 'vet' || p.hasCode);
    const rest = { patterns: listed.filter(wanted).map((p) => patternOf(run.module, p.dir)) };
    if (bad.length === 0) return { ...rest, problems: [], unverified: [] };
    const before = await this.remember(['list', ...keyOf(run), ...patterns], () =>
      this.command.run({ ...run, overlay: undefined }, verb, patterns, 300_000),
    );
    const wasBad = new Set((parseListed(before.stdout) ?? []).filter((p) => p.incomplete).map((p) => p.importPath));
    const problems = bad.filter((p) => !wasBad.has(p.importPath)).map((p) => loadProblem(p, check));
    const old = bad.filter((p) => wasBad.has(p.importPath));
    const unverified: Unverified[] = [];
    if (old.length > 0) {
      const names = old.map((p) => p.importPath);
      const why = `${listOf(names)} could not be loaded before (${buildLabel(run.build)}: ${firstWords(old[0]!.error)})`;
      unverified.push({ why, packages: names });
    }
    return { ...rest, problems, unverified };
  }

  /** Whether the module can be run at all, or why not. */
  static obstacle(module: Module): string | undefined {
    return module.path === '' ? `${module.dir} has no go.mod` : undefined;
  }
}

function keyOf({ module, build }: GoRun): string[] {
  return [module.dir, buildLabel(build)];
}

export function patternsOf(module: Module, dirs: readonly string[]): string[] {
  return dirs.map((dir) => patternOf(module, dir));
}

function patternOf(module: Module, dir: string): string {
  const below = relative(module.dir, dir).split(sep).join('/');
  return below === '' ? '.' : `./${below}`;
}

interface Listed {
  readonly importPath: string;
  readonly dir: string;
  readonly incomplete: boolean;
  /** no file of it belongs to the build */
  readonly excluded: boolean;
  readonly hasCode: boolean;
  readonly hasTests: boolean;
  readonly error: string;
}

interface ListJson {
  readonly ImportPath: string;
  readonly Dir?: string;
  readonly Incomplete?: boolean;
  readonly Error?: { readonly Err: string };
  readonly DepsErrors?: readonly { readonly Err: string }[] | null;
  readonly GoFiles?: readonly string[];
  readonly CgoFiles?: readonly string[];
  readonly TestGoFiles?: readonly string[];
  readonly XTestGoFiles?: readonly string[];
}

/** `go list -json` prints one object after the other. */
function parseListed(stdout: string): Listed[] | undefined {
  try {
    const objects = JSON.parse(`[${stdout.trim().replace(/^\}\s*\{/gm, '},{')}]`) as ListJson[];
    return objects.map((o) => ({
      importPath: o.ImportPath,
      dir: o.Dir ?? '',
      incomplete: o.Incomplete === true || o.Error !== undefined,
      excluded: /build constraints exclude all Go files|no Go files/.test(o.Error?.Err ?? ''),
      hasCode: (o.GoFiles ?? []).length + (o.CgoFiles ?? []).length > 0,
      hasTests: (o.TestGoFiles ?? []).length + (o.XTestGoFiles ?? []).length > 0,
      error: o.Error?.Err ?? o.DepsErrors?.[0]?.Err ?? '',
    }));
  } catch {
    return undefined;
  }
}

function loadProblem({ importPath, error }: Listed, check: CompileCheck): Problem {
  return { check, path: undefined, line: undefined, column: undefined, message: error, packagePath: importPath };
}

function label(check: CompileCheck): string {
  return check === 'tests' ? 'go test -c' : `go ${check}`;
}

export function listOf(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}

export function firstWords(text: string): string {
  const line = text.trim().split('\n', 1)[0]!;
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

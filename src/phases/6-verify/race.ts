import { type CompileResult, firstWords, patternsOf } from './compile.js';
import type { GoAnswer, GoCommand, GoRun } from './go-command.js';
import type { Problem, Unverified } from './problem.js';
import type { Build, ReachedModule } from './reached.js';
import type { Overlay } from './workspace.js';

/** Milliseconds; each package's own limit is go test's ten minutes. */
const TIMEOUT = 60 * 60_000;

interface TestEvent {
  readonly Action?: string;
  readonly Package?: string;
  readonly ImportPath?: string;
  readonly Test?: string;
  readonly Output?: string;
}

/** A test, or a whole package (it did not build, or ended without saying which test failed). */
interface Failure {
  readonly name: string;
  readonly packagePath: string;
  readonly output: string;
}

/**
 * Runs the tests of what the rewrite reaches under the race detector. This executes the project's code. A failure counts if the test passes without the rewrite and fails twice with it.
 */
export async function checkRaces(
  command: GoCommand,
  reached: ReachedModule,
  build: Build,
  overlay: Overlay,
): Promise<CompileResult> {
  const host = await command.host();
  const run: GoRun = { module: reached.module, build, host, overlay };
  const test = (r: GoRun, patterns: readonly string[]) =>
    command.run(r, ['test', '-buildvcs=false', '-race', '-json', '-count=1', '-vet=off'], patterns, TIMEOUT);
  const patterns = patternsOf(reached.module, reached.dirs);
  const first = await test(run, patterns);
  if (first.failure !== undefined)
    return { problems: [], unverified: [{ why: `go test -race ${first.failure}`, packages: 'all' }] };
  if (first.ok) return { problems: [], unverified: [] };
  const failed = failuresOf(first);
  if (failed.length === 0)
    return { problems: [], unverified: [{ why: `go test -race: ${firstWords(first.output)}`, packages: 'all' }] };
  const before = new Set(failuresOf(await test({ ...run, overlay: undefined }, patterns)).map(keyOf));
  const suspicious = failed.filter((f) => !before.has(keyOf(f)));
  const old = failed.length - suspicious.length;
  const why = `${old === 1 ? 'one test fails' : `${old} tests fail`} under -race as before`;
  const unverified: Unverified[] = old === 0 ? [] : [{ why, packages: [] }];
  if (suspicious.length === 0) return { problems: [], unverified };
  const again = new Set(failuresOf(await test(run, patterns)).map(keyOf));
  return {
    problems: suspicious.filter((f) => again.has(keyOf(f))).map((f) => problemOf(f, overlay, reached.module.dir)),
    unverified,
  };
}

function failuresOf(answer: GoAnswer): Failure[] {
  const outputs = new Map<string, string>();
  const failed = new Map<string, Failure>();
  for (const event of events(answer.stdout)) {
    const packagePath = event.Package ?? event.ImportPath?.replace(/ \[.*$/, '') ?? '';
    const name = event.Test ?? '';
    const key = `${packagePath} ${name}`;
    if (event.Output !== undefined) outputs.set(key, (outputs.get(key) ?? '') + event.Output);
    if (event.Action === 'fail' || event.Action === 'build-fail')
      failed.set(key, { name, packagePath, output: outputs.get(key) ?? '' });
  }
  const all = [...failed.values()];
  // a package fails with its tests: it counts only where none of them is named
  return all.filter((f) => f.name !== '' || !all.some((g) => g.packagePath === f.packagePath && g.name !== ''));
}

function events(stdout: string): TestEvent[] {
  return stdout.split('\n').flatMap((line) => {
    try {
      return line.startsWith('{') ? [JSON.parse(line) as TestEvent] : [];
    } catch {
      return [];
    }
  });
}

function keyOf({ packagePath, name }: Failure): string {
  return `${packagePath} ${name}`;
}

function problemOf({ name, packagePath, output }: Failure, overlay: Overlay, cwd: string): Problem {
  const place = /^\s*(\S+\.go):(\d+)/m.exec(output);
  const what = name === '' ? `the tests of ${packagePath}` : `${name} of ${packagePath}`;
  const race = /WARNING: DATA RACE|test timed out|all goroutines are asleep|panic: .*/.exec(output)?.[0];
  return {
    check: 'race',
    path: place === null ? undefined : overlay.originalOf(place[1]!, cwd),
    line: place === null ? undefined : Number(place[2]),
    column: undefined,
    message: `${what} passes without the rewrite and fails with it${race === undefined ? '' : `: ${race}`}`,
    packagePath,
  };
}

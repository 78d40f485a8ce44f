import { type Environment, findToolchain, type ToolchainSearch } from '../../go/toolchain.js';
import type { Binding } from '../../model/binding.js';
import type { Configuration } from '../../model/configuration.js';
import type { CheckOutcome, Verification } from '../../model/result.js';
import type { Position, Program } from '../../model/source.js';
import type { GoParser } from '../1-load/parse.js';
import { type AcceptedPlan, type RewriteOptions, type RewrittenFile, rewrite } from '../5-rewrite/index.js';
import { bisect, positionBefore, suspectsOf } from './blame.js';
import { CheckRun } from './check-run.js';
import { outcomeOf } from './outcome.js';
import { type Check, type Problem, problemText } from './problem.js';
import { Workspace } from './workspace.js';

export { withGrammarGaps } from './grammar-gap.js';
export { programWith } from './program-with.js';

/** A fault that a second analysis finds in the rewritten program. */
export interface ReanalysisProblem {
  /** map at fault; undefined where it is not known: it is then found by leaving maps out */
  readonly mapId: string | undefined;
  readonly message: string;
  readonly position: Position | undefined;
}

/** Analyses the rewritten program: every rewritten map must be guarded in it, and a second run must propose nothing. */
export type Reanalyse = (
  program: Program,
  changes: readonly RewrittenFile[],
  plans: readonly AcceptedPlan[],
) => Promise<readonly ReanalysisProblem[]>;

export interface VerifyOptions {
  readonly program: Program;
  readonly binding: Binding;
  readonly parser: GoParser;
  /** `off` still parses the result */
  readonly level: Configuration['verify'];
  /** where go is looked for, and what it runs with */
  readonly env: Environment;
  /** a search that was done already (for grammar gaps) */
  readonly toolchain?: ToolchainSearch;
  readonly signal?: AbortSignal;
  readonly rewriteOptions?: RewriteOptions;
}

/** A map whose rewrite did not stand the test; reported as refused `verification-failed`. */
export interface Withdrawn {
  readonly mapId: string;
  readonly check: Check;
  /** what the check said, with its place in the new text */
  readonly message: string;
  /** the place in the text before the rewrite */
  readonly position: Position | undefined;
}

export interface VerifyResult {
  /** what is left, formatted */
  readonly changes: readonly RewrittenFile[];
  readonly plans: readonly AcceptedPlan[];
  readonly withdrawn: readonly Withdrawn[];
  readonly verification: Verification;
}

/**
 * Tries the rewrite out without touching the tree, takes back every map that fails, alone, and tries again until nothing fails. What was wrong before the rewrite
 * is held against nobody.
 */
export async function verify(
  changes: readonly RewrittenFile[],
  plans: readonly AcceptedPlan[],
  options: VerifyOptions,
  rerun: Reanalyse,
): Promise<VerifyResult> {
  const search = await toolchainFor(options);
  const workspace = new Workspace();
  try {
    const run = new CheckRun(options, search, workspace, rerun);
    const withdrawn: Withdrawn[] = [];
    let current = { changes, plans };
    for (;;) {
      const result = await run.all(current.changes, current.plans);
      const [first] = result.problems;
      if (first === undefined || current.plans.length === 0) {
        const verification = outcomeOf(result, search, options.level);
        return {
          changes: result.changes,
          plans: current.plans,
          withdrawn,
          verification: first === undefined ? verification : failed(verification, first, options),
        };
      }
      const tried = { changes: result.changes, plans: current.plans };
      const culprits = await culpritsOf(result.problems, tried, run, options);
      for (const [mapId, problem] of culprits) withdrawn.push(withdrawal(mapId, problem, tried.changes, options));
      const left = current.plans.filter((p) => !culprits.has(p.mapId));
      current = { plans: left, changes: rewrite(left, options.program, options.binding, options.rewriteOptions) };
    }
  } finally {
    workspace.dispose();
  }
}

async function toolchainFor({ level, env, toolchain, signal }: VerifyOptions): Promise<ToolchainSearch> {
  if (level === 'off') return { ok: false, why: '--verify=off' };
  return toolchain ?? (await findToolchain(env, signal));
}

interface Attempt {
  readonly changes: readonly RewrittenFile[];
  readonly plans: readonly AcceptedPlan[];
}

/**
 * The maps that problems point at by their place; where a place points at several or at none, one map is found by leaving maps out. If even that finds none, all are
 * taken back: nothing unproven is proposed.
 */
async function culpritsOf(
  problems: readonly Problem[],
  { changes, plans }: Attempt,
  run: CheckRun,
  options: VerifyOptions,
): Promise<ReadonlyMap<string, Problem>> {
  const known = new Set(plans.map((p) => p.mapId));
  const culprits = new Map<string, Problem>();
  const suspected = problems.map((problem) => ({
    problem,
    suspects: suspectsOf(problem, changes).filter((id) => known.has(id)),
  }));
  for (const { problem, suspects } of suspected) {
    if (suspects.length === 1 && !culprits.has(suspects[0]!)) culprits.set(suspects[0]!, problem);
  }
  if (culprits.size > 0) return culprits;
  const { problem, suspects } = suspected[0]!;
  const all = [...known];
  const among = (ids: readonly string[]) =>
    bisect(ids, (subset) => {
      const tried = plans.filter((p) => !ids.includes(p.mapId) || subset.includes(p.mapId));
      return run.fails(problem.check, rewrite(tried, options.program, options.binding, options.rewriteOptions), tried);
    });
  const found = all.length === 1 ? all[0] : ((await among(suspects)) ?? (await among(all)));
  return new Map((found === undefined ? all : [found]).map((id) => [id, problem]));
}

function withdrawal(
  mapId: string,
  problem: Problem,
  changes: readonly RewrittenFile[],
  { program }: VerifyOptions,
): Withdrawn {
  return {
    mapId,
    check: problem.check,
    message: problemText(problem, displayIn(program, changes)),
    position: positionBefore(problem, changes),
  };
}

/** Paths of the tree as users see them, in a path or anywhere in a text. */
function displayIn(program: Program, changes: readonly RewrittenFile[]): (path: string) => string {
  const known = new Map([...program.files, ...changes].map((f) => [f.path, f.displayPath]));
  return (text) => known.get(text) ?? text.replace(/[^\s:()"']+\.go\b/g, (path) => known.get(path) ?? path);
}

/** Something fails although every map was taken back: never expected, and never called a success. */
function failed(verification: Verification, problem: Problem, { program }: VerifyOptions): Verification {
  const outcome: CheckOutcome = 'failed';
  const key = {
    parse: 'reanalysis',
    reanalysis: 'reanalysis',
    gofmt: 'gofmt',
    build: 'build',
    tests: 'build',
    vet: 'vet',
    race: 'race',
  } as const;
  return { ...verification, [key[problem.check]]: outcome, why: problemText(problem, displayIn(program, [])) };
}

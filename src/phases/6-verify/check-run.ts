import type { ToolchainSearch } from '../../go/toolchain.js';
import { lineStartsOf, positionIn } from '../../model/position.js';
import type { Program } from '../../model/source.js';
import type { AcceptedPlan, RewrittenFile } from '../5-rewrite/index.js';
import { type GoCheck, GoChecks } from './go-checks.js';
import { checkFormat } from './gofmt.js';
import type { Reanalyse, VerifyOptions } from './index.js';
import type { Check, CheckResult, Problem } from './problem.js';
import { type ChangedProgram, programWith } from './program-with.js';
import type { Workspace } from './workspace.js';

/** What came of the checks, up to the first that found something. */
export interface RunResult {
  readonly changes: readonly RewrittenFile[];
  readonly problems: readonly Problem[];
  /** results of the checks that ran */
  readonly results: ReadonlyMap<Check, CheckResult>;
  /** import paths of the changed packages */
  readonly changedPackages: readonly string[];
}

const FOUND_NOTHING: CheckResult = { problems: [], unverified: [], builds: [] };

/** Runs the checks in order. */
export class CheckRun {
  private readonly goChecks: GoChecks | undefined;
  private readonly checks: readonly Check[];

  constructor(
    private readonly options: VerifyOptions,
    private readonly search: ToolchainSearch,
    private readonly workspace: Workspace,
    private readonly rerun: Reanalyse,
  ) {
    this.goChecks = search.ok ? new GoChecks(search.toolchain, workspace, options.signal) : undefined;
    this.checks = checksFor(options.level, search);
  }

  /** Every check of the level; stops behind the first that finds a problem. gofmt may reformat the changes. */
  async all(changes: readonly RewrittenFile[], plans: readonly AcceptedPlan[]): Promise<RunResult> {
    const results = new Map<Check, CheckResult>();
    const next = programWith(this.options.program, changes, this.options.parser);
    const changedPackages = packagesOf(next.program, changes);
    let current = changes;
    if (changes.length === 0) return { changes, problems: [], results, changedPackages };
    for (const check of this.checks) {
      const { result, changes: formatted } = await this.one(check, current, plans, next);
      current = formatted;
      results.set(check, result);
      if (result.problems.length > 0) return { changes: current, problems: result.problems, results, changedPackages };
    }
    return { changes: current, problems: [], results, changedPackages };
  }

  /** Whether one check finds a problem. */
  async fails(check: Check, changes: readonly RewrittenFile[], plans: readonly AcceptedPlan[]): Promise<boolean> {
    if (changes.length === 0) return false;
    const { result } = await this.one(
      check,
      changes,
      plans,
      programWith(this.options.program, changes, this.options.parser),
    );
    return result.problems.length > 0;
  }

  private async one(
    check: Check,
    changes: readonly RewrittenFile[],
    plans: readonly AcceptedPlan[],
    next: ChangedProgram,
  ): Promise<{ result: CheckResult; changes: readonly RewrittenFile[] }> {
    switch (check) {
      case 'parse':
        return { result: { ...FOUND_NOTHING, problems: next.syntaxErrors.map(syntaxProblem) }, changes };
      case 'reanalysis':
        return { result: { ...FOUND_NOTHING, problems: await this.reanalyse(changes, plans, next.program) }, changes };
      case 'gofmt':
        return this.format(changes);
      default:
        return { result: await this.goCheck(check, changes, next.program), changes };
    }
  }

  private async reanalyse(
    changes: readonly RewrittenFile[],
    plans: readonly AcceptedPlan[],
    program: Program,
  ): Promise<Problem[]> {
    const found = await this.rerun(program, changes, plans);
    return found.map(({ mapId, message, position }) => ({
      check: 'reanalysis',
      path: position === undefined ? undefined : program.files.find((f) => f.displayPath === position.file)?.path,
      line: position?.line,
      column: undefined,
      message,
      packagePath: undefined,
      ...(mapId === undefined ? {} : { mapId }),
    }));
  }

  private async format(
    changes: readonly RewrittenFile[],
  ): Promise<{ result: CheckResult; changes: readonly RewrittenFile[] }> {
    if (!this.search.ok) return { result: FOUND_NOTHING, changes };
    const format = await checkFormat(changes, this.search.toolchain, this.workspace, this.options.signal);
    const why = format.failure === undefined ? [] : [{ why: `gofmt: ${format.failure}`, packages: 'all' as const }];
    const notes = format.unformatted.map((f) => ({ why: `${f} was not gofmt-clean before`, packages: [] }));
    return {
      result: { problems: format.problems, unverified: [...why, ...notes], builds: [] },
      changes: format.changes,
    };
  }

  private async goCheck(check: GoCheck, changes: readonly RewrittenFile[], program: Program): Promise<CheckResult> {
    return this.goChecks === undefined ? FOUND_NOTHING : this.goChecks.run(check, changes, program);
  }
}

/** The checks of a level, in order. */
function checksFor(level: VerifyOptions['level'], search: ToolchainSearch): Check[] {
  if (level === 'off') return ['parse'];
  if (!search.ok) return ['parse', 'reanalysis'];
  const gofmt: Check[] = search.toolchain.hasGofmt ? ['gofmt'] : [];
  const vet: Check[] = level === 'build' ? [] : ['vet'];
  const race: Check[] = level === 'race' ? ['race'] : [];
  return ['parse', 'reanalysis', ...gofmt, 'build', 'tests', ...vet, ...race];
}

function syntaxProblem({ change, offset }: ChangedProgram['syntaxErrors'][number]): Problem {
  const { line, column } = positionIn(change.displayPath, lineStartsOf(change.after), offset);
  const start = offset - column + 1;
  const bytes = Buffer.byteLength(change.after.slice(start, offset)) + 1;
  const mark = line === 1 && change.original?.bom === true ? 3 : 0;
  return {
    check: 'parse',
    path: change.path,
    line,
    column: bytes + mark,
    message: 'the result does not parse',
    packagePath: undefined,
  };
}

function packagesOf(program: Program, changes: readonly RewrittenFile[]): string[] {
  const paths = new Set(changes.map((c) => c.path));
  return [...new Set(program.packages.filter((u) => u.files.some((f) => paths.has(f.path))).map((u) => u.importPath))];
}

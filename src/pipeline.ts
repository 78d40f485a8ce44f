import { withSeverities } from './go/diagnostic-codes.js';
import { findToolchain, type ToolchainSearch } from './go/toolchain.js';
import type { Confidence, Configuration } from './model/configuration.js';
import type { Decision } from './model/decision.js';
import type { DecidedMap, RunResult } from './model/result.js';
import type { SharedMap } from './model/shared-map.js';
import type { Position, Program } from './model/source.js';
import type { DecideContext, Transform } from './model/transform.js';
import { createGoParser, type LoadResult, load } from './phases/1-load/index.js';
import { bind } from './phases/2-bind/index.js';
import { find } from './phases/3-find/index.js';
import { type DecideOptions, decide } from './phases/4-decide/index.js';
import { type AcceptedPlan, rewriteWithoutConflicts } from './phases/5-rewrite/index.js';
import { type ReanalysisProblem, verify, type Withdrawn, withGrammarGaps } from './phases/6-verify/index.js';
import { FINDINGS_ONLY } from './phases/7-report/findings.js';
import { type Applied, apply } from './phases/8-apply/index.js';

export { matchesMap } from './phases/4-decide/selection.js';

/** The order of the work. */
export const PHASES = ['load', 'bind', 'find', 'decide', 'rewrite', 'verify', 'report', 'apply'] as const;
export type Phase = (typeof PHASES)[number];

export interface RunOptions {
  readonly version: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** package patterns */
  readonly patterns: readonly string[];
  /** path of a configuration file; searched for if undefined */
  readonly configurationFile: string | undefined;
  /** what the user sets over the configuration */
  readonly confidence: Confidence | undefined;
  readonly tests: boolean | undefined;
  readonly verify: Configuration['verify'] | undefined;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly strategies: readonly StrategyChoice[];
  readonly allowApiChange: boolean;
  /** how far to go: say what is unsafe, say what would be done about it, or plan it */
  readonly goal: 'findings' | 'decisions' | 'changes';
  /** writes the changes; undefined for a dry run */
  readonly write: { readonly allowDirty: boolean } | undefined;
  /** stops Go processes; the run then ends with the signal's reason */
  readonly signal: AbortSignal;
}

/** A strategy for one map (id, name or glob), or for all. */
export interface StrategyChoice {
  readonly map: string | undefined;
  readonly strategy: string;
}

/** Where the caller takes part. */
export interface RunSteps {
  entering(phase: Phase): void;
  /** Go processes and temporary files from here on, until the report */
  runningGo(): void;
  /** throws UserError when a name given by the user means no map or no strategy */
  checkNames(maps: readonly SharedMap[], configuration: Configuration): void;
  report(run: Run): void;
}

/** A result with what a caller needs beside it. */
export interface Run {
  readonly result: RunResult;
  /** directory that display paths are relative to */
  readonly root: string;
  readonly stats: LoadResult['stats'];
  /** what was written after the report; undefined in a dry run */
  readonly applied: Applied | undefined;
}

/** Everything from paths to changed files. Each phase takes what the ones before it made; nothing is kept between runs. */
export async function run(options: RunOptions, transforms: readonly Transform[], steps: RunSteps): Promise<Run> {
  const { env, signal } = options;
  const clock = new PhaseClock(steps);
  const parser = await createGoParser();
  const loaded = await clock.time('load', () => load({ ...options, parser }));
  const { program } = loaded;
  const configuration = withOverrides(loaded.configuration, options);

  const binding = await clock.time('bind', () => bind(program));
  const {
    maps,
    lockOrder,
    diagnostics: ofLocks,
  } = await clock.time('find', () => find(program, binding, { configuration, ignored: ignoredLines(loaded) }));
  steps.checkNames(maps, configuration);

  const context = { binding, configuration, maps, lockOrder, allowApiChange: options.allowApiChange, memo: new Map() };
  const wishes = decideOptions(configuration, options);
  const decided = await clock.time('decide', () => decide(maps, context, transforms, wishes));

  const accepted = options.goal === 'changes' ? decided.flatMap(acceptedPlan) : [];
  const rewritten = await clock.time('rewrite', () => rewriteWithoutConflicts(accepted, program, binding));

  const toolchain = await searchToolchain(
    rewritten.changes.length + loaded.syntaxErrors.length,
    configuration,
    options,
  );
  const verified = await clock.time('verify', () =>
    verify(
      rewritten.changes,
      rewritten.plans,
      { program, binding, parser, level: configuration.verify, env, toolchain, signal },
      async (next, _changes, plans) => {
        const problems = reanalyse(next, plans, maps, transforms, { configuration, context, wishes });
        steps.runningGo();
        return problems;
      },
    ),
  );
  const diagnostics = await withGrammarGaps(
    loaded.diagnostics,
    loaded.syntaxErrors,
    toolchain.ok ? toolchain.toolchain : undefined,
    signal,
  );
  signal.throwIfAborted();

  const withdrawn = withdrawals(rewritten.conflicts, verified.withdrawn);
  const result: RunResult = {
    version: options.version,
    modules: program.modules,
    maps: decided.map(options.goal === 'findings' ? withoutPlan : (map) => withWithdrawal(map, withdrawn)),
    changes: verified.changes,
    diagnostics: [...diagnostics, ...withSeverities(ofLocks, configuration.diagnostics)],
    verification: verified.verification,
    timings: { ...clock.timings, ...loadTimings(loaded, clock.timings.load ?? 0) },
  };
  const planned: Run = { result, root: program.root, stats: loaded.stats, applied: undefined };
  await clock.time('report', () => steps.report(planned));

  if (options.write === undefined) return planned;
  const target = { root: program.root, allowDirty: options.write.allowDirty, env };
  const applied = await clock.time('apply', () => apply(verified.changes, target));
  return { ...planned, applied };
}

/** Go is looked for only when there is something to ask it: changes to try out, or files that do not parse. */
async function searchToolchain(
  questions: number,
  { verify }: Configuration,
  { env, signal }: RunOptions,
): Promise<ToolchainSearch> {
  if (verify === 'off') return { ok: false, why: '--verify=off' };
  if (questions === 0) return { ok: false, why: 'nothing to verify' };
  return await findToolchain(env, signal);
}

/** What a second analysis takes over from the first. */
interface Judgement {
  readonly configuration: Configuration;
  readonly context: Omit<DecideContext, 'wanted' | 'named'>;
  readonly wishes: DecideOptions;
}

/** Every rewritten map must be gone as a racing one, and a second run must have nothing to propose. */
function reanalyse(
  program: Program,
  plans: readonly AcceptedPlan[],
  before: readonly SharedMap[],
  transforms: readonly Transform[],
  { configuration, context, wishes }: Judgement,
): ReanalysisProblem[] {
  const binding = bind(program);
  const { maps, lockOrder } = find(program, binding, { configuration, ignored: new Map() });
  const known = new Set(before.map(({ id }) => id));
  const planned = new Set(plans.map(({ mapId }) => mapId));
  const again = decide(maps, { ...context, binding, maps, lockOrder, memo: new Map() }, transforms, {
    ...wishes,
    only: [],
  });
  return again.flatMap(({ map, decision }) => {
    const mapId = planned.has(map.id) ? map.id : undefined;
    if (decision.outcome !== 'rewritten') {
      const still = mapId !== undefined && map.verdict === 'unsafe' && map.confidence !== 'low';
      return still ? [{ mapId, message: `${map.id} is still unsafe after the rewrite`, position: map.position }] : [];
    }
    // a map that the first run left alone or refused is none of this check's business; one that it brought in is
    if (mapId === undefined && known.has(map.id)) return [];
    return [{ mapId, message: `a second run would rewrite ${map.id}`, position: map.position }];
  });
}

/** Refusals of maps whose rewrite was taken back, by map id: edits in the way of another map's, or a check that failed. */
function withdrawals(
  conflicts: readonly { readonly mapId: string; readonly message: string }[],
  failed: readonly Withdrawn[],
): ReadonlyMap<string, Decision> {
  const refused = (reason: string, because: string, position: Position | undefined): Decision => ({
    outcome: 'refused',
    strategy: undefined,
    reason,
    because,
    position,
    alternatives: [],
  });
  return new Map([
    ...conflicts.map(({ mapId, message }) => [mapId, refused('edit-conflict', message, undefined)] as const),
    ...failed.map(
      ({ mapId, message, position }) => [mapId, refused('verification-failed', message, position)] as const,
    ),
  ]);
}

/** A decision that did not stand its test becomes a refusal that keeps what was considered. */
function withWithdrawal(decided: DecidedMap, withdrawn: ReadonlyMap<string, Decision>): DecidedMap {
  const { map, decision } = decided;
  const taken = withdrawn.get(map.id);
  if (taken?.outcome !== 'refused' || decision.outcome !== 'rewritten') return decided;
  return { map, decision: { ...taken, strategy: decision.strategy, alternatives: decision.alternatives } };
}

/** Announces each phase and measures it in milliseconds. */
class PhaseClock {
  readonly timings: Partial<Record<Phase, number>> = {};

  constructor(private readonly steps: RunSteps) {}

  async time<T>(phase: Phase, work: () => T | Promise<T>): Promise<T> {
    this.steps.entering(phase);
    const start = performance.now();
    const done = await work();
    this.timings[phase] = performance.now() - start;
    return done;
  }
}

/** Load's time in its parts; `load` is what is left for finding modules and files. */
function loadTimings({ timings }: LoadResult, whole: number): Record<string, number> {
  const { read, parse, walk } = timings;
  return { load: whole - read - parse - walk, read, parse, walk };
}

function withOverrides(configuration: Configuration, { confidence, tests, verify }: RunOptions): Configuration {
  return {
    ...configuration,
    confidence: confidence ?? configuration.confidence,
    tests: tests ?? configuration.tests,
    verify: verify ?? configuration.verify,
  };
}

/** The command line comes before the configuration, and a named map before all maps: the first choice that matches is taken. */
function decideOptions(configuration: Configuration, options: RunOptions): DecideOptions {
  const configured = Object.entries(configuration.strategies).map(([map, strategy]) => ({ map, strategy }));
  return {
    threshold: configuration.confidence,
    only: options.only,
    skip: [...options.skip, ...configuration.skip],
    strategies: [
      ...options.strategies.filter(({ map }) => map !== undefined),
      ...options.strategies.filter(({ map }) => map === undefined),
      ...configured,
    ],
  };
}

/** Reasons of //mapguard:ignore by file index and line of what they cover. */
function ignoredLines({ suppressions }: LoadResult): ReadonlyMap<string, string> {
  return new Map(suppressions.map(({ file, line, reason }) => [`${file.index}:${line}`, reason]));
}

function acceptedPlan({ map, decision }: DecidedMap) {
  return decision.outcome === 'rewritten' ? [{ mapId: map.id, acceptance: decision.acceptance }] : [];
}

/** What `scan` reports: nothing is planned, and a map that is not unsafe is no finding, even if the user named it. */
function withoutPlan({ map, decision }: DecidedMap): DecidedMap {
  if (decision.outcome === 'left-alone') return { map, decision };
  if (map.verdict !== 'unsafe') return { map, decision: leftAlone(map.verdict, `its verdict is ${map.verdict}`) };
  if (decision.outcome === 'refused') return { map, decision };
  return {
    map,
    decision: leftAlone(FINDINGS_ONLY, `mapguard fix would take ${decision.strategy}: ${decision.because}`),
  };
}

function leftAlone(reason: string, because: string): Decision {
  return { outcome: 'left-alone', reason, because };
}

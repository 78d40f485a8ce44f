import type { ToolchainSearch } from '../../go/toolchain.js';
import type { CheckOutcome, Verification } from '../../model/result.js';
import type { RunResult } from './check-run.js';
import type { VerifyOptions } from './index.js';
import type { Check } from './problem.js';

/** What is said about a run in which nothing failed (any more): a check passed only if it saw every changed package. */
export function outcomeOf(
  { changes, results, changedPackages }: RunResult,
  search: ToolchainSearch,
  level: VerifyOptions['level'],
): Verification {
  const outcome = (...checks: readonly Check[]): CheckOutcome => {
    if (!checks.every((check) => results.has(check))) return 'not-run';
    const gaps = checks.flatMap((check) => results.get(check)!.unverified);
    const missed = gaps.some(({ packages }) => packages === 'all' || packages.some((p) => changedPackages.includes(p)));
    return missed ? 'not-run' : 'passed';
  };
  const why = [...results.values()].flatMap((r) => r.unverified.map((u) => u.why));
  if (changes.length === 0) why.push('nothing was rewritten');
  else if (!search.ok) why.push(search.why);
  else {
    if (!results.has('gofmt')) why.push('gofmt was not found');
    if (level === 'build') why.push('vet: --verify=build');
    if (level !== 'race') why.push('race: opt-in');
  }
  return {
    toolchain: search.ok && changes.length > 0 ? search.toolchain.version : undefined,
    reanalysis: outcome('parse', 'reanalysis'),
    gofmt: outcome('gofmt'),
    build: outcome('build', 'tests'),
    vet: outcome('build', 'tests', 'vet'),
    race: outcome('build', 'tests', 'race'),
    why: [...new Set(why)].join('; '),
    configurations: results.get('build')?.builds ?? [],
  };
}

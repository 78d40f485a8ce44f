/**
 * Mutation recall: is a map of a well-kept repository reported, and protected again, once one of its critical sections
 * is gone?
 *
 *   npm run mutants -- --work DIR [--mirrors DIR] [--repositories TEXT,TEXT] [--seed N] [--count N] [--per-lock N]
 *       [--only TEXT] [--alone] [--no-build] [--json FILE]
 *
 * For every map that mapguard calls guarded by one lock, each critical section of that lock around a use of the map is
 * a mutant: the Lock or RLock statement and the statements that release it are deleted in a copy of the text. A seeded
 * sample of --count mutants a repository (--per-lock of one lock at most) is analysed and rewritten as `mapguard fix`
 * would by default, analysed again, and compiled. Mutants of different locks and maps share a run; --alone gives each
 * its own, and --only chooses them by a part of their name.
 *
 * Needs the library built. Exits with 1 when a map is reported whose locks were left alone.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from './checkout.mjs';
import { runScript, UsageError } from './command-line.mjs';
import { addTotals, reportRepository, reportTotals } from './mutants/report.mjs';

/** @typedef {import('./mutants/judge-round.mjs').Judgement} Judgement */
/** @typedef {import('./mutants/report.mjs').RepositoryResult} RepositoryResult */

/** Those of heads.json that guard maps by locks. */
const SUITED = 'caddy,syncthing,nats-server,prometheus,etcd';

/**
 * @typedef {object} Setting
 * @property {number} seed
 * @property {number} count
 * @property {number} perLock
 * @property {string | undefined} only
 * @property {boolean} alone
 * @property {boolean} build
 */

/**
 * @param {string} repository
 * @param {string} directory
 * @param {Setting} setting
 * @returns {Promise<RepositoryResult>}
 */
async function measure(repository, directory, { only, alone, build, ...sample }) {
  // Loaded here, so that a wrong flag needs no built library.
  const { Tree } = await import('./mutants/analysis.mjs');
  const { allMutants, sampledRounds } = await import('./mutants/choose-mutants.mjs');
  const { judgeRound } = await import('./mutants/judge-round.mjs');
  const { buildRound } = await import('./mutants/build-round.mjs');
  const tree = await Tree.open(directory);
  const baseline = tree.analyse(tree.program);
  const { mutants, guarded, without } = allMutants(baseline);
  const sampled = sampledRounds(mutants, sample).flat();
  const chosen = only === undefined ? sampled : mutants.filter((mutant) => mutant.key.includes(only));
  const rounds = alone ? chosen.map((mutant) => [mutant]) : sampledRounds(chosen, { ...sample, count: chosen.length });
  console.error(`${repository}: ${guarded} guarded maps, ${mutants.length} mutants, ${rounds.length} rounds`);
  /** @type {Judgement[]} */
  const judgements = [];
  /** @type {Set<string>} */
  const bystanders = new Set();
  for (const round of rounds) {
    const started = performance.now();
    const judged = judgeRound(tree, baseline, round);
    if (build) await buildRound(tree.program, judged);
    judgements.push(...judged.judgements);
    for (const id of judged.bystanders) bystanders.add(id);
    console.error(`  ${round.length} mutants in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  return { repository, guarded, possible: mutants.length, without, judgements, bystanders: [...bystanders] };
}

async function main() {
  const { values } = parseArgs({
    options: {
      work: { type: 'string' },
      mirrors: { type: 'string' },
      repositories: { type: 'string', default: SUITED },
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '40' },
      'per-lock': { type: 'string', default: '4' },
      only: { type: 'string' },
      alone: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const { work } = values;
  if (work === undefined) throw new UsageError('give --work DIR');
  const setting = {
    seed: Number(values.seed),
    count: Number(values.count),
    perLock: Number(values['per-lock']),
    only: values.only,
    alone: values.alone,
    build: !values['no-build'],
  };
  /** @type {{ repository: string, commit: string }[]} */
  const heads = JSON.parse(await readFile(new URL('heads.json', import.meta.url), 'utf8'));
  const wanted = values.repositories.split(',');
  /** @type {RepositoryResult[]} */
  const results = [];
  for (const { repository, commit } of heads) {
    if (!wanted.some((text) => repository.includes(text))) continue;
    const { tree } = await checkout({ mirrors: values.mirrors, work: path.resolve(work), repository, commit });
    const result = await measure(repository, tree, setting);
    results.push(result);
    reportRepository(result);
    if (result.bystanders.length > 0) process.exitCode = 1;
    if (values.json !== undefined) await writeFile(values.json, JSON.stringify({ setting, results }, null, 1));
  }
  console.log(`\nseed ${setting.seed}, ${setting.count} mutants a repository, ${setting.perLock} of a lock at most`);
  reportTotals(addTotals(results));
}

await runScript(main);

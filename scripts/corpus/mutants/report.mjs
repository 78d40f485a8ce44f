/** @typedef {import('./judge-round.mjs').Judgement} Judgement */

/**
 * @typedef {object} RepositoryResult
 * @property {string} repository
 * @property {number} guarded  maps
 * @property {number} possible  mutants before sampling
 * @property {Record<string, number>} without  uses without a mutant, by reason
 * @property {Judgement[]} judgements
 * @property {string[]} bystanders
 */

/**
 * @typedef {object} Totals
 * @property {number} mutants
 * @property {number} apart
 * @property {number} counted  mutants without those apart
 * @property {number} flagged
 * @property {number} repaired
 * @property {number} inPlace  repaired by existing-lock
 * @property {number} built
 * @property {number} brokenBuilds  by the repair
 * @property {Record<string, number>} apartBy
 * @property {Record<string, number>} missedBy  verdict
 * @property {Record<string, number>} unrepairedBy  code
 * @property {number} lastSections  counted mutants that took a map's only section
 * @property {number} lastSectionsFlagged
 */

/**
 * @param {readonly RepositoryResult[]} results
 * @returns {Totals}
 */
export function addTotals(results) {
  const all = results.flatMap((r) => r.judgements);
  const counted = all.filter((j) => j.found !== 'apart');
  const flagged = counted.filter((j) => j.found === 'flagged');
  const repaired = flagged.filter((j) => j.repair === 'repaired');
  const last = counted.filter((j) => j.lastSection);
  return {
    mutants: all.length,
    apart: all.length - counted.length,
    counted: counted.length,
    flagged: flagged.length,
    repaired: repaired.length,
    inPlace: repaired.filter((j) => j.strategy === 'existing-lock').length,
    built: repaired.filter((j) => j.build === 'passed').length,
    brokenBuilds: repaired.filter((j) => isBroken(j)).length,
    apartBy: countBy(all.filter((j) => j.found === 'apart').map((j) => j.verdict)),
    missedBy: countBy(counted.filter((j) => j.found === 'missed').map((j) => j.verdict)),
    unrepairedBy: countBy(
      flagged.filter((j) => j.repair !== 'repaired').map((j) => `${j.repair}: ${j.reason.split(':', 1)[0]}`),
    ),
    lastSections: last.length,
    lastSectionsFlagged: last.filter((j) => j.found === 'flagged').length,
  };
}

/** @param {RepositoryResult} result */
export function reportRepository(result) {
  console.log(`\n${result.repository}: ${result.guarded} guarded maps, ${result.possible} possible mutants`);
  console.log(`  uses without a mutant: ${listed(result.without)}`);
  for (const j of result.judgements) {
    if (j.found === 'flagged' && j.repair === 'repaired' && !isBroken(j)) continue;
    console.log(`  ${j.found} ${j.key}  [${j.verdict}]${j.lastSection ? ' only section' : ''}`);
    console.log(`    without ${j.diff}`);
    if (j.repair !== '') console.log(`    ${j.repair} ${j.strategy} ${j.reason} ${j.build}`.trimEnd());
  }
  for (const id of result.bystanders) console.log(`  reported although its locks were left alone: ${id}`);
  reportTotals(addTotals([result]));
}

/** @param {Totals} totals */
export function reportTotals(totals) {
  const share = (/** @type {number} */ part) =>
    `${part} of ${totals.counted} (${totals.counted === 0 ? '-' : Math.round((part / totals.counted) * 100)}%)`;
  console.log(`  mutants   ${totals.mutants}, of which apart ${totals.apart}: ${listed(totals.apartBy)}`);
  console.log(
    `  flagged   ${share(totals.flagged)}; of the only sections ${totals.lastSectionsFlagged} of ${totals.lastSections}`,
  );
  console.log(`  missed    ${listed(totals.missedBy)}`);
  console.log(`  repaired  ${share(totals.repaired)}, ${totals.inPlace} of them by existing-lock`);
  console.log(`  not       ${listed(totals.unrepairedBy)}`);
  console.log(`  built     ${totals.built} of ${totals.repaired}, ${totals.brokenBuilds} broken by the rewrite`);
}

/** @param {Judgement} judgement */
function isBroken({ build }) {
  return build !== '' && build !== 'passed' && !build.startsWith('does not build before either');
}

/**
 * @param {readonly string[]} labels
 * @returns {Record<string, number>}
 */
function countBy(labels) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/** @param {Record<string, number>} counts */
function listed(counts) {
  const entries = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  return entries.length === 0 ? 'none' : entries.map(([label, count]) => `${label} ${count}`).join(' · ');
}

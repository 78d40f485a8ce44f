/**
 * What mapguard finds and rewrites in current public repositories, and whether the result still compiles.
 *
 *   node scripts/corpus/heads.mjs --work DIR [--mirrors DIR] [--results FILE] [--only TEXT] [--fresh] [--no-build]
 *       [--mapguard FILE]
 *
 * For each entry of heads.json: `mapguard scan`, `mapguard fix`, both without verification, then the diff applied to
 * a copy, `go build ./...` and `go vet ./...` of all its modules before and after. Only new errors count. Rows already
 * in the results file are kept; --fresh forgets them. Exits with 1 when a rewrite brought an error.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chooseBuild, ensureModule, vetTree } from './build-tree.mjs';
import { checkout } from './checkout.mjs';
import { runScript, UsageError } from './command-line.mjs';
import { diffOf, linesAdded, mapguardBinary, runMapguard } from './mapguard-run.mjs';
import { ResultStore } from './result-store.mjs';
import { tryDiff } from './try-diff.mjs';

/** @typedef {import('./mapguard-run.mjs').ListedMap} ListedMap */
/** @typedef {import('./try-diff.mjs').DiffTrial} DiffTrial */
/** @typedef {import('./build-tree.mjs').TreeBuild} TreeBuild */

/**
 * @typedef {object} HeadRow
 * @property {string} repository
 * @property {string} commit
 * @property {string} failure  empty when mapguard ran
 * @property {number} scanMilliseconds
 * @property {number} fixMilliseconds
 * @property {number} maps
 * @property {Record<string, number>} verdicts  "unsafe, high" → count
 * @property {Record<string, number>} causes  of unknown verdicts
 * @property {Record<string, number>} rewritten  by strategy
 * @property {Record<string, number>} refused  by reason
 * @property {number} filesChanged
 * @property {number} linesAdded
 * @property {Record<string, number>} diagnostics  by code
 * @property {string} buildBefore
 * @property {DiffTrial | null} trial  null when there was nothing to apply or --no-build
 */

/** @typedef {{ mirrors: string | undefined, work: string, binary: string, build: boolean }} Setting */

/**
 * @param {{ repository: string, commit: string }} head
 * @param {Setting} setting
 * @returns {Promise<HeadRow>}
 */
async function measureHead({ repository, commit }, { mirrors, work, binary, build }) {
  const row = emptyRow(repository, commit);
  const { tree } = await checkout({ mirrors, work, repository, commit });
  await ensureModule(tree);
  const scan = await runMapguard(binary, ['scan', './...', '--confidence', 'low'], tree);
  row.scanMilliseconds = Math.round(scan.milliseconds);
  if (scan.document === undefined) return { ...row, failure: `scan: ${scan.failure}` };
  row.maps = scan.document.maps.length;
  row.verdicts = countBy(scan.document.maps, verdictLabel);
  row.causes = countBy(scan.document.maps, (map) => map.cause?.code);
  row.diagnostics = countBy(scan.document.diagnostics, (diagnostic) => diagnostic.code);

  const fix = await runMapguard(binary, ['fix', './...', '--verify=off'], tree);
  row.fixMilliseconds = Math.round(fix.milliseconds);
  if (fix.document === undefined) return { ...row, failure: `fix: ${fix.failure}` };
  const { maps, files } = fix.document;
  row.rewritten = countBy(maps, ({ decision }) =>
    decision.outcome === 'rewritten' ? (decision.strategy ?? '?') : undefined,
  );
  row.refused = countBy(maps, ({ decision }) => (decision.outcome === 'refused' ? decision.reason : undefined));
  const diff = diffOf(fix.document);
  row.filesChanged = files.length;
  row.linesAdded = linesAdded(diff);
  if (!build) return row;

  const scratch = path.join(work, '.build', path.basename(tree));
  const before = await chooseBuild(tree, scratch);
  row.buildBefore = before.builds ? 'builds' : `${before.failedPackages.length} of ${before.packages} packages fail`;
  if (files.length === 0) return row;
  row.trial = await tryDiff({
    tree,
    scratch,
    copies: path.join(work, '.copies'),
    before,
    diff,
    directory: '.',
    files: files.map((file) => file.path),
    vet: 'all',
    vetBefore: () => vetBefore(tree, scratch, before),
  });
  return row;
}

/**
 * Kept beside the build, since it takes minutes and the tree does not change.
 *
 * @param {string} tree
 * @param {string} scratch
 * @param {TreeBuild} before
 * @returns {Promise<string[]>}
 */
async function vetBefore(tree, scratch, before) {
  const kept = path.join(scratch, 'vet.json');
  if (existsSync(kept)) return JSON.parse(await readFile(kept, 'utf8'));
  const errors = await vetTree(tree, scratch, before.mode, 'all');
  await writeFile(kept, JSON.stringify(errors, null, 1));
  return errors;
}

/**
 * @param {string} repository
 * @param {string} commit
 * @returns {HeadRow}
 */
function emptyRow(repository, commit) {
  return {
    repository,
    commit,
    failure: '',
    scanMilliseconds: 0,
    fixMilliseconds: 0,
    maps: 0,
    verdicts: {},
    causes: {},
    rewritten: {},
    refused: {},
    filesChanged: 0,
    linesAdded: 0,
    diagnostics: {},
    buildBefore: 'not tried',
    trial: null,
  };
}

/** @param {ListedMap} map */
function verdictLabel(map) {
  return map.confidence === null ? map.verdict : `${map.verdict}, ${map.confidence}`;
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => string | undefined} labelOf  undefined: not counted
 * @returns {Record<string, number>}
 */
function countBy(items, labelOf) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const item of items) {
    const label = labelOf(item);
    if (label !== undefined) counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}

/** @param {Record<string, number>} counts */
function listed(counts) {
  const entries = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  return entries.length === 0 ? 'none' : entries.map(([label, count]) => `${label} ${count}`).join(' · ');
}

/** @param {HeadRow} row */
function report(row) {
  const seconds = (/** @type {number} */ milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;
  const lines = [`\n${row.repository}@${row.commit.slice(0, 10)}`];
  if (row.failure !== '') lines.push(`  failed      ${row.failure}`);
  lines.push(
    `  time        scan ${seconds(row.scanMilliseconds)}, fix ${seconds(row.fixMilliseconds)}`,
    `  maps        ${row.maps}: ${listed(row.verdicts)}`,
    `  unknown     ${listed(row.causes)}`,
    `  rewritten   ${listed(row.rewritten)} (${row.filesChanged} files, +${row.linesAdded} lines)`,
    `  refused     ${listed(row.refused)}`,
    `  diagnostics ${listed(row.diagnostics)}`,
    `  build       before: ${row.buildBefore}; after: ${trialText(row.trial)}`,
  );
  for (const error of newErrorsOf(row).slice(0, 20)) lines.push(`    ${error}`);
  console.log(lines.join('\n'));
}

/** @param {DiffTrial | null} trial */
function trialText(trial) {
  if (trial === null) return 'nothing to try';
  if (!trial.applies) return `the diff does not apply: ${trial.failure}`;
  const seconds = Math.round(trial.milliseconds / 1000);
  return `${trial.buildErrors.length} new build errors, ${trial.vetErrors.length} new vet errors (${seconds} s)`;
}

/** @param {HeadRow} row */
function newErrorsOf({ trial }) {
  return trial === null ? [] : [...trial.buildErrors, ...trial.vetErrors.map((error) => `vet: ${error}`)];
}

async function main() {
  const { values } = parseArgs({
    options: {
      work: { type: 'string' },
      mirrors: { type: 'string' },
      results: { type: 'string' },
      only: { type: 'string' },
      fresh: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      mapguard: { type: 'string' },
    },
  });
  if (values.work === undefined) throw new UsageError('give --work DIR');
  const setting = {
    mirrors: values.mirrors,
    work: path.resolve(values.work),
    binary: await mapguardBinary(values.mapguard),
    build: !values['no-build'],
  };
  /** @type {{ repository: string, commit: string }[]} */
  const heads = JSON.parse(await readFile(new URL('heads.json', import.meta.url), 'utf8'));
  /** @type {ResultStore<HeadRow>} */
  const store = await ResultStore.open(values.results ?? path.join(setting.work, '.results/heads.json'), values);
  for (const head of heads) {
    const key = `${head.repository}@${head.commit}`;
    if (values.only !== undefined && !key.includes(values.only)) continue;
    let row = store.get(key);
    if (row === undefined) {
      row = await measureHead(head, setting).catch((error) => ({
        ...emptyRow(head.repository, head.commit),
        failure: error instanceof Error ? error.message : String(error),
      }));
      await store.set(key, row);
    }
    report(row);
    if (row.failure !== '' || newErrorsOf(row).length > 0 || row.trial?.applies === false) process.exitCode = 1;
  }
}

await runScript(main);

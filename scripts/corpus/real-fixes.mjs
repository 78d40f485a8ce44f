/**
 * What mapguard says of maps whose races were fixed by hand, in the tree just before the fix.
 *
 *   node scripts/corpus/real-fixes.mjs --records FILE --work DIR [--mirrors DIR] [--results FILE] [--only TEXT]
 *       [--fresh] [--retry] [--no-build] [--allow-api-change] [--mapguard FILE] [--markdown FILE]
 *
 * FILE is a JSON array of records { repo, fix_commit, parent_commit, package_dir, map_identifier, fix_kind, … }.
 * Rows already in the results file are kept (--fresh forgets them, --retry repeats those that failed). Prints a
 * Markdown table. One failing record never stops the rest.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chooseBuild, ensureModule, vetTree } from './build-tree.mjs';
import { checkout } from './checkout.mjs';
import { runScript, UsageError } from './command-line.mjs';
import { diffOf, linesAdded, mapguardBinary, runMapguard } from './mapguard-run.mjs';
import { directoryOf, findMaps } from './record-maps.mjs';
import { ResultStore } from './result-store.mjs';
import { tryDiff } from './try-diff.mjs';

/** @typedef {import('./record-maps.mjs').FixRecord} FixRecord */
/** @typedef {import('./mapguard-run.mjs').ListedMap} ListedMap */
/** @typedef {import('./build-tree.mjs').TreeBuild} TreeBuild */

/**
 * What became of one map.
 *
 * @typedef {object} MapRow
 * @property {string} name  as looked up
 * @property {string} [foundIn]  directory, when another than the record's package has it
 * @property {string} [id]  undefined when the inventory does not have it
 * @property {string} [verdict]
 * @property {string | null} [confidence]
 * @property {string | null} [evidenceKind]
 * @property {string} [cause]  of an unknown verdict
 * @property {string} [outcome]
 * @property {string | null} [strategy]
 * @property {string} [reason]
 * @property {number} [linesAdded]
 * @property {number} [filesChanged]
 * @property {string} [failure]  of mapguard, or of applying its diff
 * @property {string} [builds]  'yes', 'no', or why it was not tried
 * @property {string[]} [newErrors]
 */

/**
 * @typedef {object} RecordRow
 * @property {string} repository
 * @property {string} parent
 * @property {string} fixKind  how the maintainers did it
 * @property {MapRow[]} maps
 * @property {number} scanMilliseconds
 * @property {string} failure  empty when the record could be measured
 */

/**
 * @typedef {object} Setting
 * @property {string | undefined} mirrors
 * @property {string} work
 * @property {string} binary
 * @property {boolean} build
 * @property {boolean} allowApiChange  as a maintainer may, who owns the exported names
 */

/**
 * @param {FixRecord} record
 * @param {Setting} setting
 * @returns {Promise<RecordRow>}
 */
async function measureRecord(record, setting) {
  /** @type {RecordRow} */
  const row = {
    repository: record.repo,
    parent: record.parent_commit,
    fixKind: record.fix_kind,
    maps: [],
    scanMilliseconds: 0,
    failure: '',
  };
  const { mirrors, work, binary } = setting;
  const { tree } = await checkout({ mirrors, work, repository: record.repo, commit: record.parent_commit });
  await ensureModule(tree);
  const module = moduleOf(tree, record.package_dir);
  const directory = path.join(tree, module);

  const scan = await runMapguard(binary, ['scan', './...', '--confidence', 'low'], directory);
  row.scanMilliseconds = Math.round(scan.milliseconds);
  if (scan.document === undefined) return { ...row, failure: `scan: ${scan.failure}` };
  const packageDirectory = path.relative(module, record.package_dir).split(path.sep).join('/') || '.';
  for (const { name, map } of findMaps(record, scan.document.maps, packageDirectory)) {
    if (map === undefined) {
      row.maps.push({ name });
      continue;
    }
    const foundIn = directoryOf(map.position.file);
    const measured = await measureMap(name, map, { ...setting, tree, module });
    row.maps.push(foundIn === packageDirectory ? measured : { ...measured, foundIn });
  }
  return row;
}

/**
 * @param {string} name
 * @param {ListedMap} map
 * @param {Setting & { tree: string, module: string }} place
 * @returns {Promise<MapRow>}
 */
async function measureMap(name, map, place) {
  /** @type {MapRow} */
  const row = {
    name,
    id: map.id,
    verdict: map.verdict,
    confidence: map.confidence,
    evidenceKind: map.evidenceKind,
    ...(map.cause === null ? {} : { cause: map.cause.code }),
  };
  const { tree, module, binary } = place;
  const directory = path.join(tree, module);
  const args = ['fix', './...', '--only', map.id, '--verify=off'];
  if (place.allowApiChange) args.push('--allow-api-change');
  const fix = await runMapguard(binary, args, directory);
  if (fix.document === undefined) return { ...row, failure: `fix: ${fix.failure}` };
  const decided = fix.document.maps.find((candidate) => candidate.id === map.id)?.decision;
  if (decided === undefined) return { ...row, failure: 'fix does not list the map that scan lists' };
  Object.assign(row, { outcome: decided.outcome, strategy: decided.strategy, reason: decided.reason });
  if (decided.outcome !== 'rewritten') return row;

  const diff = diffOf(fix.document);
  row.linesAdded = linesAdded(diff);
  row.filesChanged = fix.document.files.length;
  if (!place.build) return { ...row, builds: 'not tried' };
  return { ...row, ...(await tryFix(diff, fix.document.files, place)) };
}

/**
 * @param {string} diff
 * @param {readonly { path: string }[]} files
 * @param {Setting & { tree: string, module: string }} place
 * @returns {Promise<Partial<MapRow>>}
 */
async function tryFix(diff, files, { tree, module, work }) {
  const scratch = path.join(work, '.build', path.basename(tree));
  const before = await chooseBuild(tree, scratch);
  if (before.packages === 0) return { builds: 'the tree does not load' };
  const changed = files.map((file) => file.path);
  const trial = await tryDiff({
    tree,
    scratch,
    copies: path.join(work, '.copies'),
    before,
    diff,
    directory: module,
    files: changed,
    vet: 'changed',
    vetBefore: () =>
      vetTree(
        tree,
        scratch,
        before.mode,
        changed.map((file) => path.join(module, file)),
      ),
  });
  if (!trial.applies) return { failure: `git apply: ${trial.failure}`, builds: 'no' };
  const errors = [...trial.buildErrors, ...trial.vetErrors.map((error) => `vet: ${error}`)];
  if (errors.length > 0) return { builds: 'no', newErrors: errors.slice(0, 20) };
  // A package that did not compile before proves nothing by not failing anew.
  const broken = changed.map((file) => packageOf(path.join(module, file))).find((dir) => failedBefore(before, dir));
  return { builds: broken === undefined ? 'yes' : `${broken} did not build before` };
}

/** @param {string} file */
function packageOf(file) {
  return path.dirname(file).split(path.sep).join('/');
}

/**
 * @param {TreeBuild} before
 * @param {string} directory
 */
function failedBefore(before, directory) {
  return before.failedPackages.some((failed) => failed === directory || failed.endsWith(`/${directory}`));
}

/**
 * @param {string} tree
 * @param {string} packageDirectory
 * @returns {string} directory of the innermost module around the package, relative to the tree
 */
function moduleOf(tree, packageDirectory) {
  for (let directory = packageDirectory; ; directory = path.dirname(directory)) {
    if (directory === '.' || existsSync(path.join(tree, directory, 'go.mod'))) return directory;
  }
}

/**
 * @param {readonly RecordRow[]} rows
 * @returns {string}
 */
function markdown(rows) {
  const header = [
    'repository',
    'parent',
    'map',
    'fix by hand',
    'verdict',
    'evidence',
    'outcome',
    'strategy or reason',
    '+lines',
    'builds',
  ];
  const lines = [`| ${header.join(' | ')} |`, `|${' --- |'.repeat(header.length)}`];
  for (const row of rows) {
    const maps = row.maps.length > 0 ? row.maps : [{ name: '-' }];
    for (const map of maps) lines.push(`| ${markdownCells(row, map).map(escapeCell).join(' | ')} |`);
  }
  return `${lines.join('\n')}\n\n${summary(rows)}`;
}

/**
 * @param {RecordRow} row
 * @param {MapRow} map
 */
function markdownCells(row, map) {
  const verdict =
    map.id === undefined
      ? 'not in the inventory'
      : [map.verdict, map.confidence ?? map.cause].filter(Boolean).join(', ');
  return [
    row.repository,
    row.parent.slice(0, 10),
    map.foundIn === undefined ? map.name : `${map.name} (in ${map.foundIn})`,
    row.fixKind,
    row.failure === '' ? verdict : row.failure,
    map.evidenceKind ?? '',
    map.failure ?? map.outcome ?? '',
    map.outcome === 'rewritten' ? (map.strategy ?? '') : (map.reason ?? ''),
    map.linesAdded === undefined ? '' : String(map.linesAdded),
    map.newErrors === undefined ? (map.builds ?? '') : `no: ${map.newErrors[0]}`,
  ];
}

/** @param {string} text */
function escapeCell(text) {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 160);
}

/** @param {readonly RecordRow[]} rows */
function summary(rows) {
  const maps = rows.flatMap((row) => row.maps);
  const count = (/** @type {(map: MapRow) => boolean} */ wanted) => maps.filter(wanted).length;
  const rewritten = count((map) => map.outcome === 'rewritten');
  return [
    `${rows.length} records (${rows.filter((row) => row.failure !== '').length} could not be measured), ${maps.length} maps:`,
    `${count((map) => map.id !== undefined)} in the inventory,`,
    `${count((map) => map.verdict === 'unsafe')} unsafe`,
    `(${count((map) => map.verdict === 'unsafe' && map.confidence !== 'low')} at medium or above),`,
    `${rewritten} rewritten, ${count((map) => map.outcome === 'refused')} refused,`,
    `${count((map) => map.builds === 'yes')} of the rewritten build and vet clean, ${count((map) => map.builds === 'no')} do not.`,
  ].join(' ');
}

async function main() {
  const { values } = parseArgs({
    options: {
      records: { type: 'string' },
      work: { type: 'string' },
      mirrors: { type: 'string' },
      results: { type: 'string' },
      only: { type: 'string' },
      fresh: { type: 'boolean', default: false },
      retry: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      'allow-api-change': { type: 'boolean', default: false },
      mapguard: { type: 'string' },
      markdown: { type: 'string' },
    },
  });
  if (values.records === undefined || values.work === undefined)
    throw new UsageError('give --records FILE and --work DIR');
  const setting = {
    mirrors: values.mirrors,
    work: path.resolve(values.work),
    binary: await mapguardBinary(values.mapguard),
    build: !values['no-build'],
    allowApiChange: values['allow-api-change'],
  };
  /** @type {FixRecord[]} */
  const records = JSON.parse(await readFile(values.records, 'utf8'));
  /** @type {ResultStore<RecordRow>} */
  const store = await ResultStore.open(values.results ?? path.join(setting.work, '.results/real-fixes.json'), values);
  /** @type {RecordRow[]} */
  const rows = [];
  for (const record of records) {
    // One commit can fix two maps, so the map is part of the key.
    const key = `${record.repo}@${record.fix_commit.slice(0, 10)} ${record.map_identifier}`;
    if (values.only !== undefined && !key.includes(values.only)) continue;
    const kept = store.get(key);
    if (kept !== undefined && !(values.retry && hasFailed(kept))) {
      rows.push(kept);
      continue;
    }
    const row = await measureRecord(record, setting).catch((error) => failedRow(record, error));
    console.error(
      `${key}: ${row.failure || row.maps.map((map) => `${map.verdict ?? 'missing'} ${map.outcome ?? ''}`).join('; ')}`,
    );
    await store.set(key, row);
    rows.push(row);
  }
  const text = markdown(rows);
  console.log(text);
  if (values.markdown !== undefined) await writeFile(values.markdown, `${text}\n`);
}

/** @param {RecordRow} row */
function hasFailed(row) {
  return row.failure !== '' || row.maps.some((map) => map.failure !== undefined);
}

/**
 * @param {FixRecord} record
 * @param {unknown} error
 * @returns {RecordRow}
 */
function failedRow(record, error) {
  return {
    repository: record.repo,
    parent: record.parent_commit,
    fixKind: record.fix_kind,
    maps: [],
    scanMilliseconds: 0,
    failure: error instanceof Error ? error.message : String(error),
  };
}

await runScript(main);

/**
 * Compares mapguard's binder with go/types: is the operand of this index, range, delete, len or clear a map?
 *
 *   npm run oracle -- [--threshold 97] [--cmd] [--no-tests] [--hide cache|all] [--lists 40] [--json FILE] DIR…
 *
 * --hide keeps the module cache, or the standard library as well, from the binder and not from go/types: then the
 * binder must say that it does not know, and the threshold is of little use.
 *
 * A DIR is a tree of modules or GOROOT/src. Needs Go, and the library built. Exits with 1 when the two contradict each
 * other anywhere, or when the binder answers less than the threshold (percent of the operands).
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runScript, UsageError } from './corpus/command-line.mjs';
import { runProcess } from './corpus/run-process.mjs';
import { compareFile, emptyComparison } from './oracle/compare.mjs';
import { accountForFiles, accountLines } from './oracle/file-account.mjs';

const oracleSource = fileURLToPath(new URL('oracle', import.meta.url));

/** @typedef {import('./oracle/compare.mjs').Comparison} Comparison */
/** @typedef {import('./oracle/file-account.mjs').FileAccount} FileAccount */

/**
 * @param {string} scratch
 * @returns {Promise<string>} path of the compiled oracle
 */
async function buildOracle(scratch) {
  const binary = path.join(scratch, 'oracle');
  // These are the caller's, meant for the tree under comparison, not for this program.
  const environment = { GOFLAGS: '', GOWORK: 'off', GO111MODULE: 'on', GOOS: '', GOARCH: '' };
  const built = await runProcess('go', ['build', '-o', binary, '.'], { cwd: oracleSource, environment });
  if (built.code !== 0) throw new Error(`the oracle does not build:\n${built.stderr}`);
  return binary;
}

/**
 * @param {string} directory
 * @param {{ binary: string, scratch: string, cmd: boolean, tests: boolean, hide: string | undefined }} options
 * @returns {Promise<{ comparison: Comparison, account: FileAccount, seconds: number }>}
 */
async function compareTree(directory, { binary, scratch, cmd, tests, hide }) {
  const dump = path.join(scratch, 'operands.jsonl');
  const flags = [`-cmd=${cmd}`, `-tests=${tests}`, '-o', dump];
  const asked = await runProcess(binary, [...flags, directory]);
  process.stderr.write(asked.stderr);
  if (asked.code !== 0) throw new Error(`the oracle failed on ${directory}`);

  // Loaded here, so that --help and a failing oracle need no built library.
  const { binderAnswers } = await import('./oracle/binder-answers.mjs');
  const loaded = await binderAnswers(directory, binderEnvironment(hide, path.join(scratch, 'nothing')));
  const comparison = emptyComparison();
  for await (const line of createInterface({ input: createReadStream(dump), crlfDelay: Number.POSITIVE_INFINITY })) {
    const oracle = JSON.parse(line);
    if (isSkippedByLoad(path.relative(directory, oracle.file))) continue;
    compareFile(comparison, oracle, loaded.answers.get(oracle.file), await readFile(oracle.file));
  }
  return { comparison, account: await accountForFiles(directory, loaded), seconds: loaded.seconds };
}

/**
 * @param {string | undefined} hide
 * @param {string} nothing  a directory that does not exist
 * @returns {Record<string, string | undefined>}
 */
function binderEnvironment(hide, nothing) {
  if (hide === undefined) return process.env;
  if (hide !== 'cache' && hide !== 'all') throw new UsageError('--hide takes cache or all');
  const withoutCache = { ...process.env, GOMODCACHE: nothing, GOPATH: nothing };
  // HOME and PATH are where a GOROOT is looked for when none is named.
  return hide === 'cache' ? withoutCache : { ...withoutCache, GOROOT: nothing, HOME: nothing, PATH: nothing };
}

/**
 * Directories that mapguard does not enter. A file that is missing anywhere else counts as unanswered.
 *
 * @param {string} relative
 */
function isSkippedByLoad(relative) {
  const directories = relative.split(path.sep).slice(0, -1);
  return directories.some((name) => name === 'vendor' || name === 'testdata' || /^[._]/.test(name));
}

/** @param {Comparison} comparison */
function answeredPercent({ operands, unknownMap, unknownNotMap }) {
  return operands === 0 ? 0 : (100 * (operands - unknownMap - unknownNotMap)) / operands;
}

/**
 * @param {string} title
 * @param {{ comparison: Comparison, account: FileAccount, seconds: number }} compared
 * @param {number} longest  lines of each list
 */
function report(title, { comparison, account, seconds }, longest) {
  const { maps, operands, unknownMap, unknownNotMap } = comparison;
  const rows = [
    ['files answered by both', comparison.files],
    ['operands', operands],
    ['  of them maps', maps],
    ['agreed map', comparison.agreedMap],
    ['agreed not-map', comparison.agreedNotMap],
    ['map called not-map', comparison.mapCalledNotMap.length],
    ['not-map called map', comparison.notMapCalledMap.length],
    ['agreed by luck', comparison.otherHead.length],
    ['unknown', unknownMap + unknownNotMap],
    ['  of them maps', unknownMap],
    ['answered', `${answeredPercent(comparison).toFixed(2)} %`],
    ['answered, of maps', maps === 0 ? '-' : `${((100 * (maps - unknownMap)) / maps).toFixed(2)} %`],
  ];
  const lines = [
    `\n${title}`,
    ...accountLines(account),
    `  loaded and bound in ${seconds.toFixed(1)} s`,
    ...rows.map(([name, value]) => `  ${String(name).padEnd(36)}${String(value).padStart(10)}`),
  ];
  for (const file of account.unaccounted.slice(0, longest)) lines.push(`    unaccounted for: ${file}`);

  for (const [name, list] of /** @type {const} */ ([
    ['map called not-map', comparison.mapCalledNotMap],
    ['not-map called map', comparison.notMapCalledMap],
    ['agreed by luck (the types differ in kind)', comparison.otherHead],
  ])) {
    if (list.length > 0) lines.push(`\n  ${name}`);
    for (const d of list.slice(0, longest)) {
      const operand = d.operand.replace(/\s+/g, ' ').slice(0, 60);
      lines.push(`    ${d.place} ${d.kind} ${operand}: go/types ${d.oracleType}, binder ${d.binderType}`);
    }
    if (list.length > longest) lines.push(`    … and ${list.length - longest} more`);
  }

  const causes = [...comparison.causes].sort((a, b) => b[1].maps - a[1].maps || b[1].count - a[1].count);
  if (causes.length > 0) lines.push('\n  unknown by cause (count, of them maps, an example)');
  for (const [cause, { count, maps: ofMaps, example }] of causes.slice(0, longest)) {
    lines.push(`    ${String(count).padStart(6)} ${String(ofMaps).padStart(6)}  ${cause}  ${example}`);
  }
  if (causes.length > longest) lines.push(`    … and ${causes.length - longest} more causes`);
  console.log(lines.join('\n'));
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      threshold: { type: 'string', default: '97' },
      cmd: { type: 'boolean', default: false },
      hide: { type: 'string' },
      'no-tests': { type: 'boolean', default: false },
      lists: { type: 'string', default: '40' },
      json: { type: 'string' },
    },
  });
  if (positionals.length === 0) throw new UsageError('usage: oracle.mjs [flags] DIR…');
  const scratch = await mkdtemp(path.join(tmpdir(), 'mapguard-oracle-'));
  /** @type {Record<string, unknown>} */
  const kept = {};
  try {
    const binary = await buildOracle(scratch);
    for (const given of positionals) {
      // mapguard and go list both name files by their real path.
      const directory = await realpath(given);
      const compared = await compareTree(directory, {
        binary,
        scratch,
        cmd: values.cmd,
        tests: !values['no-tests'],
        hide: values.hide,
      });
      const { comparison, account } = compared;
      report(given, compared, Number(values.lists));
      kept[given] = { ...comparison, account, causes: Object.fromEntries(comparison.causes) };
      const contradicts = comparison.mapCalledNotMap.length > 0 || comparison.notMapCalledMap.length > 0;
      const fewAnswers = answeredPercent(comparison) < Number(values.threshold);
      if (contradicts || fewAnswers || account.unaccounted.length > 0) process.exitCode = 1;
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  if (values.json !== undefined) await writeFile(values.json, JSON.stringify(kept, null, 1));
}

await runScript(main);

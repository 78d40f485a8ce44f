/**
 * Measures a dry run of mapguard without verification, and ast-grep with one rule on the same tree.
 *
 *   npm run bench -- [--runs 3] [--json FILE] DIR…
 *
 * The runs are interleaved, so that a machine that slows down slows both, and medians are compared. ast-grep parses and
 * matches one pattern; mapguard's parse and walk do comparable work, everything else is what the analysis costs.
 */
import { existsSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runScript, UsageError } from './corpus/command-line.mjs';
import { runProcess } from './corpus/run-process.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const pattern = 'make(map[$K]$V)';
/** What mapguard does not enter, so that both see the same files. */
const globs = ['**/*.go', '!**/vendor/**', '!**/testdata/**', '!**/_*/**', '!**/_*.go'];
/** A native binary; the file that npm unpacks in its place is a short text. */
const smallestBinary = 1 << 20;
const timeoutMilliseconds = 30 * 60_000;

/**
 * The line that the CLI prints on stderr with MAPGUARD_TIMINGS=1.
 *
 * @typedef {object} Timings
 * @property {Record<string, number>} timings  milliseconds by phase
 * @property {number} files
 * @property {number} bytes
 * @property {number} maps
 * @property {number} peakRss  bytes
 */

/**
 * @typedef {object} TreeMeasurement
 * @property {string} tree
 * @property {Timings[]} mapguard
 * @property {number[]} mapguardWall  milliseconds
 * @property {number[]} astGrepWall
 * @property {number} astGrepMatches
 */

/** @returns {Promise<string>} path of the ast-grep binary */
async function astGrepBinary() {
  const directory = path.join(root, 'node_modules/@ast-grep/cli');
  const binary = path.join(directory, process.platform === 'win32' ? 'ast-grep.exe' : 'ast-grep');
  if (!existsSync(directory)) throw new UsageError('ast-grep is not installed: run npm install');
  if (!existsSync(binary) || statSync(binary).size < smallestBinary) {
    // Where npm ignores install scripts, the binary is not in its place yet.
    const linked = await runProcess(process.execPath, [path.join(directory, 'postinstall.js')], { cwd: directory });
    if (linked.code !== 0) throw new Error(`ast-grep's postinstall failed: ${linked.stderr.trim()}`);
  }
  return binary;
}

/** @returns {Promise<string>} path of mapguard's bin */
async function mapguardBinary() {
  const { bin } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const binary = path.join(root, bin.mapguard);
  if (!existsSync(binary)) throw new UsageError('mapguard is not built: run npm run build');
  return binary;
}

/**
 * @param {string} binary
 * @param {string} tree
 */
async function runMapguard(binary, tree) {
  const args = [binary, 'fix', './...', '--verify=off', '--json', '--no-progress'];
  const environment = { MAPGUARD_TIMINGS: '1' };
  const result = await runProcess(process.execPath, args, { cwd: tree, environment, timeoutMilliseconds });
  // 1 says that unsafe maps remain, 3 that some package failed; both are complete runs.
  if (result.code === null || ![0, 1, 3].includes(result.code)) {
    throw new Error(`mapguard ended with ${result.code ?? 'a timeout'}: ${result.stderr.trim().slice(-500)}`);
  }
  const line = result.stderr.split('\n').find((text) => text.startsWith('{"timings"'));
  if (line === undefined) throw new Error('mapguard printed no timings');
  return { wall: result.milliseconds, timings: /** @type {Timings} */ (JSON.parse(line)) };
}

/**
 * @param {string} binary
 * @param {string} tree
 */
async function runAstGrep(binary, tree) {
  const args = ['run', '--lang', 'go', '--pattern', pattern, '--json=stream', '--no-ignore', 'vcs'];
  for (const glob of globs) args.push('--globs', glob);
  // Globs are matched against paths below the working directory.
  const result = await runProcess(binary, [...args, '.'], { cwd: tree, timeoutMilliseconds });
  // 1 says that nothing matched.
  if (result.code !== 0 && result.code !== 1) throw new Error(`ast-grep ended with ${result.code}: ${result.stderr}`);
  return { wall: result.milliseconds, matches: result.stdout.split('\n').filter(Boolean).length };
}

/**
 * @param {string} tree
 * @param {number} runs
 * @returns {Promise<TreeMeasurement>}
 */
async function measureTree(tree, runs) {
  const mapguard = await mapguardBinary();
  const astGrep = await astGrepBinary();
  /** @type {TreeMeasurement} */
  const measured = { tree, mapguard: [], mapguardWall: [], astGrepWall: [], astGrepMatches: 0 };
  // Not counted: it fills the page cache for both.
  await runAstGrep(astGrep, tree);
  for (let run = 0; run < runs; run++) {
    const ours = await runMapguard(mapguard, tree);
    measured.mapguard.push(ours.timings);
    measured.mapguardWall.push(ours.wall);
    const theirs = await runAstGrep(astGrep, tree);
    measured.astGrepWall.push(theirs.wall);
    measured.astGrepMatches = theirs.matches;
  }
  return measured;
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** @param {TreeMeasurement} measured */
function report({ tree, mapguard, mapguardWall, astGrepWall, astGrepMatches }) {
  const [first] = mapguard;
  if (first === undefined) return;
  const phase = (/** @type {string} */ name) => median(mapguard.map((run) => run.timings[name] ?? 0));
  const parseAndWalk = median(mapguard.map((run) => (run.timings.parse ?? 0) + (run.timings.walk ?? 0)));
  const wall = median(mapguardWall);
  const other = median(astGrepWall);
  const megabytes = first.bytes / 1e6;
  const rss = Math.max(...mapguard.map((run) => run.peakRss)) / 1e6;
  const lines = [
    `\n${tree}`,
    `  files ${first.files}, ${megabytes.toFixed(1)} MB, ${first.maps} maps, median of ${mapguardWall.length} runs`,
    ...Object.keys(first.timings).map((name) => row(name, phase(name))),
    `  ${'peak RSS'.padEnd(28)}${rss.toFixed(0).padStart(9)} MB`,
    row('mapguard, wall', wall),
    row('mapguard, parse and walk', parseAndWalk),
    row('ast-grep, wall', other, ` (${astGrepMatches} matches of ${pattern})`),
    ratio('mapguard / ast-grep', wall / other),
    ratio('parse and walk / ast-grep', parseAndWalk / other),
    `  ${'throughput'.padEnd(28)}${((megabytes * 1000) / wall).toFixed(2).padStart(9)} MB/s`,
  ];
  console.log(lines.join('\n'));
}

/**
 * @param {string} name
 * @param {number} milliseconds
 * @param {string} [note]
 */
function row(name, milliseconds, note = '') {
  return `  ${name.padEnd(28)}${milliseconds.toFixed(0).padStart(9)} ms${note}`;
}

/**
 * @param {string} name
 * @param {number} value
 */
function ratio(name, value) {
  return `  ${name.padEnd(28)}${value.toFixed(2).padStart(9)} ×`;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: 'string', default: '3' }, json: { type: 'string' } },
  });
  if (positionals.length === 0) throw new UsageError('usage: bench.mjs [--runs N] [--json FILE] DIR…');
  /** @type {TreeMeasurement[]} */
  const all = [];
  for (const given of positionals) {
    try {
      const measured = await measureTree(path.resolve(given), Number(values.runs));
      report(measured);
      all.push(measured);
    } catch (error) {
      process.exitCode = 1;
      console.error(`${given}: ${error instanceof Error ? error.message : error}`);
    }
  }
  if (values.json !== undefined) await writeFile(values.json, JSON.stringify(all, null, 1));
}

await runScript(main);

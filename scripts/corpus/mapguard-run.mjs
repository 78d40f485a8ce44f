import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from './command-line.mjs';
import { runProcess } from './run-process.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const timeoutMilliseconds = 20 * 60_000;

/** @typedef {import('../../dist/src/phases/7-report/result-document.js').ResultDocument} ResultDocument */
/** @typedef {ResultDocument['maps'][number]} ListedMap */

/**
 * @typedef {object} MapguardRun
 * @property {ResultDocument | undefined} document  undefined when the run failed
 * @property {string} failure  last words of a failed run
 * @property {number} milliseconds
 */

/**
 * @param {string | undefined} flag
 * @returns {Promise<string>} path of the CLI: the flag, or what this project built
 */
export async function mapguardBinary(flag) {
  const { bin } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const binary = flag === undefined ? path.join(root, bin.mapguard) : path.resolve(flag);
  if (!existsSync(binary)) throw new UsageError(`no mapguard at ${binary}: run npm run build`);
  return binary;
}

/**
 * Runs mapguard and reads its document. Never throws: a failed run is a result of the measurement.
 *
 * @param {string} binary
 * @param {readonly string[]} args
 * @param {string} directory
 * @returns {Promise<MapguardRun>}
 */
export async function runMapguard(binary, args, directory) {
  const command = [binary, ...args, '--json=compact', '--no-progress'];
  const result = await runProcess(process.execPath, command, { cwd: directory, timeoutMilliseconds });
  const failed = (/** @type {string} */ failure) => ({
    document: undefined,
    failure,
    milliseconds: result.milliseconds,
  });
  if (result.timedOut) return failed('timed out');
  // 1 says that unsafe maps remain, 3 that something could not be done; both print the whole document.
  if (result.code === null || ![0, 1, 3].includes(result.code)) return failed(lastWords(result.code, result.stderr));
  try {
    return { document: JSON.parse(result.stdout), failure: '', milliseconds: result.milliseconds };
  } catch {
    return failed(`no JSON on stdout; ${lastWords(result.code, result.stderr)}`);
  }
}

/**
 * @param {number | null} code
 * @param {string} stderr
 */
function lastWords(code, stderr) {
  return `exit ${code}: ${stderr.trim().slice(0, 400)}`;
}

/** @param {ResultDocument} document */
export function diffOf(document) {
  return document.files.map((file) => (file.diff.endsWith('\n') ? file.diff : `${file.diff}\n`)).join('');
}

/** @param {string} diff */
export function linesAdded(diff) {
  return diff.split('\n').filter((line) => line.startsWith('+') && !line.startsWith('+++ ')).length;
}

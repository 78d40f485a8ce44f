/**
 * Accounts for every Go file below a directory: read by load, or left out for a reason.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * @typedef {object} FileAccount
 * @property {number} onDisk
 * @property {number} read
 * @property {number} withSyntaxError  of those read; with a position each in the diagnostics
 * @property {Record<string, number>} leftOut  by reason
 * @property {string[]} unaccounted  neither read nor left out with a reason: a bug in load
 */

/**
 * @param {string} directory
 * @param {import('./binder-answers.mjs').Loaded} loaded
 * @returns {Promise<FileAccount>}
 */
export async function accountForFiles(directory, loaded) {
  /** @type {FileAccount} */
  const account = { onDisk: 0, read: 0, withSyntaxError: loaded.syntaxErrors, leftOut: {}, unaccounted: [] };
  const reasons = new Map(loaded.skipped.map(({ path: at, reason }) => [at, reason]));
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.go') || entry.isDirectory()) continue;
    const file = path.join(entry.parentPath, entry.name);
    account.onDisk++;
    const reason = loaded.unreadable.get(file) ?? reasonAbove(file, directory, reasons);
    if (loaded.answers.has(file)) account.read++;
    else if (reason === undefined) account.unaccounted.push(file);
    else account.leftOut[reason] = (account.leftOut[reason] ?? 0) + 1;
  }
  return account;
}

/**
 * The reason given for a file or for a directory that holds it.
 *
 * @param {string} file
 * @param {string} top
 * @param {ReadonlyMap<string, string>} reasons
 */
function reasonAbove(file, top, reasons) {
  for (let at = file; at.length > top.length; at = path.dirname(at)) {
    const reason = reasons.get(at);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** @param {FileAccount} account */
export function accountLines(account) {
  const leftOut = Object.entries(account.leftOut).sort((a, b) => b[1] - a[1]);
  return [
    ['Go files on disk', account.onDisk],
    ['  read', account.read],
    ['    with a syntax error', account.withSyntaxError],
    ...leftOut.map(([reason, count]) => [`  left out: ${reason}`, count]),
    ['  unaccounted for', account.unaccounted.length],
  ].map(([name, value]) => `  ${String(name).padEnd(36)}${String(value).padStart(10)}`);
}

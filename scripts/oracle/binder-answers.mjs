/**
 * What mapguard's binder says of the operands that the oracle asks about. The only file here that knows the library.
 */

import path from 'node:path';
import { load } from '../../dist/src/phases/1-load/index.js';
import { bind } from '../../dist/src/phases/2-bind/index.js';
import { operandsOf } from '../../dist/src/phases/2-bind/operands.js';

/** @typedef {import('../../dist/src/phases/2-bind/operands.js').OperandAnswer} BinderAnswer */

/**
 * @typedef {object} Loaded
 * @property {Map<string, readonly BinderAnswer[]>} answers  by absolute file path
 * @property {readonly { path: string, reason: string }[]} skipped  files and directories that load did not read, and why
 * @property {Map<string, string>} unreadable  files with a diagnostic; those that were read are among them
 * @property {number} syntaxErrors  files with one
 * @property {number} seconds  that loading and answering took
 */

/**
 * @param {string} directory
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<Loaded>}
 */
export async function binderAnswers(directory, env) {
  const started = performance.now();
  const { program, skipped, diagnostics, syntaxErrors } = await load({ cwd: directory, patterns: ['./...'], env });
  const binding = bind(program);
  /** @type {Map<string, readonly BinderAnswer[]>} */
  const answers = new Map();
  for (const unit of program.packages) {
    for (const file of unit.files) {
      answers.set(file.path, operandsOf(binding, file));
      binding.release(file);
    }
  }
  const unreadable = new Map(diagnostics.map((d) => [path.resolve(program.root, d.position?.file ?? ''), d.code]));
  const seconds = (performance.now() - started) / 1000;
  return { answers, skipped, unreadable, syntaxErrors: syntaxErrors.length, seconds };
}

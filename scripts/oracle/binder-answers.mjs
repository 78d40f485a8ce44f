/**
 * What mapguard's binder says of the operands that the oracle asks about. The only file here that knows the library.
 */

import { load } from '../../dist/src/phases/1-load/index.js';
import { bind } from '../../dist/src/phases/2-bind/index.js';
import { operandsOf } from '../../dist/src/phases/2-bind/operands.js';

/** @typedef {import('../../dist/src/phases/2-bind/operands.js').OperandAnswer} BinderAnswer */

/**
 * @param {string} directory
 * @returns {Promise<Map<string, readonly BinderAnswer[]>>} by absolute file path
 */
export async function binderAnswers(directory) {
  const { program } = await load({ cwd: directory, patterns: ['./...'] });
  const binding = bind(program);
  /** @type {Map<string, readonly BinderAnswer[]>} */
  const answers = new Map();
  for (const unit of program.packages) {
    for (const file of unit.files) {
      answers.set(file.path, operandsOf(binding, file));
      binding.release(file);
    }
  }
  return answers;
}

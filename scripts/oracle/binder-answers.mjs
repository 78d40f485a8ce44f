/**
 * What mapguard's binder says of the operands that the oracle asks about. The only file here that knows the library.
 */
import { load } from '../../dist/src/phases/1-load/index.js';
import { bind } from '../../dist/src/phases/2-bind/index.js';
import { operandsOf } from '../../dist/src/phases/2-bind/operands.js';

/**
 * @typedef {object} BinderAnswer
 * @property {number} start  UTF-16 offset in the text without BOM
 * @property {number} end
 * @property {string} kind  index, range, delete, len or clear
 * @property {'map' | 'not-map' | 'unknown'} answer
 * @property {string} [cause]  of an unknown
 * @property {string} type
 */

/**
 * @param {string} directory  real path
 * @param {Record<string, string | undefined>} environment  GOROOT, GOPATH and GOMODCACHE tell where dependencies are
 * @returns {Promise<Map<string, readonly BinderAnswer[]>>} by absolute file path
 */
export async function binderAnswers(directory, environment) {
  const { program } = await load({ cwd: directory, patterns: ['./...'], env: environment });
  const binding = bind(program);
  /** @type {Map<string, readonly BinderAnswer[]>} */
  const answers = new Map();
  // Not program.files: files of dependencies join it, without their function bodies, while types are asked for.
  for (const file of program.packages.flatMap((unit) => unit.files)) {
    answers.set(file.path, operandsOf(binding, file));
    binding.release(file);
  }
  return answers;
}

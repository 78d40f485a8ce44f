/**
 * What mapguard's binder says of the operands that the oracle asks about. The only file here that knows the library.
 */

import { Field, Kind } from '../../dist/src/go/grammar.js';
import { openProgram } from '../../dist/src/index.js';

/** @typedef {import('../../dist/src/model/binding.js').Binding} Binding */
/** @typedef {import('../../dist/src/model/source.js').SourceFile} SourceFile */
/** @typedef {import('../../dist/src/model/go-type.js').GoType} GoType */

/**
 * @typedef {object} BinderAnswer
 * @property {number} start  UTF-16 offset in the text without BOM
 * @property {number} end
 * @property {string} kind  index, range, delete, len or clear
 * @property {'map' | 'not-map' | 'unknown'} answer
 * @property {string} [cause]  of an unknown
 * @property {string} type
 */

const builtins = new Set(['delete', 'len', 'clear']);

/**
 * @param {string} directory
 * @returns {Promise<Map<string, BinderAnswer[]>>} by absolute file path
 */
export async function binderAnswers(directory) {
  const { program, binding } = await openProgram(directory);
  /** @type {Map<string, BinderAnswer[]>} */
  const answers = new Map();
  for (const unit of program.packages) {
    for (const file of unit.files) {
      answers.set(file.path, fileAnswers(binding, file));
      binding.release(file);
    }
  }
  return answers;
}

/**
 * @param {Binding} binding
 * @param {SourceFile} file
 */
function fileAnswers(binding, file) {
  /** @type {BinderAnswer[]} */
  const answers = [];
  const { tree } = file;
  for (let node = 0; node < tree.count; node++) {
    const kind = tree.kind[node];
    if (kind === Kind.index_expression) {
      const operand = tree.child(node, Field.operand);
      if (operand >= 0) answers.push(answerFor(binding, file, operand, 'index'));
    } else if (kind === Kind.range_clause) {
      const operand = tree.child(node, Field.right);
      if (operand >= 0) answers.push(answerFor(binding, file, operand, 'range'));
    } else if (kind === Kind.call_expression) {
      const name = calleeName(file, tree.child(node, Field.function));
      const list = tree.child(node, Field.arguments);
      const operand = list < 0 ? -1 : tree.firstChild(list);
      if (!builtins.has(name) || operand < 0) continue;
      const form = binding.callForm(file, node);
      if (form === 'builtin') answers.push(answerFor(binding, file, operand, name));
      else answers.push(notABuiltin(file, operand, name, form));
    }
  }
  return answers;
}

/**
 * @param {Binding} binding
 * @param {SourceFile} file
 * @param {number} operand
 * @param {string} kind
 * @returns {BinderAnswer}
 */
function answerFor(binding, file, operand, kind) {
  const place = { start: file.tree.start[operand] ?? 0, end: file.tree.end[operand] ?? 0, kind };
  // An instantiation is no use of a map. Where the oracle disagrees, that is a missed use and must count as one.
  if (kind === 'index' && binding.isTypeExpression(file, operand)) return { ...place, answer: 'not-map', type: 'type' };
  const type = binding.typeOf(file, operand);
  const underlying = binding.underlying(type);
  if (underlying.kind === 'unknown') {
    return { ...place, answer: 'unknown', cause: `${underlying.cause}: ${underlying.detail}`, type: typeText(type) };
  }
  return { ...place, answer: underlying.kind === 'map' ? 'map' : 'not-map', type: typeText(type) };
}

/**
 * @param {SourceFile} file
 * @param {number} operand
 * @param {string} kind
 * @param {string} form
 * @returns {BinderAnswer}
 */
function notABuiltin(file, operand, kind, form) {
  const place = { start: file.tree.start[operand] ?? 0, end: file.tree.end[operand] ?? 0, kind, type: form };
  return form === 'unknown' ? { ...place, answer: 'unknown', cause: 'callee' } : { ...place, answer: 'not-map' };
}

/**
 * @param {SourceFile} file
 * @param {number} callee
 */
function calleeName(file, callee) {
  let node = callee;
  while (node >= 0 && file.tree.kind[node] === Kind.parenthesized_expression) node = file.tree.firstChild(node);
  return node >= 0 && file.tree.kind[node] === Kind.identifier ? file.tree.textOf(node) : '';
}

/**
 * A type as a reader of the report needs it: its head, and the parts of composite types.
 *
 * @param {GoType} type
 * @returns {string}
 */
function typeText(type) {
  switch (type.kind) {
    case 'unknown':
      return `unknown(${type.cause}: ${type.detail})`;
    case 'basic':
      return type.name;
    case 'named':
    case 'type-parameter':
      return type.symbol.name;
    case 'pointer':
      return `*${typeText(type.elem)}`;
    case 'map':
      return `map[${typeText(type.key)}]${typeText(type.value)}`;
    case 'slice':
      return `[]${typeText(type.elem)}`;
    case 'array':
      return `[${type.length}]${typeText(type.elem)}`;
    case 'chan':
      return `chan ${typeText(type.elem)}`;
    case 'tuple':
      return `(${type.elems.map(typeText).join(', ')})`;
    default:
      return type.kind;
  }
}

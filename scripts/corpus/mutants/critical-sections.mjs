/**
 * Critical sections as the text shows them: a Lock or RLock statement, and the statements that release it. What mapguard
 * thinks is held plays no part, so that a mistake of its does not hide a mutant.
 */
import { Field, Kind } from '../../../dist/src/go/grammar.js';

/** @typedef {import('../../../dist/src/model/binding.js').Binding} Binding */
/** @typedef {import('../../../dist/src/model/source.js').SourceFile} SourceFile */

/**
 * @typedef {object} LockStatement
 * @property {string} method  Lock, RLock, Unlock or RUnlock
 * @property {number} declaration  symbol id of the mutex
 * @property {number} statement  the node that goes away with the call
 * @property {boolean} deferred
 * @property {number} list  the statements among which it stands (for a deferred closure: the closure's defer)
 */

/**
 * @typedef {object} Section
 * @property {SourceFile} file
 * @property {number} functionNode
 * @property {LockStatement} lock
 * @property {LockStatement[]} unlocks
 */

const RELEASE = new Map([
  ['Lock', 'Unlock'],
  ['RLock', 'RUnlock'],
]);
const METHODS = new Set(['Lock', 'RLock', 'Unlock', 'RUnlock']);
const FUNCTIONS = [Kind.function_declaration, Kind.method_declaration, Kind.func_literal];

/**
 * The section of a mutex around a node, in its function or in one that its closure stands in.
 *
 * @param {Binding} binding
 * @param {SourceFile} file
 * @param {number} node
 * @param {number} declaration  symbol id of the mutex
 * @returns {Section | string} a string says why there is none
 */
export function sectionAround(binding, file, node, declaration) {
  let why = 'no section in the function of the use';
  for (let fn = functionAround(file.tree, node); fn >= 0; fn = functionAround(file.tree, fn)) {
    const statements = lockStatements(binding, file, fn).filter((s) => s.declaration === declaration);
    const found = sectionIn(file, fn, statements, node);
    if (typeof found !== 'string') return found;
    if (statements.length > 0) why = found;
  }
  return why;
}

/**
 * @param {SourceFile} file
 * @param {number} functionNode
 * @param {readonly LockStatement[]} statements
 * @param {number} node
 * @returns {Section | string}
 */
function sectionIn(file, functionNode, statements, node) {
  const { tree } = file;
  const at = statements.findLastIndex(
    (s) => RELEASE.has(s.method) && s.statement < node && !s.deferred && tree.contains(s.list, node),
  );
  const lock = statements[at];
  if (lock === undefined) return 'no section in the function of the use';
  /** @type {LockStatement[]} */
  const unlocks = [];
  for (const next of statements.slice(at + 1)) {
    if (!tree.contains(lock.list, next.statement)) break;
    if (RELEASE.has(next.method)) return 'the lock is taken again inside of the section';
    if (next.method !== RELEASE.get(lock.method)) return 'released in another mode';
    unlocks.push(next);
    if (next.list === lock.list && !next.deferred) {
      if (next.statement < node) return 'released before the use';
      break;
    }
  }
  if (unlocks.length === 0) return 'released in another function';
  return { file, functionNode, lock, unlocks };
}

/**
 * @param {Binding} binding
 * @param {SourceFile} file
 * @param {number} functionNode
 * @returns {LockStatement[]} in the order of the text, closures left out unless they are deferred
 */
function lockStatements(binding, file, functionNode) {
  const { tree } = file;
  /** @type {LockStatement[]} */
  const found = [];
  const end = tree.after[functionNode];
  for (let n = functionNode + 1; n < end; n++) {
    if (tree.kind[n] !== Kind.call_expression) continue;
    const callee = tree.child(n, Field.function);
    if (tree.kind[callee] !== Kind.selector_expression) continue;
    const method = tree.textOf(tree.child(callee, Field.field));
    if (!METHODS.has(method)) continue;
    const statement = tree.parent[n];
    const direct = tree.kind[statement] === Kind.defer_statement;
    if (!direct && tree.kind[statement] !== Kind.expression_statement) continue;
    const closure = functionAround(tree, n);
    const defer = closure === functionNode ? undefined : deferOf(tree, closure);
    if (closure !== functionNode && (defer === undefined || functionAround(tree, defer) !== functionNode)) continue;
    const declaration = mutexOf(binding, file, callee);
    if (declaration === undefined) continue;
    const deferred = direct || defer !== undefined;
    const list = tree.parent[defer ?? statement];
    found.push({ method, declaration, statement: wholeStatement(tree, statement, defer), deferred, list });
  }
  return found;
}

/**
 * A deferred closure that does nothing but release goes away as a whole.
 *
 * @param {SourceFile['tree']} tree
 * @param {number} statement
 * @param {number | undefined} defer
 */
function wholeStatement(tree, statement, defer) {
  if (defer === undefined) return statement;
  const list = tree.parent[statement];
  const onlyStatement = tree.children(list).length === 1;
  return onlyStatement && tree.kind[tree.parent[tree.parent[list]]] === Kind.func_literal ? defer : statement;
}

/**
 * @param {SourceFile['tree']} tree
 * @param {number} literal
 * @returns {number | undefined} the statement `defer func() { … }()` of the literal
 */
function deferOf(tree, literal) {
  const call = tree.parent[literal];
  const statement = call >= 0 ? tree.parent[call] : -1;
  const isDefer = statement >= 0 && tree.kind[statement] === Kind.defer_statement;
  return isDefer && tree.kind[call] === Kind.call_expression ? statement : undefined;
}

/**
 * @param {Binding} binding
 * @param {SourceFile} file
 * @param {number} callee  `x.mu.Lock`, or `x.Lock` with an embedded mutex
 * @returns {number | undefined} symbol id of the mutex
 */
function mutexOf(binding, file, callee) {
  const selection = binding.selectionAt(file, callee);
  const embedded = selection.kind === 'method' ? selection.path.at(-1) : undefined;
  if (embedded !== undefined) return embedded.id;
  const { tree } = file;
  const operand = tree.child(callee, Field.operand);
  const name = tree.kind[operand] === Kind.selector_expression ? tree.child(operand, Field.field) : operand;
  const symbol = binding.symbolAt(file, name);
  return symbol.kind === 'field' || symbol.kind === 'variable' ? symbol.id : undefined;
}

/**
 * @param {SourceFile['tree']} tree
 * @param {number} node
 */
function functionAround(tree, node) {
  return tree.ancestor(node, ...FUNCTIONS);
}

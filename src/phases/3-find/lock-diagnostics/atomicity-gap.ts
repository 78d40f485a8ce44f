import { diagnostic } from '../../../go/diagnostic-codes.js';
import { Field, Kind } from '../../../go/grammar.js';
import type { Diagnostic } from '../../../model/diagnostic.js';
import { NONE, type NodeId, type SyntaxTree } from '../../../model/syntax-tree.js';
import type { Fn } from '../flow-graph.js';
import type { Interpreter } from '../interpreter.js';
import { endSymbol, pathKey } from '../path.js';
import type { Check, MapFacts, SharedUse } from './facts.js';
import { placeOf, stateOf } from './facts.js';

/** An element that one section of the guard reads or writes. */
interface Access {
  readonly shared: SharedUse;
  readonly key: string;
  readonly path: string;
  /** the call that took the lock: the section */
  readonly section: NodeId;
}

/**
 *     s.mu.Lock(); v, ok := s.items[k]; s.mu.Unlock()
 *     if !ok {
 *         s.mu.Lock(); s.items[k] = build(); s.mu.Unlock()
 *     }
 *
 * Each section is locked, and another goroutine comes in between: what was checked need not hold any more when it is acted upon. Said where
 * what was read decides whether, or what, is stored under the same key, and the second section does not look again.
 */
export const atomicityGap: Check = ({ maps, interpreter }) => maps.flatMap((facts) => gapsOf(facts, interpreter));

function gapsOf({ map, uses, guard }: MapFacts, interpreter: Interpreter): Diagnostic[] {
  if (guard === undefined) return [];
  const byFunction = new Map<Fn, SharedUse[]>();
  for (const u of uses) byFunction.set(u.fn, [...(byFunction.get(u.fn) ?? []), u]);
  const found: Diagnostic[] = [];
  for (const [fn, inside] of byFunction) {
    if (inside.length < 2) continue;
    const accesses = inside.flatMap((u) => accessOf(u, guard.lock.declaration, interpreter) ?? []);
    for (const act of accesses) {
      if (act.shared.use.classification.operation !== 'store') continue;
      const check = accesses.find((a) => decides(a, act, fn));
      if (check === undefined || accesses.some((a) => looksAgain(a, act))) continue;
      const message = `${map.name}[${act.key}] is stored in another section of ${guard.lock.name} than the one that looked it up: it may have changed in between`;
      const related = [{ position: placeOf(fn.file, check.shared.use.node), message: 'looked up here' }];
      found.push(diagnostic('atomicity-gap', message, { position: placeOf(fn.file, act.shared.use.node), related }));
    }
  }
  return found;
}

function accessOf(shared: SharedUse, declaration: number, interpreter: Interpreter): Access | undefined {
  const { classification, file } = shared.use;
  const { tree } = file;
  if (classification.depth > 0 || tree.kind[classification.operationNode] !== Kind.index_expression) return undefined;
  const state = stateOf(interpreter, shared);
  const section = state?.locks.find((h) => endSymbol(h.path) === declaration)?.at;
  if (state === undefined || section === undefined) return undefined;
  const key = tree.textOf(tree.child(classification.operationNode, Field.index));
  return { shared, key, path: pathKey(state.path), section };
}

/** The read is of the same element in an earlier section, and its value is what the store depends on. */
function decides(check: Access, act: Access, fn: Fn): boolean {
  const { operation } = check.shared.use.classification;
  if (operation !== 'read' && operation !== 'comma-ok') return false;
  if (check.key !== act.key || check.path !== act.path || check.section === act.section) return false;
  const { tree } = fn.file;
  const read = check.shared.use.node;
  const store = act.shared.use.node;
  if (read >= store) return false;
  const names = namesAssigned(tree, read);
  if (names.length === 0) return false;
  const mentions = new RegExp(`\\b(${names.map((n) => n.replaceAll(/\W/g, '')).join('|')})\\b`);
  // whether it is stored: a condition behind the read, around the store or leaving before it
  for (let node = tree.after[read]!; node < store; node++) {
    if (tree.kind[node] !== Kind.if_statement) continue;
    const encloses = tree.after[node]! > store;
    if (!encloses && !leaves(tree, tree.child(node, Field.consequence))) continue;
    if (mentions.test(tree.textOf(tree.child(node, Field.condition))))
      return !assignedBetween(tree, names, tree.after[read]!, node);
  }
  // what is stored
  const statement = tree.ancestor(store, Kind.assignment_statement);
  return (
    statement !== NONE &&
    mentions.test(tree.textOf(tree.child(statement, Field.right))) &&
    !assignedBetween(tree, names, tree.after[read]!, store)
  );
}

/** Another read of the element in the section of the store, before it: the check is repeated. */
function looksAgain(again: Access, act: Access): boolean {
  const { operation } = again.shared.use.classification;
  return (
    again.section === act.section &&
    again.key === act.key &&
    (operation === 'read' || operation === 'comma-ok') &&
    again.shared.use.node < act.shared.use.node
  );
}

/** Variables that the read's statement assigns: `v, ok := m[k]`. */
function namesAssigned(tree: SyntaxTree, read: NodeId): string[] {
  const statement = tree.ancestor(read, Kind.short_var_declaration, Kind.assignment_statement);
  if (statement === NONE) return [];
  const left = tree.child(statement, Field.left);
  if (left === NONE || tree.after[left]! > read) return [];
  return tree
    .children(left)
    .filter((n) => tree.kind[n] === Kind.identifier && tree.textOf(n) !== '_')
    .map((n) => tree.textOf(n));
}

/** The block ends in a return, panic, break or continue. */
function leaves(tree: SyntaxTree, block: NodeId): boolean {
  if (block === NONE) return false;
  const last = tree
    .children(block)
    .flatMap((c) => (tree.kind[c] === Kind.statement_list ? tree.children(c) : [c]))
    .at(-1);
  if (last === undefined) return false;
  const kind = tree.kind[last];
  return kind === Kind.return_statement || kind === Kind.break_statement || kind === Kind.continue_statement;
}

/** One of the variables gets another value in a part of the text. */
function assignedBetween(tree: SyntaxTree, names: readonly string[], from: NodeId, to: NodeId): boolean {
  for (let node = from; node < to; node++) {
    const kind = tree.kind[node];
    if (kind !== Kind.short_var_declaration && kind !== Kind.assignment_statement) continue;
    const left = tree.child(node, Field.left);
    if (left !== NONE && tree.children(left).some((n) => names.includes(tree.textOf(n)))) return true;
  }
  return false;
}

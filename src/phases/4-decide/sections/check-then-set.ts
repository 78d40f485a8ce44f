import { Field, Kind } from '../../../go/grammar.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import { type Access, sameKey, samePath } from './access.js';
import { alwaysLeaves } from './control-flow.js';
import type { Frame } from './frame.js';
import { type Lookup, listStatement, lookupOf, mentionsVariable, type PlainStore, plainStoreOf } from './shapes.js';
import { blockStatements, operatorOf, some, unparen } from './syntax.js';

/** The parts of a check-then-set. */
export interface CheckThenSet {
  readonly lookup: Lookup;
  readonly store: PlainStore;
  /** the if statement that tests `ok` */
  readonly test: NodeId;
  /** the store stands in the branch of the absent entry, or behind a branch that leaves for the present one */
  readonly form: 'branch' | 'exit';
  /** the condition is just `ok` or `!ok` */
  readonly exact: boolean;
}

export function matchCheckThenSet(frame: Frame, group: readonly Access[]): CheckThenSet | undefined {
  const { tree } = frame.file;
  if (group.length !== 2) return undefined;
  const [read, write] = group as readonly [Access, Access];
  if (!sameKey(read, write) || !samePath(read, write)) return undefined;
  const lookup = lookupOf(frame, read);
  const store = plainStoreOf(frame, write);
  if (lookup === undefined || store === undefined || lookup.ok === NONE) return undefined;
  if (keyChangesBetween(frame, lookup.statement, store.statement, write.key)) return undefined;
  const test = lookup.header !== NONE ? lookup.header : followingIf(frame, lookup.statement);
  if (test === NONE) return undefined;
  const condition = tree.child(test, Field.condition);
  const branch = tree.child(test, Field.consequence);
  if (tree.contains(branch, store.statement)) {
    if (tree.parent[tree.parent[store.statement]!] !== branch || !someTerm(frame, condition, '&&', lookup.ok, true))
      return undefined;
    return { lookup, store, test, form: 'branch', exact: isNegation(frame, condition, lookup.ok) };
  }
  if (tree.child(test, Field.alternative) !== NONE) return undefined;
  const place = listStatement(frame, test);
  if (place === undefined || tree.parent[store.statement] !== place.list || store.statement < test) return undefined;
  if (!alwaysLeaves(tree, blockStatements(tree, branch), { start: tree.start.length, end: 0 })) return undefined;
  if (!someTerm(frame, condition, '||', lookup.ok, false)) return undefined;
  return { lookup, store, test, form: 'exit', exact: isPlain(frame, condition, lookup.ok) };
}

/** `v, ok := m[k]` directly followed by an if without initialiser. */
function followingIf(frame: Frame, statement: NodeId): NodeId {
  const { tree } = frame.file;
  const list = tree.parent[statement]!;
  if (tree.kind[list] !== Kind.statement_list) return NONE;
  let next = tree.nextSibling(statement);
  // the lookup may stand in a section that ends here
  if (next !== NONE && tree.kind[next] === Kind.expression_statement && /\.R?Unlock\(\)$/.test(tree.textOf(next)))
    next = tree.nextSibling(next);
  if (next === NONE || tree.kind[next] !== Kind.if_statement || tree.child(next, Field.initializer) !== NONE)
    return NONE;
  return next;
}

/** Whether one of the terms that `operator` joins is `ok` (or `!ok`). */
function someTerm(frame: Frame, condition: NodeId, operator: '&&' | '||', ok: NodeId, negated: boolean): boolean {
  const { tree } = frame.file;
  const node = unparen(tree, condition);
  if (tree.kind[node] === Kind.binary_expression && operatorOf(tree, node) === operator) {
    return (
      someTerm(frame, tree.child(node, Field.left), operator, ok, negated) ||
      someTerm(frame, tree.child(node, Field.right), operator, ok, negated)
    );
  }
  return negated ? isNegation(frame, node, ok) : isPlain(frame, node, ok);
}

function isPlain(frame: Frame, condition: NodeId, ok: NodeId): boolean {
  const { tree } = frame.file;
  const node = unparen(tree, condition);
  return tree.kind[node] === Kind.identifier && mentionsVariable(frame, node, ok);
}

function isNegation(frame: Frame, condition: NodeId, ok: NodeId): boolean {
  const { tree } = frame.file;
  const node = unparen(tree, condition);
  return (
    tree.kind[node] === Kind.unary_expression &&
    operatorOf(tree, node) === '!' &&
    isPlain(frame, tree.child(node, Field.operand), ok)
  );
}

/** Whether a variable of the key is assigned to between two statements, or the key cannot be evaluated twice. */
function keyChangesBetween(frame: Frame, from: NodeId, to: NodeId, key: NodeId): boolean {
  const { tree } = frame.file;
  const { file, subject } = frame;
  if (!subject.calls.isIdempotent(file, key)) return true;
  const variables = new Set<number>();
  for (let n = key; n < tree.after[key]!; n++) {
    if (tree.kind[n] !== Kind.identifier) continue;
    const symbol = subject.binding.symbolAt(file, n);
    if (symbol.kind === 'variable') variables.add(symbol.id);
  }
  for (let n = tree.after[from]!; n < to; n++) {
    const kind = tree.kind[n];
    const targets =
      kind === Kind.assignment_statement
        ? tree.children(tree.child(n, Field.left))
        : kind === Kind.inc_statement || kind === Kind.dec_statement
          ? [tree.firstChild(n)]
          : [];
    for (const target of targets) {
      const symbol = tree.kind[target] === Kind.identifier ? subject.binding.symbolAt(file, target) : undefined;
      if (symbol?.kind === 'variable' && variables.has(symbol.id)) return true;
    }
  }
  return false;
}

/** The branch does what happens anyway behind the store: `continue` at the end of a loop body, `return` at the end of a function. */
export function isPointlessExit(frame: Frame, { test, store }: CheckThenSet): boolean {
  const { tree } = frame.file;
  const body = blockStatements(tree, tree.child(test, Field.consequence));
  const jump = body[0]!;
  if (body.length !== 1 || tree.nextSibling(store.statement) !== NONE || tree.firstChild(jump) !== NONE) return false;
  const holder = tree.parent[tree.parent[tree.parent[store.statement]!]!]!;
  if (tree.kind[jump] === Kind.continue_statement) return tree.kind[holder] === Kind.for_statement;
  return tree.kind[jump] === Kind.return_statement && holder === frame.fn;
}

/** Whether a variable is used behind a statement, in its function. */
export function mentionsVariableAfter(frame: Frame, statement: NodeId, variable: NodeId): boolean {
  const { tree } = frame.file;
  if (tree.textOf(variable) === '_') return false;
  const name = tree.textOf(variable);
  for (let n = tree.after[statement]!; n < tree.after[frame.fn]!; n++) {
    if (tree.kind[n] === Kind.identifier && tree.textOf(n) === name && mentionsVariable(frame, n, variable))
      return true;
  }
  return false;
}

/** Returns of names, and nothing else. */
export function isHarmless(frame: Frame, statement: NodeId): boolean {
  const { tree } = frame.file;
  if (tree.kind[statement] !== Kind.return_statement) return false;
  return !some(tree, statement, (n) => tree.kind[n] === Kind.call_expression);
}

/** Whether the stored value is a variable that is used behind the store. */
export function isReadLater(frame: Frame, store: PlainStore): boolean {
  const { file, subject } = frame;
  const { tree } = file;
  if (tree.kind[store.value] !== Kind.identifier) return false;
  const symbol = subject.binding.symbolAt(file, store.value);
  if (symbol.kind !== 'variable' || symbol.role === 'package') return false;
  return mentionsVariableAfter(frame, store.statement, store.value);
}

/** Said where calls stand between the first check and the store. */
export function noteDoubleBuild(frame: Frame, { test, store }: CheckThenSet): void {
  const { file, draft, subject } = frame;
  const { tree } = file;
  let calls = false;
  for (let n = tree.child(test, Field.condition); n < tree.after[store.statement]!; n++) {
    if (tree.kind[n] === Kind.call_expression && !subject.calls.isQuietCall(file, n)) calls = true;
  }
  if (!calls) return;
  const message = `two goroutines that both miss an entry of ${subject.map.name} may both make its value; the first one stored is kept`;
  draft.note(file, store.statement, 'double-build', message);
}

/** The branch returns the entry that was found, and behind the store the new one is returned: keeping the found entry does the same. */
export function returnsEntry(frame: Frame, { test, lookup, store }: CheckThenSet): boolean {
  const { tree } = frame.file;
  const found = blockStatements(tree, tree.child(test, Field.consequence)).at(-1)!;
  const rest: NodeId[] = [];
  for (let s = tree.nextSibling(store.statement); s !== NONE; s = tree.nextSibling(s)) rest.push(s);
  if (rest.length !== 1 || !isHarmless(frame, rest[0]!) || tree.kind[found] !== Kind.return_statement) return false;
  if (tree.kind[store.value] !== Kind.identifier || !identicalToValue(frame, store.access, store.value)) return false;
  return mentionsVariable(frame, found, lookup.value) && mentionsVariable(frame, rest[0]!, store.value);
}

/** Whether an expression has exactly the type of the map's values, so that it can be assigned what the map holds. */
export function identicalToValue(frame: Frame, access: Access, expression: NodeId): boolean {
  const { binding } = frame.subject;
  const type = binding.underlying(access.map.type);
  const value = type.kind === 'map' ? binding.spell(type.value, frame.file) : undefined;
  return value !== undefined && value === binding.spell(binding.typeOf(frame.file, expression), frame.file);
}

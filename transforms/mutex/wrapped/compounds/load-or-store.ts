/**
 * Check-then-set as one call:
 *
 *     if _, ok := s.seen[k]; !ok {             s.seen.LoadOrStore(k, true)
 *         s.seen[k] = true                =>
 *     }
 *
 *     if _, ok := s.seen[k]; ok {              if _, ok := s.seen.LoadOrStore(k, true); ok {
 *         return errSeen                  =>       return errSeen
 *     }                                        }
 *     s.seen[k] = true
 *
 * Behaviour is kept: the value is a name or literal, so that making it in vain changes nothing, and stands in both cases for an entry that is absent.
 *
 * Where the value is made by calls they stay outside of the lock; the check is repeated with the store, and the entry that another goroutine stored meanwhile is kept:
 *
 *     c, ok := p.conns[addr]                   c, ok := p.conns.Load(addr)
 *     if !ok {                                 if !ok {
 *         c = dial(addr)                  =>       c = dial(addr)
 *         p.conns[addr] = c                        c, _ = p.conns.LoadOrStore(addr, c)
 *     }                                        }
 */
import { Field, Kind } from '../../../../src/go/grammar.js';
import { NONE, type NodeId } from '../../../../src/model/syntax-tree.js';
import { type Access, sameKey, samePath } from '../../../../src/phases/4-decide/sections/access.js';
import { alwaysLeaves } from '../../../../src/phases/4-decide/sections/control-flow.js';
import { kept, type Part } from '../../../../src/phases/4-decide/sections/draft.js';
import { emitMethodCall, emitStore, respace } from '../../../../src/phases/4-decide/sections/expressions.js';
import {
  hasComments,
  hasOwnLines,
  lineEnding,
  removalRange,
  statementIndent,
} from '../../../../src/phases/4-decide/sections/layout.js';
import {
  isCheap,
  type Lookup,
  listStatement,
  lookupOf,
  mentionsVariable,
  nearestList,
  type PlainStore,
  plainStoreOf,
} from '../../../../src/phases/4-decide/sections/shapes.js';
import { respacedText } from '../../../../src/phases/4-decide/sections/spacing.js';
import {
  blockStatements,
  commentsIn,
  operatorOf,
  some,
  statementsOf,
  unparen,
} from '../../../../src/phases/4-decide/sections/syntax.js';
import type { Frame } from '../wrap-subject.js';
import { identicalToValue, type Rewrite } from './rewrite.js';

/** The parts of a check-then-set. */
interface CheckThenSet {
  readonly lookup: Lookup;
  readonly store: PlainStore;
  /** the if statement that tests `ok` */
  readonly test: NodeId;
  /** the store stands in the branch of the absent entry, or behind a branch that leaves for the present one */
  readonly form: 'branch' | 'exit';
  /** the condition is just `ok` or `!ok` */
  readonly exact: boolean;
}

export function asSingleCall(frame: Frame, group: readonly Access[]): Rewrite | undefined {
  const match = matchCheckThenSet(frame, group);
  if (match === undefined || !match.exact || !isCheap(frame, match.store.value)) return undefined;
  return match.form === 'branch' ? singleCallForBranch(frame, match) : singleCallForExit(frame, match);
}

/** Load before, LoadOrStore where the store was. */
export function asDoubleCheck(frame: Frame, group: readonly Access[]): Rewrite | undefined {
  const match = matchCheckThenSet(frame, group);
  if (match === undefined) return undefined;
  return match.form === 'branch' ? doubleCheckForBranch(frame, match) : doubleCheckForExit(frame, match);
}

function matchCheckThenSet(frame: Frame, group: readonly Access[]): CheckThenSet | undefined {
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
  const next = tree.nextSibling(statement);
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

function singleCallForBranch(frame: Frame, match: CheckThenSet): Rewrite | undefined {
  const { file, draft } = frame;
  const { tree } = file;
  const { lookup, store, test } = match;
  const body = blockStatements(tree, tree.child(test, Field.consequence));
  if (lookup.header === NONE || body[0] !== store.statement || tree.child(test, Field.alternative) !== NONE)
    return undefined;
  if (
    body.slice(1).some((s) => mentionsVariable(frame, s, lookup.value)) ||
    mentionsVariable(frame, store.value, lookup.value)
  )
    return undefined;
  const accesses = [lookup.access, store.access];
  if (body.length === 1) {
    if (commentsIn(file, tree.start[test]!, tree.end[test]!).length > 0 || isElseIf(frame, test)) return undefined;
    return {
      accesses,
      emit: () => {
        draft.replace(file, tree.start[test]!, tree.end[test]!, ...callParts(frame, lookup.access, store));
      },
    };
  }
  if (hasComments(file, store.statement) || !hasOwnLines(file, store.statement)) return undefined;
  return { accesses, emit: () => emitMovedStore(frame, lookup, store) };
}

function isElseIf(frame: Frame, test: NodeId): boolean {
  const { tree } = frame.file;
  return tree.kind[tree.parent[test]!] === Kind.if_statement;
}

/** `m.LoadOrStore(k, v)` of the lookup's map and key. */
function callParts(frame: Frame, access: Access, store: PlainStore): Part[] {
  const { file, draft } = frame;
  respace(frame, access.key, 2);
  return [
    kept(file, access.use.node),
    `.${draft.method('LoadOrStore')}(`,
    kept(file, access.key),
    `, ${respacedText(file, store.value, 2)})`,
  ];
}

/** `m[k]` ⇒ `m.LoadOrStore(k, v)` in the lookup; the store's line goes. */
function emitMovedStore(frame: Frame, lookup: Lookup, store: PlainStore): void {
  const { file, draft } = frame;
  emitMethodCall(frame, lookup.access, 'LoadOrStore', `, ${respacedText(file, store.value, 2)}`);
  const gone = removalRange(file, store.statement);
  draft.replace(file, gone.start, gone.end);
}

function singleCallForExit(frame: Frame, match: CheckThenSet): Rewrite | undefined {
  const { file, draft } = frame;
  const { tree } = file;
  const { lookup, store, test } = match;
  if (tree.nextSibling(test) !== store.statement) return undefined;
  if (hasComments(file, store.statement) || !hasOwnLines(file, store.statement)) return undefined;
  // the value found is that of the entry; for an absent one it would now be the stored value instead of the zero value
  if (lookup.header === NONE && mentionsVariableAfter(frame, store.statement, lookup.value)) return undefined;
  if (mentionsDeclared(frame, store.value, lookup)) return undefined;
  const accesses = [lookup.access, store.access];
  if (
    isPointlessExit(frame, match) &&
    lookup.header !== NONE &&
    commentsIn(file, tree.start[test]!, tree.end[store.statement]!).length === 0
  ) {
    return {
      accesses,
      emit: () =>
        draft.replace(file, tree.start[test]!, tree.end[store.statement]!, ...callParts(frame, lookup.access, store)),
    };
  }
  return { accesses, emit: () => emitMovedStore(frame, lookup, store) };
}

/** The branch does what happens anyway behind the store: `continue` at the end of a loop body, `return` at the end of a function. */
function isPointlessExit(frame: Frame, { test, store }: CheckThenSet): boolean {
  const { tree } = frame.file;
  const body = blockStatements(tree, tree.child(test, Field.consequence));
  const jump = body[0]!;
  if (body.length !== 1 || tree.nextSibling(store.statement) !== NONE || tree.firstChild(jump) !== NONE) return false;
  const holder = tree.parent[tree.parent[tree.parent[store.statement]!]!]!;
  if (tree.kind[jump] === Kind.continue_statement) return tree.kind[holder] === Kind.for_statement;
  return tree.kind[jump] === Kind.return_statement && holder === frame.fn;
}

function mentionsDeclared(frame: Frame, node: NodeId, lookup: Lookup): boolean {
  return mentionsVariable(frame, node, lookup.value) || mentionsVariable(frame, node, lookup.ok);
}

/** Whether a variable is used behind a statement, in its function. */
function mentionsVariableAfter(frame: Frame, statement: NodeId, variable: NodeId): boolean {
  const { tree } = frame.file;
  if (tree.textOf(variable) === '_') return false;
  const name = tree.textOf(variable);
  for (let n = tree.after[statement]!; n < tree.after[frame.fn]!; n++) {
    if (tree.kind[n] === Kind.identifier && tree.textOf(n) === name && mentionsVariable(frame, n, variable))
      return true;
  }
  return false;
}

function doubleCheckForBranch(frame: Frame, match: CheckThenSet): Rewrite | undefined {
  const { file } = frame;
  const { tree } = file;
  const { lookup, store, test } = match;
  const body = blockStatements(tree, tree.child(test, Field.consequence));
  const rest = body.slice(body.indexOf(store.statement) + 1);
  // what follows the store would also run where another goroutine's entry was kept
  if (rest.some((s) => !isHarmless(frame, s))) return undefined;
  return {
    accesses: [lookup.access, store.access],
    emit: () => {
      emitMethodCall(frame, lookup.access, 'Load');
      emitKeptEntry(frame, store);
      noteDoubleBuild(frame, match);
    },
  };
}

/** Returns of names, and nothing else. */
function isHarmless(frame: Frame, statement: NodeId): boolean {
  const { tree } = frame.file;
  if (tree.kind[statement] !== Kind.return_statement) return false;
  return !some(tree, statement, (n) => tree.kind[n] === Kind.call_expression);
}

/** `m[k] = v` ⇒ `v, _ = m.LoadOrStore(k, v)` where v is used later, else `m.LoadOrStore(k, v)`. */
function emitKeptEntry(frame: Frame, store: PlainStore): void {
  const { file, draft } = frame;
  const { tree } = file;
  const assigned = isReadLater(frame, store) ? `${tree.textOf(store.value)}, _ = ` : '';
  if (assigned !== '') draft.insert(file, tree.start[store.statement]!, assigned);
  emitStore(frame, store.access, store.value, 'LoadOrStore');
}

function isReadLater(frame: Frame, store: PlainStore): boolean {
  const { file, subject } = frame;
  const { tree } = file;
  if (tree.kind[store.value] !== Kind.identifier) return false;
  const symbol = subject.binding.symbolAt(file, store.value);
  if (symbol.kind !== 'variable' || symbol.role === 'package') return false;
  return mentionsVariableAfter(frame, store.statement, store.value);
}

/** Said where calls stand between the first check and the store. */
function noteDoubleBuild(frame: Frame, { test, store }: CheckThenSet): void {
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

function doubleCheckForExit(frame: Frame, match: CheckThenSet): Rewrite | undefined {
  const { file, draft } = frame;
  const { tree } = file;
  const { lookup, store, test } = match;
  if (mentionsDeclared(frame, store.value, lookup) && lookup.header !== NONE) return undefined;
  const accesses = [lookup.access, store.access];
  const note = () => noteDoubleBuild(frame, match);
  if (isPointlessExit(frame, match)) {
    return {
      accesses,
      emit: () => {
        emitMethodCall(frame, lookup.access, 'Load');
        emitStore(frame, store.access, store.value, 'LoadOrStore');
        note();
      },
    };
  }
  const block = tree.child(test, Field.consequence);
  const body = blockStatements(tree, block);
  if (returnsEntry(frame, match)) {
    return {
      accesses,
      emit: () => {
        emitMethodCall(frame, lookup.access, 'Load');
        emitKeptEntry(frame, store);
        note();
      },
    };
  }
  if (
    body.length > 3 ||
    usesMaps(frame, block) ||
    hasComments(file, store.statement) ||
    !hasOwnLines(file, store.statement)
  )
    return undefined;
  if (isReadLater(frame, store) && !identicalToValue(frame, store.value)) return undefined;
  const place = nearestList(frame, store.statement);
  if (place === undefined || statementsOf(tree, place.list)[place.index] !== store.statement) return undefined;
  const value = mentionsVariable(frame, block, lookup.value) ? tree.textOf(lookup.value) : '_';
  const ok = tree.textOf(lookup.ok);
  return {
    accesses,
    emit: () => {
      emitMethodCall(frame, lookup.access, 'Load');
      draft.insert(file, tree.start[store.statement]!, `if ${value}, ${ok} := `);
      emitStore(frame, store.access, store.value, 'LoadOrStore');
      draft.insert(file, tree.end[store.statement]!, `; ${ok} ${repeatedBlock(frame, block, store.statement)}`);
      note();
    },
  };
}

/** The branch returns the entry that was found, and behind the store the new one is returned: keeping the found entry does the same. */
function returnsEntry(frame: Frame, { test, lookup, store }: CheckThenSet): boolean {
  const { tree } = frame.file;
  const found = blockStatements(tree, tree.child(test, Field.consequence)).at(-1)!;
  const rest: NodeId[] = [];
  for (let s = tree.nextSibling(store.statement); s !== NONE; s = tree.nextSibling(s)) rest.push(s);
  if (rest.length !== 1 || !isHarmless(frame, rest[0]!) || tree.kind[found] !== Kind.return_statement) return false;
  if (tree.kind[store.value] !== Kind.identifier || !identicalToValue(frame, store.value)) return false;
  return mentionsVariable(frame, found, lookup.value) && mentionsVariable(frame, rest[0]!, store.value);
}

function usesMaps(frame: Frame, node: NodeId): boolean {
  const { tree } = frame.file;
  for (let n = node; n < tree.after[node]!; n++) {
    if (frame.subject.others.rankAt(frame.file, n) !== undefined) return true;
    if (frame.subject.map.uses.some((u) => u.file === frame.file && u.node === n)) return true;
  }
  return false;
}

/** The branch once more; it stands in the same list as the store, so that its indentation fits. */
function repeatedBlock(frame: Frame, block: NodeId, store: NodeId): string {
  const { file } = frame;
  const text = file.tree.textOf(block);
  return text.includes('\n')
    ? text
    : `{${lineEnding(file)}${statementIndent(file, store)}\t${text.slice(1, -1).trim()}${lineEnding(file)}${statementIndent(file, store)}}`;
}

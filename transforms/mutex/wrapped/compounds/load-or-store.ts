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
import type { Access } from '../../../../src/phases/4-decide/sections/access.js';
import {
  type CheckThenSet,
  identicalToValue,
  isHarmless,
  isPointlessExit,
  isReadLater,
  matchCheckThenSet,
  mentionsVariableAfter,
  noteDoubleBuild,
  returnsEntry,
} from '../../../../src/phases/4-decide/sections/check-then-set.js';
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
  mentionsVariable,
  nearestList,
  type PlainStore,
} from '../../../../src/phases/4-decide/sections/shapes.js';
import { respacedText } from '../../../../src/phases/4-decide/sections/spacing.js';
import { blockStatements, commentsIn, statementsOf } from '../../../../src/phases/4-decide/sections/syntax.js';
import type { Frame } from '../wrap-subject.js';
import type { Rewrite } from './rewrite.js';

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

function mentionsDeclared(frame: Frame, node: NodeId, lookup: Lookup): boolean {
  return mentionsVariable(frame, node, lookup.value) || mentionsVariable(frame, node, lookup.ok);
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

/** `m[k] = v` ⇒ `v, _ = m.LoadOrStore(k, v)` where v is used later, else `m.LoadOrStore(k, v)`. */
function emitKeptEntry(frame: Frame, store: PlainStore): void {
  const { file, draft } = frame;
  const { tree } = file;
  const assigned = isReadLater(frame, store) ? `${tree.textOf(store.value)}, _ = ` : '';
  if (assigned !== '') draft.insert(file, tree.start[store.statement]!, assigned);
  emitStore(frame, store.access, store.value, 'LoadOrStore');
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
  if (isReadLater(frame, store) && !identicalToValue(frame, store.access, store.value)) return undefined;
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

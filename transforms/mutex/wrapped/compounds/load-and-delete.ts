/**
 * Load-then-delete as one call:
 *
 *     v, ok := s.jobs[id]                      v, ok := s.jobs.LoadAndDelete(id)
 *     delete(s.jobs, id)                  =>
 *
 *     if v, ok := s.jobs[id]; ok {             if v, ok := s.jobs.LoadAndDelete(id); ok {
 *         delete(s.jobs, id)              =>       v.stop()
 *         v.stop()                             }
 *     }
 *
 * Behaviour is kept: deleting an absent key does nothing, and between the two statements nothing is called.
 */
import { Field, Kind } from '../../../../src/go/grammar.js';
import { NONE, type NodeId } from '../../../../src/model/syntax-tree.js';
import { type Access, sameKey, samePath } from '../../../../src/phases/4-decide/sections/access.js';
import { terminates } from '../../../../src/phases/4-decide/sections/control-flow.js';
import { kept } from '../../../../src/phases/4-decide/sections/draft.js';
import { emitMethodCall, respace } from '../../../../src/phases/4-decide/sections/expressions.js';
import { hasComments, hasOwnLines, removalRange } from '../../../../src/phases/4-decide/sections/layout.js';
import {
  type Lookup,
  lookupOf,
  mentionsVariable,
  plainDeleteOf,
  testsVariable,
} from '../../../../src/phases/4-decide/sections/shapes.js';
import { blockStatements, commentsIn, some } from '../../../../src/phases/4-decide/sections/syntax.js';
import type { Frame } from '../wrap-subject.js';
import type { Rewrite } from './rewrite.js';

export function asLoadAndDelete(frame: Frame, group: readonly Access[]): Rewrite | undefined {
  const { file, draft } = frame;
  const { tree } = file;
  if (group.length !== 2) return undefined;
  const [read, write] = group as readonly [Access, Access];
  if (!sameKey(read, write) || !samePath(read, write) || !frame.subject.calls.isIdempotent(file, write.key))
    return undefined;
  const lookup = lookupOf(frame, read);
  const deletion = plainDeleteOf(frame, write);
  if (lookup === undefined || deletion === NONE) return undefined;
  const accesses = [read, write];
  if (isConditionalDelete(frame, lookup, deletion)) {
    const test = lookup.header;
    return {
      accesses,
      emit: () => {
        respace(frame, read.key, 1);
        draft.replace(
          file,
          tree.start[test]!,
          tree.end[test]!,
          kept(file, read.use.node),
          `.${draft.method('Delete')}(`,
          kept(file, read.key),
          ')',
        );
      },
    };
  }
  if (!isRightBehind(frame, lookup, deletion) || hasComments(file, deletion) || !hasOwnLines(file, deletion))
    return undefined;
  return {
    accesses,
    emit: () => {
      // `v := m[k]` has one target, LoadAndDelete two results
      if (lookup.ok === NONE) draft.insert(file, tree.end[lookup.value]!, ', _');
      emitMethodCall(frame, read, 'LoadAndDelete');
      const gone = removalRange(file, deletion);
      draft.replace(file, gone.start, gone.end);
    },
  };
}

/** `if _, ok := m[k]; ok { delete(m, k) }` is `delete(m, k)`. */
function isConditionalDelete(frame: Frame, lookup: Lookup, deletion: NodeId): boolean {
  const { file } = frame;
  const { tree } = file;
  const test = lookup.header;
  if (
    test === NONE ||
    tree.child(test, Field.alternative) !== NONE ||
    tree.kind[tree.parent[test]!] === Kind.if_statement
  )
    return false;
  if (testsVariable(frame, tree.child(test, Field.condition), lookup.ok) !== true) return false;
  const body = blockStatements(tree, tree.child(test, Field.consequence));
  return body.length === 1 && body[0] === deletion && commentsIn(file, tree.start[test]!, tree.end[test]!).length === 0;
}

/** Whether nothing can happen between the lookup and the delete, and nothing leaves in between with the entry in place. */
function isRightBehind(frame: Frame, lookup: Lookup, deletion: NodeId): boolean {
  const { tree } = frame.file;
  if (
    lookup.ok === NONE &&
    tree.kind[lookup.statement] !== Kind.short_var_declaration &&
    tree.kind[lookup.statement] !== Kind.assignment_statement
  )
    return false;
  const inBranch = lookup.header !== NONE ? lookup.header : NONE;
  if (inBranch !== NONE) {
    if (
      testsVariable(frame, tree.child(inBranch, Field.condition), lookup.ok) === true &&
      isFirstIn(frame, tree.child(inBranch, Field.consequence), deletion)
    )
      return true;
    return isBehindMiss(frame, inBranch, lookup, deletion);
  }
  const list = tree.parent[lookup.statement]!;
  if (tree.kind[list] !== Kind.statement_list) return false;
  const next = tree.nextSibling(lookup.statement);
  if (next === deletion) return true;
  if (next === NONE || tree.kind[next] !== Kind.if_statement || tree.child(next, Field.initializer) !== NONE)
    return false;
  if (
    testsVariable(frame, tree.child(next, Field.condition), lookup.ok) === true &&
    tree.child(next, Field.alternative) === NONE
  ) {
    return isFirstIn(frame, tree.child(next, Field.consequence), deletion);
  }
  return isBehindMiss(frame, next, lookup, deletion);
}

function isFirstIn(frame: Frame, block: NodeId, deletion: NodeId): boolean {
  return blockStatements(frame.file.tree, block)[0] === deletion;
}

/** `if !ok { return }` and then the delete: where the entry is absent there is nothing to delete. */
function isBehindMiss(frame: Frame, test: NodeId, lookup: Lookup, deletion: NodeId): boolean {
  const { tree } = frame.file;
  if (tree.nextSibling(test) !== deletion || tree.child(test, Field.alternative) !== NONE) return false;
  if (testsVariable(frame, tree.child(test, Field.condition), lookup.ok) !== false) return false;
  const body = blockStatements(tree, tree.child(test, Field.consequence));
  const touches = body.some((s) => some(tree, s, (n) => frame.accesses.some((a) => a.use.node === n)));
  return terminates(tree, body) && !touches && !mentionsVariable(frame, tree.child(test, Field.consequence), NONE);
}

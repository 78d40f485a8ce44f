/**
 * Load and overwrite as one call:
 *
 *     old := s.conns[id]                       old, _ := s.conns.Swap(id, c)
 *     s.conns[id] = c                     =>
 *
 * Behaviour is kept: nothing is called between the two, and the new value does not depend on the old one.
 */
import { NONE } from '../../../../src/model/syntax-tree.js';
import { type Access, sameKey, samePath } from '../../../../src/phases/4-decide/sections/access.js';
import { emitMethodCall } from '../../../../src/phases/4-decide/sections/expressions.js';
import { hasComments, hasOwnLines, removalRange } from '../../../../src/phases/4-decide/sections/layout.js';
import { isCheap, lookupOf, mentionsVariable, plainStoreOf } from '../../../../src/phases/4-decide/sections/shapes.js';
import { respacedText } from '../../../../src/phases/4-decide/sections/spacing.js';
import type { Frame } from '../wrap-subject.js';
import type { Rewrite } from './rewrite.js';

export function asSwap(frame: Frame, group: readonly Access[]): Rewrite | undefined {
  const { file, draft } = frame;
  const { tree } = file;
  if (group.length !== 2) return undefined;
  const [read, write] = group as readonly [Access, Access];
  if (!sameKey(read, write) || !samePath(read, write) || !frame.subject.calls.isIdempotent(file, write.key))
    return undefined;
  const lookup = lookupOf(frame, read);
  const store = plainStoreOf(frame, write);
  if (lookup === undefined || store === undefined || lookup.header !== NONE) return undefined;
  if (tree.nextSibling(lookup.statement) !== store.statement || !isCheap(frame, store.value)) return undefined;
  if (mentionsVariable(frame, store.value, lookup.value) || mentionsVariable(frame, store.value, lookup.ok))
    return undefined;
  if (hasComments(file, store.statement) || !hasOwnLines(file, store.statement)) return undefined;
  return {
    accesses: [read, write],
    emit: () => {
      if (lookup.ok === NONE) draft.insert(file, tree.end[lookup.value]!, ', _');
      emitMethodCall(frame, read, 'Swap', `, ${respacedText(file, store.value, 2)}`);
      const gone = removalRange(file, store.statement);
      draft.replace(file, gone.start, gone.end);
    },
  };
}

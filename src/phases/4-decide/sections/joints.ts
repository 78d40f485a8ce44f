/**
 * A new section beside an existing one of the same lock is joined to it:
 *
 *     r.mu.Lock()                          r.mu.Lock()
 *     r.dirty = true                       r.dirty = true
 *     r.mu.Unlock()                   =>   r.table[prefix] = hop
 *     r.table[prefix] = hop                r.mu.Unlock()
 *
 * What is between the two is under the lock then, so that what the first found still holds in the second.
 */
import { Kind } from '../../../go/grammar.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Access } from './access.js';
import { lockCallAt } from './calls/lock-calls.js';
import type { Frame } from './frame.js';
import { hasComments, hasOwnLines } from './layout.js';
import { isSection, type Joint, planSection, type Section } from './sections.js';
import { statementsOf } from './syntax.js';

/** The section joined to the one that ends right before it, or that begins right behind it, where their modes allow it. */
export function joined(frame: Frame, section: Section, lock: number): Section {
  if (section.keyHoist !== undefined || section.before.length > 0 || section.continues !== undefined) return section;
  const statements = statementsOf(frame.file.tree, section.list);
  const before = jointAt(frame, statements[section.from - 1], section.lock, lock, false);
  if (before !== undefined && !(before.shared && !section.shared)) return { ...section, continues: before };
  if (section.deferred || section.hoisted.length > 0 || section.hoistedInit >= 0 || section.branchEnds.length > 0)
    return section;
  const behind = jointAt(frame, statements[section.to + 1], section.lock, lock, true);
  if (behind !== undefined && !(behind.shared && !section.shared)) return { ...section, joins: behind };
  return section;
}

/** A section from behind the last unlock in front of the access to the access, as the continuation of that one; undefined where there is none that can be. */
export function continuation(
  frame: Frame,
  list: NodeId,
  index: number,
  access: Access,
  lock: number,
): Section | undefined {
  const statements = statementsOf(frame.file.tree, list);
  const text = frame.subject.guarding.lockText(access) ?? '';
  for (let i = index - 1; i >= 0; i--) {
    const joint = jointAt(frame, statements[i], text, lock, false);
    if (joint === undefined) {
      if (touches(frame, statements[i]!, lock)) return undefined;
      continue;
    }
    const section = planSection(frame, list, i + 1, index, access);
    if (!isSection(section) || (joint.shared && !section.shared)) return undefined;
    return { ...section, continues: joint };
  }
  return undefined;
}

/** `s.mu.Unlock()` (or, with `acquires`, `s.mu.Lock()`) as a statement with a line of its own. */
function jointAt(
  frame: Frame,
  statement: NodeId | undefined,
  text: string,
  lock: number,
  acquires: boolean,
): Joint | undefined {
  const { file, subject } = frame;
  const { tree } = file;
  if (statement === undefined || tree.kind[statement] !== Kind.expression_statement) return undefined;
  const call = tree.firstChild(statement);
  const found = lockCallAt(subject.binding, file, call);
  if (found === undefined || found.declaration !== lock || found.operation.acquire !== acquires || found.operation.try)
    return undefined;
  if (tree.textOf(found.operand) !== text || !hasOwnLines(file, statement) || hasComments(file, statement))
    return undefined;
  return { statement, shared: found.operation.mode === 'shared' };
}

function touches(frame: Frame, statement: NodeId, lock: number): boolean {
  const { tree } = frame.file;
  for (let n = statement; n < tree.after[statement]!; n++)
    if (tree.kind[n] === Kind.call_expression && lockCallAt(frame.subject.binding, frame.file, n)?.declaration === lock)
      return true;
  return false;
}

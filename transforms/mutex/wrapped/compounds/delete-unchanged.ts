/**
 * A loop over a copy that deletes by what it found in the copy deletes only what is still there:
 *
 *     for id, s := range m.byID {              for id, s := range m.byID.Snapshot() {
 *         if s.expired() {                         if s.expired() {
 *             delete(m.byID, id)                       m.byID.mu.Lock()
 *         }                               =>           if m.byID.m[id] == s {
 *     }                                                    delete(m.byID.m, id)
 *                                                      }
 *                                                      m.byID.mu.Unlock()
 *                                                  }
 *                                              }
 *
 * Behaviour is kept: without other goroutines the entry is the one found; an entry stored meanwhile is not lost.
 */
import { Field, Kind } from '../../../../src/go/grammar.js';
import type { GoType } from '../../../../src/model/go-type.js';
import { NONE } from '../../../../src/model/syntax-tree.js';
import { type Access, pathText } from '../../../../src/phases/4-decide/sections/access.js';
import { kept } from '../../../../src/phases/4-decide/sections/draft.js';
import { hasOwnLines, indentAt, lineEnding } from '../../../../src/phases/4-decide/sections/layout.js';
import { isSameVariable, plainDeleteOf } from '../../../../src/phases/4-decide/sections/shapes.js';
import type { Frame } from '../wrap-subject.js';
import type { Rewrite } from './rewrite.js';

export function asGuardedDelete(frame: Frame, range: Access, deletion: Access): Rewrite | undefined {
  const { file, draft, subject } = frame;
  const { tree } = file;
  const statement = plainDeleteOf(frame, deletion);
  const left = tree.child(range.use.operationNode, Field.left);
  const [key, value] = left === NONE ? [] : tree.children(left);
  if (
    statement === NONE ||
    key === undefined ||
    value === undefined ||
    !frame.samePackage ||
    deletion.path === undefined
  )
    return undefined;
  if (tree.kind[deletion.key] !== Kind.identifier || !isSameVariable(frame, deletion.key, key)) return undefined;
  if (
    tree.kind[value] !== Kind.identifier ||
    !isComparable(frame, subject.types.value) ||
    !hasOwnLines(file, statement)
  )
    return undefined;
  const storesOwn = frame.accesses.some(
    (a) => a.writes && a.use.operation !== 'delete' && tree.contains(tree.parent[range.use.operationNode]!, a.use.node),
  );
  if (storesOwn) return undefined;
  return {
    accesses: [deletion],
    emit: () => {
      const eol = lineEnding(file);
      const indent = indentAt(file, tree.start[statement]!);
      const map = pathText(deletion);
      const name = tree.textOf(key);
      draft.replace(
        file,
        tree.start[statement]!,
        tree.end[statement]!,
        `${map}.mu.Lock()${eol}${indent}if ${map}.m[${name}] == ${tree.textOf(value)} { // not stored anew meanwhile${eol}${indent}\t`,
        `delete(${map}.m, `,
        kept(file, deletion.key),
        `)${eol}${indent}}${eol}${indent}${map}.mu.Unlock()`,
      );
    },
  };
}

/** Whether == on the type cannot panic and finds a value equal to itself: no interfaces, no floats. */
function isComparable(frame: Frame, type: GoType, depth = 0): boolean {
  const under = frame.subject.binding.underlying(type);
  switch (under.kind) {
    case 'basic':
      return /^(u?int(8|16|32|64|ptr)?|string|bool|byte|rune)$/.test(under.name);
    case 'pointer':
    case 'chan':
      return true;
    case 'array':
      return depth < 8 && isComparable(frame, under.elem, depth + 1);
    case 'struct':
      return depth < 8 && under.fields.every((f) => isComparable(frame, f.type, depth + 1));
    default:
      return false;
  }
}

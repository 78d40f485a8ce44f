import { Field, Kind } from '../../../go/grammar.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import { type Access, samePath } from './access.js';
import type { Frame } from './frame.js';
import { sharedBy } from './fresh-maps.js';
import { isTakenByVariable } from './groups.js';
import { nearestList } from './shapes.js';
import { statementsOf } from './syntax.js';

/** The statements of `old := m; m = x`, or of `old, m = m, x`; undefined where the map is not replaced right behind the second reference. */
export function replacementBehind(
  frame: Frame,
  taken: Access,
): { readonly list: NodeId; readonly from: number; readonly to: number } | undefined {
  const { tree } = frame.file;
  const place = nearestList(frame, taken.use.node);
  if (place === undefined || !isTakenByVariable(frame, taken)) return undefined;
  const statements = statementsOf(tree, place.list);
  const next = statements[place.index + 1];
  const replaced = frame.accesses.find(
    (a) =>
      a.use.operation === 'replace' &&
      samePath(a, taken) &&
      (tree.contains(statements[place.index]!, a.use.node) || (next !== undefined && tree.contains(next, a.use.node))),
  );
  if (replaced === undefined) return undefined;
  const to = tree.contains(statements[place.index]!, replaced.use.node) ? place.index : place.index + 1;
  if (tree.kind[statements[to]!] !== Kind.assignment_statement) return undefined;
  const values = tree.children(tree.child(statements[to]!, Field.right));
  const index = tree
    .children(tree.child(statements[to]!, Field.left))
    .findIndex((t) => tree.contains(t, replaced.use.node));
  const value = values.length === 1 ? values[0]! : values[index];
  return value !== undefined && sharedBy(frame.subject.binding, frame.subject.calls, frame.file, value) === undefined
    ? { list: place.list, from: place.index, to }
    : undefined;
}

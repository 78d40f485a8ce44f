import { Field, Kind } from '../../../go/grammar.js';
import type { SharedMap } from '../../../model/shared-map.js';
import type { SourceFile } from '../../../model/source.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import type { MapUse } from '../../../model/use.js';
import { type AccessPath, accessPath } from './access-path.js';
import type { Subject } from './subject.js';
import { throughPointer } from './subject.js';
import { normalised, outermostParens } from './syntax.js';

/** One use of the map with what the planning needs of its syntax. */
export interface Access {
  readonly use: MapUse;
  readonly map: SharedMap;
  readonly file: SourceFile;
  /** which map, where the expression calls nothing on the way */
  readonly path: AccessPath | undefined;
  /** the key of the entry; NONE for operations on the whole map */
  readonly key: NodeId;
  readonly reads: boolean;
  readonly writes: boolean;
  /** outermost map expression: `m[k][j]` for depth 1, the use itself for whole-map operations */
  readonly element: NodeId;
}

export function accessOf(subject: Pick<Subject, 'binding'>, map: SharedMap, use: MapUse): Access {
  const { file } = use;
  const key = keyOf(use);
  const mutates = use.mutatesValue && !throughPointer(use);
  return {
    use,
    map,
    file,
    path: accessPath(subject.binding, file, use.node),
    key,
    reads: READS.has(use.operation),
    writes: use.effect === 'write' || mutates,
    element: elementOf(use),
  };
}

const READS: ReadonlySet<string> = new Set([
  'read',
  'comma-ok',
  'op-assign',
  'inc-dec',
  'len',
  'range',
  'nil-compare',
  'alias',
  'return',
  'pass',
  'marshal',
]);

/** The index expression directly over the map, or NONE. */
export function firstIndex(use: MapUse): NodeId {
  const { tree } = use.file;
  const map = outermostParens(tree, use.node);
  const parent = tree.parent[map]!;
  return parent !== NONE && tree.kind[parent] === Kind.index_expression && tree.field[map] === Field.operand
    ? parent
    : NONE;
}

function keyOf(use: MapUse): NodeId {
  const { tree } = use.file;
  const index = firstIndex(use);
  if (index !== NONE) return tree.child(index, Field.index);
  if (use.operation !== 'delete') return NONE;
  const list = tree.child(use.operationNode, Field.arguments);
  return tree.children(list)[1] ?? NONE;
}

function elementOf(use: MapUse): NodeId {
  const { tree } = use.file;
  let node = use.node;
  for (;;) {
    const outer = outermostParens(tree, node);
    const parent = tree.parent[outer]!;
    if (parent === NONE || tree.kind[parent] !== Kind.index_expression || tree.field[outer] !== Field.operand)
      return node;
    if (!tree.contains(use.operationNode, parent)) return node;
    node = parent;
  }
}

/** Whether two accesses mean the same entry: keys spelled alike. */
export function sameKey(a: Access, b: Access): boolean {
  if (a.key === NONE || b.key === NONE) return false;
  return normalised(a.file.tree, a.key) === normalised(b.file.tree, b.key);
}

export function samePath(a: Access, b: Access): boolean {
  return a.path !== undefined && b.path !== undefined && a.path.key === b.path.key;
}

/** Source text of the expression that denotes the map. */
export function pathText(access: Access): string {
  return access.file.tree.textOf(access.use.node);
}

/** The key as written, white space normalised; '' for whole-map operations. */
export function keyText(access: Access): string {
  return access.key === NONE ? '' : normalised(access.file.tree, access.key);
}

import { Field, Kind } from '../../../go/grammar.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import type { Access } from './access.js';
import type { Relation } from './dependence.js';
import type { Frame } from './frame.js';
import { nearestList } from './shapes.js';
import { outermostParens, statementsOf } from './syntax.js';

/** Accesses joined by hard relations, in source order. */
export function hardGroups(accesses: readonly Access[], relations: readonly Relation[]): Access[][] {
  const leader = new Map<Access, Access>(accesses.map((a) => [a, a]));
  const find = (a: Access): Access => {
    const up = leader.get(a)!;
    return up === a ? a : find(up);
  };
  for (const { from, to, strength } of relations) if (strength === 'hard') leader.set(find(from), find(to));
  const groups = new Map<Access, Access[]>();
  for (const a of accesses) {
    const root = find(a);
    groups.set(root, [...(groups.get(root) ?? []), a]);
  }
  return [...groups.values()].filter((g) => g.length > 1).map(inOrder);
}

/** By evaluation: in `m[k] = m[k] + 1` the read comes first. */
function inOrder(group: readonly Access[]): Access[] {
  const reads = group.filter((a) => !a.writes);
  const writes = group.filter((a) => a.writes);
  return group.length === 2 && reads.length === 1 ? [reads[0]!, writes[0]!] : [...group];
}

/** The innermost statement list whose statements hold all of the nodes, and which of them. */
export function commonList(
  frame: Frame,
  nodes: readonly NodeId[],
): { readonly list: NodeId; readonly from: number; readonly to: number } | undefined {
  const { tree } = frame.file;
  const first = nodes[0]!;
  for (
    let place = nearestList(frame, first);
    place !== undefined;
    place = nearestList(frame, tree.parent[place.list]!)
  ) {
    const { list } = place;
    if (!nodes.every((n) => tree.contains(list, n))) continue;
    const statements = statementsOf(tree, list);
    const indices = nodes.map((n) => statements.findIndex((s) => tree.contains(s, n)));
    return { list, from: Math.min(...indices), to: Math.max(...indices) };
  }
  return undefined;
}

/** `x := m`, `x = m`, `var x = m`. */
export function isTakenByVariable(frame: Frame, access: Access): boolean {
  const { tree } = frame.file;
  const list = tree.parent[outermostParens(tree, access.use.node)]!;
  if (tree.kind[list] !== Kind.expression_list) return false;
  const kind = tree.kind[tree.parent[list]!];
  return kind === Kind.short_var_declaration || kind === Kind.assignment_statement || kind === Kind.var_spec;
}

/** Whether the access is the only target of its assignment. */
export function isOnlyTarget(frame: Frame, access: Access): boolean {
  const { tree } = frame.file;
  const list =
    tree.parent[outermostParens(tree, access.use.operation === 'replace' ? access.use.node : access.element)]!;
  return tree.kind[list] !== Kind.expression_list || tree.children(list).length === 1;
}

/** Whether the elements of a value are looked at, rather than the value being tested or counted. */
export function readsElements(frame: Frame, access: Access): boolean {
  const { tree } = frame.file;
  const { operation, depth } = access.use;
  if (depth > 0) return true;
  if (operation === 'range') return false;
  if (operation !== 'read') return false;
  const node = outermostParens(tree, access.element);
  const kind = tree.kind[tree.parent[node]!];
  if (kind === Kind.argument_list) return valueKind(frame, access) === 'map';
  return (
    kind === Kind.index_expression ||
    kind === Kind.slice_expression ||
    kind === Kind.range_clause ||
    kind === Kind.variadic_argument
  );
}

function valueKind(frame: Frame, access: Access): string {
  const { binding } = frame.subject;
  const type = binding.underlying(access.map.type);
  return type.kind === 'map' ? binding.underlying(type.value).kind : type.kind;
}

/** In statements of one list, at most three apart. */
export function isNear(frame: Frame, a: Access, b: Access): boolean {
  const place = commonList(frame, [a.use.node, b.use.node]);
  return place !== undefined && place.to - place.from <= 3;
}

/** The variable that takes the map in `x := m`, `x, y = m, n`, `var x = m`. */
export function aliasTarget(frame: Frame, node: NodeId): NodeId {
  const { tree } = frame.file;
  const list = tree.parent[node]!;
  const statement = tree.parent[list]!;
  const left =
    tree.kind[statement] === Kind.var_spec
      ? tree.childrenIn(statement, Field.name)
      : tree.children(tree.child(statement, Field.left));
  const right = tree.kind[list] === Kind.expression_list ? tree.children(list) : [node];
  const target = left.length === right.length ? left[right.indexOf(node)] : undefined;
  return target !== undefined && tree.kind[target] === Kind.identifier ? target : NONE;
}

import { Field, Kind } from '../../../go/grammar.js';
import type { Binding } from '../../../model/binding.js';
import type { GoType } from '../../../model/go-type.js';
import type { SharedMap } from '../../../model/shared-map.js';
import type { SourceFile } from '../../../model/source.js';
import { NONE, type NodeId, type SyntaxTree } from '../../../model/syntax-tree.js';
import type { DecideContext } from '../../../model/transform.js';
import type { MapUse } from '../../../model/use.js';
import type { Access } from './access.js';
import type { ModuleCalls } from './calls/module-calls.js';

/** How the lock of a section is written, and the map in it. */
export interface Guarding {
  /** the lock's expression for the object whose map is used: `s.mu`, `s.items.mu`; undefined where it cannot be named there */
  lockText(access: Access): string | undefined;
  /** written behind the map's expression in a section: `.m` for a map in a type of its own */
  readonly suffix: string;
  /** the lock has a shared mode */
  readonly shared: boolean;
}

/** The map (or the maps under one lock) that gets critical sections, with what every part of the planning asks. */
export interface Subject {
  readonly map: SharedMap;
  /** all maps that the lock is to guard, `map` first */
  readonly maps: readonly SharedMap[];
  readonly context: DecideContext;
  readonly binding: Binding;
  readonly guarding: Guarding;
  /** whether the map can be nil after construction */
  readonly mayBeNil: boolean;
  /** whether hashing a key can panic: an interface, or something that holds one */
  readonly keyMayPanic: boolean;
  /** whether slices or maps that are values are changed in place somewhere, so that reading their elements needs the lock */
  readonly valuesMutated: boolean;
  readonly others: OtherMaps;
  readonly calls: ModuleCalls;
}

/** Other maps of the inventory that may have a lock of their own after the rewrite. */
export class OtherMaps {
  private readonly ranks = new Map<string, number>();
  readonly ownRank: number;

  constructor(
    own: readonly SharedMap[],
    maps: readonly SharedMap[],
    mayBeLocked: (map: SharedMap) => boolean = hasOrGetsLock,
  ) {
    this.ownRank = maps.indexOf(own[0]!);
    maps.forEach((other, rank) => {
      if (own.includes(other) || !mayBeLocked(other)) return;
      for (const use of other.uses) this.ranks.set(`${use.file.index}:${use.node}`, rank);
    });
  }

  /** Place of another map in the order in which locks nest; undefined where the node is no use of one. */
  rankAt(file: SourceFile, node: NodeId): number | undefined {
    return this.ranks.get(`${file.index}:${node}`);
  }

  get none(): boolean {
    return this.ranks.size === 0;
  }
}

function hasOrGetsLock(map: SharedMap): boolean {
  return map.verdict === 'unsafe' || map.verdict === 'guarded' || map.verdict === 'unknown';
}

/** Whether a key type is an interface, or a struct or array that holds one. Unknown types count as none. */
export function holdsInterface(binding: Binding, type: GoType, depth = 0): boolean {
  if (depth > 8) return false;
  const under = binding.underlying(type);
  switch (under.kind) {
    case 'interface':
      return true;
    case 'array':
      return holdsInterface(binding, under.elem, depth + 1);
    case 'struct':
      return under.fields.some((f) => holdsInterface(binding, f.type, depth + 1));
    default:
      return false;
  }
}

/** Whether type values can be changed through a copy of them: slices and maps. */
export function isReference(binding: Binding, type: GoType): boolean {
  const under = binding.underlying(type);
  return under.kind === 'slice' || under.kind === 'map';
}

/** Whether some use changes the elements of slices in place: `m[k][i] = v`, `copy(m[k], …)`, `x := m[k][:0]`. */
export function mutatesValues(uses: readonly MapUse[]): boolean {
  return uses.some((use) => (use.mutatesValue && !throughPointer(use)) || isResliced(use) || isChangedByName(use));
}

/** `m[k].f = v`: possible through a pointer only, which is not under the map's lock. */
export function throughPointer(use: MapUse): boolean {
  const { tree } = use.file;
  let node = use.operationNode;
  while (tree.kind[tree.parent[node]!] === Kind.parenthesized_expression) node = tree.parent[node]!;
  return tree.kind[tree.parent[node]!] === Kind.selector_expression;
}

/** `v := m[k]` whose elements are changed by that name: `v[i] = x`, `append(v[:i], v[i+1:]...)`, `copy(v, …)`, `sort.Strings(v)`. By spelling: one too many costs a refusal. */
function isChangedByName(use: MapUse): boolean {
  const { tree } = use.file;
  if ((use.operation !== 'read' && use.operation !== 'comma-ok') || use.functionNode === NONE) return false;
  const list = tree.parent[use.operationNode]!;
  if (tree.kind[list] !== Kind.expression_list) return false;
  const left = tree.child(tree.parent[list]!, Field.left);
  const target = left === NONE ? NONE : tree.firstChild(left);
  if (target === NONE || tree.kind[target] !== Kind.identifier) return false;
  const name = tree.textOf(target);
  for (let n = use.functionNode; n < tree.after[use.functionNode]!; n++) {
    if (tree.kind[n] !== Kind.identifier || tree.textOf(n) !== name) continue;
    const parent = tree.parent[n]!;
    const kind = tree.kind[parent];
    if (kind === Kind.slice_expression && tree.field[n] === Field.operand && isFirstOfAppend(tree, parent)) return true;
    if (kind === Kind.index_expression && tree.field[n] === Field.operand && isAssignedAt(tree, parent)) return true;
    if (kind === Kind.argument_list && tree.firstChild(parent) === n) {
      const callee = tree.textOf(tree.child(tree.parent[parent]!, Field.function));
      if (/^(copy|clear|sort\..*|slices\.(Sort|Delete|Compact|Insert|Reverse|Replace).*)$/.test(callee)) return true;
    }
  }
  return false;
}

/** `append(v[:i], …)` writes into the array of v. */
function isFirstOfAppend(tree: SyntaxTree, slice: NodeId): boolean {
  const list = tree.parent[slice]!;
  return (
    tree.kind[list] === Kind.argument_list &&
    tree.firstChild(list) === slice &&
    /^(append|copy)$/.test(tree.textOf(tree.child(tree.parent[list]!, Field.function)))
  );
}

function isAssignedAt(tree: SyntaxTree, element: NodeId): boolean {
  const list = tree.parent[element]!;
  if (tree.kind[list] === Kind.inc_statement || tree.kind[list] === Kind.dec_statement) return true;
  return tree.kind[list] === Kind.expression_list && tree.field[list] === Field.left;
}

function isResliced(use: MapUse): boolean {
  const { tree } = use.file;
  if (use.operation !== 'read') return false;
  const parent = tree.parent[use.operationNode]!;
  if (tree.kind[parent] !== Kind.slice_expression || tree.field[use.operationNode] !== Field.operand) return false;
  const end = tree.child(parent, Field.end);
  return end !== NONE && tree.textOf(end) === '0';
}

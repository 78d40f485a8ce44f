import { Field, Kind } from '../../../go/grammar.js';
import type { Binding } from '../../../model/binding.js';
import type { GoType } from '../../../model/go-type.js';
import type { SharedMap } from '../../../model/shared-map.js';
import type { SourceFile } from '../../../model/source.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
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
  return uses.some((use) => (use.mutatesValue && !throughPointer(use)) || isResliced(use));
}

/** `m[k].f = v`: possible through a pointer only, which is not under the map's lock. */
export function throughPointer(use: MapUse): boolean {
  const { tree } = use.file;
  let node = use.operationNode;
  while (tree.kind[tree.parent[node]!] === Kind.parenthesized_expression) node = tree.parent[node]!;
  return tree.kind[tree.parent[node]!] === Kind.selector_expression;
}

function isResliced(use: MapUse): boolean {
  const { tree } = use.file;
  if (use.operation !== 'read') return false;
  const parent = tree.parent[use.operationNode]!;
  if (tree.kind[parent] !== Kind.slice_expression || tree.field[use.operationNode] !== Field.operand) return false;
  const end = tree.child(parent, Field.end);
  return end !== NONE && tree.textOf(end) === '0';
}

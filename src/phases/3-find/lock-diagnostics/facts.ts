import type { Diagnostic } from '../../../model/diagnostic.js';
import { positionAt } from '../../../model/position.js';
import type { GuardSupport, SharedMap } from '../../../model/shared-map.js';
import type { Position, SourceFile } from '../../../model/source.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import { entersLocked, isAlone, isConstruction } from '../assess.js';
import { isSetup } from '../conflicts.js';
import type { UseContext } from '../contexts.js';
import type { FlowUse, Fn } from '../flow-graph.js';
import { guardSupport } from '../guards.js';
import type { Candidate, FoundUse } from '../index.js';
import type { Interpreter, UseState } from '../interpreter.js';
import type { RelativeLock } from '../locks-of-map.js';

/** A use that runs when others may, with the ways in which it is executed then. */
export interface SharedUse {
  readonly use: FoundUse;
  readonly fn: Fn;
  readonly contexts: readonly UseContext[];
}

/** What the diagnostics know of one map. */
export interface MapFacts {
  readonly map: SharedMap;
  readonly candidate: Candidate;
  /** uses outside of construction and tests, through aliases too */
  readonly uses: readonly SharedUse[];
  /** the lock that guards the map, if one does: held at most of its uses, writes among them */
  readonly guard: GuardSupport | undefined;
  /** elements are written while others may use the map; not so for one that is only ever replaced */
  readonly mutated: boolean;
}

export interface Facts {
  readonly interpreter: Interpreter;
  readonly maps: readonly MapFacts[];
}

/** A kind of mistake with locks: looks at all maps, or at one after the other. */
export type Check = (facts: Facts) => readonly Diagnostic[];

export function factsOf(map: SharedMap, candidate: Candidate): MapFacts {
  const uses = [...candidate.uses, ...candidate.indirect].flatMap((use): SharedUse[] => {
    if (use.fn === undefined || use.file.isTest || use.classification.operation === 'init') return [];
    const contexts = use.contexts.filter(
      (c) => !c.inTest && !isConstruction(c) && !isAlone(c) && !entersLocked(c) && !isSetup(c),
    );
    return contexts.length === 0 ? [] : [{ use, fn: use.fn, contexts }];
  });
  const mutated = uses.some((shared) => isElementWrite(shared.use) && !fillsNewMap(shared, uses));
  // what aliases do without the lock is no argument against it
  const direct = uses.filter(({ use }) => candidate.uses.includes(use)).flatMap(({ contexts }) => contexts);
  const guard = guardAmong(guardSupport(direct)) ?? guardAmong(map.guards);
  return { map, candidate, uses, guard, mutated };
}

/** The function has put a new map there before, in a section that it has not left since: nobody has seen it yet. */
function fillsNewMap({ use, fn, contexts }: SharedUse, uses: readonly SharedUse[]): boolean {
  return uses.some(
    (u) =>
      u.fn === fn &&
      u.use.node < use.node &&
      u.use.classification.operation === 'replace' &&
      u.use.classification.depth === 0 &&
      contexts.every(
        (c) => c.locks.length > 0 && u.contexts.some((r) => r.locks.some((l) => heldIn(c, l.key) !== undefined)),
      ),
  );
}

/** Writes to elements, of the map itself or of one inside it. */
export function isElementWrite({ classification }: FoundUse): boolean {
  return classification.effect === 'write' && !(classification.operation === 'replace' && classification.depth === 0);
}

/** Held at most uses; or, where uses are few, at every write. The lock beside the map comes before one further away. */
function guardAmong(guards: readonly GuardSupport[]): GuardSupport | undefined {
  const fitting = guards.filter(
    ({ lock, held, total, writesHeld, writes }) =>
      writesHeld > 0 &&
      isGuardLike(lock) &&
      ((held >= 2 && held * 2 > total) || (writesHeld === writes && held * 2 >= total)),
  );
  return [...fitting].sort((a, b) => Math.min(distanceOf(a.lock), 99) - Math.min(distanceOf(b.lock), 99))[0];
}

/**
 * Locks of the map's own object, of one around it or of the package. Not one of many, `locks[i]`, whose index is written otherwise elsewhere;
 * and what runs in a sync.Once is ordered, not locked.
 */
export function isGuardLike({ key }: { readonly key: string }): boolean {
  return (key.startsWith('^') || key.startsWith('g:')) && !/\.-\d/.test(key);
}

/** How many objects lie between a map and its lock; a lock of the package is furthest. */
export function distanceOf({ key }: { readonly key: string }): number {
  const ups = /^\^(\d+)\./.exec(key)?.[1];
  return ups === undefined ? Number.POSITIVE_INFINITY : Number(ups);
}

/** The lock of this key in a context. */
export function heldIn(context: UseContext, key: string): RelativeLock | undefined {
  return context.locks.find((l) => l.key === key);
}

export function holdsEverywhere(contexts: readonly UseContext[], key: string): boolean {
  return contexts.every((c) => heldIn(c, key) !== undefined);
}

export function holdsNowhere(contexts: readonly UseContext[], key: string): boolean {
  return contexts.every((c) => heldIn(c, key) === undefined);
}

/** The state of the use within its own function. */
export function stateOf(interpreter: Interpreter, { use, fn }: SharedUse): UseState | undefined {
  const index = fn.uses.findIndex((u: FlowUse) => u.node === use.node);
  return index < 0 ? undefined : interpreter.useStates[fn.index]?.[index];
}

export function placeOf(file: SourceFile, node: NodeId): Position {
  return positionAt(file, file.tree.start[node]!);
}

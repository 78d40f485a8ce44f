import type { Refusal } from '../../../model/decision.js';
import type { SharedMap } from '../../../model/shared-map.js';
import type { SourceFile } from '../../../model/source.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import type { DecideContext } from '../../../model/transform.js';
import type { MapUse } from '../../../model/use.js';
import { type Access, accessOf } from './access.js';
import { CallEffects } from './calls/effects.js';
import { isPointerLock } from './calls/lock-class.js';
import { LockedCalls } from './calls/locked-calls.js';
import { Draft } from './draft.js';
import type { Frame } from './frame.js';
import { framesOf } from './frames.js';
import { planInPlace } from './in-place-plan.js';
import type { SpelledLock, Unspelled } from './lock-spelling.js';
import { LockStates } from './lock-state.js';
import { areFunctions, emitSplits, type LockedFunctions, lockedFunctions, splitRefusal } from './locked-functions.js';
import { mayBeNil } from './nil-maps.js';
import { PlannedOrder } from './planned-order.js';
import { refuse } from './refusals.js';
import { holdsInterface, mutatesValues, OtherMaps, type Subject } from './subject.js';

/** A lock that is to guard some maps, and the uses at which it is missing. */
export interface LockTask {
  readonly context: DecideContext;
  /** maps that the lock guards, at least one */
  readonly maps: readonly SharedMap[];
  /** class of an existing lock: symbol id of the mutex's declaration; undefined for one that the rewrite adds */
  readonly declaration: number | undefined;
  /** the lock has RLock */
  readonly shared: boolean;
  /** written behind the map's expression */
  readonly suffix: string;
  spell(map: SharedMap, file: SourceFile, node: NodeId): SpelledLock | Unspelled;
  /** a literal in view makes the maps by position, which is no use of theirs */
  readonly made: boolean;
  /** whether some caller enters the use's function with the lock; undefined for a lock that nothing takes yet */
  readonly isEnteredHeld: ((map: SharedMap, use: MapUse) => boolean) | undefined;
  /** whether the use holds the lock already */
  held(map: SharedMap, use: MapUse): boolean;
  /** whether the use needs a section */
  needs(map: SharedMap, use: MapUse): boolean;
}

/** The critical sections of all functions that use the maps without the lock, as a draft that can be replayed; or the first reason why there are none. */
export function planLock(task: LockTask): Draft | Refusal {
  const { maps } = task;
  const draft = new Draft();
  const spelled = new Map<Access, SpelledLock>();
  const functions = task.isEnteredHeld === undefined ? NO_FUNCTIONS : lockedFunctions(task, task.isEnteredHeld);
  if (!areFunctions(functions)) return functions;
  const needs = (map: SharedMap, use: MapUse) =>
    task.needs(map, use) && !(use.functionSymbol !== undefined && functions.covered.has(use.functionSymbol.id));
  const subject = subjectOf({ ...task, needs }, spelled, functions);
  const refused = splitRefusal(functions, subject.calls as LockedCalls);
  if (refused !== undefined) return refused;
  for (const frame of framesOf(
    subject,
    draft,
    needs,
    functions.calls.map((c) => c.access),
  )) {
    const refusal = planFrame(task, frame, spelled, functions);
    if (refusal !== undefined) return refusal;
  }
  emitSplits(functions, draft);
  recordOrder(task, subject, functions);
  noteSharedValues(maps, draft);
  return draft;
}

const NO_FUNCTIONS: LockedFunctions = { covered: new Set(), split: [], calls: [] };

/** Tells the plans to come in which order this one takes locks. */
function recordOrder(task: LockTask, subject: Subject, functions: LockedFunctions): void {
  const { context, maps } = task;
  const order = PlannedOrder.of(context);
  // a lock that is yet to come has no declaration: its map's place stands for it
  const lock = task.declaration ?? -1 - context.maps.indexOf(maps[0]!);
  const uses = maps.flatMap((map) => map.uses.filter((use) => task.needs(map, use)));
  for (const use of [...uses, ...functions.calls.map((c) => c.access.use)])
    for (const held of classesAt(task, use)) order.add(held, lock);
  for (const taken of (subject.calls as LockedCalls).takenInside) order.add(lock, taken);
}

export function isDraft(value: Draft | Refusal): value is Draft {
  return value instanceof Draft;
}

/** Effects of calls are the same for every map of a run. */
export function effectsOf(context: DecideContext): CallEffects {
  const known = context.memo.get('call effects');
  if (known instanceof CallEffects) return known;
  const effects = new CallEffects(context.binding);
  context.memo.set('call effects', effects);
  return effects;
}

/** A subject for looking at uses of maps that a lock guards; its lock is not written anywhere. */
export function subjectFor(context: DecideContext, maps: readonly SharedMap[], declaration: number): Subject {
  const nothing = { code: 'lock-unreachable', message: '' } as const;
  return subjectOf(
    {
      context,
      maps,
      declaration,
      isEnteredHeld: undefined,
      shared: false,
      suffix: '',
      made: false,
      spell: () => nothing,
      held: () => false,
      needs: () => false,
    },
    new Map(),
  );
}

function subjectOf(
  task: LockTask,
  spelled: ReadonlyMap<Access, SpelledLock>,
  functions: LockedFunctions = NO_FUNCTIONS,
): Subject {
  const { context, maps } = task;
  const { binding } = context;
  const uses = [
    ...maps.flatMap((map) => map.uses.filter((use) => task.needs(map, use))),
    ...functions.calls.map((c) => c.access.use),
  ];
  const keys = maps.map((m) => binding.underlying(m.type));
  return {
    map: maps[0]!,
    maps,
    context,
    binding,
    guarding: {
      lockText: (access) => spelled.get(access)?.text,
      suffix: task.suffix,
      shared: task.shared,
    },
    mayBeNil: maps.some((m) => mayBeNil(m, task.made)),
    keyMayPanic: keys.some((k) => k.kind === 'map' && holdsInterface(binding, k.key)),
    valuesMutated: maps.some((m) => mutatesValues(m.uses)),
    others: new OtherMaps(maps, context.maps, (m) => m.verdict === 'unsafe' && context.wanted(m)),
    calls: callsOf(task, uses, functions),
  };
}

function callsOf(task: LockTask, uses: readonly MapUse[], functions: LockedFunctions): LockedCalls {
  const { context, maps, declaration } = task;
  const before = new Set<number>();
  for (const use of uses) {
    for (const c of classesAt(task, use)) before.add(c);
  }
  const others = context.maps.filter((m) => !maps.includes(m) && m.verdict === 'unsafe' && context.wanted(m));
  return new LockedCalls(context.binding, maps, context.maps, effectsOf(context), {
    lock: declaration,
    sectioned: new Set([
      ...uses.flatMap((u) => (u.functionSymbol === undefined ? [] : [u.functionSymbol.id])),
      ...functions.split.map((s) => s.symbol.id),
    ]),
    sectionedLiterals: new Set(uses.map((u) => `${u.file.index}:${u.functionNode}`)),
    before,
    usingOthers: new Set(
      others.flatMap((m) => m.uses.flatMap((u) => (u.functionSymbol === undefined ? [] : [u.functionSymbol.id]))),
    ),
    literalsUsingOthers: new Set(others.flatMap((m) => m.uses.map((u) => `${u.file.index}:${u.functionNode}`))),
    order: PlannedOrder.of(context),
  });
}

/** Classes of locks that may be held where the use stands. */
function classesAt({ context }: LockTask, use: MapUse): Set<number> {
  const out = new Set(use.mayLocks.held.map((h) => h.lock.declaration));
  if (use.functionNode !== NONE) for (const c of context.lockOrder.heldAtEntry(use.file, use.functionNode)) out.add(c);
  return out;
}

function planFrame(
  task: LockTask,
  given: Frame,
  spelled: Map<Access, SpelledLock>,
  functions: LockedFunctions,
): Refusal | undefined {
  const { context, declaration } = task;
  const accesses: Access[] = [];
  for (const access of given.accesses) {
    const called = functions.calls.find((c) => c.access === access);
    if (called !== undefined) {
      spelled.set(access, called.lock);
      accesses.push(access);
      const order = orderAgainst(task, access, called.lock);
      if (order !== undefined) return order;
      continue;
    }
    const lock = task.spell(access.map, access.file, access.use.node);
    if ('code' in lock) return refuse(access.file, access.use.node, lock.code, lock.message);
    const here: Access = { ...access, path: lock.path };
    spelled.set(here, lock);
    accesses.push(here);
    const order = orderAgainst(task, access, lock);
    if (order !== undefined) return order;
  }
  const frame: Frame = { ...given, accesses, held: heldIn(task, given, spelled), samePackage: true };
  const lent = new Set(functions.calls.map((c) => c.access));
  if (declaration === undefined) return planInPlace(frame, undefined, undefined, lent);
  const states = new LockStates(context.binding, frame.file, frame.fn, declaration, 'free');
  return planInPlace(frame, states, declaration, lent);
}

/** The uses in the function that hold the lock already, with its path. */
function heldIn(task: LockTask, { file, fn, subject }: Frame, spelled: Map<Access, SpelledLock>): Access[] {
  const out: Access[] = [];
  for (const map of task.maps) {
    for (const use of map.uses) {
      if (use.file !== file || use.functionNode !== fn || !task.held(map, use)) continue;
      const lock = task.spell(map, file, use.node);
      if ('code' in lock) continue;
      const access: Access = { ...accessOf(subject, map, use), path: lock.path };
      spelled.set(access, lock);
      out.push(access);
    }
  }
  return out;
}

/** Taking the lock here must not close a cycle in the lock-order graph, nor wait for itself. */
function orderAgainst(task: LockTask, access: Access, lock: SpelledLock): Refusal | undefined {
  const { declaration, context } = task;
  if (declaration === undefined) return undefined; // a new lock is taken last: LockedCalls sees to it
  const { file, use } = access;
  if (use.functionNode !== NONE && context.lockOrder.isAwaited(declaration, file, use.functionNode))
    return refuse(
      file,
      use.node,
      'lock-order',
      `this runs in a goroutine that another function waits for while it holds ${lock.text}: the two would wait for each other`,
    );
  for (const held of classesAt(task, use)) {
    if (held === declaration || isPointerLock(context.binding, held))
      return refuse(
        file,
        use.node,
        'lock-order',
        `a lock of the same kind as ${lock.text} may be held here already: taking two of them can deadlock`,
      );
    if (PlannedOrder.of(context).precedes(declaration, held))
      return refuse(
        file,
        use.node,
        'lock-order',
        `a lock that is taken while ${lock.text} is held elsewhere may be held here: the two orders can deadlock`,
      );
  }
  return undefined;
}

/** Pointers that are values are shared by whoever looked them up; the lock guards the map, not what they point to. */
function noteSharedValues(maps: readonly SharedMap[], draft: Draft): void {
  for (const map of maps) {
    const use = map.uses.find((u) => u.mutatesValue && u.operation === 'read');
    if (use === undefined) continue;
    draft.note(
      use.file,
      use.node,
      'values-shared-by-reference',
      `what the values of ${map.name} point to is changed in place; the lock of the map does not guard that`,
    );
  }
}

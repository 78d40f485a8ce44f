import { Kind } from '../../go/grammar.js';
import type { AccessProfile } from '../../model/access-profile.js';
import type { Binding } from '../../model/binding.js';
import type { Confidence } from '../../model/configuration.js';
import { Lockset } from '../../model/lockset.js';
import { positionAt } from '../../model/position.js';
import type { Evidence, EvidenceKind, GuardSupport, SharedMap, Verdict } from '../../model/shared-map.js';
import { NONE, type NodeId } from '../../model/syntax-tree.js';
import type { MapUse, UsePhase } from '../../model/use.js';
import { typeToString } from '../2-bind/types/type-to-string.js';
import { guardedByComment } from './annotations.js';
import { commentsAt, documentedUnsafe, saysCallerHoldsLock } from './comments.js';
import { type Conflict, isSetup, touchesContent, touchSame, worstConflict } from './conflicts.js';
import type { UseContext } from './contexts.js';
import { evidenceOf, lockEvidence } from './evidence.js';
import type { Fn } from './flow-graph.js';
import { guardSupport, isNearLock } from './guards.js';
import { hazardsOf } from './hazards.js';
import type { Candidate, FindOptions, FoundUse } from './index.js';
import type { Interpreter } from './interpreter.js';
import { type RelativeLock, synchronised } from './locks-of-map.js';
import { ONCE } from './path.js';
import type { SharedTypes } from './shared-types.js';
import type { Threads } from './threads.js';

export interface Assessment {
  readonly binding: Binding;
  readonly interpreter: Interpreter;
  readonly threads: Threads;
  readonly types: SharedTypes;
  readonly options: FindOptions;
}

/** The verdict on one map with its evidence; undefined for a map that is not listed (declared in a test, unless asked for). */
export function assess(candidate: Candidate, a: Assessment): SharedMap | undefined {
  const { map } = candidate;
  if (map.file.isTest && !a.options.configuration.tests) return undefined;
  const all = [...candidate.uses, ...candidate.indirect];
  const replaced = all.some(
    (u) => u.classification.operation === 'replace' && u.contexts.some((c) => !isConstruction(c)),
  );
  const contexts = all.flatMap((u) => relevant(u, replaced));
  const production = contexts.filter((c) => !c.inTest && !isConstruction(c));
  const forTests = contexts.filter((c) => !isConstruction(c));
  const position = positionAt(map.file, map.file.tree.start[map.symbol.node]!);
  const guards = guardSupport(
    // reading the variable of a map that is never replaced needs no lock
    production.filter((c) => !isAlone(c) && !entersLocked(c) && (replaced || touchesContent(c))),
  );
  const outcome = verdictOf(candidate, all, production, forTests, guards, a);
  const ignored = a.options.ignored.get(`${map.file.index}:${position.line}`);
  return {
    id: map.id,
    name: map.name,
    kind: map.kind,
    symbol: map.symbol,
    declaringType: map.declaringType,
    unit: map.unit,
    file: map.file,
    position,
    typeText: map.typeNode === NONE ? typeToString(map.type) : map.file.tree.textOf(map.typeNode),
    type: map.type,
    uses: candidate.uses.map(modelUse),
    profile: profileOf(candidate.uses),
    ...outcome,
    guards,
    hazards: hazardsOf(candidate, a.binding),
    ignored,
  };
}

interface Outcome {
  readonly verdict: Verdict;
  readonly confidence: Confidence | undefined;
  readonly evidenceKind: EvidenceKind | undefined;
  readonly cause: { readonly code: string; readonly message: string } | undefined;
  readonly evidence: readonly Evidence[];
}

function verdictOf(
  candidate: Candidate,
  all: readonly FoundUse[],
  production: readonly UseContext[],
  forTests: readonly UseContext[],
  guards: ReturnType<typeof guardSupport>,
  a: Assessment,
): Outcome {
  const { map } = candidate;
  const safe = (verdict: Verdict, evidence: readonly Evidence[] = []): Outcome => ({
    verdict,
    confidence: undefined,
    evidenceKind: undefined,
    cause: undefined,
    evidence,
  });
  const writes = production.some((c) => c.writes);
  const believed = production.filter((c) => !entersLocked(c) && !isInner(c, a.threads));
  const conflict = worstConflict(believed, a.interpreter, a.threads);
  const byLock = writes
    ? lockConflict(
        believed.filter((c) => !isSetup(c)),
        guards,
      )
    : undefined;
  // where production code holds a lock at every use, a test that does without knows what it does
  const byTest =
    (conflict === undefined || conflict.confidence === 'low') && !guards.some((g) => g.total > 0 && g.held === g.total)
      ? worstConflict(
          forTests.filter((c) => !entersLocked(c)),
          a.interpreter,
          a.threads,
        )
      : undefined;
  const best = pick(conflict, byLock, byTest, map.declaringType?.id, believed, a);
  if (best !== undefined && onCallback(best))
    return {
      ...safe('unknown'),
      cause: {
        code: 'callback',
        message: `${best.first.fn.label} is passed to a function that is not in view and may run at any time`,
      },
    };
  if (
    best !== undefined &&
    best.confidence === 'low' &&
    best.kind === 'goroutines' &&
    !production.some((c) => c.instance.kind !== 'unknown' && c.writes)
  ) {
    const cause =
      best.first.instance.kind === 'unknown'
        ? best.first.instance.cause
        : best.second.instance.kind === 'unknown'
          ? best.second.instance.cause
          : '';
    if (!/channel/.test(cause))
      return {
        ...safe('unknown'),
        cause: {
          code: 'instance',
          message: `goroutines use maps of this kind, but whether the same one is not known (${cause})`,
        },
      };
    return safe('confined');
  }
  if (best !== undefined) {
    const documented =
      documentedUnsafe(declarationComment(candidate)) ??
      documentedUnsafe(functionComments(best.first.fn)) ??
      documentedUnsafe(functionComments(best.second.fn));
    const capped = documented !== undefined && best.confidence !== 'high';
    const guarded =
      best.kind === 'api' && !isSetup(best.first) && !isSetup(best.second)
        ? guardedByComment(map, a.binding)
        : undefined;
    const evidence = [
      ...(best.kind === 'lock' ? lockEvidence(best, guards[0], a.interpreter) : evidenceOf(best, a.interpreter)),
    ];
    const reason = map.declaringType === undefined ? undefined : a.types.get(map.declaringType.id);
    if (best.kind === 'type' && reason !== undefined)
      evidence.push({
        role: 'note',
        root: 'type',
        operation: '',
        locks: [],
        message: `${map.declaringType!.name}: ${reason}`,
        position: positionAt(map.file, map.file.tree.start[map.symbol.node]!),
      });
    if (documented !== undefined)
      evidence.push({
        role: 'note',
        root: 'comment',
        operation: '',
        locks: [],
        message: `documented: "${documented}"`,
        position: positionAt(map.file, map.file.tree.start[map.symbol.node]!),
      });
    if (guarded !== undefined)
      evidence.push({
        role: 'note',
        root: 'comment',
        operation: '',
        locks: [],
        message: `meant to be locked: "${guarded}"`,
        position: positionAt(map.file, map.file.tree.start[map.symbol.node]!),
      });
    return {
      verdict: 'unsafe',
      confidence: capped ? 'low' : guarded !== undefined && best.confidence === 'low' ? 'medium' : best.confidence,
      evidenceKind: best.kind,
      cause: undefined,
      evidence,
    };
  }
  const leak = all.find(
    (u) =>
      u.fn !== undefined &&
      !u.file.isTest &&
      !u.owned &&
      u.classification.operation === 'pass' &&
      u.classification.effect === 'escape' &&
      passedToUnknown(u, a),
  );
  if (
    leak !== undefined &&
    all.some((u) => u.classification.effect === 'write' && u.classification.operation !== 'init' && !u.file.isTest)
  )
    return {
      ...safe('unknown'),
      cause: {
        code: 'escapes',
        message: `${leak.file.displayPath}:${positionAt(leak.file, leak.file.tree.start[leak.node]!).line} passes the map to a function that is not known`,
      },
    };
  if (production.length === 0) {
    return safe(
      all.some((u) => u.fn !== undefined && u.owned && a.threads.runsConcurrently(u.fn)) ? 'confined' : 'unshared',
    );
  }
  const truncated = all.find((u) => u.truncated);
  const guard = guards.find((g) => g.held === g.total && g.total > 0);
  const sequential = production.every((c) => c.thread.kind === 'main' && c.live.size === 0);
  const concurrent = production.some((c) => c.thread.kind === 'spawn' || c.thread.kind === 'handler');
  if (!writes) return sequential ? safe('unshared') : safe('read-only');
  const onceOnly = production.every(
    (c) => !c.writes || c.locks.some((l) => l.mode === 'exclusive' && l.key.endsWith(`.${ONCE}`)),
  );
  if (onceOnly) return safe('read-only');
  if (guard !== undefined)
    return safe('guarded', [
      {
        role: 'lock',
        root: '',
        operation: '',
        locks: [guard.lock.name],
        message: `${guard.lock.name} is held at all ${guard.total} uses outside construction`,
        position: positionAt(map.file, map.file.tree.start[map.symbol.node]!),
      },
    ]);
  if (production.every((c) => c.instance.kind === 'unknown' && /channel/.test(c.instance.cause)))
    return safe('confined'); // handed over from goroutine to goroutine
  const unknown = production.find(
    (c) => c.instance.kind === 'unknown' && (c.thread.kind === 'spawn' || c.thread.kind === 'handler'),
  );
  if (unknown !== undefined && unknown.instance.kind === 'unknown')
    return {
      ...safe('unknown'),
      cause: {
        code: 'instance',
        message: `a goroutine uses a map of this kind, but which one is not known (${unknown.instance.cause})`,
      },
    };
  if (truncated !== undefined)
    return {
      ...safe('unknown'),
      cause: { code: 'too-many-callers', message: 'more ways lead to its uses than were followed' },
    };
  const locked = production.some((c) => c.locks.length > 0);
  if (
    locked &&
    production.every((c) =>
      production.every(
        (d) => (!c.writes && !d.writes) || synchronised(c.locks, c.writes, d.locks, d.writes) || !touchSame(c, d),
      ),
    )
  )
    return safe('guarded');
  return safe(concurrent ? 'confined' : 'unshared');
}

/** The strongest of the reasons found. */
function pick(
  conflict: Conflict | undefined,
  byLock: Conflict | undefined,
  byTest: Conflict | undefined,
  type: number | undefined,
  believed: readonly UseContext[],
  a: Assessment,
): Conflict | undefined {
  const rank = { low: 0, medium: 1, high: 2, proven: 3 };
  let best = conflict;
  if (byLock !== undefined && (best === undefined || rank[byLock.confidence] > rank[best.confidence])) best = byLock;
  if (
    best !== undefined &&
    best.confidence === 'low' &&
    best.kind === 'api' &&
    type !== undefined &&
    a.types.has(type)
  ) {
    const own = believed.filter(
      (c) => !(c.writes && isSetup(c)) && c.thread.kind !== 'spawn' && c.thread.fn.symbol?.receiver?.type?.id === type,
    );
    const between = worstConflict(own, a.interpreter, a.threads);
    if (between !== undefined) best = { ...between, confidence: 'medium', kind: 'type' };
  }
  if (byTest !== undefined && (best === undefined || rank[byTest.confidence] > rank[best.confidence])) best = byTest;
  return best;
}

/**
 * Lock evidence: one use holds a lock of the map's own object or package that another lacks, and one of the two writes. The programmer meant
 * the lock to guard the map, whoever the goroutines are.
 */
function lockConflict(contexts: readonly UseContext[], guards: ReturnType<typeof guardSupport>): Conflict | undefined {
  for (const guard of guards) {
    const ofObject = guard.lock.key.startsWith('^1.');
    // a lock far from the map that some callers happen to hold is no statement about the map
    if (!isNearLock(guard.lock.key) || (guard.held === 0 && !ofObject)) continue;
    const holding = contexts.filter((c) => (ofObject || !c.dynamic) && c.locks.some((l) => l.key === guard.lock.key));
    if (!isMeantForMap(guard, new Set(holding.map((h) => h.use)).size)) continue;
    for (const c of contexts) {
      if (c.locks.some((l) => l.key === guard.lock.key && (!c.writes || l.mode === 'exclusive'))) continue;
      if (holdsUnderOtherName(c, guard, ofObject) || isCalledBack(c) || (!ofObject && c.dynamic)) continue;
      const other = holding.find(
        (h) =>
          h !== c &&
          touchSame(h, c) &&
          !isLocal(h) &&
          !isLocal(c) &&
          (h.writes || c.writes) &&
          !synchronised(h.locks, h.writes, c.locks, c.writes) &&
          !bothSequential(h, c) &&
          !differentObjects(h, c) &&
          !differentOwners(h, c),
      );
      if (other !== undefined)
        return {
          first: c.writes || !other.writes ? c : other,
          second: c.writes || !other.writes ? other : c,
          confidence: 'medium',
          kind: 'lock',
        };
    }
  }
  return undefined;
}

/** A local map's goroutines are all in view: their order is known, so that a missing lock says nothing more. */
function isLocal(c: UseContext): boolean {
  return c.instance.kind === 'variable' && !c.instance.package;
}

/**
 * The mutex field is the guard's, reached on a way that cannot be related to the map: it may well be the guard itself. A lock of the map's own
 * struct counts only where the map's object is not followed up to the lock: in one frame, two variables are two objects.
 */
function holdsUnderOtherName(c: UseContext, guard: GuardSupport, ofObject: boolean): boolean {
  const far = c.instance.kind === 'unknown' || c.ofThread || c.chain.some((edge) => edge.dispatch !== 'static');
  if (ofObject && !far) return false;
  return [...c.locks, ...c.otherLocks].some((l) => l.declaration === guard.lock.declaration && l.declaration !== 0);
}

/** A literal given to something not in view: as a rule it runs inside of that call, under the locks of the function around it. */
function isCalledBack(c: UseContext): boolean {
  const { fn } = c.thread.kind === 'callback' ? c.thread : { fn: undefined };
  if (fn === undefined || fn.symbol !== undefined) return false;
  const { tree } = fn.file;
  return tree.kind[tree.parent[fn.node]!] === Kind.argument_list;
}

/** The map lies in objects of two kinds, each of which guards its own by a lock around it. */
function differentOwners(a: UseContext, b: UseContext): boolean {
  const outer = (c: UseContext) =>
    c.locks.some((l) => /^\^([2-9]|\d\d)\./.test(l.key) && (!c.writes || l.mode === 'exclusive'));
  return a.fields !== b.fields && outer(a) && outer(b);
}

function differentObjects(a: UseContext, b: UseContext): boolean {
  return a.instance.kind === 'variable' && b.instance.kind === 'variable' && a.instance.key !== b.instance.key;
}

/** A lock held at a few uses by chance is meant for something else: it must be held at every write, or at half of the uses. */
export function isMeantForMap(guard: GuardSupport, holding: number): boolean {
  return (
    (guard.writes > 0 && guard.writesHeld === guard.writes && guard.lock.key.startsWith('^1.')) ||
    holding * 2 >= guard.total
  );
}

/** Both run in the one thread of the main program, before any goroutine or after all have ended. */
function bothSequential(a: UseContext, b: UseContext): boolean {
  return a.thread.kind === 'main' && b.thread.kind === 'main' && a.live.size === 0 && b.live.size === 0;
}

/** In the main program before any goroutine, or after all were waited for. */
export function isConstruction(c: UseContext): boolean {
  return c.thread.kind === 'main' && c.live.size === 0 && !c.begun;
}

/** Nothing else can run: in main or in a function on its own local, after all goroutines have ended. */
export function isAlone(c: UseContext): boolean {
  if (c.thread.kind === 'main') return c.live.size === 0;
  // a literal that something else calls may run at any time, whatever its function waited for
  if (c.thread.kind === 'spawn' || c.thread.fn.symbol === undefined) return false;
  return isLocal(c) && c.ownLive.size === 0 && isOwnActivation(c, c.thread.fn);
}

/** The local belongs to a function that is running on the way to the use, not to one that a stored closure has kept it of. */
function isOwnActivation(c: UseContext, entry: Fn): boolean {
  if (c.instance.kind !== 'variable') return false;
  const id = Number(/^v(\d+)/.exec(c.instance.key)?.[1]);
  return entry.locals.has(id) || c.chain.some((e) => e.caller.locals.has(id));
}

/** Both uses are in closures over one local map that something unknown calls. */
function onCallback(conflict: Conflict): boolean {
  const { first, second } = conflict;
  const callback = (c: UseContext) => c.thread.kind === 'callback' && c.thread.fn.symbol === undefined;
  return (
    conflict.confidence === 'low' &&
    first.instance.kind === 'variable' &&
    !first.instance.package &&
    (callback(first) || callback(second))
  );
}

/** The callee is a function value, or a third-party function, of which nothing is known. */
function passedToUnknown(use: FoundUse, a: Assessment): boolean {
  const { fn } = use;
  const site = fn?.calls.find((c) => c.node === use.classification.operationNode && c.kind !== 'handler');
  if (fn === undefined || site === undefined) return false;
  const { targets, parameters, open } = a.interpreter.targetsOf(fn, site);
  if (targets.length > 0 || site.standard) return false;
  // a function that callers in view pass gets the map as its argument, and is followed there
  return open || (parameters.length > 0 && a.threads.entry(outermost(fn)) !== undefined);
}

function outermost(fn: Fn): Fn {
  let at = fn;
  while (at.outer !== undefined) at = at.outer;
  return at;
}

/** A function that says by its name or comment that its caller holds the lock, entered from outside. */
export function entersLocked(c: UseContext): boolean {
  if (c.thread.kind !== 'external' && c.thread.kind !== 'callback') return false;
  const { symbol } = c.thread.fn;
  if (symbol === undefined) return false;
  return (
    /(Locked|LockHeld|_locked|NoLock|WithoutLock|Unsafe)$|^(unsafe|unlocked|unsynced)(?=\p{Lu})|Unsafe(?=\p{Lu})/u.test(
      symbol.name,
    ) || saysCallerHoldsLock(commentsAt(symbol.file, symbol.declaration))
  );
}

/**
 * An exported method of a type that is not exported, called in the package itself and never through an interface: a caller from outside
 * is not likely, and would not know the lock.
 */
function isInner(c: UseContext, threads: Threads): boolean {
  if (c.thread.kind !== 'external') return false;
  const type = c.thread.fn.symbol?.receiver?.type;
  if (type === undefined || /^\p{Lu}/u.test(type.name)) return false;
  const callers = threads.into(c.thread.fn).filter((edge) => !edge.caller.isTest);
  return callers.length > 0 && callers.every((edge) => edge.dispatch === 'static');
}

/** A nil comparison of a map that is never replaced reads nothing that changes. */
function relevant(use: FoundUse, replaced: boolean): readonly UseContext[] {
  if (use.classification.operation === 'nil-compare' && !replaced) return [];
  if (use.classification.operation === 'init' || use.classification.effect === 'none') return [];
  if (use.classification.operation !== 'return') return use.contexts;
  // what an entry function returns is read by its caller, after the locks are released
  return use.contexts.flatMap((c) =>
    c.thread.kind === 'external' && c.fn === c.thread.fn ? [c, { ...c, locks: [], handedOut: true }] : [c],
  );
}

function declarationComment(candidate: Candidate): string {
  const { map } = candidate;
  const { tree } = map.file;
  const parts = [commentsAt(map.file, tree.parent[map.symbol.node]!)];
  const type = map.declaringType;
  if (type !== undefined && type.declaration !== NONE) parts.push(commentsAt(type.file, type.declaration));
  return parts.join(' ');
}

/** All comments of a function, its own and those in its body. */
function functionComments(fn: Fn): string {
  const node = fn.node === 0 ? undefined : fn.node;
  if (node === undefined) return '';
  const { tree } = fn.file;
  const parts = [commentsAt(fn.file, node)];
  for (let i = 0; i < tree.comments.length; i += 2) {
    const at = tree.comments[i]!;
    if (at >= tree.start[node]! && at < tree.end[node]!) parts.push(fn.file.text.slice(at, tree.comments[i + 1]));
  }
  return parts.join(' ');
}

function modelUse(use: FoundUse): MapUse {
  const { file, node, classification, fn } = use;
  return {
    file,
    node,
    operation: classification.operation,
    effect: classification.effect,
    operationNode: classification.operationNode,
    depth: classification.depth,
    mutatesValue: classification.mutatesValue,
    statement: statementOf(use),
    functionNode: fn === undefined || fn.node === 0 ? NONE : fn.node,
    functionSymbol: declaredAround(use),
    isTest: file.isTest,
    ...locksOf(use),
    phase: phaseOf(use),
  };
}

function declaredAround(use: FoundUse) {
  let fn = use.fn;
  while (fn !== undefined && fn.symbol === undefined && fn.outer !== undefined) fn = fn.outer;
  return fn?.symbol;
}

function phaseOf(use: FoundUse): UsePhase {
  if (use.classification.operation === 'init') return 'construction';
  if (use.contexts.some((c) => !isConstruction(c) && !isAlone(c))) return 'concurrent';
  if (use.contexts.some((c) => !isConstruction(c))) return 'alone';
  return use.owned || use.contexts.length > 0 ? 'construction' : 'unknown';
}

/** The locks held in every context of the use, and those held in some. */
function locksOf(use: FoundUse): { readonly locks: Lockset; readonly mayLocks: Lockset } {
  let locks: Lockset | undefined;
  let mayLocks = Lockset.empty;
  for (const c of use.contexts) {
    const here = lockset(c.locks);
    locks = locks === undefined ? here : locks.join(here);
    mayLocks = mayLocks.union(here);
    if (c.otherLocks.length > 0) mayLocks = mayLocks.union(lockset(c.otherLocks));
  }
  return { locks: locks ?? Lockset.empty, mayLocks };
}

function lockset(locks: readonly RelativeLock[]): Lockset {
  if (locks.length === 0) return Lockset.empty;
  return new Lockset(locks.map(({ key, name, declaration, mode }) => ({ lock: { key, name, declaration }, mode })));
}

const STATEMENTS: ReadonlySet<number> = new Set([
  Kind.expression_statement,
  Kind.assignment_statement,
  Kind.short_var_declaration,
  Kind.var_declaration,
  Kind.inc_statement,
  Kind.dec_statement,
  Kind.return_statement,
  Kind.if_statement,
  Kind.for_statement,
  Kind.expression_switch_statement,
  Kind.type_switch_statement,
  Kind.select_statement,
  Kind.go_statement,
  Kind.defer_statement,
  Kind.send_statement,
  Kind.labeled_statement,
]);

function statementOf(use: FoundUse): NodeId {
  const { tree } = use.file;
  let node = use.node;
  while (node !== NONE && !STATEMENTS.has(tree.kind[node]!)) node = tree.parent[node]!;
  return node;
}

function profileOf(uses: readonly FoundUse[]): AccessProfile {
  const counted = uses.filter(
    (u) => !u.file.isTest && u.classification.operation !== 'init' && phaseOf(u) !== 'construction',
  );
  const count = (...operations: string[]) =>
    counted.filter((u) => operations.includes(u.classification.operation)).length;
  return {
    reads: count('read', 'comma-ok'),
    stores: count('store', 'op-assign', 'inc-dec'),
    deletes: count('delete'),
    ranges: count('range'),
    lens: count('len'),
    clears: count('clear'),
    replacements: count('replace'),
    compound: count('op-assign', 'inc-dec'),
  };
}

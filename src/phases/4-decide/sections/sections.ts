/**
 * Critical sections that are written out, for what no single method can do:
 *
 *     if s.items[k] == nil {               s.items.mu.Lock()
 *         return errMissing                if s.items.m[k] == nil {
 *     }                               =>       s.items.mu.Unlock()
 *     s.items[k] = nil                         return errMissing
 *                                          }
 *                                          s.items.m[k] = nil
 *                                          s.items.mu.Unlock()
 *
 * Behaviour is kept: the statements stay as they are and in their order. Nothing in the section can wait, take a lock that is taken before this one elsewhere, or
 * come back to the map; every path out of it unlocks. Where it reaches to the end of the function and may leave early or panic, the unlock is deferred.
 */
import { Field, Kind } from '../../../go/grammar.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import { type Access, pathText, sameKey } from './access.js';
import { alwaysLeaves, isFunctionBody, isJump, isPanic, jumpTarget, terminates } from './control-flow.js';
import { localNameOf } from './copies.js';
import { canHoldSection } from './emit-section.js';
import { isReadBeforeCall } from './evaluation-order.js';
import type { Frame, Obstacle } from './frame.js';
import { callsToHoist, type HoistedCall } from './hoisting.js';
import { type LockScope, mayPanic, obstacleIn } from './quiet.js';
import { lookupOf, testsVariable } from './shapes.js';
import { holdsInterface } from './subject.js';
import { blockStatements, outermostParens, sameText, statementsOf, walk } from './syntax.js';

/** An expression that is read into a local before the section ends. */
export interface Hoist {
  readonly expression: NodeId;
  readonly base: string;
  /** the access whose map is copied into the local */
  readonly copied: Access | undefined;
}

/** A key that several uses spell alike. */
export interface KeyHoist {
  readonly keys: readonly NodeId[];
  readonly base: string;
}

/** Where a branch of the last statement releases the lock, other than in front of one of its statements. */
export interface BranchEnd {
  /** behind the statement `at`; in the empty block or case `at`; in a new else of the if `at`; in a new default of the switch `at` */
  readonly kind: 'behind' | 'empty' | 'add-else' | 'add-default';
  readonly at: NodeId;
}

export interface Section {
  readonly list: NodeId;
  /** indices of its first and last statement in the list */
  readonly from: number;
  readonly to: number;
  readonly pathKey: string;
  /** the lock's expression, as in `s.items.mu` */
  readonly lock: string;
  readonly shared: boolean;
  readonly deferred: boolean;
  /** statements in front of which the lock is released */
  readonly unlockBefore: readonly NodeId[];
  /** whether the lock is released behind the last statement */
  readonly unlockAfter: boolean;
  /** set where the last statement's branches release the lock one by one */
  readonly branchEnds: readonly BranchEnd[];
  /** the last statement stays outside; these of its expressions are read in the section */
  readonly hoisted: readonly Hoist[];
  /** `if v, ok := m[k]; ok {` as the last statement: the initialiser alone is in the section */
  readonly hoistedInit: NodeId;
  /** a key made by calls that answer the same each time: made once before the section */
  readonly keyHoist: KeyHoist | undefined;
  /** calls of the only statement that are made before the section */
  readonly before: readonly HoistedCall[];
  /** accesses that become plain uses of the inner map */
  readonly accesses: readonly Access[];
  /** an existing unlock statement in front, which the section takes the place of: it goes on where the other one ends */
  readonly continues?: Joint;
  /** an existing lock statement behind, which the section takes the place of: the other one goes on where it ends */
  readonly joins?: Joint;
}

/** A statement of an existing section at which a new one is joined to it. */
export interface Joint {
  readonly statement: NodeId;
  readonly shared: boolean;
}

/** A section over statements `from`..`to` of the list, or what stands in its way. */
export function planSection(frame: Frame, list: NodeId, from: number, to: number, access: Access): Section | Obstacle {
  if (!frame.samePackage) return { node: access.use.node, why: 'lies in another package, which cannot name the lock' };
  if (access.path === undefined)
    return { node: access.use.node, why: 'reaches the map through a call, which a section would have to make twice' };
  if (!canHoldSection(frame, list, from, to))
    return { node: access.use.node, why: 'shares its line with other statements' };
  return new Attempt(frame, list, from, to, access, [], undefined).plan();
}

/** The same with a key that is made by calls before the section, where making it once is as good as making it each time. */
export function planSectionBehindKey(
  frame: Frame,
  list: NodeId,
  from: number,
  to: number,
  access: Access,
): Section | Obstacle {
  const { file, subject } = frame;
  const { tree } = file;
  const none = (why: string): Obstacle => ({ node: access.use.node, why });
  if (!frame.samePackage || access.path === undefined || !canHoldSection(frame, list, from, to))
    return none('cannot hold a section');
  const statements = statementsOf(tree, list);
  const start = statements[from]!;
  const end = tree.after[statements[to]!]!;
  const keyed = frame.accesses.filter(
    (a) => a.use.node >= start && a.use.node < end && a.key !== NONE && a.path?.key === access.path!.key,
  );
  const [first] = keyed.filter(
    (a) =>
      subject.calls.isIdempotent(file, a.key) && obstacleIn(frame, a.key, { pathKey: '', single: NONE }) !== undefined,
  );
  if (first === undefined || mentionsOtherMaps(frame, first.key) || assignsKeyVariable(frame, first.key, start, end))
    return none('makes its key by a call');
  const keys = keyed.filter((a) => sameText(tree, a.key, first.key)).map((a) => a.key);
  return new Attempt(frame, list, from, to, access, [], { keys, base: keyName(frame, first.key) }).plan();
}

function mentionsOtherMaps(frame: Frame, node: NodeId): boolean {
  const { file, subject } = frame;
  for (let n = node; n < file.tree.after[node]!; n++) {
    if (subject.others.rankAt(file, n) !== undefined || frame.accesses.some((a) => a.use.node === n)) return true;
  }
  return false;
}

/** Whether a variable of the key is declared or assigned in the section, so that the key could not be made before it. */
function assignsKeyVariable(frame: Frame, key: NodeId, start: NodeId, end: NodeId): boolean {
  const { file, subject } = frame;
  const { tree } = file;
  const variables = new Map<number, NodeId>();
  for (let n = key; n < tree.after[key]!; n++) {
    const symbol = tree.kind[n] === Kind.identifier ? subject.binding.symbolAt(file, n) : undefined;
    if (symbol?.kind === 'variable') variables.set(symbol.id, symbol.node);
  }
  for (const node of variables.values()) if (node >= start && node < end) return true;
  for (let n = start; n < end; n++) {
    const kind = tree.kind[n];
    if (kind !== Kind.assignment_statement && kind !== Kind.inc_statement && kind !== Kind.dec_statement) continue;
    const targets =
      kind === Kind.assignment_statement ? tree.children(tree.child(n, Field.left)) : [tree.firstChild(n)];
    for (const target of targets) {
      const symbol = tree.kind[target] === Kind.identifier ? subject.binding.symbolAt(file, target) : undefined;
      if (symbol?.kind === 'variable' && variables.has(symbol.id)) return true;
    }
  }
  return false;
}

/** `r.FormValue("plan")` is called plan; anything else key. */
function keyName(frame: Frame, key: NodeId): string {
  const { tree } = frame.file;
  const args = tree.kind[key] === Kind.call_expression ? tree.children(tree.child(key, Field.arguments)) : [];
  const text =
    args.length === 1 && tree.kind[args[0]!] === Kind.interpreted_string_literal
      ? tree.textOf(args[0]!).slice(1, -1)
      : '';
  return /^[a-z][A-Za-z0-9]*$/.test(text) && !isDeclared(frame, text) ? text : 'key';
}

function isDeclared(frame: Frame, name: string): boolean {
  const { tree } = frame.file;
  for (let n = 0; n < tree.count; n++)
    if ((tree.kind[n] === Kind.identifier || tree.kind[n] === Kind.type_identifier) && tree.textOf(n) === name)
      return true;
  return false;
}

/** A section over one statement whose calls are made before it. */
export function planSectionBehindCalls(frame: Frame, list: NodeId, index: number, access: Access): Section | Obstacle {
  const statement = statementsOf(frame.file.tree, list)[index]!;
  const pathKey = access.path?.key ?? '';
  const inside = frame.accesses
    .filter((a) => a.path?.key === pathKey && frame.file.tree.contains(statement, a.use.node))
    .map((a) => a.use.node);
  const calls = isSimple(frame.file.tree.kind[statement]!)
    ? callsToHoist(frame, statement, inside, pathKey)
    : undefined;
  if (calls === undefined || calls.length === 0)
    return { node: statement, why: 'makes calls that cannot be made before it' };
  if (!frame.samePackage || access.path === undefined || !canHoldSection(frame, list, index, index))
    return { node: statement, why: 'cannot hold a section' };
  return new Attempt(frame, list, index, index, access, calls, undefined).plan();
}

function isSimple(kind: number): boolean {
  const kinds: readonly number[] = [
    Kind.assignment_statement,
    Kind.short_var_declaration,
    Kind.inc_statement,
    Kind.dec_statement,
    Kind.expression_statement,
  ];
  return kinds.includes(kind);
}

export function isSection(value: Section | Obstacle): value is Section {
  return 'list' in value;
}

class Attempt {
  private readonly statements: readonly NodeId[];
  private readonly scope: LockScope;
  /** node range of the section */
  private readonly region: { readonly start: NodeId; readonly end: NodeId };
  private readonly inside: readonly Access[];
  private unlockBefore: NodeId[] = [];
  private panics = false;

  constructor(
    private readonly frame: Frame,
    private readonly list: NodeId,
    private readonly from: number,
    private readonly to: number,
    private readonly access: Access,
    private readonly before: readonly HoistedCall[],
    private readonly keyHoist: KeyHoist | undefined,
  ) {
    const { tree } = frame.file;
    this.statements = statementsOf(tree, list);
    const first = this.statements[from]!;
    const last = this.statements[to]!;
    this.region = { start: first, end: tree.after[last]! };
    this.scope = {
      pathKey: access.path!.key,
      single: from === to ? first : NONE,
      skip: new Set([...before.map((h) => h.call), ...(keyHoist?.keys ?? [])]),
    };
    this.inside = frame.accesses.filter((a) => a.use.node >= first && a.use.node < this.region.end);
  }

  plan(): Section | Obstacle {
    const misplaced = this.misplacedBase();
    if (misplaced !== undefined) return misplaced;
    const strict = this.mustNotPanic();
    const deferred = this.planDeferred(strict);
    if (deferred !== undefined) return deferred;
    const plain = this.planPlain();
    if (isSection(plain) && strict)
      return {
        node: strict.use.node,
        why: 'may panic (a store to a nil map, or a key that cannot be hashed), which would leave the lock held',
      };
    return plain;
  }

  /** The lock is named before the first statement and at every exit: the path must mean the same there. */
  private misplacedBase(): Obstacle | undefined {
    const { frame, access } = this;
    const { tree } = frame.file;
    const { binding } = frame.subject;
    const steps = access.path!.steps;
    const root = steps[0]!;
    const name = rootName(frame, access);
    let found: Obstacle | undefined;
    for (let n = this.region.start; n < this.region.end && found === undefined; n++) {
      const kind = tree.kind[n];
      if (kind === Kind.identifier && tree.textOf(n) === name) {
        const symbol = binding.symbolAt(frame.file, n);
        if (symbol.kind === 'variable' && symbol.node === n && symbol.file === frame.file) {
          found =
            symbol.id === root
              ? { node: n, why: `declares ${name} in the middle of it` }
              : { node: n, why: `declares another ${name}` };
        }
      }
      if (kind === Kind.assignment_statement && this.assignsBase(n, steps))
        found = { node: n, why: `changes what ${pathText(access)} means` };
    }
    return found;
  }

  private assignsBase(assignment: NodeId, steps: readonly number[]): boolean {
    const { file, subject } = this.frame;
    const { tree } = file;
    return tree.children(tree.child(assignment, Field.left)).some((target) => {
      let id: number | undefined;
      if (tree.kind[target] === Kind.identifier) {
        const symbol = subject.binding.symbolAt(file, target);
        if (symbol.kind === 'variable') id = symbol.id;
      } else if (tree.kind[target] === Kind.selector_expression) {
        const selection = subject.binding.selectionAt(file, target);
        if (selection.kind === 'field') id = selection.path.at(-1)?.id;
      }
      return id !== undefined && steps.slice(0, -1).includes(id);
    });
  }

  /** An access in the section whose panic a program can provoke without a mistake elsewhere. */
  private mustNotPanic(): Access | undefined {
    const { subject } = this.frame;
    const accesses = this.inside;
    const makesMap =
      accesses.some((a) => a.use.operation === 'replace') && accesses.some((a) => a.use.operation === 'nil-compare');
    const stored = accesses.filter(
      (a) =>
        a.writes &&
        a.use.operation !== 'delete' &&
        a.use.operation !== 'clear' &&
        a.use.operation !== 'replace' &&
        !this.isKnownPresent(a),
    );
    const onEntry = stored.find((a) => a.use.depth === 0 && !a.use.mutatesValue);
    if (onEntry !== undefined && subject.mayBeNil && !makesMap) return onEntry;
    if (subject.keyMayPanic) {
      const hashing = accesses.find(
        (a) =>
          a.key !== NONE &&
          !this.isKnownPresent(a) &&
          holdsInterface(subject.binding, subject.binding.typeOf(a.file, a.key)),
      );
      if (hashing !== undefined) return hashing;
    }
    const inner = stored.find((a) => a.use.depth > 0);
    return inner !== undefined && onEntry === undefined ? inner : undefined;
  }

  /** In the body of a range over the same map, or behind a lookup that found the key: the map is not nil there, and the key can be hashed. */
  private isKnownPresent(access: Access): boolean {
    const { tree } = this.frame.file;
    return this.inside.some((other) => {
      if (other === access) return false;
      if (other.use.operation === 'range' && other.use.depth === 0) {
        const loop = tree.parent[other.use.operationNode]!;
        return tree.contains(tree.child(loop, Field.body), access.use.node);
      }
      if (other.use.operation !== 'comma-ok' || !sameKey(other, access)) return false;
      const lookup = lookupOf(this.frame, other);
      if (lookup === undefined || lookup.ok === NONE) return false;
      const test = lookup.header !== NONE ? lookup.header : tree.nextSibling(lookup.statement);
      if (test === NONE || tree.kind[test] !== Kind.if_statement) return false;
      const result = testsVariable(this.frame, tree.child(test, Field.condition), lookup.ok);
      if (result === true) return tree.contains(tree.child(test, Field.consequence), access.use.node);
      return (
        result === false &&
        access.use.node > tree.after[test]! &&
        terminates(tree, blockStatements(tree, tree.child(test, Field.consequence)))
      );
    });
  }

  /** `lock; defer unlock` in front of the rest of the function, all of which is safe under the lock. */
  private planDeferred(strict: Access | undefined): Section | undefined {
    const { frame } = this;
    if (this.before.length > 0 || !isFunctionBody(frame.file, this.list)) return undefined;
    const rest = this.statements.slice(this.to + 1);
    if (rest.length > 1 || (rest.length === 1 && frame.file.tree.kind[rest[0]!] !== Kind.return_statement))
      return undefined;
    const all = this.statements.slice(this.from);
    this.panics = false;
    for (const statement of all) if (this.checkDeferred(statement) !== undefined) return undefined;
    const last = this.statements.at(-1)!;
    const leavesEarly = all.some((s) => this.hasEarlyReturn(s, last));
    const returnsAccess =
      this.inside.some((a) => a.use.node >= last) && frame.file.tree.kind[last] === Kind.return_statement;
    if (strict === undefined && !leavesEarly && !this.panics && !returnsAccess) return undefined;
    const accesses = frame.accesses.filter(
      (a) => a.use.node >= this.region.start && a.use.node < frame.file.tree.after[last]!,
    );
    if (accesses.some((a) => a.path?.key !== this.scope.pathKey)) return undefined;
    return this.sectionOf({
      to: this.statements.length - 1,
      deferred: true,
      unlockBefore: [],
      unlockAfter: false,
      accesses,
    });
  }

  private hasEarlyReturn(statement: NodeId, last: NodeId): boolean {
    const { tree } = this.frame.file;
    if (statement === last && tree.kind[statement] === Kind.return_statement) return false;
    let found = false;
    walk(tree, statement, (n) => {
      if (tree.kind[n] === Kind.func_literal) return false;
      if (tree.kind[n] === Kind.return_statement || (tree.kind[n] === Kind.expression_statement && isPanic(tree, n)))
        found = true;
      return !found;
    });
    return found;
  }

  private checkDeferred(statement: NodeId): Obstacle | undefined {
    const { frame } = this;
    const { tree } = frame.file;
    let found: Obstacle | undefined;
    walk(tree, statement, (n) => {
      if (found !== undefined) return false;
      const kind = tree.kind[n]!;
      if (kind === Kind.func_literal) return false;
      if (isWaiting(kind)) found = { node: n, why: waitingText(kind) };
      else if (kind === Kind.range_clause && !frame.subject.calls.isQuietRange(frame.file, n))
        found = { node: n, why: 'waits for what it ranges over' };
      else if (kind === Kind.for_statement && tree.firstChild(n) === tree.child(n, Field.body))
        found = { node: n, why: 'may loop for ever' };
      return found === undefined;
    });
    found ??= obstacleIn(frame, statement, this.scope);
    if (found === undefined && mayPanic(frame, statement)) this.panics = true;
    return found;
  }

  private planPlain(): Section | Obstacle {
    const { frame } = this;
    const { tree } = frame.file;
    for (let i = this.from; i < this.to; i++) {
      const obstacle = this.checkLocked(this.statements[i]!);
      if (obstacle !== undefined) return obstacle;
    }
    const last = this.statements[this.to]!;
    const before = this.unlockBefore;
    this.unlockBefore = [...before];
    const obstacle =
      tree.kind[last] === Kind.return_statement ? { node: last, why: 'returns' } : this.checkLocked(last);
    if (obstacle === undefined)
      return this.result({
        to: this.to,
        deferred: false,
        unlockBefore: this.unlockBefore,
        unlockAfter: !isJump(tree, last),
        accesses: this.inside,
      });
    this.unlockBefore = before;
    return (this.before.length === 0 ? (this.planHoisted(last) ?? this.planBranchEnds(last)) : undefined) ?? obstacle;
  }

  /**
   * The last statement is an if or switch whose branches go on after their last use of the map: each branch unlocks for itself. A branch for
   * "none of them" is added where there is none.
   */
  private planBranchEnds(last: NodeId): Section | undefined {
    const { tree } = this.frame.file;
    const kind = tree.kind[last];
    const before = this.unlockBefore;
    this.unlockBefore = [...before];
    const ends: BranchEnd[] = [];
    const ok =
      kind === Kind.if_statement
        ? this.endIf(last, ends)
        : kind === Kind.expression_switch_statement
          ? this.endSwitch(last, ends)
          : false;
    const unlockBefore = this.unlockBefore;
    this.unlockBefore = before;
    if (!ok) return undefined;
    return this.sectionOf({
      to: this.to,
      deferred: false,
      unlockBefore,
      unlockAfter: false,
      accesses: this.inside,
      branchEnds: ends,
    });
  }

  private endIf(statement: NodeId, ends: BranchEnd[]): boolean {
    const { frame } = this;
    const { tree } = frame.file;
    for (const part of [Field.initializer, Field.condition]) {
      const node = tree.child(statement, part);
      if (node !== NONE && obstacleIn(frame, node, this.scope) !== undefined) return false;
    }
    if (!this.endBranch(tree.child(statement, Field.consequence), statement, ends)) return false;
    const alternative = tree.child(statement, Field.alternative);
    if (alternative === NONE) {
      ends.push({ kind: 'add-else', at: statement });
      return true;
    }
    return tree.kind[alternative] === Kind.if_statement
      ? this.endIf(alternative, ends)
      : this.endBranch(alternative, statement, ends);
  }

  private endSwitch(statement: NodeId, ends: BranchEnd[]): boolean {
    const { frame } = this;
    const { tree } = frame.file;
    let hasDefault = false;
    for (const child of tree.children(statement)) {
      const kind = tree.kind[child]!;
      if (kind !== Kind.expression_case && kind !== Kind.default_case) {
        if (obstacleIn(frame, child, this.scope) !== undefined) return false;
        continue;
      }
      hasDefault ||= kind === Kind.default_case;
      const value = kind === Kind.expression_case ? tree.child(child, Field.value) : NONE;
      if (value !== NONE && obstacleIn(frame, value, this.scope) !== undefined) return false;
      if (!this.endBranch(child, statement, ends)) return false;
    }
    if (!hasDefault) ends.push({ kind: 'add-default', at: statement });
    return true;
  }

  /** Everything up to the last use runs under the lock, what follows does not. */
  private endBranch(holder: NodeId, branching: NodeId, ends: BranchEnd[]): boolean {
    const { tree } = this.frame.file;
    const statements = blockStatements(tree, holder);
    let uses = -1;
    statements.forEach((s, i) => {
      if (this.usesMap(s)) uses = i;
    });
    if (uses >= 0 && isJump(tree, statements[uses]!)) return false;
    const locked = statements.slice(0, uses + 1);
    if (locked.some((s) => this.breaksOut(s, branching)) || this.checkAll(locked) !== undefined) return false;
    const next = statements[uses + 1];
    if (next !== undefined) this.unlockBefore.push(next);
    else if (uses >= 0) ends.push({ kind: 'behind', at: statements[uses]! });
    else ends.push({ kind: 'empty', at: holder });
    return true;
  }

  /** A break or fallthrough that ends the case while the lock is held. */
  private breaksOut(statement: NodeId, branching: NodeId): boolean {
    const { tree } = this.frame.file;
    let found = false;
    walk(tree, statement, (n) => {
      if (tree.kind[n] === Kind.func_literal) return false;
      if (tree.kind[n] === Kind.fallthrough_statement) found = true;
      if (tree.kind[n] === Kind.break_statement && jumpTarget(tree, n) === branching) found = true;
      return !found;
    });
    return found;
  }

  /** The last statement cannot be in the section as a whole, but what it reads of the map can. */
  private planHoisted(last: NodeId): Section | undefined {
    const { frame } = this;
    const { tree } = frame.file;
    const uses = this.inside.filter((a) => a.use.node >= last);
    if (uses.length === 0 || uses.some((a) => a.writes || a.path?.key !== this.scope.pathKey)) return undefined;
    const init = tree.kind[last] === Kind.if_statement ? tree.child(last, Field.initializer) : NONE;
    if (init !== NONE && uses.every((a) => tree.contains(init, a.use.node))) return this.planHoistedInit(last, init);
    const hoisted: Hoist[] = [];
    for (const access of uses) {
      const expression = readExpression(frame, access);
      if (expression === NONE || !canBeReadBefore(frame, last, expression)) return undefined;
      // a call behind it that changes the map is made before the read today
      if (isReadBeforeCall(frame, access)) return undefined;
      if (obstacleIn(frame, expression, { ...this.scope, single: NONE }) !== undefined) return undefined;
      if (!hoisted.some((h) => h.expression === expression))
        hoisted.push({
          expression,
          base: hoistBase(frame, access, expression),
          copied: frame.copied?.has(access) === true ? access : undefined,
        });
    }
    return this.sectionOf({
      to: this.to,
      deferred: false,
      unlockBefore: [...this.unlockBefore],
      unlockAfter: false,
      accesses: this.inside,
      hoisted,
    });
  }

  /** `if v, ok := m[k][j]; ok {` ⇒ `v, ok := …` in the section, `if ok {` behind it, where the names are free in the block. */
  private planHoistedInit(last: NodeId, init: NodeId): Section | undefined {
    const { frame } = this;
    const { tree } = frame.file;
    if (tree.kind[init] !== Kind.short_var_declaration) return undefined;
    const names = tree.children(tree.child(init, Field.left)).map((n) => tree.textOf(n));
    if (!namesAreFree(frame, this.list, last, names)) return undefined;
    if (obstacleIn(frame, init, this.scope) !== undefined) return undefined;
    return this.sectionOf({
      to: this.to,
      deferred: false,
      unlockBefore: [...this.unlockBefore],
      unlockAfter: false,
      accesses: this.inside,
      hoistedInit: init,
    });
  }

  /** Checks a statement that runs under the lock from start to end, and notes where paths out of it must unlock. */
  private checkLocked(statement: NodeId): Obstacle | undefined {
    const { frame } = this;
    const { tree } = frame.file;
    const kind = tree.kind[statement]!;
    if (isWaiting(kind)) return { node: statement, why: waitingText(kind) };
    switch (kind) {
      case Kind.if_statement:
        return this.checkIf(statement);
      case Kind.for_statement:
        return this.checkLoop(statement);
      case Kind.expression_switch_statement:
      case Kind.type_switch_statement:
        return this.checkSwitch(statement);
      case Kind.block:
        return this.checkAll(blockStatements(tree, statement));
      case Kind.labeled_statement: {
        if (this.isJumpedTo(statement)) return { node: statement, why: 'is jumped to by goto' };
        const inner = tree.children(statement).find((c) => tree.kind[c] !== Kind.label_name);
        return inner === undefined ? undefined : this.checkLocked(inner);
      }
      case Kind.return_statement:
      case Kind.goto_statement:
      case Kind.break_statement:
      case Kind.continue_statement:
        return this.checkJump(statement);
      case Kind.expression_statement:
        if (isPanic(tree, statement)) return this.checkJump(statement);
    }
    return obstacleIn(frame, statement, this.scope);
  }

  private checkAll(statements: readonly NodeId[]): Obstacle | undefined {
    for (const s of statements) {
      const obstacle = this.checkLocked(s);
      if (obstacle !== undefined) return obstacle;
    }
    return undefined;
  }

  private checkIf(statement: NodeId): Obstacle | undefined {
    const { tree } = this.frame.file;
    for (const part of [Field.initializer, Field.condition]) {
      const node = tree.child(statement, part);
      const obstacle = node === NONE ? undefined : obstacleIn(this.frame, node, this.scope);
      if (obstacle !== undefined) return obstacle;
    }
    const then = this.checkBranch(blockStatements(tree, tree.child(statement, Field.consequence)));
    if (then !== undefined) return then;
    const alternative = tree.child(statement, Field.alternative);
    if (alternative === NONE) return undefined;
    return tree.kind[alternative] === Kind.if_statement
      ? this.checkIf(alternative)
      : this.checkBranch(blockStatements(tree, alternative));
  }

  /** A branch that leaves the section unlocks behind its last use of the map; what follows there may do anything. */
  private checkBranch(statements: readonly NodeId[]): Obstacle | undefined {
    const { tree } = this.frame.file;
    if (!alwaysLeaves(tree, statements, this.region)) return this.checkAll(statements);
    const last = statements.at(-1)!;
    let uses = -1;
    statements.forEach((s, i) => {
      if (this.usesMap(s)) uses = i;
    });
    if (statements[uses] === last) return { node: last, why: 'leaves with what it reads of the map' };
    const obstacle = this.checkAll(statements.slice(0, uses + 1));
    if (obstacle !== undefined) return obstacle;
    this.unlockBefore.push(statements[uses + 1]!);
    return undefined;
  }

  private usesMap(statement: NodeId): boolean {
    const { tree } = this.frame.file;
    return this.inside.some((a) => tree.contains(statement, a.use.node));
  }

  private checkLoop(statement: NodeId): Obstacle | undefined {
    const { frame } = this;
    const { tree } = frame.file;
    const body = tree.child(statement, Field.body);
    const header = tree.firstChild(statement);
    if (header === body) return { node: statement, why: 'may loop for ever' };
    if (tree.kind[header] === Kind.range_clause && !frame.subject.calls.isQuietRange(frame.file, header)) {
      return { node: header, why: 'waits for what it ranges over' };
    }
    return obstacleIn(frame, header, this.scope) ?? this.checkAll(blockStatements(tree, body));
  }

  private checkSwitch(statement: NodeId): Obstacle | undefined {
    const { frame } = this;
    const { tree } = frame.file;
    for (const child of tree.children(statement)) {
      const kind = tree.kind[child]!;
      if (kind !== Kind.expression_case && kind !== Kind.type_case && kind !== Kind.default_case) {
        const obstacle = obstacleIn(frame, child, this.scope);
        if (obstacle !== undefined) return obstacle;
        continue;
      }
      const value = kind === Kind.expression_case ? tree.child(child, Field.value) : NONE;
      const obstacle = value === NONE ? undefined : obstacleIn(frame, value, this.scope);
      const list = tree.childOfKind(child, Kind.statement_list);
      const inner = obstacle ?? this.checkBranch(statementsOf(tree, list));
      if (inner !== undefined) return inner;
    }
    return undefined;
  }

  private checkJump(statement: NodeId): Obstacle | undefined {
    const { frame } = this;
    const { tree } = frame.file;
    if (tree.kind[statement] === Kind.goto_statement) return { node: statement, why: 'jumps with goto' };
    const target = jumpTarget(tree, statement);
    if (target >= this.region.start && target < this.region.end) return undefined;
    if (this.usesMap(statement)) return { node: statement, why: 'leaves with what it reads of the map' };
    this.unlockBefore.push(statement);
    return undefined;
  }

  private isJumpedTo(labeled: NodeId): boolean {
    const { tree } = this.frame.file;
    const label = tree.textOf(tree.child(labeled, Field.label));
    for (let n = this.frame.fn; n < tree.after[this.frame.fn]!; n++) {
      if (tree.kind[n] === Kind.goto_statement && tree.textOf(tree.firstChild(n)) === label) return true;
    }
    return false;
  }

  /** The section, unless another object's map is used in it. */
  private sectionOf(parts: Parameters<Attempt['result']>[0]): Section | undefined {
    const result = this.result(parts);
    return isSection(result) ? result : undefined;
  }

  private changesValues(to: number): boolean {
    const end = this.frame.file.tree.after[this.statements[to]!]!;
    return (this.frame.valueChanges ?? []).some((n) => n >= this.region.start && n < end);
  }

  private result(parts: {
    to: number;
    deferred: boolean;
    unlockBefore: readonly NodeId[];
    unlockAfter: boolean;
    accesses: readonly Access[];
    hoisted?: readonly Hoist[];
    hoistedInit?: NodeId;
    branchEnds?: readonly BranchEnd[];
  }): Section | Obstacle {
    const { tree } = this.frame.file;
    const isBefore = (a: Access) => this.before.some((h) => tree.contains(h.call, a.use.node));
    const accesses = parts.accesses.filter((a) => !isBefore(a));
    const foreign = accesses.find((a) => a.path?.key !== this.scope.pathKey);
    if (foreign !== undefined)
      return { node: foreign.use.node, why: `uses the same map of another object, ${pathText(foreign)}` };
    return {
      list: this.list,
      from: this.from,
      pathKey: this.scope.pathKey,
      lock: this.frame.subject.guarding.lockText(this.access) ?? '',
      shared: !accesses.some((a) => a.writes) && !this.changesValues(parts.to),
      branchEnds: [],
      hoisted: [],
      hoistedInit: NONE,
      before: this.before,
      keyHoist: this.keyHoist,
      ...parts,
      accesses,
    };
  }
}

function rootName(frame: Frame, access: Access): string {
  const { tree } = frame.file;
  const match = /[\p{L}_][\p{L}\p{N}_]*/u.exec(tree.textOf(access.use.node));
  return match?.[0] ?? '';
}

function isWaiting(kind: number): boolean {
  return (
    kind === Kind.select_statement ||
    kind === Kind.send_statement ||
    kind === Kind.go_statement ||
    kind === Kind.defer_statement ||
    kind === Kind.receive_statement
  );
}

function waitingText(kind: number): string {
  switch (kind) {
    case Kind.go_statement:
      return 'starts a goroutine';
    case Kind.defer_statement:
      return 'defers a call';
    case Kind.send_statement:
      return 'sends on a channel';
    default:
      return 'waits on channels';
  }
}

/** The expression whose value is what the access reads: `m[k][j]`, `len(m)`, `m == nil`; NONE where it is none of a value. */
function readExpression(frame: Frame, access: Access): NodeId {
  const { tree } = frame.file;
  if (frame.copied?.has(access) === true) return access.use.node;
  switch (access.use.operation) {
    case 'read':
      return valuePath(frame, access.element);
    case 'len':
    case 'nil-compare':
      return access.use.operationNode;
    default:
      return NONE;
  }
  function valuePath(f: Frame, element: NodeId): NodeId {
    // m[k][i] of a slice that is changed in place: the element is read under the lock too
    let node = element;
    if (!f.subject.valuesMutated) return node;
    for (;;) {
      const outer = outermostParens(tree, node);
      const parent = tree.parent[outer]!;
      if (tree.kind[parent] === Kind.index_expression && tree.field[outer] === Field.operand) node = parent;
      else if (tree.kind[parent] === Kind.argument_list && isLenOrCopy(f, tree.parent[parent]!))
        return tree.parent[parent]!;
      else return node;
    }
  }
}

function isLenOrCopy(frame: Frame, call: NodeId): boolean {
  const { tree } = frame.file;
  const callee = tree.child(call, Field.function);
  return (
    callee !== NONE &&
    /^(len|cap|append)$/.test(tree.textOf(callee)) &&
    frame.subject.binding.callForm(frame.file, call) === 'builtin'
  );
}

/** Whether the expression can be read before the rest of the statement: it is always evaluated, and every call in the statement is made with its value. */
export function canBeReadBefore(frame: Frame, statement: NodeId, expression: NodeId): boolean {
  const { tree } = frame.file;
  for (let n = tree.parent[expression]!, below = expression; n >= statement; below = n, n = tree.parent[n]!) {
    const kind = tree.kind[n];
    // what a loop ranges over is evaluated once, in front of it
    if (n === statement && kind === Kind.for_statement && tree.kind[below] === Kind.range_clause) break;
    if (kind === Kind.func_literal || kind === Kind.block || kind === Kind.for_statement) return false;
    if (kind === Kind.expression_case || kind === Kind.statement_list) return false;
    if (
      kind === Kind.binary_expression &&
      tree.child(n, Field.right) === below &&
      /^(&&|\|\|)$/.test(tree.textOf(tree.child(n, Field.operator)))
    )
      return false;
    if (kind === Kind.if_statement && tree.field[below] === Field.alternative) return false;
    if (
      kind === Kind.if_statement &&
      tree.field[below] === Field.condition &&
      tree.child(n, Field.initializer) !== NONE
    )
      return false;
    if (n === statement) break;
  }
  for (let n = statement; n < expression; n++) {
    if (tree.kind[n] === Kind.block) return false;
    const isOther =
      (tree.kind[n] === Kind.call_expression && !tree.contains(n, expression)) ||
      (tree.kind[n] === Kind.unary_expression && tree.textOf(n).startsWith('<-'));
    if (isOther && !frame.subject.calls.isQuietCall(frame.file, n)) return false;
  }
  return true;
}

function hoistBase(frame: Frame, access: Access, expression: NodeId): string {
  if (access.use.operation === 'len') return 'n';
  if (access.use.operation === 'nil-compare') return 'isNil';
  if (frame.copied?.has(access) === true) return localNameOf(access);
  const type = frame.subject.binding.typeOf(frame.file, expression);
  return type.kind === 'basic' && /^u?int/.test(type.name) ? 'n' : 'v';
}

/** Whether names may move from an if's header into its block: no variable of the block or of what follows is meant by them. */
function namesAreFree(frame: Frame, list: NodeId, statement: NodeId, names: readonly string[]): boolean {
  const { file, subject, fn } = frame;
  const { tree } = file;
  const wanted = new Set(names.filter((n) => n !== '_'));
  const behind = tree.after[statement]!;
  for (let n = list; n < tree.after[list]!; n++) {
    if (n === statement) n = behind;
    if (n >= tree.after[list]! || tree.kind[n] !== Kind.identifier || !wanted.has(tree.textOf(n))) continue;
    const symbol = subject.binding.symbolAt(file, n);
    if (symbol.kind !== 'variable') return false;
    if (
      symbol.node === n
        ? isDeclaredIn(frame, list, n)
        : n >= behind && (symbol.node < behind || isDeclaredIn(frame, list, symbol.node))
    )
      return false;
  }
  if (!isFunctionBody(file, list)) return true;
  // parameters and results share the scope of the function's outermost block
  for (let n = fn; n < list; n++) if (tree.kind[n] === Kind.identifier && wanted.has(tree.textOf(n))) return false;
  return true;
}

/** Whether a declaration is one of the block's own statements. */
function isDeclaredIn(frame: Frame, list: NodeId, name: NodeId): boolean {
  const { tree } = frame.file;
  for (let n = tree.parent[name]!; n !== NONE; n = tree.parent[n]!) {
    if (tree.parent[n] === list)
      return tree.kind[n] === Kind.short_var_declaration || tree.kind[n] === Kind.var_declaration;
    if (tree.kind[n] === Kind.block) return false;
  }
  return false;
}

import { Field, Kind } from '../../../go/grammar.js';
import { isPrinterOrEncoder, MAP_READERS } from '../../../go/map-functions.js';
import type { Refusal } from '../../../model/decision.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import { type Access, pathText } from './access.js';
import { copyOf, emitCopies } from './copies.js';
import { dependsOnRangeValue, type Relation, relationsOf } from './dependence.js';
import { replacementBehind } from './drains.js';
import { onlyAssignment } from './expressions.js';
import type { Copy, Frame, Obstacle } from './frame.js';
import { sharedBy } from './fresh-maps.js';
import { aliasTarget, hardGroups, isNear, isTakenByVariable, readsElements } from './groups.js';
import { hasGuardedValues, isChangedAt, namedUse, valueChanges, valueUseOf } from './inner-values.js';
import { continuation } from './joints.js';
import { asKeptEntry, type KeptEntry } from './kept-entry.js';
import type { LockStates } from './lock-state.js';
import { bodyEffects } from './range-effects.js';
import { onlyReads, usesInPlace } from './readers.js';
import { emitRecheck } from './recheck.js';
import { type RefusalCode, refuse } from './refusals.js';
import { asRepeatedCheck } from './repeated-check.js';
import { asRepeatedLookup } from './repeated-lookup.js';
import { returnedTooFar } from './returned.js';
import { SectionSet } from './section-set.js';
import { isSection, planSection, type Section } from './sections.js';
import { nearestList } from './shapes.js';
import { outermostParens, statementsOf } from './syntax.js';

/** Puts critical sections around every use of the map in one function body; the uses themselves stay as they are. */
/**
 * @param states where the lock is held already; undefined for a lock that nothing takes yet
 * @param lock class of the lock, if it exists
 * @param calls accesses that are calls of functions which leave the lock to their callers
 */
export function planInPlace(
  frame: Frame,
  states: LockStates | undefined,
  lock: number | undefined,
  calls: ReadonlySet<Access>,
): Refusal | undefined {
  return new InPlacePlan(frame, states, lock, calls).plan();
}

class InPlacePlan {
  private readonly relations: readonly Relation[];
  /** from uses that hold the lock to ones that lack it */
  private readonly acrossRelations: readonly Relation[];
  private readonly sections: SectionSet;
  private readonly frame: Frame;
  private readonly copied = new Map<Access, Copy>();
  private readonly lent = new Set<Access>();
  private readonly aliases = new Map<Access, readonly NodeId[]>();
  private readonly kept: KeptEntry[] = [];

  constructor(
    given: Frame,
    private readonly states: LockStates | undefined,
    /** class of the lock, if it exists */
    private readonly lock: number | undefined,
    calls: ReadonlySet<Access>,
  ) {
    for (const access of given.accesses) if (calls.has(access)) this.lent.add(access);
    this.frame = { ...given, copied: this.copied, lent: this.lent, valueChanges: valueChanges(given) };
    this.relations = relationsOf(given.subject, given.accesses, given.fn);
    this.acrossRelations = relationsOf(given.subject, [...given.accesses, ...(given.held ?? [])], given.fn).filter(
      (r) => r.strength === 'hard' && (given.held ?? []).includes(r.from) && given.accesses.includes(r.to),
    );
    this.sections = new SectionSet(this.frame);
  }

  plan(): Refusal | undefined {
    return (
      this.planEscapes() ??
      this.planDrains() ??
      this.planAliases() ??
      this.planAcross() ??
      this.planInnerValues() ??
      this.planRangeSections() ??
      this.planGroups() ??
      this.planRanges() ??
      this.planSoftGroups() ??
      this.planRest() ??
      this.emit()
    );
  }

  private refuse(access: Access, code: RefusalCode, message: string): Refusal {
    return refuse(this.frame.file, access.use.node, code, message);
  }

  /** What hands the map itself to something else: a copy takes its place, or the call stays in the section. */
  private planEscapes(): Refusal | undefined {
    for (const access of this.frame.accesses) {
      const refusal = this.planEscape(access);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  private planEscape(access: Access): Refusal | undefined {
    const { frame } = this;
    const text = pathText(access);
    switch (access.use.operation) {
      case 'pass':
        return this.lent.has(access) ? undefined : this.planPass(access);
      case 'marshal':
        return this.copy(access);
      case 'alias':
        if (replacementBehind(frame, access) !== undefined) return undefined;
        return this.planAlias(access);
      case 'return':
        return returnedTooFar(frame, access) ?? this.copy(access);
      case 'send':
        return this.refuse(access, 'escapes', `${text} itself is sent on a channel`);
      case 'address':
        return this.refuse(
          access,
          'address-taken',
          `the address of ${text} is taken: the map can be changed and replaced through it`,
        );
      case 'method':
        return this.planMethod(access);
      case 'copy':
        return this.refuse(access, 'struct-copied', 'the struct that holds the map is copied');
      case 'replace':
        return this.checkReplacement(access);
      case 'other':
        return this.refuse(access, 'unsupported-use', `what happens to ${text} here is not known`);
      default:
        return undefined;
    }
  }

  private copy(access: Access): Refusal | undefined {
    const copy = copyOf(this.frame, access);
    if (copy === undefined)
      return this.refuse(access, 'type-not-spelled', `the type of ${pathText(access)} cannot be named here to copy it`);
    this.copied.set(access, copy);
    return undefined;
  }

  private planPass(access: Access): Refusal | undefined {
    const { frame } = this;
    const { file, subject } = frame;
    const { tree } = file;
    const call = access.use.operationNode;
    const text = pathText(access);
    if (tree.kind[call] !== Kind.call_expression) return this.refuse(access, 'escapes', `${text} is passed on`);
    const callee = subject.calls.calleeOf(file, call);
    const escapes = (why: string) =>
      this.refuse(access, 'escapes', `${text} is passed to ${tree.textOf(tree.child(call, Field.function))}, ${why}`);
    const kind = tree.kind[tree.parent[call]!];
    if (kind === Kind.go_statement) return escapes('which goes on using it in another goroutine');
    if (kind === Kind.defer_statement) return escapes('which uses it when the function ends');
    const index = tree.children(tree.child(call, Field.arguments)).indexOf(outermostParens(tree, access.use.node));
    switch (callee.kind) {
      case 'function': {
        const reads = onlyReads(subject.binding, subject.calls, callee.symbol, index);
        if (!reads && !usesInPlace(subject.binding, subject.calls, callee.symbol, index))
          return escapes('which may keep or change it');
        if (subject.calls.isQuietCall(file, call)) {
          this.lent.add(access);
          return undefined;
        }
        return reads ? this.copy(access) : escapes('which changes it and must not run under the lock');
      }
      case 'external':
        if (callee.importPath === 'maps' || callee.importPath === 'golang.org/x/exp/maps') {
          if (
            callee.name === 'Clone' ||
            callee.name === 'Copy' ||
            callee.name === 'DeleteFunc' ||
            callee.name === 'Equal'
          ) {
            this.lent.add(access);
            return undefined;
          }
          if (MAP_READERS.has(callee.name)) return this.copy(access);
        }
        if (isPrinterOrEncoder(callee.importPath, callee.name) && callee.importPath !== 'reflect')
          return this.copy(access);
        return escapes('whose source is not in view');
      case 'method-of-interface':
        return escapes('a method of an interface that may keep or change it');
      default:
        return escapes('which may keep or change it');
    }
  }

  /** `s.items.Has(k)` where the map's type has methods: they run in the section. */
  private planMethod(access: Access): Refusal | undefined {
    const { file, subject } = this.frame;
    const { tree } = file;
    const selector = tree.parent[outermostParens(tree, access.use.node)]!;
    const call = tree.parent[selector]!;
    if (tree.kind[call] === Kind.call_expression) {
      const callee = subject.calls.calleeOf(file, call);
      if (
        callee.kind === 'function' &&
        usesInPlace(subject.binding, subject.calls, callee.symbol, -1) &&
        subject.calls.isQuietCall(file, call)
      ) {
        this.lent.add(access);
        return undefined;
      }
    }
    return this.refuse(
      access,
      'named-map-type',
      `a method of the map's own type is called on ${pathText(access)}, and it may keep the map or must not run under the lock`,
    );
  }

  /** `m := s.items`: a name for the map; its uses belong into the section too. */
  private planAlias(access: Access): Refusal | undefined {
    const { frame } = this;
    const { tree } = frame.file;
    const node = outermostParens(tree, access.use.node);
    const parent = tree.parent[node]!;
    const literal = tree.kind[parent] === Kind.literal_value || tree.kind[parent] === Kind.keyed_element;
    if (!literal && isTakenByVariable(frame, access)) {
      const target = aliasTarget(frame, node);
      const symbol = target === NONE ? undefined : frame.subject.binding.symbolAt(frame.file, target);
      // what a result names is handed to the caller
      const named = symbol?.kind === 'variable' && symbol.role === 'local' ? namedUse(frame, target) : undefined;
      if (named?.kind === 'named') {
        this.aliases.set(access, named.mentions);
        return undefined;
      }
    }
    return this.refuse(
      access,
      'aliased',
      `here a second reference to ${pathText(access)} is made, past which no lock is taken`,
    );
  }

  /** `s.items = x`: nothing else may hold x, which the lock would not guard. */
  private checkReplacement(access: Access): Refusal | undefined {
    const { frame } = this;
    const { file, subject } = frame;
    const assignment = onlyAssignment(frame, access.use.node);
    if (assignment === undefined) return undefined;
    const reason = sharedBy(subject.binding, subject.calls, file, assignment.value);
    return reason === undefined ? undefined : refuse(reason.file, reason.node, 'aliased', reason.message);
  }

  /** `old := m; m = make(…)`: taken out and replaced in one section, the old map belongs to this function alone. */
  private planDrains(): Refusal | undefined {
    const { frame } = this;
    for (const taken of frame.accesses) {
      const place = taken.use.operation === 'alias' ? replacementBehind(frame, taken) : undefined;
      if (place === undefined) continue;
      const section = planSection({ ...frame, drained: taken }, place.list, place.from, place.to, taken);
      if (!isSection(section)) return this.noSection([taken], section);
      this.sections.push(section);
    }
    return undefined;
  }

  private planAliases(): Refusal | undefined {
    for (const [access, mentions] of this.aliases) {
      this.lent.add(access);
      const obstacle = this.add([access.use.node, ...mentions], access, 'as-it-stands');
      if (obstacle === undefined) continue;
      this.lent.delete(access);
      // a copy serves readers as well
      if (mentions.some((m) => isChangedAt(this.frame, m))) return this.noSection([access], obstacle);
      const refusal = this.copy(access);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  /** Inner maps, and slices that are changed in place: each use, and each use of a variable that names one, in a section. */
  private planInnerValues(): Refusal | undefined {
    const { frame } = this;
    for (const access of frame.accesses) {
      if (this.sections.covers(access)) continue;
      const guarded = hasGuardedValues(frame.subject, access.map);
      const mutates = access.use.mutatesValue && access.writes;
      if (!guarded && access.use.depth === 0 && !mutates) continue;
      const use = valueUseOf(frame, access);
      if (use.kind === 'leaves') {
        return refuse(
          frame.file,
          use.node,
          'values-shared-by-reference',
          `a value of ${pathText(access)} is shared by reference and leaves the lock here`,
        );
      }
      if ((guarded || access.use.depth > 0 || !mutates) && !readsElements(frame, access) && use.kind !== 'named')
        continue;
      const nodes = use.kind === 'named' ? [access.use.node, ...use.mentions] : [access.use.node];
      const refusal = this.addSection([...nodes, ...this.related(access)], access);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  /** What was asked under the lock decides what is changed without it: the section goes on to the change, or the change asks again. */
  private planAcross(): Refusal | undefined {
    const { frame } = this;
    for (const { from, to } of this.acrossRelations) {
      if (this.isCovered(to)) continue;
      const place = nearestList(frame, to.use.node);
      const lock = this.lock;
      const longer =
        place === undefined || lock === undefined ? undefined : continuation(frame, place.list, place.index, to, lock);
      if (longer !== undefined && this.heldIn(longer) === undefined) {
        this.sections.push(longer);
        continue;
      }
      const group = [from, to];
      const kept = asKeptEntry(frame, group) ?? asRepeatedCheck(frame, group) ?? asRepeatedLookup(frame, group);
      if (kept === undefined)
        return this.refuse(
          to,
          'atomicity',
          `what ${pathText(from)} is asked under the lock decides this change, which lacks it, and the section can neither go on to here nor the question be repeated`,
        );
      this.kept.push(kept);
    }
    return undefined;
  }

  private related(access: Access): NodeId[] {
    return this.relations
      .filter((r) => r.strength !== 'soft' && (r.from === access || r.to === access))
      .flatMap((r) => [r.from.use.node, r.to.use.node]);
  }

  /** Loops over the map that are safe as a whole, with all that they do to the map. */
  private planRangeSections(): Refusal | undefined {
    for (const access of this.frame.accesses) {
      if (access.use.operation === 'range' && !this.sections.covers(access))
        this.trySection([this.loopOf(access)], access);
    }
    return undefined;
  }

  private loopOf(access: Access): NodeId {
    return this.frame.file.tree.parent[access.use.operationNode]!;
  }

  /** Groups that need one critical section. */
  private planGroups(): Refusal | undefined {
    for (const group of hardGroups(this.frame.accesses, this.relations)) {
      if (group.every((a) => this.isCovered(a))) continue;
      const obstacle = this.trySection(
        group.map((a) => a.use.node),
        group[0]!,
      );
      if (obstacle === undefined) continue;
      const kept =
        asKeptEntry(this.frame, group) ?? asRepeatedCheck(this.frame, group) ?? asRepeatedLookup(this.frame, group);
      if (kept === undefined) return this.noSection(group, obstacle);
      this.kept.push(kept);
    }
    return undefined;
  }

  /** Whether a section or another rewrite covers the use. */
  private isCovered(access: Access): boolean {
    return this.sections.covers(access) || this.kept.some((k) => k.stores.includes(access));
  }

  /** A loop whose body must not run under the lock goes over a copy, where the body does not change what the loop would find. */
  private planRanges(): Refusal | undefined {
    const { frame } = this;
    const { tree } = frame.file;
    for (const access of frame.accesses) {
      if (access.use.operation !== 'range' || this.sections.covers(access)) continue;
      const obstacle = this.trySection([this.loopOf(access)], access);
      if (obstacle === undefined) continue;
      if (access.use.depth > 0) return this.noSection([access], obstacle);
      const body = tree.child(this.loopOf(access), Field.body);
      const left = tree.child(access.use.operationNode, Field.left);
      const value = left === NONE ? undefined : tree.children(left)[1];
      const usesValue = value !== undefined && tree.textOf(value) !== '_';
      const effects = bodyEffects(frame, access, body);
      for (const { to } of this.relations.filter((r) => r.from === access && r.strength === 'loop'))
        if (dependsOnRangeValue(frame.subject, access, to, frame.fn)) return this.noSection([access, to], obstacle);
      const refusal =
        this.copy(access) ??
        (effects.deletes || (effects.stores && usesValue)
          ? this.recheck(access, effects.stores && usesValue)
          : undefined);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  /** The body may delete or change entries that the loop over the copy has not reached: each is looked up again. */
  private recheck(access: Access, refresh: boolean): Refusal | undefined {
    const written = emitRecheck(this.frame, access, refresh);
    if (written) return undefined;
    return this.refuse(
      access,
      'no-safe-section',
      `the body of the loop may change entries of ${pathText(access)} that come later, and they cannot be looked up again by the loop's variables`,
    );
  }

  /** Better in one section, correct apart: only where that costs no restructuring. */
  private planSoftGroups(): Refusal | undefined {
    const { frame } = this;
    for (const { from, to, strength } of this.relations) {
      if (strength !== 'soft' || (this.isCovered(from) && this.isCovered(to))) continue;
      if (this.kept.some((k) => k.stores.includes(from) || k.stores.includes(to))) continue;
      if (this.copied.has(from) || this.copied.has(to) || !isNear(frame, from, to)) continue;
      this.add([from.use.node, to.use.node], from, 'as-it-stands');
    }
    return undefined;
  }

  private planRest(): Refusal | undefined {
    const { frame } = this;
    for (const access of frame.accesses) {
      if (this.isCovered(access)) continue;
      const refusal = this.addSection([access.use.node], access);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  private addSection(nodes: readonly NodeId[], access: Access): Refusal | undefined {
    const obstacle = this.trySection(nodes, access);
    return obstacle === undefined ? undefined : this.noSection([access], obstacle);
  }

  private trySection(nodes: readonly NodeId[], access: Access): Obstacle | undefined {
    return this.add(nodes, access, 'any');
  }

  private add(nodes: readonly NodeId[], access: Access, effort: 'as-it-stands' | 'any'): Obstacle | undefined {
    return this.sections.add(nodes, access, effort, (section) => this.heldIn(section));
  }

  /** The lock must be free where a section takes it. */
  private heldIn(section: Section): Obstacle | undefined {
    const { states } = this;
    if (states?.touched !== true) return undefined;
    const statements = statementsOf(this.frame.file.tree, section.list).slice(section.from, section.to + 1);
    const held = statements.find((s) => states.before(s) !== 'free');
    return held === undefined ? undefined : { node: held, why: 'is reached with this lock held, on some way at least' };
  }

  private noSection(group: readonly Access[], obstacle: Obstacle): Refusal {
    const { file } = this.frame;
    const first = group[0]!;
    if (group.length > 1 && first.use.node !== group.at(-1)!.use.node)
      return refuse(
        file,
        obstacle.node,
        'atomicity',
        `what ${pathText(first)} is asked decides what is changed in it later, so that both need one critical section, and this place ${obstacle.why}`,
      );
    return refuse(
      file,
      obstacle.node,
      'no-safe-section',
      `${pathText(first)} needs the lock here, and this place ${obstacle.why}`,
    );
  }

  private emit(): Refusal | undefined {
    this.sections.extendToNeighbours((a) => !this.copied.has(a) && !this.isCovered(a));
    if (this.lock !== undefined) this.sections.join(this.lock);
    for (const k of this.kept) k.emit();
    this.sections.emit();
    emitCopies(
      this.frame,
      [...this.copied].filter(([access]) => !this.sections.hoists(access)),
    );
    return undefined;
  }
}

import { Kind } from '../../../src/go/grammar.js';
import type { Refusal } from '../../../src/model/decision.js';
import { NONE, type NodeId } from '../../../src/model/syntax-tree.js';
import { type Access, pathText } from '../../../src/phases/4-decide/sections/access.js';
import { dependsOnRangeValue, type Relation, relationsOf } from '../../../src/phases/4-decide/sections/dependence.js';
import { Draft } from '../../../src/phases/4-decide/sections/draft.js';
import { replacementBehind } from '../../../src/phases/4-decide/sections/drains.js';
import {
  emitCallsFirst,
  isReadBeforeCall,
  planCallsFirst,
} from '../../../src/phases/4-decide/sections/evaluation-order.js';
import type { Obstacle } from '../../../src/phases/4-decide/sections/frame.js';
import { hardGroups, isNear, isOnlyTarget, readsElements } from '../../../src/phases/4-decide/sections/groups.js';
import { hasGuardedValues, valueChanges, valueUseOf } from '../../../src/phases/4-decide/sections/inner-values.js';
import { refuse } from '../../../src/phases/4-decide/sections/refusals.js';
import { SectionSet } from '../../../src/phases/4-decide/sections/section-set.js';
import {
  isSection,
  planSection,
  planSectionBehindCalls,
  type Section,
} from '../../../src/phases/4-decide/sections/sections.js';
import { nearestList } from '../../../src/phases/4-decide/sections/shapes.js';
import { simpleStatementOf } from '../../../src/phases/4-decide/sections/syntax.js';
import { asGuardedDelete } from './compounds/delete-unchanged.js';
import { asLoadAndDelete } from './compounds/load-and-delete.js';
import { asDoubleCheck, asSingleCall } from './compounds/load-or-store.js';
import { asRepeatedCheck } from './compounds/repeated-check.js';
import type { Rewrite } from './compounds/rewrite.js';
import { asSwap } from './compounds/swap.js';
import { asTupleStore } from './compounds/tuple-store.js';
import { asUpdate } from './compounds/update.js';
import { planSingleUse } from './single-use.js';
import type { Frame } from './wrap-subject.js';

/** Plans every use of the map in one function body: what must be atomic together first, then the rest one by one. */
export function planFrame(frame: Frame): Refusal | undefined {
  return new FramePlan(frame).plan();
}

class FramePlan {
  private readonly relations: readonly Relation[];
  private readonly sections: SectionSet;
  private readonly rewrites: Rewrite[] = [];

  private readonly frame: Frame;

  constructor(given: Frame) {
    const frame = { ...given, valueChanges: valueChanges(given) };
    this.frame = frame;
    this.sections = new SectionSet(frame);
    this.relations = relationsOf(frame.subject, frame.accesses, frame.fn);
  }

  plan(): Refusal | undefined {
    return (
      this.checkEscapes() ??
      this.planDrains() ??
      this.planInnerValues() ??
      this.planRangeSections() ??
      this.planGroups() ??
      this.planCompoundStatements() ??
      this.planRanges() ??
      this.planSoftGroups() ??
      this.planPassWrites() ??
      this.emit()
    );
  }

  /** What lets the map out is refused for its own reason before sections are tried. */
  private checkEscapes(): Refusal | undefined {
    const { frame } = this;
    const scratch: Frame = { ...frame, draft: new Draft() };
    for (const access of frame.accesses) {
      const { operation, effect } = access.use;
      if (effect !== 'escape' && operation !== 'other' && operation !== 'marshal') continue;
      if (operation === 'alias' && replacementBehind(frame, access) !== undefined) continue;
      const refusal = planSingleUse(scratch, access);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
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

  /** Inner maps, and slices that are changed in place: each use, and each use of a variable that names one, in a section. */
  private planInnerValues(): Refusal | undefined {
    const { frame } = this;
    const guarded = hasGuardedValues(frame.subject, frame.subject.map);
    for (const access of frame.accesses) {
      if (this.isCovered(access)) continue;
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
      if (!guarded && access.use.depth === 0 && mutates) {
        // m[k][i] = v of slices
      } else if (!readsElements(frame, access) && use.kind !== 'named') continue;
      const nodes = use.kind === 'named' ? [access.use.node, ...use.mentions] : [access.use.node];
      const related = this.relations
        .filter((r) => r.strength !== 'soft' && (r.from === access || r.to === access))
        .flatMap((r) => [r.from.use.node, r.to.use.node]);
      const refusal = this.addSection([...nodes, ...related], access);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  /** Loops over the map that are safe as a whole, with all that they do to the map. */
  private planRangeSections(): Refusal | undefined {
    for (const access of this.frame.accesses) {
      if (access.use.operation === 'range' && !this.isCovered(access))
        this.trySection([this.frame.file.tree.parent[access.use.operationNode]!], access);
    }
    return undefined;
  }

  /** Groups that need one critical section. */
  private planGroups(): Refusal | undefined {
    const { frame } = this;
    for (const group of hardGroups(frame.accesses, this.relations)) {
      if (group.every((a) => this.isCovered(a))) continue;
      const single = asSingleCall(frame, group) ?? asLoadAndDelete(frame, group) ?? asSwap(frame, group);
      if (single !== undefined) {
        this.rewrites.push(single);
        continue;
      }
      const obstacle = this.trySection(
        group.map((a) => a.use.node),
        group[0]!,
      );
      if (obstacle === undefined) continue;
      const other = asUpdate(frame, group) ?? asDoubleCheck(frame, group) ?? asRepeatedCheck(frame, group);
      if (other === undefined) return this.noSection(group, obstacle);
      this.rewrites.push(other);
    }
    return undefined;
  }

  private noSection(group: readonly Access[], obstacle: Obstacle): Refusal {
    const { file } = this.frame;
    const first = group[0]!;
    const last = group.at(-1)!;
    const where =
      first.use.node === last.use.node
        ? ''
        : ` what ${pathText(first)} is asked here decides what is changed in it later, and`;
    return refuse(
      file,
      obstacle.node,
      'no-safe-section',
      `one critical section is needed:${where} this place in between ${obstacle.why}`,
    );
  }

  /** `m[k]++`, `m[k] op= v`, `m[a], m[b] = x, y`: atomic by themselves. */
  private planCompoundStatements(): Refusal | undefined {
    const { frame } = this;
    for (const access of frame.accesses) {
      if (this.isCovered(access) || access.use.depth > 0) continue;
      const { operation } = access.use;
      const isTuple = (operation === 'store' || operation === 'replace') && !isOnlyTarget(frame, access);
      if (operation !== 'op-assign' && operation !== 'inc-dec' && !isTuple) continue;
      if (operation !== 'replace' && !isTuple && hasLoudOperands(frame, access)) {
        const update = asUpdate(frame, [access]);
        if (update !== undefined && !needsHoist(update)) {
          this.rewrites.push(update);
          continue;
        }
      }
      if (!isTuple && hasLoudOperands(frame, access) && this.addSectionBehindCalls(access)) continue;
      const group = isTuple
        ? frame.accesses.filter(
            (a) =>
              simpleStatementOf(frame.file.tree, a.use.node) === simpleStatementOf(frame.file.tree, access.use.node),
          )
        : [access];
      const obstacle = this.trySection(
        group.map((a) => a.use.node),
        access,
      );
      if (obstacle === undefined) continue;
      const other = isTuple ? asTupleStore(frame, access) : asUpdate(frame, [access]);
      if (other === undefined) return this.noSection([access], obstacle);
      this.rewrites.push(other);
    }
    return undefined;
  }

  private addSectionBehindCalls(access: Access): boolean {
    const place = nearestList(this.frame, access.use.node);
    if (place === undefined) return false;
    const section = planSectionBehindCalls(this.frame, place.list, place.index, access);
    if (!isSection(section)) return false;
    this.sections.push(section);
    return true;
  }

  private planRanges(): Refusal | undefined {
    const { frame } = this;
    const { tree } = frame.file;
    for (const access of frame.accesses) {
      if (access.use.operation !== 'range' || this.isCovered(access)) continue;
      const loop = tree.parent[access.use.operationNode]!;
      if (this.trySection([loop], access) === undefined) continue;
      for (const { to } of this.relations.filter((r) => r.from === access && r.strength === 'loop')) {
        if (!dependsOnRangeValue(frame.subject, access, to, frame.fn)) continue;
        const guarded = this.isCovered(to) ? undefined : asGuardedDelete(frame, access, to);
        if (guarded === undefined) return this.noSection([access, to], this.trySection([loop], access)!);
        this.rewrites.push(guarded);
      }
    }
    return undefined;
  }

  /** Better in one section, correct apart: only where that costs no restructuring. */
  private planSoftGroups(): Refusal | undefined {
    const { frame } = this;
    for (const { from, to, strength } of this.relations) {
      if (strength !== 'soft' || (this.isCovered(from) && this.isCovered(to))) continue;
      const pair = [from, to];
      if (!this.rewrites.some((r) => r.accesses.includes(from) || r.accesses.includes(to))) {
        const single = asLoadAndDelete(frame, pair) ?? asSwap(frame, pair);
        if (single !== undefined) {
          this.rewrites.push(single);
          continue;
        }
      }
      if (!isNear(frame, from, to)) continue;
      this.trySection(
        pair.map((a) => a.use.node),
        from,
        'as-it-stands',
      );
    }
    return undefined;
  }

  /** `maps.Copy(m, src)`, `maps.DeleteFunc(m, …)`. */
  private planPassWrites(): Refusal | undefined {
    for (const access of this.frame.accesses) {
      if (access.use.operation !== 'pass' || access.use.effect !== 'write' || this.isCovered(access)) continue;
      const refusal = this.addSection([access.use.node], access);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  private addSection(nodes: readonly NodeId[], access: Access): Refusal | undefined {
    const obstacle = this.trySection(nodes, access);
    return obstacle === undefined ? undefined : this.noSection([access], obstacle);
  }

  /** Adds a section over the statements that hold the nodes, joined with those it touches; or answers what prevents it. */
  private trySection(
    nodes: readonly NodeId[],
    access: Access,
    effort: 'as-it-stands' | 'any' = 'any',
  ): Obstacle | undefined {
    return this.sections.add(nodes, access, effort, (section) => this.dropRewritesIn(section));
  }

  /** A section takes the place of the rewrites that lie in it; one that lies in it in part stands in its way. */
  private dropRewritesIn(section: Section): Obstacle | undefined {
    for (let i = this.rewrites.length - 1; i >= 0; i--) {
      const inside = this.rewrites[i]!.accesses.filter((a) => section.accesses.includes(a));
      if (inside.length === 0) continue;
      if (inside.length < this.rewrites[i]!.accesses.length)
        return { node: inside[0]!.use.node, why: 'overlaps another rewrite' };
      this.rewrites.splice(i, 1);
    }
    return undefined;
  }

  private isCovered(access: Access): boolean {
    return this.sections.covers(access) || this.rewrites.some((r) => r.accesses.includes(access));
  }

  private emit(): Refusal | undefined {
    const { frame } = this;
    this.sections.extendToNeighbours((a) => !this.isCovered(a));
    this.sections.emit();
    for (const rewrite of this.rewrites) rewrite.emit();
    const first = new Set<NodeId>();
    for (const access of frame.accesses) {
      if (this.isCovered(access)) continue;
      if (isReadBeforeCall(frame, access)) {
        const plan = planCallsFirst(frame, access);
        if (plan === undefined) {
          return refuse(
            frame.file,
            access.use.node,
            'evaluation-order',
            `${pathText(access)} is read in an expression beside a call that changes it, which runs before the read today`,
          );
        }
        if (!first.has(plan.statement)) emitCallsFirst(frame, plan.statement, plan.calls);
        first.add(plan.statement);
      }
      const refusal = planSingleUse(frame, access);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }
}

function needsHoist(rewrite: Rewrite): boolean {
  return rewrite.hoists === true;
}

/** Whether key or value hold a call that cannot run under the lock. */
function hasLoudOperands(frame: Frame, access: Access): boolean {
  const { file, subject } = frame;
  const { tree } = file;
  const statement = simpleStatementOf(tree, access.use.node);
  if (statement === NONE) return false;
  for (let n = statement; n < tree.after[statement]!; n++)
    if (
      tree.kind[n] === Kind.call_expression &&
      (!subject.calls.isQuietCall(file, n) || subject.calls.isUserCall(file, n))
    )
      return true;
  return false;
}

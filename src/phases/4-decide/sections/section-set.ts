import { Kind } from '../../../go/grammar.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Access } from './access.js';
import { emitSection } from './emit-section.js';
import type { Frame, Obstacle } from './frame.js';
import { commonList } from './groups.js';
import { joined } from './joints.js';
import { isSection, planSection, planSectionBehindCalls, planSectionBehindKey, type Section } from './sections.js';
import { statementsOf } from './syntax.js';

/** The critical sections of one function body: none overlaps another. */
export class SectionSet {
  private readonly sections: Section[] = [];

  constructor(private readonly frame: Frame) {}

  /** Joins sections to existing ones of the same lock beside them. */
  join(lock: number): void {
    for (let i = 0; i < this.sections.length; i++) this.sections[i] = joined(this.frame, this.sections[i]!, lock);
  }

  push(section: Section): void {
    this.sections.push(section);
  }

  covers(access: Access): boolean {
    return this.sections.some((s) => s.accesses.includes(access));
  }

  /** Whether a copy of the map is made into a local in front of the statement. */
  hoists(access: Access): boolean {
    return this.sections.some((s) => s.hoisted.some((h) => h.copied === access));
  }

  emit(): void {
    for (const section of this.sections) emitSection(this.frame, section);
  }

  /**
   * Adds a section over the statements that hold the nodes, joined with those it touches; or answers what prevents it. `accept` may still object to
   * the section that was found.
   */
  add(
    nodes: readonly NodeId[],
    access: Access,
    effort: 'as-it-stands' | 'any',
    accept: (section: Section) => Obstacle | undefined = () => undefined,
  ): Obstacle | undefined {
    const { frame } = this;
    const { tree } = frame.file;
    const place = commonList(frame, nodes);
    if (place === undefined) return { node: access.use.node, why: 'stands in no block of its own' };
    let { from, to } = place;
    for (let grown = true; grown; ) {
      grown = false;
      for (const other of this.sections) {
        if (
          other.list !== place.list ||
          other.from > to + 1 ||
          other.to < from - 1 ||
          (other.from >= from && other.to <= to)
        )
          continue;
        if (other.pathKey !== access.path?.key) continue;
        const joined = planSection(frame, place.list, Math.min(from, other.from), Math.max(to, other.to), access);
        if (!isSection(joined) && (other.from > to || other.to < from)) continue; // neighbours may stay apart
        from = Math.min(from, other.from);
        to = Math.max(to, other.to);
        grown = true;
      }
    }
    let section = planSection(frame, place.list, from, to, access);
    if (!isSection(section) && effort === 'any') {
      const behind = planSectionBehindKey(frame, place.list, from, to, access);
      if (isSection(behind)) section = behind;
    }
    if (!isSection(section) && from === to) {
      const behind = planSectionBehindCalls(frame, place.list, from, access);
      if (isSection(behind)) section = behind;
    }
    if (!isSection(section)) return section;
    const statements = statementsOf(tree, section.list);
    const start = statements[section.from]!;
    const end = tree.after[statements[section.to]!]!;
    const objection = accept(section);
    if (objection !== undefined) return objection;
    for (let i = this.sections.length - 1; i >= 0; i--) {
      const first = statementsOf(tree, this.sections[i]!.list)[this.sections[i]!.from]!;
      if (first >= start && first < end) this.sections.splice(i, 1);
    }
    this.sections.push(section);
    return undefined;
  }

  /** A section takes in the simple statement before it that asks the same map something: `keys := make([]K, 0, len(m))` before the loop. */
  extendToNeighbours(isFree: (access: Access) => boolean): void {
    const { frame } = this;
    const { tree } = frame.file;
    for (let i = 0; i < this.sections.length; i++) {
      const section = this.sections[i]!;
      const before = statementsOf(tree, section.list)[section.from - 1];
      if (before === undefined || section.before.length > 0 || !isSimple(tree.kind[before]!)) continue;
      const asks = frame.accesses.some(
        (a) => a.path?.key === section.pathKey && tree.contains(before, a.use.node) && !this.covers(a) && isFree(a),
      );
      if (!asks) continue;
      const access = section.accesses[0]!;
      const wider = planSection(frame, section.list, section.from - 1, section.to, access);
      if (isSection(wider)) this.sections[i] = wider;
    }
  }
}

function isSimple(kind: number): boolean {
  return (
    kind === Kind.short_var_declaration ||
    kind === Kind.assignment_statement ||
    kind === Kind.var_declaration ||
    kind === Kind.expression_statement
  );
}

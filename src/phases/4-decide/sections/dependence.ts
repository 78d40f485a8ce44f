import { Field, Kind } from '../../../go/grammar.js';
import { NONE, type NodeId, type SyntaxTree } from '../../../model/syntax-tree.js';
import { type Access, sameKey, samePath } from './access.js';
import { leavesBlock } from './control-flow.js';
import type { Subject } from './subject.js';
import { simpleStatementOf, walk } from './syntax.js';

/**
 * Two accesses of one map in one function that belong together. `hard`: what the first finds decides what the second changes, so that only one
 * critical section keeps the meaning. `soft`: better together (a read guarded by a read, a read of what was just written), correct apart.
 * `loop`: the first is a range, the second lies in its body.
 */
export interface Relation {
  readonly from: Access;
  readonly to: Access;
  readonly strength: 'hard' | 'soft' | 'loop';
}

/**
 * Data and control dependence between the accesses of one function body, in the sense of program dependence graphs (Ferrante, Ottenstein, Warren,
 * TOPLAS 1987), over variables and without aliases: a variable assigned from what an access found carries it on.
 */
export function relationsOf(subject: Subject, accesses: readonly Access[], fn: NodeId): Relation[] {
  const out: Relation[] = [];
  const first = accesses[0];
  if (first === undefined) return out;
  const flow = new ValueFlow(subject, first, fn);
  for (const from of accesses) {
    if (!from.reads && !from.writes) continue;
    for (const to of accesses) {
      if (from === to || !mayFollow(from, to)) continue;
      const strength = relate(subject, flow, from, to);
      if (strength !== undefined) out.push({ from, to, strength });
    }
  }
  return out;
}

function relate(subject: Subject, flow: ValueFlow, from: Access, to: Access): Relation['strength'] | undefined {
  if (from.path !== undefined && to.path !== undefined && !samePath(from, to)) return undefined;
  if (!from.reads) return from.writes && to.reads && sameKey(from, to) ? 'soft' : undefined;
  if (isLoopOver(from, to)) return to.writes ? 'loop' : undefined;
  if (isLazyInit(from) && to.writes && to.use.operation !== 'replace')
    return isIrrelevantNilCheck(from) ? 'soft' : 'hard';
  const data = flow.reachesOperands(from, to);
  const control = flow.decides(from, to);
  const same = sameKey(from, to) && subject.calls.isIdempotent(to.file, to.key);
  const whole = from.key === NONE;
  if (to.writes) {
    if (data && (same || whole || valueDepends(from, to))) return 'hard';
    if (control && (same || (whole && !isIrrelevantNilCheck(from)))) return 'hard';
    if (isFlush(from, to)) return 'hard';
    if (data || control || (same && from.use.operation !== 'op-assign')) return 'soft';
    return undefined;
  }
  return (data || control) && (same || whole) ? 'soft' : undefined;
}

/** Whether a write in the body of a range depends on the value that the range found: it would act on an entry that may have changed since. */
export function dependsOnRangeValue(subject: Subject, range: Access, to: Access, fn: NodeId): boolean {
  const { tree } = range.file;
  const left = tree.child(range.use.operationNode, Field.left);
  const value = left === NONE ? undefined : tree.children(left)[1];
  if (value === undefined || tree.kind[value] !== Kind.identifier) return false;
  const symbol = subject.binding.symbolAt(range.file, value);
  if (symbol.kind !== 'variable') return false;
  const flow = new ValueFlow(subject, range, fn);
  const carriers = flow.closure(new Set([symbol.id]));
  const loop = tree.parent[range.use.operationNode]!;
  return flow.reachesOperands(range, to, carriers) || flow.decides(range, to, carriers, tree.child(loop, Field.body));
}

/** Data flow between different keys matters when the written value is made of the read one: `m[b] = m[a] + 1` moves what is counted. */
function valueDepends(from: Access, to: Access): boolean {
  return from.use.operation === 'op-assign' || to.use.operation === 'op-assign';
}

/** `for range m { … }; clear(m)`: what is stored in between would be lost. */
function isFlush(from: Access, to: Access): boolean {
  if (from.use.operation !== 'range' || to.key !== NONE) return false;
  return to.use.operation === 'clear' || to.use.operation === 'replace';
}

/** `if m == nil { m = make(…) }`. */
function isLazyInit(from: Access): boolean {
  if (from.use.operation !== 'nil-compare') return false;
  const { tree } = from.file;
  const test = tree.ancestor(from.use.node, Kind.if_statement, Kind.block);
  if (test === NONE || tree.kind[test] !== Kind.if_statement) return false;
  const map = tree.textOf(from.use.node);
  const body = tree.child(test, Field.consequence);
  for (let n = body; n < tree.after[body]!; n++) {
    if (tree.kind[n] === Kind.assignment_statement && tree.textOf(tree.child(n, Field.left)) === map) return true;
  }
  return false;
}

/** `if m == nil` where m, once made, is never nil again. */
function isIrrelevantNilCheck(from: Access): boolean {
  return (
    from.use.operation === 'nil-compare' &&
    !from.map.uses.some((u) => u.operation === 'replace' && u.phase !== 'construction')
  );
}

function isLoopOver(from: Access, to: Access): boolean {
  if (from.use.operation !== 'range') return false;
  const { tree } = from.file;
  const clause = from.use.operationNode;
  return (
    tree.kind[clause] === Kind.range_clause && tree.contains(tree.child(tree.parent[clause]!, Field.body), to.use.node)
  );
}

/** Whether `to` can run after `from`: it stands behind it, or both stand in one loop. */
function mayFollow(from: Access, to: Access): boolean {
  if (areExclusive(from, to)) return false;
  if (from.use.node < to.use.node) return true;
  const { tree } = from.file;
  // the operand of m[k] = m[k] + 1 stands behind the store that it feeds
  const statement = simpleStatementOf(tree, from.use.node);
  return statement !== NONE && statement === simpleStatementOf(tree, to.use.node);
}

/** Whether the two stand in different branches of one if or switch, so that never both run. */
function areExclusive(a: Access, b: Access): boolean {
  const { tree } = a.file;
  let branch = a.use.node;
  for (let holder = tree.parent[branch]!; holder !== NONE; branch = holder, holder = tree.parent[holder]!) {
    if (!tree.contains(holder, b.use.node)) continue;
    let other = b.use.node;
    while (tree.parent[other] !== holder) other = tree.parent[other]!;
    if (tree.kind[holder] === Kind.if_statement) {
      const fields: number[] = [tree.field[branch]!, tree.field[other]!];
      return fields.includes(Field.consequence) && fields.includes(Field.alternative);
    }
    return isCase(tree.kind[branch]!) && isCase(tree.kind[other]!) && branch !== other;
  }
  return false;
}

function isCase(kind: number): boolean {
  return (
    kind === Kind.expression_case ||
    kind === Kind.type_case ||
    kind === Kind.default_case ||
    kind === Kind.communication_case
  );
}

/** Which variables carry what an access found, and what depends on them. */
class ValueFlow {
  private readonly tree: SyntaxTree;
  private readonly assignments: readonly Assignment[];
  private readonly carriers = new Map<Access, ReadonlySet<number>>();

  constructor(
    private readonly subject: Subject,
    private readonly sample: Access,
    private readonly fn: NodeId,
  ) {
    this.tree = sample.file.tree;
    this.assignments = this.collectAssignments();
  }

  /** Whether the key or value of `to` is made of what `from` found. */
  reachesOperands(from: Access, to: Access, carriers = this.carriersOf(from)): boolean {
    const { tree } = this;
    const mentions = (node: NodeId) =>
      node !== NONE && (tree.contains(node, from.use.node) || this.mentions(node, carriers));
    if (to.key !== NONE && mentions(to.key)) return true;
    if (!to.writes) return false;
    const statement = simpleStatementOf(tree, to.use.node);
    if (statement === NONE || tree.kind[statement] !== Kind.assignment_statement) return false;
    const right = this.valueFor(statement, to);
    return right !== NONE && mentions(right);
  }

  /** The right side that is assigned to the access: its counterpart in `a, m[k] = x, y`. */
  private valueFor(statement: NodeId, to: Access): NodeId {
    const { tree } = this;
    const left = tree.children(tree.child(statement, Field.left));
    const list = tree.child(statement, Field.right);
    const right = tree.children(list);
    const index = left.findIndex((l) => tree.contains(l, to.use.node));
    if (index < 0) return NONE;
    return right.length === left.length ? right[index]! : list;
  }

  /** Whether what `from` found decides whether `to` runs: a branch around `to`, or one before it that leaves. */
  decides(from: Access, to: Access, carriers = this.carriersOf(from), inside: NodeId = this.fn): boolean {
    const { tree } = this;
    for (
      let node = tree.parent[to.use.node]!, below = to.use.node;
      node !== NONE && node >= inside;
      below = node, node = tree.parent[node]!
    ) {
      const kind = tree.kind[node]!;
      if (kind === Kind.func_literal && node !== this.fn) return false;
      if (isBranching(kind) && !this.isHeader(node, below) && this.conditionUses(node, from, carriers)) return true;
      if (kind === Kind.statement_list) {
        for (let s = tree.firstChild(node); s !== NONE && s < below; s = tree.nextSibling(s))
          if (this.decidesByLeaving(s, from, carriers)) return true;
      }
      if (node === inside) break;
    }
    return false;
  }

  /** `if cond { return }` before the access, at any depth of `statement`. */
  private decidesByLeaving(statement: NodeId, from: Access, carriers: ReadonlySet<number>): boolean {
    const { tree } = this;
    let found = false;
    walk(tree, statement, (node) => {
      if (found || tree.kind[node] === Kind.func_literal) return false;
      if (isBranching(tree.kind[node]!) && leavesBlock(tree, node) && this.conditionUses(node, from, carriers))
        found = true;
      return !found;
    });
    return found;
  }

  /** Whether `below` is part of what the branch tests rather than of what it runs. */
  private isHeader(branching: NodeId, below: NodeId): boolean {
    const { tree } = this;
    const kind = tree.kind[below];
    if (kind === Kind.block || kind === Kind.expression_case || kind === Kind.type_case || kind === Kind.default_case)
      return false;
    return !(tree.kind[branching] === Kind.if_statement && tree.field[below] === Field.alternative);
  }

  private conditionUses(branching: NodeId, from: Access, carriers: ReadonlySet<number>): boolean {
    const { tree } = this;
    return headerOf(tree, branching).some((h) => tree.contains(h, from.use.node) || this.mentions(h, carriers));
  }

  private carriersOf(from: Access): ReadonlySet<number> {
    const known = this.carriers.get(from);
    if (known !== undefined) return known;
    const start = new Set<number>();
    for (const a of this.assignments)
      if (a.sources.some((s) => this.tree.contains(s, from.use.node) && !this.isSizeOnly(s, from)))
        for (const t of a.targets) start.add(t);
    const carriers = this.closure(start);
    this.carriers.set(from, carriers);
    return carriers;
  }

  /** The variables that carry on what some variables hold. */
  closure(start: ReadonlySet<number>): ReadonlySet<number> {
    const carriers = new Set(start);
    for (let grown = carriers.size > 0; grown; ) {
      grown = false;
      for (const a of this.assignments) {
        if (a.targets.every((t) => carriers.has(t)) || !a.sources.some((s) => this.mentions(s, carriers))) continue;
        for (const t of a.targets) carriers.add(t);
        grown = true;
      }
    }
    return carriers;
  }

  /** `make([]T, 0, len(m))`: the size does not show in the result. */
  private isSizeOnly(source: NodeId, from: Access): boolean {
    const { tree } = this;
    if (from.use.operation !== 'len') return false;
    for (let n = tree.parent[from.use.operationNode]!; n >= source; n = tree.parent[n]!) {
      if (tree.kind[n] === Kind.call_expression && tree.textOf(tree.child(n, Field.function)) === 'make') return true;
    }
    return false;
  }

  private mentions(node: NodeId, variables: ReadonlySet<number>): boolean {
    if (variables.size === 0) return false;
    const { tree, sample, subject } = this;
    const end = tree.after[node]!;
    for (let n = node; n < end; n++) {
      if (tree.kind[n] !== Kind.identifier) continue;
      const symbol = subject.binding.symbolAt(sample.file, n);
      if (symbol.kind === 'variable' && variables.has(symbol.id)) return true;
    }
    return false;
  }

  private collectAssignments(): Assignment[] {
    const { tree } = this;
    const out: Assignment[] = [];
    walk(tree, this.fn, (node) => {
      switch (tree.kind[node]) {
        case Kind.short_var_declaration:
        case Kind.assignment_statement:
        case Kind.range_clause:
          this.addPairs(out, tree.children(tree.child(node, Field.left)), tree.child(node, Field.right));
          break;
        case Kind.var_spec:
          this.addPairs(out, tree.childrenIn(node, Field.name), tree.child(node, Field.value));
          break;
        case Kind.type_switch_statement:
          this.addPairs(out, tree.children(tree.child(node, Field.alias)), tree.child(node, Field.value));
          break;
      }
      return undefined;
    });
    return out;
  }

  private addPairs(out: Assignment[], left: readonly NodeId[], right: NodeId): void {
    if (right === NONE || left.length === 0) return;
    const { tree } = this;
    const values = tree.kind[right] === Kind.expression_list ? tree.children(right) : [right];
    const paired = values.length === left.length;
    left.forEach((target, i) => {
      const variable = this.rootVariable(target);
      if (variable !== undefined) out.push({ targets: [variable], sources: paired ? [values[i]!] : values });
    });
  }

  /** The local variable that an assignment changes: `x`, `x.f`, `x[i]`. Parameters and receivers count for themselves only, not for what they point to. */
  private rootVariable(target: NodeId): number | undefined {
    const { tree, sample, subject } = this;
    let node = target;
    while (
      tree.kind[node] === Kind.selector_expression ||
      tree.kind[node] === Kind.index_expression ||
      tree.kind[node] === Kind.parenthesized_expression
    ) {
      node =
        tree.kind[node] === Kind.parenthesized_expression ? tree.firstChild(node) : tree.child(node, Field.operand);
    }
    if (tree.kind[node] !== Kind.identifier) return undefined;
    const symbol = subject.binding.symbolAt(sample.file, node);
    if (symbol.kind !== 'variable' || symbol.role === 'package') return undefined;
    return node === target || symbol.role === 'local' ? symbol.id : undefined;
  }
}

interface Assignment {
  readonly targets: readonly number[];
  readonly sources: readonly NodeId[];
}

function isBranching(kind: number): boolean {
  return (
    kind === Kind.if_statement ||
    kind === Kind.for_statement ||
    kind === Kind.expression_switch_statement ||
    kind === Kind.type_switch_statement
  );
}

/** The parts of a branching statement that are tested: initialiser, condition, switch value, range clause, case values. */
function headerOf(tree: SyntaxTree, node: NodeId): NodeId[] {
  const out: NodeId[] = [];
  for (const child of tree.children(node)) {
    const kind = tree.kind[child]!;
    if (kind === Kind.block) continue;
    if (kind === Kind.if_statement && tree.field[child] === Field.alternative) continue;
    if (kind === Kind.expression_case || kind === Kind.type_case) out.push(...tree.childrenIn(child, Field.value));
    else if (kind !== Kind.default_case) out.push(child);
  }
  return out;
}

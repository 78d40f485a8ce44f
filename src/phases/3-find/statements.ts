import { Field, Kind } from '../../go/grammar.js';
import { NONE, type NodeId } from '../../model/syntax-tree.js';
import type { DeclarationScope, FnDraft } from './build.js';
import { unparen } from './classify.js';
import { conditionOutcomes, type KnownResult, NO_OUTCOMES, type Outcomes } from './conditions.js';
import { ExpressionBuilder } from './expressions.js';
import { type Flow, NOTHING, type ResultValue } from './flow-graph.js';
import { knownValue } from './known-value.js';
import { endSymbol, extend, type Path, rootVariable } from './path.js';
import { textMentionsLock } from './registry.js';

/** Statements of one function to structured flow. Nesting deeper than this is left out (and makes the function's uses count as unknown nowhere: no real code nests so). */
const MAX_DEPTH = 1500;

export class StatementBuilder extends ExpressionBuilder {
  private depth = 0;
  private lockMention: boolean | undefined;

  constructor(scope: DeclarationScope, draft: FnDraft) {
    super(scope, draft);
  }

  block(node: NodeId): void {
    const { tree } = this.file;
    for (const child of tree.children(node)) {
      if (tree.kind[child] === Kind.statement_list)
        for (const statement of tree.children(child)) this.statement(statement);
      else this.statement(child);
    }
  }

  /** The flow of a part, kept apart from the current sequence. */
  private part(build: () => void): Flow {
    const saved = this.out;
    const before = this.results;
    this.out = [];
    if (before.size > 0) this.results = new Map(before);
    build();
    const flow = this.take();
    this.out = saved;
    // what was assigned inside is not known behind
    if (this.results.size > 0 || before.size > 0)
      this.results = new Map([...before].filter(([id, known]) => this.results.get(id) === known));
    return flow;
  }

  statement(node: NodeId, label?: string): void {
    if (++this.depth > MAX_DEPTH) {
      this.depth--;
      return;
    }
    this.dispatch(node, label);
    this.depth--;
  }

  private dispatch(node: NodeId, label: string | undefined): void {
    const { tree } = this.file;
    switch (tree.kind[node]) {
      case Kind.block:
        if (label !== undefined)
          this.out.push({ op: 'breakable', body: this.part(() => this.block(node)), label, plain: false });
        else this.block(node);
        return;
      case Kind.expression_statement:
        this.expression(tree.firstChild(node));
        return;
      case Kind.assignment_statement:
      case Kind.short_var_declaration:
        this.assignment(node);
        return;
      case Kind.var_declaration:
        this.variableDeclaration(node);
        return;
      case Kind.inc_statement:
      case Kind.dec_statement:
        this.expression(tree.firstChild(node));
        return;
      case Kind.send_statement: {
        const channel = tree.child(node, Field.channel);
        const value = tree.child(node, Field.value);
        this.expression(channel);
        this.expression(value);
        this.storeFunction(undefined, value);
        this.out.push({ op: 'publish', path: this.path(value), into: undefined });
        const sent = rootVariable(this.path(value));
        if (sent !== undefined) this.scope.registry.sentVariables.add(sent);
        this.blocks(node, 'a send on a channel', channel);
        this.out.push({ op: 'signal', path: this.path(channel), how: 'send' });
        return;
      }
      case Kind.return_statement:
        this.returnStatement(node);
        return;
      case Kind.if_statement:
        this.ifStatement(node);
        return;
      case Kind.for_statement:
        this.forStatement(node, label);
        return;
      case Kind.expression_switch_statement:
      case Kind.type_switch_statement:
        this.switchStatement(node, label);
        return;
      case Kind.select_statement:
        this.selectStatement(node, label);
        return;
      case Kind.labeled_statement: {
        const name = tree.textOf(tree.child(node, Field.label));
        this.out.push({ op: 'label', label: name });
        for (const child of tree.children(node)) if (tree.field[child] !== Field.label) this.statement(child, name);
        return;
      }
      case Kind.break_statement:
        this.out.push({ op: 'break', label: this.labelOf(node) });
        return;
      case Kind.continue_statement:
        this.out.push({ op: 'continue', label: this.labelOf(node) });
        return;
      case Kind.goto_statement:
        this.out.push({ op: 'goto', label: this.labelOf(node) ?? '' });
        return;
      case Kind.go_statement:
        this.goStatement(tree.firstChild(node));
        return;
      case Kind.defer_statement: {
        const call = tree.firstChild(node);
        this.deferred(call, (build) => this.out.push({ op: 'defer', body: this.part(build) }));
        return;
      }
      case Kind.statement_list:
        for (const child of tree.children(node)) this.statement(child);
        return;
      case Kind.fallthrough_statement:
      case Kind.empty_statement:
      case Kind.const_declaration:
      case Kind.type_declaration:
        return;
      default:
        this.expression(node);
    }
  }

  private labelOf(node: NodeId): string | undefined {
    const { tree } = this.file;
    const label = tree.firstChild(node);
    return label === NONE ? undefined : tree.textOf(label);
  }

  private returnStatement(node: NodeId): void {
    const { tree } = this.file;
    const results: Path[] = [];
    const known: NodeId[] = [];
    for (const child of tree.children(node)) {
      const values = tree.kind[child] === Kind.expression_list ? tree.children(child) : [child];
      for (const value of values) {
        if (this.functionOf(value) === undefined) this.expression(value);
        else this.returnFunction(value);
        results.push(this.path(value));
        if (this.mentionsLock) known.push(value);
      }
    }
    if (known.length === 0) this.out.push({ op: 'return', results });
    else this.returnKnown(results, known);
  }

  /** A return whose results may tell callers whether a lock is held. */
  private returnKnown(results: readonly Path[], values: readonly NodeId[]): void {
    const single = values.length === 1 ? (this.resultOf(values[0]!) ?? this.resultIn(values[0]!)) : undefined;
    if (single === undefined) {
      this.out.push({ op: 'return', results, values: values.map((v) => knownValue(this.binding, this.file, v)) });
      return;
    }
    // `return s.mu.TryLock()`: two ways out
    const boolean = this.binding.underlying(this.binding.typeOf(this.file, values[0]!));
    const ways: readonly ResultValue[] = boolean.kind === 'basic' ? ['true', 'false'] : ['nil', 'non-nil'];
    const arms = ways.map((v): Flow => ({ op: 'seq', items: [...single(v), { op: 'return', results, values: [v] }] }));
    this.out.push({ op: 'branch', arms });
  }

  private get mentionsLock(): boolean {
    this.lockMention ??= textMentionsLock(
      this.file.tree.text.slice(this.file.tree.start[this.draft.node], this.file.tree.end[this.draft.node]),
    );
    return this.lockMention;
  }

  variableDeclaration(node: NodeId): void {
    const { tree } = this.file;
    for (const child of tree.children(node)) {
      const specs = tree.kind[child] === Kind.var_spec_list ? tree.children(child) : [child];
      for (const spec of specs) {
        if (tree.kind[spec] !== Kind.var_spec) continue;
        const names = tree.childrenIn(spec, Field.name);
        const value = tree.child(spec, Field.value);
        const values = value === NONE ? [] : tree.children(value);
        for (const v of values)
          if (values.length !== names.length || this.functionOf(v) === undefined) this.expression(v);
        names.forEach((name, i) => {
          this.declare(name);
          if (values.length === names.length) this.assigned(name, values[i]!);
        });
      }
    }
  }

  private assignment(node: NodeId): void {
    const { tree } = this.file;
    const left = tree.children(tree.child(node, Field.left));
    const right = tree.children(tree.child(node, Field.right));
    for (const value of right)
      if (left.length !== right.length || this.functionOf(value) === undefined) this.expression(value);
    left.forEach((target, i) => {
      if (tree.kind[node] === Kind.short_var_declaration) this.declare(target);
      else this.expression(target);
      if (left.length === right.length) this.assigned(target, right[i]!);
      else if (right.length === 1) this.keepResult(target, right[0]!);
      const made = left.length === right.length ? this.resultOf(right[i]!) : this.resultOf(right[0]!, i);
      if (made !== undefined || this.results.size > 0) this.holdsResult(target, made);
    });
  }

  private holdsResult(target: NodeId, made: KnownResult | undefined): void {
    if (this.file.tree.kind[target] !== Kind.identifier) return;
    const symbol = this.binding.symbolAt(this.file, target);
    if (symbol.kind !== 'variable') return;
    if (made === undefined) this.results.delete(symbol.id);
    else this.results.set(symbol.id, made);
  }

  private ifStatement(node: NodeId): void {
    const { tree } = this.file;
    const initializer = tree.child(node, Field.initializer);
    if (initializer !== NONE) this.statement(initializer);
    const { whenTrue, whenFalse } = this.condition(tree.child(node, Field.condition));
    const consequence = tree.child(node, Field.consequence);
    const alternative = tree.child(node, Field.alternative);
    const then = this.part(() => {
      this.out.push(...whenTrue);
      if (consequence !== NONE) this.statement(consequence);
    });
    const otherwise = this.part(() => {
      this.out.push(...whenFalse);
      if (alternative !== NONE) this.statement(alternative);
    });
    this.out.push({ op: 'branch', arms: [then, otherwise] });
  }

  private condition(node: NodeId): Outcomes {
    return node === NONE ? NO_OUTCOMES : conditionOutcomes(this, node);
  }

  private forStatement(node: NodeId, label: string | undefined): void {
    const { tree } = this.file;
    const body = tree.child(node, Field.body);
    const head = tree.children(node).find((c) => c !== body);
    const header = tree.text.slice(tree.start[node], body === NONE ? tree.end[node] : tree.start[body]).trim();
    let post: Flow = NOTHING;
    let endless = false;
    let prologue = () => {};
    let holds: Outcomes = NO_OUTCOMES;
    const outerLoop = this.loop;
    if (head === undefined) endless = true;
    else if (tree.kind[head] === Kind.for_clause) {
      const initializer = tree.child(head, Field.initializer);
      if (initializer !== NONE) this.statement(initializer);
      const condition = tree.child(head, Field.condition);
      const update = tree.child(head, Field.update);
      endless = condition === NONE;
      this.loop = header;
      prologue = () => {
        holds = this.condition(condition);
      };
      if (update !== NONE) post = this.part(() => this.statement(update));
    } else if (tree.kind[head] === Kind.range_clause) {
      const left = tree.child(head, Field.left);
      const right = tree.child(head, Field.right);
      if (right !== NONE) {
        this.expression(right);
        this.useOfUnnamed(unparen(this.file, right));
      }
      this.loop = header;
      if (right !== NONE && this.binding.underlying(this.binding.typeOf(this.file, right)).kind === 'chan') {
        const path = this.path(right);
        this.blocks(right, 'a range over a channel', right);
        prologue = () => this.out.push({ op: 'receive', path, loop: header });
        // the loop ends when the channel is closed
        const loopLabel = label;
        const flow = this.part(() => {
          prologue();
          this.rangeVariables(left);
          if (body !== NONE) this.statement(body);
        });
        this.loop = outerLoop;
        this.out.push({ op: 'loop', body: flow, post: NOTHING, endless: false, label: loopLabel });
        this.out.push({ op: 'receive', path, loop: 'closed' });
        return;
      }
      prologue = () => this.rangeVariables(left);
    } else {
      this.loop = header;
      prologue = () => {
        holds = this.condition(head);
      };
    }
    this.loop = header;
    const inner = this.part(() => {
      this.results = new Map(); // the next round may have assigned another
      prologue();
      const evaluated = this.take();
      if (body !== NONE) this.statement(body);
      const rest = this.take();
      this.out.push(evaluated, ...loopRounds(holds, rest));
    });
    this.loop = outerLoop;
    // what the condition says is said where it leaves the loop
    if (tells(holds)) endless = true;
    this.out.push({ op: 'loop', body: inner, post, endless, label });
    for (const path of receivesIn(inner)) this.out.push({ op: 'receive', path, loop: `after ${header}` });
  }

  private rangeVariables(left: NodeId): void {
    if (left === NONE) return;
    const { tree } = this.file;
    for (const target of tree.children(left)) {
      if (tree.kind[target] === Kind.identifier && this.declare(target)) continue;
      this.expression(target);
    }
  }

  private switchStatement(node: NodeId, label: string | undefined): void {
    const { tree } = this.file;
    const initializer = tree.child(node, Field.initializer);
    if (initializer !== NONE) this.statement(initializer);
    const value = tree.child(node, Field.value);
    if (value !== NONE) this.expression(value);
    const arms: Flow[] = [];
    let hasDefault = false;
    for (const clause of tree.children(node)) {
      const kind = tree.kind[clause];
      if (kind !== Kind.expression_case && kind !== Kind.default_case && kind !== Kind.type_case) continue;
      if (kind === Kind.default_case) hasDefault = true;
      if (kind === Kind.type_case || kind === Kind.default_case) this.declareClause(clause);
      arms.push(
        this.part(() => {
          for (const child of tree.children(clause)) {
            if (tree.kind[child] === Kind.statement_list) this.statement(child);
            else if (kind === Kind.expression_case) for (const e of tree.children(child)) this.expression(e);
          }
        }),
      );
    }
    if (!hasDefault) arms.push(NOTHING);
    // a fallthrough runs the next arm as well: both orders are covered by treating arms as alternatives that may repeat no lock change
    this.out.push({
      op: 'breakable',
      body: { op: 'branch', arms: withFallthrough(arms, this.fallthroughs(node)) },
      label,
      plain: true,
    });
  }

  private fallthroughs(node: NodeId): boolean[] {
    const { tree } = this.file;
    const found: boolean[] = [];
    for (const clause of tree.children(node)) {
      const kind = tree.kind[clause];
      if (kind !== Kind.expression_case && kind !== Kind.default_case && kind !== Kind.type_case) continue;
      const list = tree.childOfKind(clause, Kind.statement_list);
      const statements = list === NONE ? [] : tree.children(list);
      const last = statements.at(-1);
      found.push(last !== undefined && tree.kind[last] === Kind.fallthrough_statement);
    }
    return found;
  }

  private selectStatement(node: NodeId, label: string | undefined): void {
    const { tree } = this.file;
    const arms: Flow[] = [];
    const clauses = tree.children(node);
    if (!clauses.some((c) => tree.kind[c] === Kind.default_case)) this.blocks(node, 'a select');
    for (const clause of clauses) {
      const communication = tree.child(clause, Field.communication);
      arms.push(
        this.part(() => {
          if (communication !== NONE) {
            this.inSelect = true;
            if (tree.kind[communication] === Kind.receive_statement) {
              this.expression(tree.child(communication, Field.right));
              const left = tree.child(communication, Field.left);
              if (left !== NONE) this.rangeVariables(left);
            } else this.statement(communication);
            this.inSelect = false;
          }
          for (const child of tree.children(clause)) if (child !== communication) this.statement(child);
        }),
      );
    }
    this.out.push({ op: 'breakable', body: { op: 'branch', arms }, label, plain: true });
  }

  /** Records a short variable declaration's or range's new variable. False when the name is an existing variable. */
  private declare(name: NodeId): boolean {
    const { tree } = this.file;
    if (tree.kind[name] !== Kind.identifier) return false;
    const symbol = this.binding.symbolAt(this.file, name);
    if (symbol.kind !== 'variable') return tree.textOf(name) === '_';
    if (symbol.role === 'package') return true;
    if (symbol.node !== name || symbol.file !== this.file) {
      this.expression(name);
      return true;
    }
    this.draft.locals.add(symbol.id);
    if (this.loop !== undefined) this.draft.declaredInLoop.set(symbol.id, this.loop);
    return true;
  }

  private declareClause(clause: NodeId): void {
    const id = this.file.index * 2 ** 24 + clause;
    this.draft.locals.add(id);
  }

  /** `f, g := h()`: functions among the results. */
  private keepResult(target: NodeId, call: NodeId): void {
    const { tree } = this.file;
    if (tree.kind[target] !== Kind.identifier) return;
    const symbol = this.binding.symbolAt(this.file, target);
    if (symbol.kind !== 'variable' || this.binding.underlying(this.binding.typeOfSymbol(symbol)).kind !== 'func')
      return;
    this.keepCallResult(symbol.id, call);
  }

  /** `target = value`: a function may be stored, a value may be published. */
  private assigned(target: NodeId, value: NodeId): void {
    const { tree } = this.file;
    const node = target;
    this.lockHandedOn(target, value);
    if (tree.kind[node] === Kind.identifier) {
      const symbol = this.binding.symbolAt(this.file, node);
      if (symbol.kind !== 'variable') {
        this.storeFunction(undefined, value); // the blank identifier
        return;
      }
      if (symbol.role === 'package') {
        this.storeFunction(symbol.id, value);
        this.out.push({
          op: 'publish',
          path: this.path(value),
          into: { root: { kind: 'variable', id: symbol.id }, fields: [] },
        });
      } else if (symbol.role === 'result') this.returnFunction(value);
      else this.keepFunction(symbol.id, value);
      return;
    }
    const into = this.path(node);
    this.storeFunction(endSymbol(into), value);
    this.out.push({
      op: 'publish',
      path: this.path(value),
      into: into.fields.length === 0 ? into : extend({ root: into.root, fields: [] }, into.fields.slice(0, -1)),
      place: into,
    });
  }
}

/** One round of a loop whose condition tells something: it leaves the loop or runs the body. */
function loopRounds(holds: Outcomes, body: Flow): Flow[] {
  if (!tells(holds)) return [body];
  const { whenTrue, whenFalse } = holds;
  const leave: Flow = { op: 'seq', items: [...whenFalse, { op: 'break', label: undefined }] };
  return [{ op: 'branch', arms: [leave, { op: 'seq', items: [...whenTrue, body] }] }];
}

function tells({ whenTrue, whenFalse }: Outcomes): boolean {
  return whenTrue.length + whenFalse.length > 0;
}

function withFallthrough(arms: readonly Flow[], falls: readonly boolean[]): Flow[] {
  return arms.map((arm, i) => {
    if (!falls[i]) return arm;
    const items: Flow[] = [arm];
    for (let j = i + 1; j < arms.length; j++) {
      items.push(arms[j]!);
      if (!falls[j]) break;
    }
    return { op: 'seq', items };
  });
}

/** Channels received from in a loop's body, outside inner functions. */
function receivesIn(flow: Flow): Path[] {
  const found: Path[] = [];
  const stack: Flow[] = [flow];
  while (stack.length > 0) {
    const f = stack.pop()!;
    if (f.op === 'receive') found.push(f.path);
    else if (f.op === 'seq') stack.push(...f.items);
    else if (f.op === 'branch') stack.push(...f.arms);
    else if (f.op === 'breakable') stack.push(f.body);
  }
  return found;
}

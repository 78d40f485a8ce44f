import { Field, Kind } from '../../../go/grammar.js';
import type { NodeId, SyntaxTree } from '../../../model/syntax-tree.js';
import { definesNames } from './define-token.js';
import { Local } from './local.js';
import { receiverName } from './package-scope.js';
import { forEachParameter } from './parameters.js';

/** What happens when the walk reaches a node: a scope ends, or names begin to be visible. */
const CLOSE = 0;
const DECLARE = 1;

/**
 * Resolves the names of one top-level declaration in one pass over its nodes, in source order and without recursion. Scopes and the points where
 * declarations take effect (spec, "Declarations and scope") are a stack of things to do on reaching a later node. One table maps each name to what
 * it means now; leaving a scope restores what it hid.
 */
export class BlockWalk {
  /** name → local n-1 (n > 0), or free name -n-1 (n < 0) */
  private readonly meaning = new Map<string, number>();
  private readonly hiddenNames: string[] = [];
  private readonly hiddenMeanings: number[] = [];
  /** serial number of the scope that each local belongs to */
  private readonly localScope: number[] = [];
  private scopeSerial = 0;
  private readonly openScopes: number[] = [];
  /** stack of what is to be done: the node at which, what, and for whom */
  private readonly at: number[] = [];
  private readonly what: number[] = [];
  private readonly who: number[] = [];

  constructor(
    private readonly tree: SyntaxTree,
    private readonly start: NodeId,
    private readonly refs: Int32Array,
    private readonly localNodes: number[],
    private readonly localRoles: Local[],
    private readonly freeNames: string[],
  ) {}

  run(): void {
    const { tree, start, refs, at } = this;
    const { kind, field } = tree;
    const end = tree.after[start]!;
    for (let i = start; i < end; i++) {
      while (at.length > 0 && at[at.length - 1]! <= i) this.due();
      switch (kind[i]) {
        case Kind.identifier:
        case Kind.type_identifier:
        case Kind.package_identifier:
        case Kind.nil:
        case Kind.true:
        case Kind.false:
        case Kind.iota:
          if (field[i] !== Field.name && refs[i - start] === 0) this.refer(i);
          break;
        case Kind.block:
          if (field[i] !== Field.body || !isFunction(kind[tree.parent[i]!]!)) this.open(i);
          break;
        case Kind.if_statement:
        case Kind.for_statement:
        case Kind.expression_switch_statement:
        case Kind.expression_case:
        case Kind.communication_case:
          this.open(i);
          break;
        case Kind.type_switch_statement:
          this.open(i);
          this.enterTypeSwitch(i);
          break;
        case Kind.type_case:
        case Kind.default_case:
          this.open(i);
          if (kind[tree.parent[i]!] === Kind.type_switch_statement) this.enterClause(i);
          break;
        case Kind.short_var_declaration:
        case Kind.var_spec:
        case Kind.const_spec:
          if (i !== start) this.later(tree.after[i]!, DECLARE, i);
          break;
        case Kind.range_clause:
        case Kind.receive_statement:
          if (definesNames(tree, i)) this.later(tree.after[i]!, DECLARE, i);
          break;
        case Kind.func_literal:
        case Kind.function_declaration:
        case Kind.method_declaration:
          this.enterFunction(i);
          break;
        case Kind.type_spec:
        case Kind.type_alias:
          this.enterType(i);
          break;
      }
    }
  }

  private later(at: NodeId, what: number, who: number): void {
    this.at.push(at);
    this.what.push(what);
    this.who.push(who);
  }

  private due(): void {
    this.at.pop();
    const what = this.what.pop()!;
    const who = this.who.pop()!;
    if (what === CLOSE) this.close(who);
    else this.declareNamesOf(who);
  }

  private open(node: NodeId): void {
    this.later(this.tree.after[node]!, CLOSE, this.hiddenNames.length);
    this.openScopes.push(++this.scopeSerial);
  }

  private close(mark: number): void {
    this.openScopes.pop();
    while (this.hiddenNames.length > mark) this.meaning.set(this.hiddenNames.pop()!, this.hiddenMeanings.pop()!);
  }

  private refer(node: NodeId): void {
    const name = this.tree.textOf(node);
    let meaning = this.meaning.get(name);
    if (meaning === undefined || meaning === 0) {
      this.freeNames.push(name);
      meaning = -this.freeNames.length;
      this.meaning.set(name, meaning);
    }
    this.refs[node - this.start] = meaning;
  }

  private add(node: NodeId, role: Local): number {
    this.localNodes.push(node);
    this.localRoles.push(role);
    this.localScope.push(this.openScopes[this.openScopes.length - 1] ?? 0);
    return this.localNodes.length;
  }

  private declare(node: NodeId, role: Local, nameNode = node): void {
    const name = this.tree.textOf(nameNode);
    if (name === '_') return;
    const local = this.add(node, role);
    this.refs[node - this.start] = local;
    this.hiddenNames.push(name);
    this.hiddenMeanings.push(this.meaning.get(name) ?? 0);
    this.meaning.set(name, local);
  }

  private declareNamesOf(node: NodeId): void {
    const { tree } = this;
    switch (tree.kind[node]) {
      case Kind.short_var_declaration:
      case Kind.receive_statement:
        this.defineLeft(node, Local.variable);
        break;
      case Kind.range_clause:
        this.defineLeft(node, Local.range);
        break;
      case Kind.var_spec:
        this.declareNames(node, Local.variable);
        break;
      case Kind.const_spec:
        this.declareNames(node, Local.constant);
        break;
      case Kind.type_case:
      case Kind.default_case: {
        const alias = tree.child(tree.parent[node]!, Field.alias);
        this.declare(node, Local.clause, tree.firstChild(alias));
        break;
      }
      default:
        this.declareParameters(node);
    }
  }

  /** `a, b := …`: names of the same scope are assigned, the others declared. */
  private defineLeft(node: NodeId, role: Local): void {
    const { tree } = this;
    const left = tree.child(node, Field.left);
    if (left < 0) return;
    const scope = this.openScopes[this.openScopes.length - 1] ?? 0;
    const end = tree.after[left]!;
    for (let c = left + 1; c < end; c = tree.after[c]!) {
      if (!isName(tree.kind[c]!)) continue;
      const known = this.meaning.get(tree.textOf(c)) ?? 0;
      if (known > 0 && this.localScope[known - 1] === scope) this.refs[c - this.start] = known;
      else this.declare(c, role);
    }
  }

  private declareNames(node: NodeId, role: Local): void {
    const { tree } = this;
    const end = tree.after[node]!;
    for (let c = node + 1; c < end && tree.field[c] === Field.name; c = tree.after[c]!) this.declare(c, role);
  }

  private declareParameters(callable: NodeId): void {
    const { tree } = this;
    const end = tree.after[callable]!;
    for (let list = callable + 1; list < end; list = tree.after[list]!) {
      if (tree.kind[list] !== Kind.parameter_list) continue;
      const role =
        tree.field[list] === Field.receiver
          ? Local.receiver
          : tree.field[list] === Field.result
            ? Local.result
            : Local.parameter;
      forEachParameter(tree, list, (name) => {
        if (name >= 0) this.declare(name, role);
      });
    }
  }

  private enterFunction(node: NodeId): void {
    const { tree } = this;
    this.open(node);
    if (tree.kind[node] === Kind.method_declaration) {
      for (const p of receiverName(tree, node).params) this.declare(p, Local.typeParameter);
    } else this.declareTypeParameters(node);
    const body = tree.child(node, Field.body);
    if (body >= 0) this.later(body, DECLARE, node);
  }

  private enterType(node: NodeId): void {
    const name = this.tree.child(node, Field.name);
    if (node !== this.start && name >= 0)
      this.declare(name, this.tree.kind[node] === Kind.type_alias ? Local.alias : Local.type);
    this.open(node);
    this.declareTypeParameters(node);
  }

  private declareTypeParameters(node: NodeId): void {
    const { tree } = this;
    const list = tree.child(node, Field.type_parameters);
    if (list < 0) return;
    for (let p = list + 1; p < tree.after[list]!; p = tree.after[p]!) this.declareNames(p, Local.typeParameter);
  }

  private enterTypeSwitch(node: NodeId): void {
    const { tree } = this;
    const alias = tree.child(node, Field.alias);
    if (alias < 0) return;
    const name = tree.firstChild(alias);
    if (name < 0 || tree.textOf(name) === '_') return;
    this.refs[name - this.start] = this.add(name, Local.typeSwitch);
  }

  /** The clause's variable is visible in its statements, not in its list of types. */
  private enterClause(node: NodeId): void {
    const { tree } = this;
    const alias = tree.child(tree.parent[node]!, Field.alias);
    if (alias < 0) return;
    const body = tree.childOfKind(node, Kind.statement_list);
    if (body >= 0) this.later(body, DECLARE, node);
  }
}

function isName(kind: number): boolean {
  return (
    kind === Kind.identifier || kind === Kind.nil || kind === Kind.true || kind === Kind.false || kind === Kind.iota
  );
}

function isFunction(kind: number): boolean {
  return kind === Kind.function_declaration || kind === Kind.method_declaration || kind === Kind.func_literal;
}

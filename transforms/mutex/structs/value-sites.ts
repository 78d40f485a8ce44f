import { Field, Kind } from '../../../src/go/grammar.js';
import { isPrinterOrEncoder } from '../../../src/go/map-functions.js';
import type { Binding } from '../../../src/model/binding.js';
import type { GoType } from '../../../src/model/go-type.js';
import type { SourceFile } from '../../../src/model/source.js';
import { NONE, type NodeId } from '../../../src/model/syntax-tree.js';
import { calleeOf } from '../../../src/phases/4-decide/sections/calls/callee.js';
import { outermostParens, unparen } from '../../../src/phases/4-decide/sections/syntax.js';

/** What happens to a struct (or array of structs) in a place, whatever it holds. */
export type ValueSite = { readonly node: NodeId; readonly type: GoType } & (
  | { readonly kind: 'literal'; readonly body: NodeId }
  /** assigned, passed, returned, sent, received or ranged over by value; also a parameter or value receiver of the type */
  | { readonly kind: 'copied' }
  /** `*p = T{…}`: replaced as a whole; `own` where the function has just made the object */
  | { readonly kind: 'overwritten'; readonly own: boolean }
  /** `new(T)`, `make([]T, n)`, `var x T`, a named result */
  | { readonly kind: 'zero' }
  | { readonly kind: 'converted'; readonly to: GoType }
  /** an argument of a function that prints or encodes by reflection */
  | { readonly kind: 'shown'; readonly importPath: string }
);

// A pure function's results, remembered for as long as the binding lives: every map of a run asks for the same files.
const sitesByBinding = new WeakMap<Binding, Map<SourceFile, readonly ValueSite[]>>();

/** All such places of a file. */
export function valueSitesOf(binding: Binding, file: SourceFile): readonly ValueSite[] {
  let byFile = sitesByBinding.get(binding);
  if (byFile === undefined) {
    byFile = new Map();
    sitesByBinding.set(binding, byFile);
  }
  let sites = byFile.get(file);
  if (sites === undefined) {
    sites = new Collector(binding, file).collect();
    byFile.set(file, sites);
    binding.release(file);
  }
  return sites;
}

class Collector {
  private readonly sites: ValueSite[] = [];

  constructor(
    private readonly binding: Binding,
    private readonly file: SourceFile,
  ) {}

  collect(): readonly ValueSite[] {
    const { tree } = this.file;
    for (let node = 0; node < tree.count; node++) this.visit(node);
    return this.sites;
  }

  private visit(node: NodeId): void {
    const { tree } = this.file;
    switch (tree.kind[node]) {
      case Kind.composite_literal:
        this.literal(node, tree.child(node, Field.body));
        break;
      case Kind.literal_value:
        if (tree.kind[tree.parent[node]!] !== Kind.composite_literal) this.literal(node, node);
        break;
      case Kind.call_expression:
      case Kind.type_conversion_expression:
        this.call(node);
        break;
      case Kind.assignment_statement:
        this.assignment(node);
        break;
      case Kind.short_var_declaration:
        this.values(tree.child(node, Field.right));
        break;
      case Kind.return_statement:
        for (const child of tree.children(node)) this.values(child);
        break;
      case Kind.var_spec:
        this.variable(node);
        break;
      case Kind.range_clause:
        this.range(node);
        break;
      case Kind.send_statement:
        this.value(tree.child(node, Field.value));
        break;
      case Kind.parameter_declaration:
      case Kind.variadic_parameter_declaration:
        this.parameter(node);
        break;
    }
  }

  /** The type of an expression if it is a struct or an array of structs. */
  private structAt(node: NodeId): GoType | undefined {
    if (node === NONE) return undefined;
    const type = this.binding.typeOf(this.file, node);
    return this.isStruct(type) ? type : undefined;
  }

  private isStruct(type: GoType): boolean {
    if (type.kind === 'basic' || type.kind === 'pointer' || type.kind === 'unknown') return false;
    const under = this.binding.underlying(type);
    return under.kind === 'struct' || (under.kind === 'array' && this.isStruct(under.elem));
  }

  private literal(literal: NodeId, body: NodeId): void {
    const { tree } = this.file;
    let type = this.binding.typeOf(this.file, literal);
    if (type.kind === 'pointer') type = type.elem;
    if (this.binding.underlying(type).kind === 'struct')
      this.sites.push({ kind: 'literal', node: literal, type, body });
    for (const e of tree.children(body))
      this.value(tree.kind[e] === Kind.keyed_element ? tree.child(e, Field.value) : e);
  }

  private call(call: NodeId): void {
    const { file, binding } = this;
    const { tree } = file;
    const callee = calleeOf(binding, file, call);
    const list = tree.child(call, Field.arguments);
    const args = list === NONE ? [tree.child(call, Field.operand)] : tree.children(list);
    if (callee.kind === 'conversion') this.conversion(call, args[0] ?? NONE);
    else if (callee.kind === 'builtin') this.builtin(call, callee.name, args);
    else if (callee.kind === 'external' && isReflective(callee.importPath, callee.name)) {
      for (const node of args) {
        const type = binding.typeOf(file, node);
        if (type.kind !== 'basic') this.sites.push({ kind: 'shown', node, type, importPath: callee.importPath });
      }
    } else for (const a of args) this.value(a);
  }

  private conversion(call: NodeId, operand: NodeId): void {
    if (operand === NONE) return;
    const from = this.binding.typeOf(this.file, operand);
    const bare = from.kind === 'pointer' ? from.elem : from;
    if (!this.isStruct(bare)) return;
    this.sites.push({ kind: 'converted', node: call, type: bare, to: this.binding.typeOf(this.file, call) });
    this.value(operand);
  }

  private builtin(call: NodeId, name: string, args: readonly NodeId[]): void {
    const { tree } = this.file;
    const [first, second] = args;
    if (first === undefined) return;
    const add = (kind: 'zero' | 'copied', type: GoType) => {
      if (this.isStruct(type)) this.sites.push({ kind, node: call, type });
    };
    switch (name) {
      case 'new':
        add('zero', this.binding.typeOf(this.file, first));
        return;
      case 'make':
      case 'append':
      case 'copy': {
        const type = this.binding.underlying(this.binding.typeOf(this.file, first));
        if (type.kind !== 'slice') return;
        // growing a slice moves its elements
        if (name !== 'make') add('copied', type.elem);
        else if (second !== undefined && tree.textOf(second) !== '0') add('zero', type.elem);
        return;
      }
    }
  }

  private assignment(statement: NodeId): void {
    const { tree } = this.file;
    const right = tree.child(statement, Field.right);
    this.values(right);
    const left = tree.children(tree.child(statement, Field.left));
    const values = right === NONE ? [] : tree.children(right);
    left.forEach((target, i) => {
      const value = values.length === left.length ? values[i]! : NONE;
      if (value === NONE || tree.textOf(target) === '_' || this.copiedType(value) !== undefined) return;
      const type = this.structAt(target);
      if (type !== undefined) {
        this.sites.push({
          kind: 'overwritten',
          node: statement,
          type,
          own: isOwnObject(this.binding, this.file, target),
        });
      }
    });
  }

  private variable(spec: NodeId): void {
    const { tree } = this.file;
    const values = tree.child(spec, Field.value);
    if (values !== NONE) {
      this.values(values);
      return;
    }
    const type = this.structAt(tree.child(spec, Field.type));
    if (type !== undefined) this.sites.push({ kind: 'zero', node: spec, type });
  }

  private range(clause: NodeId): void {
    const { tree } = this.file;
    const left = tree.child(clause, Field.left);
    const [first, second] = left === NONE ? [] : tree.children(left);
    const operand = tree.child(clause, Field.right);
    const copied = second !== undefined && tree.textOf(second) !== '_' ? second : undefined;
    if (copied === undefined && first === undefined) return;
    const type = this.binding.underlying(this.binding.typeOf(this.file, operand));
    const add = (node: NodeId | undefined, of: GoType) => {
      if (node !== undefined && this.isStruct(of)) this.sites.push({ kind: 'copied', node, type: of });
    };
    if (type.kind === 'slice') add(copied, type.elem);
    else if (type.kind === 'map') add(copied, type.value);
    else if (type.kind === 'chan') add(first, type.elem);
    else if (type.kind === 'array') add(copied, type); // ranging with a value copies the whole array
  }

  /** Parameters and value receivers are copies; a result is none by itself, but a named one starts as a zero value. */
  private parameter(parameter: NodeId): void {
    const { tree } = this.file;
    const type = this.structAt(tree.child(parameter, Field.type));
    if (type === undefined) return;
    const isResult = tree.field[tree.parent[parameter]!] === Field.result;
    if (!isResult) this.sites.push({ kind: 'copied', node: parameter, type });
    else if (tree.childrenIn(parameter, Field.name).length > 0)
      this.sites.push({ kind: 'zero', node: parameter, type });
  }

  private values(list: NodeId): void {
    const { tree } = this.file;
    if (list === NONE) return;
    if (tree.kind[list] !== Kind.expression_list) this.value(list);
    else for (const v of tree.children(list)) this.value(v);
  }

  private value(node: NodeId): void {
    const type = this.copiedType(node);
    if (type !== undefined) this.sites.push({ kind: 'copied', node, type });
  }

  /** As go vet's copylocks has it: everything but literals and results of calls is a copy. */
  private copiedType(node: NodeId): GoType | undefined {
    if (node === NONE) return undefined;
    const { tree } = this.file;
    const inner = unparen(tree, node);
    switch (tree.kind[inner]) {
      case Kind.identifier:
      case Kind.selector_expression:
      case Kind.index_expression:
      case Kind.type_assertion_expression:
        break;
      case Kind.unary_expression: {
        const operator = tree.textOf(tree.child(inner, Field.operator));
        if (operator !== '*' && operator !== '<-') return undefined;
        break;
      }
      default:
        return undefined;
    }
    return this.binding.isTypeExpression(this.file, inner) ? undefined : this.structAt(inner);
  }
}

const ENCODERS =
  /^(encoding\/|gopkg\.in\/yaml|sigs\.k8s\.io\/yaml|github\.com\/(json-iterator|goccy|BurntSushi|pelletier|mitchellh\/mapstructure|go-yaml))/;

/** Encoders see exported fields only, through pointers and containers; printers see all fields of what they are given. */
export function isEncoder(importPath: string): boolean {
  return ENCODERS.test(importPath);
}

function isReflective(importPath: string, name: string): boolean {
  if (isEncoder(importPath)) return true;
  if (importPath === 'reflect') return name !== 'DeepEqual' && name !== 'TypeOf';
  return isPrinterOrEncoder(importPath, name);
}

/** Whether the assigned place belongs to an object that the function has made itself: its root is a local declared by a literal, `new` or `var`. */
function isOwnObject(binding: Binding, file: SourceFile, target: NodeId): boolean {
  const { tree } = file;
  let node = unparen(tree, target);
  for (;;) {
    const kind = tree.kind[node];
    const isStep =
      kind === Kind.selector_expression || kind === Kind.index_expression || kind === Kind.unary_expression;
    if (!isStep) break;
    node = unparen(tree, tree.child(node, Field.operand));
  }
  if (tree.kind[node] !== Kind.identifier) return false;
  const symbol = binding.symbolAt(file, node);
  if (symbol.kind !== 'variable' || symbol.role !== 'local') return false;
  const declaration = tree.parent[outermostParens(tree, symbol.node)]!;
  if (tree.kind[declaration] === Kind.var_spec) {
    const values = tree.child(declaration, Field.value);
    return values === NONE || isMade(file, tree.firstChild(values));
  }
  if (tree.kind[declaration] !== Kind.expression_list) return false;
  const right = tree.child(tree.parent[declaration]!, Field.right);
  const value = right === NONE ? undefined : tree.children(right)[tree.children(declaration).indexOf(symbol.node)];
  return value !== undefined && isMade(file, value);
}

function isMade(file: SourceFile, value: NodeId): boolean {
  const { tree } = file;
  const node = unparen(tree, value);
  if (tree.kind[node] === Kind.composite_literal) return true;
  if (tree.kind[node] === Kind.unary_expression)
    return tree.kind[unparen(tree, tree.child(node, Field.operand))] === Kind.composite_literal;
  return tree.kind[node] === Kind.call_expression && tree.textOf(tree.child(node, Field.function)) === 'new';
}

import { Field, Kind } from '../../go/grammar.js';
import type { Binding } from '../../model/binding.js';
import type { SourceFile } from '../../model/source.js';
import type { VariableSymbol } from '../../model/symbol.js';
import { NONE, type NodeId } from '../../model/syntax-tree.js';
import { unparen } from './classify.js';
import type { Definitions } from './definitions.js';
import { ELEMENT, elementAt, extend, FRESH, type Path, pathKey, RLOCKER, unknownPath, variablePath } from './path.js';
import type { Definition } from './registry.js';

/** Turns expressions of one declared function (literals in it included) into access paths; locals with one value are looked through. */
export class Paths {
  private readonly memo = new Map<number, Path>();
  private readonly resolving = new Set<number>();
  /** locals whose value is allocated in the function */
  readonly fresh = new Set<number>();
  /** number of the call that a call expression became, with the function that makes it */
  readonly callAt = new Map<NodeId, { fn: number; call: number }>();

  constructor(
    private readonly binding: Binding,
    private readonly file: SourceFile,
    private readonly definitions: ReadonlyMap<number, Definitions>,
    private readonly unresolved: Map<number, Definition>,
    private readonly indexNumber: (text: string) => number,
  ) {}

  of(expression: NodeId): Path {
    const { tree } = this.file;
    let node = expression;
    const suffix: number[] = [];
    // walks inwards along the operand spine; `suffix` collects the fields from the outside in
    for (;;) {
      switch (tree.kind[node]) {
        case Kind.parenthesized_expression:
          node = tree.firstChild(node);
          continue;
        case Kind.unary_expression: {
          const operator = tree.textOf(tree.child(node, Field.operator));
          if (operator === '&' || operator === '*') {
            node = tree.child(node, Field.operand);
            continue;
          }
          return unknownPath(operator === '<-' ? 'received from a channel' : 'expression');
        }
        case Kind.type_assertion_expression:
        case Kind.slice_expression:
          node = tree.child(node, Field.operand);
          continue;
        case Kind.index_expression:
          suffix.push(this.elementOf(tree.child(node, Field.index)));
          node = tree.child(node, Field.operand);
          continue;
        case Kind.selector_expression: {
          const selection = this.binding.selectionAt(this.file, node);
          if (selection.kind === 'field') {
            for (let i = selection.path.length - 1; i >= 0; i--) suffix.push(selection.path[i]!.id);
            node = tree.child(node, Field.operand);
            continue;
          }
          if (selection.kind === 'package-member') {
            const { symbol } = selection;
            if (symbol?.kind === 'variable') return extend(variablePath(symbol.id), suffix.reverse());
            return unknownPath(`${selection.importPath}.${selection.name}`);
          }
          return unknownPath('method value or unresolved selector');
        }
        case Kind.identifier: {
          const symbol = this.binding.symbolAt(this.file, node);
          if (symbol.kind !== 'variable') return unknownPath(symbol.kind === 'unknown' ? symbol.cause : symbol.kind);
          return extend(this.ofVariable(symbol), suffix.reverse());
        }
        case Kind.composite_literal:
        case Kind.func_literal:
          return extend(FRESH, suffix.reverse());
        case Kind.call_expression:
          return this.ofCall(node, suffix);
        case Kind.type_conversion_expression:
          node = tree.child(node, Field.operand);
          continue;
        case Kind.nil:
          return unknownPath('nil');
        default:
          return unknownPath('expression');
      }
    }
  }

  private elementOf(index: NodeId): number {
    const { tree } = this.file;
    if (index === NONE || tree.end[index]! - tree.start[index]! > 40) return ELEMENT;
    return elementAt(this.indexNumber(tree.textOf(index)), this.isConstant(index));
  }

  private isConstant(index: NodeId): boolean {
    const { tree } = this.file;
    switch (tree.kind[index]) {
      case Kind.int_literal:
      case Kind.interpreted_string_literal:
      case Kind.raw_string_literal:
      case Kind.rune_literal:
        return true;
      case Kind.identifier:
        return this.binding.symbolAt(this.file, index).kind === 'constant';
      default:
        return false;
    }
  }

  private ofCall(call: NodeId, suffix: number[]): Path {
    const { tree } = this.file;
    const form = this.binding.callForm(this.file, call);
    const args = tree.child(call, Field.arguments);
    if (form === 'conversion')
      return args === NONE ? unknownPath('conversion') : extend(this.of(tree.firstChild(args)), suffix.reverse());
    if (form === 'builtin') {
      const name = tree.textOf(tree.child(call, Field.function));
      if (name === 'make' || name === 'new') return extend(FRESH, suffix.reverse());
      if (name === 'append') return extend(this.of(tree.firstChild(args)), suffix.reverse());
      return unknownPath('expression');
    }
    const callee = tree.child(call, Field.function);
    if (tree.kind[callee] === Kind.selector_expression && tree.textOf(tree.child(callee, Field.field)) === 'RLocker')
      return extend(this.of(tree.child(callee, Field.operand)), [RLOCKER, ...suffix.reverse()]);
    const made = this.callAt.get(call);
    if (made === undefined) return unknownPath('call');
    return extend({ root: { kind: 'call', call: made.call, result: 0 }, fields: [] }, suffix.reverse());
  }

  /** A variable's own path, or that of the one value it ever has. */
  ofVariable(symbol: VariableSymbol): Path {
    const own = variablePath(symbol.id);
    if (symbol.role === 'package' || symbol.role === 'parameter' || symbol.role === 'receiver') return own;
    const known = this.memo.get(symbol.id);
    if (known !== undefined) return known;
    if (this.resolving.has(symbol.id)) return own; // x = x.next
    this.resolving.add(symbol.id);
    const path = symbol.role === 'type-switch' ? this.ofTypeSwitch(symbol) : this.resolve(symbol.id, own);
    this.resolving.delete(symbol.id);
    this.memo.set(symbol.id, path);
    return path;
  }

  private ofTypeSwitch(symbol: VariableSymbol): Path {
    const { tree } = this.file;
    let node = symbol.node;
    while (node !== NONE && tree.kind[node] !== Kind.type_switch_statement) node = tree.parent[node]!;
    const value = node === NONE ? NONE : tree.child(node, Field.value);
    return value === NONE ? variablePath(symbol.id) : this.of(value);
  }

  private resolve(id: number, own: Path): Path {
    const definitions = this.definitions.get(id);
    if (definitions === undefined) return own;
    if (definitions.other) return this.unknown(id, own, 'takes values from a channel or an iteration');
    const values = definitions.values.filter((v) => this.file.tree.kind[unparen(this.file, v.node)] !== Kind.nil);
    if (values.length === 0) {
      this.fresh.add(id); // a variable of its own: a struct, a mutex, a nil map
      return own;
    }
    if (values.length === 1 && this.isSwappedOut(values[0]!.node)) {
      this.fresh.add(id);
      return own;
    }
    if (values.some((v) => v.element)) {
      // a range variable is another element in each iteration: looked through later, where that does not matter
      const path =
        values.length === 1 ? extend(this.of(values[0]!.node), [ELEMENT]) : unknownPath('assigned several values');
      this.unresolved.set(
        id,
        path.root.kind === 'unknown' ? { kind: 'unknown', cause: path.root.cause } : { kind: 'element', path },
      );
      return own;
    }
    const paths = values
      .map((v) => this.ofDefinition(v))
      .filter((p, _, all) => !isFreshValue(p) || all.every(isFreshValue));
    if (paths.every(isFreshValue)) {
      this.fresh.add(id);
      return own;
    }
    const first = paths[0]!;
    if (paths.length > 1 && !paths.every((p) => pathKey(p) === pathKey(first)))
      return this.unknown(id, own, 'assigned several values');
    if (first.root.kind === 'variable') return first;
    if (first.root.kind === 'call') {
      if (first.fields.length > 0) return this.unknown(id, own, 'part of a call result');
      const made = this.callAt.get(this.callNode(values[0]!.node));
      if (made !== undefined)
        this.unresolved.set(id, { kind: 'call', fn: made.fn, call: made.call, result: first.root.result });
      return own;
    }
    return this.unknown(id, own, first.root.kind === 'unknown' ? first.root.cause : 'part of an allocated value');
  }

  /** `old := s.m; s.m = make(…)`: the old map belongs to this function from here on. */
  private isSwappedOut(value: NodeId): boolean {
    const { tree } = this.file;
    const kind = tree.kind[value];
    if (kind !== Kind.selector_expression && kind !== Kind.identifier) return false;
    const statement = tree.ancestor(value, Kind.short_var_declaration, Kind.var_declaration);
    if (statement === NONE) return false;
    const text = tree.textOf(value);
    for (let next = tree.nextSibling(statement), n = 0; next !== NONE && n < 3; next = tree.nextSibling(next), n++) {
      if (tree.kind[next] !== Kind.assignment_statement) continue;
      const left = tree.children(tree.child(next, Field.left));
      const right = tree.children(tree.child(next, Field.right));
      const at = left.findIndex((l) => tree.textOf(l) === text);
      const replacement = at < 0 ? undefined : right[at];
      if (replacement === undefined) continue;
      return isFreshValue(this.of(replacement)) || tree.kind[replacement] === Kind.nil;
    }
    return false;
  }

  private ofDefinition(value: Definitions['values'][number]): Path {
    const path = this.of(value.node);
    if (path.root.kind === 'call' && value.result > 0)
      return { root: { ...path.root, result: value.result }, fields: path.fields };
    // the second value of a comma-ok form is a bool
    return value.result > 0 ? unknownPath('comma-ok') : path;
  }

  /** The call expression behind parentheses, assertions and the like. */
  private callNode(expression: NodeId): NodeId {
    const { tree } = this.file;
    let node = expression;
    while (node !== NONE && tree.kind[node] !== Kind.call_expression) {
      const operand = tree.child(node, Field.operand);
      node = operand !== NONE ? operand : tree.firstChild(node);
    }
    return node;
  }

  private unknown(id: number, own: Path, cause: string): Path {
    this.unresolved.set(id, { kind: 'unknown', cause });
    return own;
  }
}

function isFreshValue(path: Path): boolean {
  return path.root.kind === 'fresh' && path.fields.length === 0;
}

import { Field, Kind } from '../../go/grammar.js';
import type { NodeId, SyntaxTree } from '../../model/syntax-tree.js';
import { isValueLike } from './grammar-tables.js';
import type { NodeBuffers } from './node-buffers.js';

/**
 * Rewrites what the grammar cannot tell from a type into what go/parser gives, so that only the binder decides:
 *
 *     m[k](c)      type_conversion_expression(generic_type …)   ⇒  call_expression(index_expression(m, k), c)
 *     (*m[k])(c)   type_conversion_expression(parenthesized_type …)  likewise
 *     new(x.m)     argument_list(qualified_type …)              ⇒  argument_list(selector_expression(x, m))
 *     f[A](x, y)   call_expression with type_arguments          ⇒  call_expression(index_expression(f, A), x, y)
 *     f[A, B]      type_instantiation_expression                ⇒  index_expression(f, A, B)
 *     *T[A, B]     type_instantiation_expression(pointer_type …)  ⇒  unary_expression(*, index_expression(T, A, B))
 */
export function normaliseConversions(tree: SyntaxTree, buffers: NodeBuffers): SyntaxTree {
  const out = new TreeWriter(tree, buffers);
  out.copy(0, tree.field[0]!);
  return out.finish();
}

class TreeWriter {
  private count = 0;
  private current = -1;

  constructor(
    private readonly tree: SyntaxTree,
    private readonly out: NodeBuffers,
  ) {}

  /** Copies a subtree without recursion, but for the nodes that change shape. */
  copy(node: NodeId, field: number): void {
    const { tree } = this;
    const stop = tree.after[node]!;
    const closing: NodeId[] = [];
    let i = node;
    while (i < stop) {
      while (closing.length > 0 && tree.after[closing.at(-1)!]! <= i) {
        closing.pop();
        this.close();
      }
      const role = i === node ? field : tree.field[i]!;
      if (this.reshape(i, role)) {
        i = tree.after[i]!;
        continue;
      }
      this.open(tree.kind[i]!, role, tree.start[i]!, tree.end[i]!);
      closing.push(i);
      i++;
    }
    for (const _ of closing) this.close();
  }

  private reshape(node: NodeId, field: number): boolean {
    const { tree } = this;
    const kind = tree.kind[node]!;
    if (kind === Kind.type_conversion_expression) {
      const type = tree.child(node, Field.type);
      if (type < 0 || !this.mayBeIndex(type)) return false;
      const operand = tree.child(node, Field.operand);
      this.open(Kind.call_expression, field, tree.start[node]!, tree.end[node]!);
      this.asExpression(type, Field.function);
      this.open(Kind.argument_list, Field.arguments, tree.end[type]!, tree.end[node]!);
      if (operand >= 0) this.copy(operand, 0);
      this.close();
      this.close();
      return true;
    }
    if (kind === Kind.call_expression) {
      const types = tree.child(node, Field.type_arguments);
      if (types < 0) return false;
      const callee = tree.child(node, Field.function);
      this.open(Kind.call_expression, field, tree.start[node]!, tree.end[node]!);
      this.open(Kind.index_expression, Field.function, tree.start[callee]!, tree.end[types]!);
      this.copy(callee, Field.operand);
      for (const t of tree.children(types)) this.asExpression(t, Field.index);
      this.close();
      this.copy(tree.child(node, Field.arguments), Field.arguments);
      this.close();
      return true;
    }
    if (kind === Kind.type_instantiation_expression) {
      this.instantiation(node, field);
      return true;
    }
    if (!isValueLike(kind) || tree.kind[tree.parent[node]!] !== Kind.argument_list) return false;
    this.asExpression(node, field);
    return true;
  }

  /** `*T[A, B]` is a pointer to an instance, and not an instance of `*T` as the grammar has it. */
  private instantiation(node: NodeId, field: number): void {
    const { tree } = this;
    const [first, ...args] = tree.children(node);
    let operand = first;
    let role = field;
    let stars = 0;
    while (operand !== undefined && tree.kind[operand] === Kind.pointer_type) {
      const start = tree.start[operand]!;
      this.open(Kind.unary_expression, role, start, tree.end[node]!);
      this.leaf(Kind.operator, Field.operator, start, start + 1);
      role = Field.operand;
      stars++;
      operand = tree.firstChild(operand);
    }
    if (operand === undefined) return;
    this.open(Kind.index_expression, role, tree.start[operand]!, tree.end[node]!);
    this.asExpression(operand, Field.operand);
    for (const arg of args) this.asExpression(arg, Field.index);
    this.close();
    for (; stars > 0; stars--) this.close();
  }

  /** Whether a type is `m[k]` in parentheses and behind stars, or without. */
  private mayBeIndex(type: NodeId): boolean {
    const { tree } = this;
    let node = type;
    while (tree.kind[node] === Kind.parenthesized_type || tree.kind[node] === Kind.pointer_type)
      node = tree.firstChild(node);
    return tree.kind[node] === Kind.generic_type;
  }

  /** A type node as the expression it may be: `T` ⇒ identifier, `p.T` ⇒ selector, `T[A]` ⇒ index, `*T` ⇒ dereference. */
  private asExpression(node: NodeId, field: number): void {
    const { tree } = this;
    const start = tree.start[node]!;
    const end = tree.end[node]!;
    const children = tree.children(node);
    switch (tree.kind[node]) {
      case Kind.type_identifier:
      case Kind.package_identifier:
        this.leaf(Kind.identifier, field, start, end);
        return;
      case Kind.qualified_type:
        this.open(Kind.selector_expression, field, start, end);
        this.asExpression(children[0]!, Field.operand);
        this.leaf(Kind.field_identifier, Field.field, tree.start[children[1]!]!, tree.end[children[1]!]!);
        this.close();
        return;
      case Kind.generic_type:
        this.open(Kind.index_expression, field, start, end);
        this.asExpression(tree.child(node, Field.type), Field.operand);
        for (const t of tree.children(tree.child(node, Field.type_arguments))) this.asExpression(t, Field.index);
        this.close();
        return;
      case Kind.pointer_type:
        this.open(Kind.unary_expression, field, start, end);
        this.leaf(Kind.operator, Field.operator, start, start + 1);
        this.asExpression(children[0]!, Field.operand);
        this.close();
        return;
      case Kind.parenthesized_type:
        this.open(Kind.parenthesized_expression, field, start, end);
        this.asExpression(children[0]!, 0);
        this.close();
        return;
      case Kind.type_elem:
        if (children.length === 1) {
          this.asExpression(children[0]!, field);
          return;
        }
        break;
    }
    this.copy(node, field);
  }

  private open(kind: number, field: number, start: number, end: number): void {
    const { out, count } = this;
    out.reserve(count + 1);
    out.kind[count] = kind;
    out.field[count] = field;
    out.start[count] = start;
    out.end[count] = end;
    out.parent[count] = this.current;
    this.current = count;
    this.count = count + 1;
  }

  private close(): void {
    this.out.after[this.current] = this.count;
    this.current = this.out.parent[this.current]!;
  }

  private leaf(kind: number, field: number, start: number, end: number): void {
    this.open(kind, field, start, end);
    this.close();
  }

  finish(): SyntaxTree {
    return this.out.toTree(this.count, this.tree.text, this.tree.comments);
  }
}

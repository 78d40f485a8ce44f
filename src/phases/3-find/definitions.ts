import { Field, Kind } from '../../go/grammar.js';
import type { Binding } from '../../model/binding.js';
import type { SourceFile } from '../../model/source.js';
import { NONE, type NodeId } from '../../model/syntax-tree.js';

/** The values that a local variable ever takes. */
export interface Definitions {
  /** expression and, for a call with several results, which of them; `element` when the variable takes elements of it (range) */
  readonly values: { readonly node: NodeId; readonly result: number; readonly element: boolean }[];
  /** declared without value */
  zero: boolean;
  /** takes values that have no expression: received from a channel, assigned through an operation */
  other: boolean;
}

/** Collects the definitions of every local below `root` in one pass: a variable with a single one is an alias of it. */
export function collectDefinitions(binding: Binding, file: SourceFile, root: NodeId): Map<number, Definitions> {
  const { tree } = file;
  const found = new Map<number, Definitions>();
  const of = (name: NodeId): Definitions | undefined => {
    if (tree.kind[name] !== Kind.identifier) return undefined;
    const symbol = binding.symbolAt(file, name);
    if (symbol.kind !== 'variable' || symbol.role === 'package') return undefined;
    let entry = found.get(symbol.id);
    if (entry === undefined) {
      entry = { values: [], zero: false, other: symbol.role === 'parameter' || symbol.role === 'receiver' };
      found.set(symbol.id, entry);
    }
    return entry;
  };
  const assign = (left: readonly NodeId[], right: readonly NodeId[]) => {
    left.forEach((name, i) => {
      const entry = of(name);
      if (entry === undefined) return;
      if (left.length === right.length) entry.values.push({ node: right[i]!, result: 0, element: false });
      else if (right.length === 1) entry.values.push({ node: right[0]!, result: i, element: false });
      else entry.other = true;
    });
  };
  const end = tree.after[root]!;
  for (let node = root; node < end; node++) {
    switch (tree.kind[node]) {
      case Kind.short_var_declaration:
      case Kind.assignment_statement: {
        const left = tree.child(node, Field.left);
        const right = tree.child(node, Field.right);
        if (left !== NONE && right !== NONE) assign(tree.children(left), tree.children(right));
        break;
      }
      case Kind.var_spec: {
        const names = tree.childrenIn(node, Field.name);
        const value = tree.child(node, Field.value);
        if (value !== NONE) assign(names, tree.children(value));
        else
          for (const name of names) {
            const entry = of(name);
            if (entry !== undefined) entry.zero = true;
          }
        break;
      }
      case Kind.range_clause: {
        const left = tree.child(node, Field.left);
        const right = tree.child(node, Field.right);
        if (left === NONE || right === NONE) break;
        tree.children(left).forEach((name, i) => {
          const entry = of(name);
          if (entry === undefined) return;
          if (i === 1) entry.values.push({ node: right, result: 0, element: true });
          else entry.other = true;
        });
        break;
      }
      case Kind.receive_statement: {
        const left = tree.child(node, Field.left);
        if (left !== NONE)
          for (const name of tree.children(left)) {
            const entry = of(name);
            if (entry !== undefined) entry.other = true;
          }
        break;
      }
    }
  }
  return found;
}

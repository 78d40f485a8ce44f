import { Field, Kind } from '../../../go/grammar.js';
import type { Binding } from '../../../model/binding.js';
import type { SourceFile } from '../../../model/source.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import { unparen } from './syntax.js';

/** How an expression reaches an object: two expressions of one function with the same key mean the same object while no step is assigned to. */
export interface AccessPath {
  readonly key: string;
  /** ids of the variables and fields on the way */
  readonly steps: readonly number[];
}

/** The path of `x`, `x.f.g`, `(*p).f` or `a[i].f`; undefined where it calls something or reads a map on the way. */
export function accessPath(binding: Binding, file: SourceFile, expression: NodeId): AccessPath | undefined {
  const { tree } = file;
  const node = unparen(tree, expression);
  switch (tree.kind[node]) {
    case Kind.identifier: {
      const symbol = binding.symbolAt(file, node);
      return symbol.kind === 'variable' ? { key: String(symbol.id), steps: [symbol.id] } : undefined;
    }
    case Kind.selector_expression: {
      const selection = binding.selectionAt(file, node);
      if (selection.kind === 'package-member') {
        return selection.symbol?.kind === 'variable'
          ? { key: String(selection.symbol.id), steps: [selection.symbol.id] }
          : undefined;
      }
      if (selection.kind !== 'field') return undefined;
      const base = accessPath(binding, file, tree.child(node, Field.operand));
      if (base === undefined) return undefined;
      const fields = selection.path.map((f) => f.id);
      return { key: [base.key, ...fields].join('.'), steps: [...base.steps, ...fields] };
    }
    case Kind.unary_expression: {
      const operator = tree.textOf(tree.child(node, Field.operator));
      return operator === '*' || operator === '&'
        ? accessPath(binding, file, tree.child(node, Field.operand))
        : undefined;
    }
    case Kind.index_expression:
      return elementPath(binding, file, node);
    default:
      return undefined;
  }
}

/** `shards[i]`: an element of an array or slice, the index a variable or literal. */
function elementPath(binding: Binding, file: SourceFile, node: NodeId): AccessPath | undefined {
  const { tree } = file;
  const operand = tree.child(node, Field.operand);
  const type = binding.underlying(binding.typeOf(file, operand));
  if (type.kind !== 'slice' && type.kind !== 'array') return undefined;
  const base = accessPath(binding, file, operand);
  const index = unparen(tree, tree.child(node, Field.index));
  if (base === undefined || index === NONE) return undefined;
  if (tree.kind[index] === Kind.int_literal) return { key: `${base.key}[${tree.textOf(index)}]`, steps: base.steps };
  const at = accessPath(binding, file, index);
  return at === undefined ? undefined : { key: `${base.key}[${at.key}]`, steps: [...base.steps, ...at.steps] };
}

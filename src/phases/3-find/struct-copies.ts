import { Field, Kind } from '../../go/grammar.js';
import type { Binding } from '../../model/binding.js';
import type { SourceFile } from '../../model/source.js';
import type { NodeId } from '../../model/syntax-tree.js';
import { type Classification, unparen } from './classify.js';

/**
 * Maps that a function puts into its own copy of a struct: in `c := *config; c.Labels = make(…); c.Labels["a"] = "b"` neither the assignment
 * nor what follows it in the same block touches the map of the struct that was copied.
 */
export class StructCopies {
  /** `variable.field` → places behind which, up to the end of the block, the copy has a map of its own */
  private readonly replaced = new Map<string, { from: number; to: number }[]>();

  constructor(
    private readonly binding: Binding,
    private readonly file: SourceFile,
    /** whether a selector denotes a part of a struct copied into a variable */
    private readonly isCopied: (selector: NodeId) => boolean,
  ) {}

  /** Whether a use, visited in the order of evaluation, is of a map that only the copy has. */
  isOwn(node: NodeId, classification: Classification): boolean {
    const { tree } = this.file;
    if (tree.kind[node] !== Kind.selector_expression) return false;
    const replaces = classification.operation === 'replace' && classification.depth === 0;
    if (!replaces && this.replaced.size === 0) return false;
    const key = this.keyOf(node);
    if (key === undefined) return false;
    const at = tree.start[node]!;
    if (!replaces) return this.replaced.get(key)?.some((r) => r.from <= at && at < r.to) ?? false;
    if (!this.isCopied(node)) return false;
    let block = node;
    while (tree.kind[block] !== Kind.block && tree.parent[block]! > 0) block = tree.parent[block]!;
    const places = this.replaced.get(key) ?? [];
    places.push({ from: at, to: tree.end[block]! });
    this.replaced.set(key, places);
    return true;
  }

  /** The variable at the start and the fields down to the map. */
  private keyOf(selector: NodeId): string | undefined {
    const { tree } = this.file;
    const fields: number[] = [];
    let node = selector;
    while (tree.kind[node] === Kind.selector_expression) {
      const selection = this.binding.selectionAt(this.file, node);
      if (selection.kind !== 'field') return undefined;
      for (let i = selection.path.length - 1; i >= 0; i--) fields.push(selection.path[i]!.id);
      node = unparen(this.file, tree.child(node, Field.operand));
    }
    if (tree.kind[node] !== Kind.identifier) return undefined;
    const symbol = this.binding.symbolAt(this.file, node);
    return symbol.kind === 'variable' ? `${symbol.id}.${fields.join('.')}` : undefined;
  }
}

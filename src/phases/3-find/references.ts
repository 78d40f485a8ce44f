import { Field, Kind } from '../../go/grammar.js';
import type { Binding } from '../../model/binding.js';
import type { SourceFile } from '../../model/source.js';
import { NONE, type NodeId } from '../../model/syntax-tree.js';

/** A place that names a map, or may. */
export interface Reference {
  /** symbol id of the map; undefined where the selector's operand has an unknown type and only the name fits */
  readonly symbol: number | undefined;
  readonly name: string;
  readonly node: NodeId;
}

/** Every mention of a package-level map or a map field in a file, declarations left out: the list that a rewrite must cover. */
export function references(
  binding: Binding,
  file: SourceFile,
  symbols: ReadonlySet<number>,
  names: ReadonlySet<string>,
): Reference[] {
  const { tree } = file;
  const found: Reference[] = [];
  for (let node = 0; node < tree.count; node++) {
    const kind = tree.kind[node];
    if (kind === Kind.selector_expression) {
      const nameNode = tree.child(node, Field.field);
      if (nameNode === NONE) continue;
      const name = tree.textOf(nameNode);
      if (!names.has(name)) continue;
      const selection = binding.selectionAt(file, node);
      if (selection.kind === 'field') {
        const symbol = selection.path.at(-1)!;
        if (symbols.has(symbol.id)) found.push({ symbol: symbol.id, name, node });
      } else if (selection.kind === 'package-member') {
        const { symbol } = selection;
        if (symbol !== undefined && 'id' in symbol && symbols.has(symbol.id))
          found.push({ symbol: symbol.id, name, node });
      } else if (selection.kind === 'unknown') found.push({ symbol: undefined, name, node });
    } else if (kind === Kind.identifier) {
      const name = tree.textOf(node);
      if (!names.has(name)) continue;
      const symbol = binding.symbolAt(file, node);
      if (symbol.kind !== 'variable' && symbol.kind !== 'field') continue;
      if (!symbols.has(symbol.id)) continue;
      if (symbol.file === file && symbol.node === node) {
        // the declaration itself is a use where it gives a value
        const spec = tree.parent[node]!;
        if (tree.kind[spec] !== Kind.var_spec || tree.child(spec, Field.value) === NONE) continue;
      }
      found.push({ symbol: symbol.id, name, node });
    }
  }
  return found;
}

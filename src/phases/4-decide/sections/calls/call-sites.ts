import { Field, Kind } from '../../../../go/grammar.js';
import type { Binding } from '../../../../model/binding.js';
import type { SourceFile } from '../../../../model/source.js';
import type { FunctionSymbol } from '../../../../model/symbol.js';
import type { NodeId } from '../../../../model/syntax-tree.js';

/** A mention of a declared function in the program. */
export interface FunctionMention {
  readonly file: SourceFile;
  /** the call_expression; for other mentions the identifier or selector */
  readonly node: NodeId;
  /** `call`: called directly; `interface`: a call of an interface's method of this name, which may come to the function; `value`: used as a value */
  readonly kind: 'call' | 'interface' | 'value';
}

/** Every mention of the function in the program, its declaration left out; calls by an interface's method of the same name included. */
export function mentionsOf(binding: Binding, symbol: FunctionSymbol): FunctionMention[] {
  const out: FunctionMention[] = [];
  for (const file of binding.program.files) {
    if (!file.text.includes(symbol.name)) continue;
    const { tree } = file;
    for (let n = 0; n < tree.count; n++) {
      const kind = tree.kind[n];
      if (
        (kind !== Kind.identifier && kind !== Kind.field_identifier) ||
        tree.end[n]! - tree.start[n]! !== symbol.name.length
      )
        continue;
      if (tree.textOf(n) !== symbol.name) continue;
      const mention = mentionAt(binding, file, n, symbol);
      if (mention !== undefined) out.push(mention);
    }
  }
  return out;
}

function mentionAt(
  binding: Binding,
  file: SourceFile,
  name: NodeId,
  symbol: FunctionSymbol,
): FunctionMention | undefined {
  const { tree } = file;
  if (tree.kind[name] === Kind.identifier) {
    const found = binding.symbolAt(file, name);
    if (found.kind !== 'function' || found.id !== symbol.id || found.node === name) return undefined;
    return at(file, name, false);
  }
  const selector = tree.parent[name]!;
  if (tree.kind[selector] !== Kind.selector_expression || tree.field[name] !== Field.field) return undefined;
  const selection = binding.selectionAt(file, selector);
  if (selection.kind === 'package-member') {
    if (selection.symbol?.kind !== 'function' || selection.symbol.id !== symbol.id) return undefined;
    return at(file, selector, false);
  }
  if (selection.kind !== 'method') return undefined;
  if (selection.method?.id === symbol.id && selection.interface === undefined)
    return selection.expression ? { file, node: selector, kind: 'value' } : at(file, selector, false);
  if (selection.interface === undefined || symbol.receiver === undefined) return undefined;
  return at(file, selector, true);
}

function at(file: SourceFile, callee: NodeId, dynamic: boolean): FunctionMention {
  const { tree } = file;
  const call = tree.parent[callee]!;
  if (tree.kind[call] === Kind.call_expression && tree.field[callee] === Field.function)
    return { file, node: call, kind: dynamic ? 'interface' : 'call' };
  return { file, node: callee, kind: 'value' };
}

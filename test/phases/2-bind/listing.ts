import { Field, Kind } from '../../../src/go/grammar.js';
import type { Binding, Reference, Selection } from '../../../src/model/binding.js';
import type { SourceFile } from '../../../src/model/source.js';
import type { NodeId } from '../../../src/model/syntax-tree.js';
import { isMap, typeToString } from '../../../src/phases/2-bind/index.js';

/**
 * What the binder says of a file, line by line: each name with what it refers to and its type, and each call, index, range and composite literal with
 * its type; `<map>` marks a type whose underlying type is a map but which does not look like one.
 */
export function listing(binding: Binding, file: SourceFile): string {
  const { tree } = file;
  const lines = lineStarts(file.text);
  const out: string[] = [];
  let current = 0;
  const entries: { readonly start: number; readonly order: number; readonly text: string }[] = [];
  for (let node = 0; node < tree.count; node++) {
    const text = entryFor(binding, file, node);
    if (text !== undefined) entries.push({ start: tree.start[node]!, order: isName(tree.kind[node]!) ? 0 : 1, text });
  }
  entries.sort((a, b) => a.start - b.start || a.order - b.order);
  const seen = new Set<string>();
  for (const { start, text } of entries) {
    const line = lineOf(lines, start);
    if (line !== current) {
      out.push(`${line}: ${file.text.slice(lines[line - 1]!, lines[line] ?? file.text.length).trim()}`);
      current = line;
      seen.clear();
    }
    if (seen.has(text)) continue;
    seen.add(text);
    out.push(`    ${text}`);
  }
  return `${out.join('\n')}\n`;

  function entryFor(b: Binding, f: SourceFile, node: NodeId): string | undefined {
    const kind = tree.kind[node]!;
    const words = tree.textOf(node).replace(/\s+/g, ' ');
    const short = words.length > 48 ? `${words.slice(0, 45)}…` : words;
    switch (kind) {
      case Kind.identifier:
      case Kind.field_identifier:
      case Kind.type_identifier:
      case Kind.package_identifier:
      case Kind.label_name: {
        if (tree.kind[tree.parent[node]!] === Kind.package_clause) return undefined;
        const symbol = b.symbolAt(f, node);
        return `${words} → ${target(symbol, f)}${typed(b, f, node, symbol)}${via(b, f, node)}`;
      }
      case Kind.call_expression:
        return `${short} ⇒ ${b.callForm(f, node)} ${typeName(b, f, node)}`;
      case Kind.type_conversion_expression:
      case Kind.index_expression:
      case Kind.composite_literal:
      case Kind.binary_expression:
      case Kind.unary_expression:
      case Kind.slice_expression:
      case Kind.type_assertion_expression:
      case Kind.func_literal:
        return `${short} ⇒ ${b.isTypeExpression(f, node) ? 'type ' : ''}${typeName(b, f, node)}`;
      case Kind.literal_value:
        return tree.kind[tree.parent[node]!] === Kind.composite_literal
          ? undefined
          : `${short} ⇒ elided ${typeName(b, f, node)}`;
      case Kind.range_clause: {
        const right = tree.child(node, Field.right);
        return right < 0 ? undefined : `range ${tree.textOf(right)} ⇒ ${typeName(b, f, right)}`;
      }
      default:
        return undefined;
    }
  }

  function target(symbol: Reference, from: SourceFile): string {
    if (symbol.kind === 'unknown') return `unknown(${symbol.cause}: ${symbol.detail})`;
    if (symbol.kind === 'predeclared') return `predeclared ${symbol.name}`;
    if (symbol.kind === 'package') return `package ${symbol.importPath}`;
    const role = symbol.kind === 'variable' || symbol.kind === 'type' ? `${symbol.role} ` : '';
    if (symbol.file.index < 0)
      return symbol.kind === 'type'
        ? `${role}type ${symbol.packagePath === '' ? '' : `${symbol.packagePath}.`}${symbol.name}`
        : `${symbol.kind} of the table`;
    const where = symbol.file === from ? '' : `${symbol.file.displayPath}:`;
    const owner = symbol.kind === 'field' && symbol.declaringType !== undefined ? `${symbol.declaringType.name}.` : '';
    const receiver =
      symbol.kind === 'function' && symbol.receiver !== undefined
        ? `${symbol.receiver.pointer ? '*' : ''}${symbol.receiver.typeName}.`
        : '';
    const variants =
      'variants' in symbol && symbol.variants.length > 0 ? ` of ${symbol.variants.length + 1} variants` : '';
    const name = owner !== '' || receiver !== '' ? ` ${owner}${receiver}${symbol.name}` : '';
    // lines of external files count without the bodies that were cut out
    if (binding.unitOf(symbol.file) === undefined)
      return `${role}${symbol.kind}${name} ${symbol.file.displayPath}${variants}`;
    const line = lineOf(lineStarts(symbol.file.text), symbol.file.tree.start[symbol.node]!);
    return `${role}${symbol.kind}${name} ${where}${line}${variants}`;
  }

  function typed(b: Binding, f: SourceFile, node: NodeId, symbol: Reference): string {
    switch (symbol.kind) {
      case 'package':
      case 'label':
      case 'unknown':
        return '';
      case 'predeclared':
        return ['true', 'false', 'nil', 'iota'].includes(symbol.name) ? ` : ${typeName(b, f, node)}` : '';
      case 'type':
        return symbol.role === 'alias' ? ` : ${typeName(b, f, node)}` : '';
      default: {
        const isSelected =
          tree.kind[tree.parent[node]!] === Kind.selector_expression && tree.field[node] === Field.field;
        const type = isSelected || tree.kind[node] === Kind.identifier ? b.typeOf(f, node) : b.typeOfSymbol(symbol);
        return ` : ${typeToString(type)}${isMap(b, type) === 'map' && type.kind !== 'map' ? ' <map>' : ''}`;
      }
    }
  }

  /** The embedded fields that a selector walks through. */
  function via(b: Binding, f: SourceFile, node: NodeId): string {
    const parent = tree.parent[node]!;
    if (tree.kind[node] !== Kind.field_identifier || tree.kind[parent] !== Kind.selector_expression) return '';
    const selection: Selection = b.selectionAt(f, parent);
    if (selection.kind === 'field' && selection.path.length > 1) return ` via ${names(selection.path.slice(0, -1))}`;
    if (selection.kind !== 'method') return '';
    const walked = selection.path.length > 0 ? ` via ${names(selection.path)}` : '';
    const dispatched = selection.interface !== undefined ? ' dispatched' : '';
    return `${walked}${dispatched}${selection.expression ? ' method expression' : ''}`;
  }

  function names(path: readonly { readonly name: string }[]): string {
    return path.map((p) => p.name).join('.');
  }

  function typeName(b: Binding, f: SourceFile, node: NodeId): string {
    const type = b.typeOf(f, node);
    return `${typeToString(type)}${isMap(b, type) === 'map' && type.kind !== 'map' ? ' <map>' : ''}`;
  }
}

function isName(kind: number): boolean {
  return (
    kind === Kind.identifier ||
    kind === Kind.field_identifier ||
    kind === Kind.type_identifier ||
    kind === Kind.package_identifier ||
    kind === Kind.label_name
  );
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

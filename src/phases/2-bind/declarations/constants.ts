import { Field, Kind } from '../../../go/grammar.js';
import type { GoType } from '../../../model/go-type.js';
import type { SourceFile } from '../../../model/source.js';
import type { ConstantSymbol } from '../../../model/symbol.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import { evidentType } from '../expressions/evident-type.js';
import { typeOfExpression } from '../expressions/expression.js';
import { HeadNames } from '../scopes/name-environment.js';
import { unknown } from '../types/make.js';
import { typeFromSyntax } from '../types/type-syntax.js';

/** One `const (…)`: for each specification the one whose type and values it repeats (spec, "Constant declarations"). */
export interface ConstantGroup {
  readonly file: SourceFile;
  readonly declaration: NodeId;
  readonly specs: readonly NodeId[];
  readonly sources: readonly NodeId[];
}

/** Where a constant's type and value are written; `iota` is its place in the group. */
export interface ConstantSource {
  readonly typeNode: NodeId;
  readonly valueNode: NodeId;
  readonly iota: number;
}

export function constantSource(b: Binder, symbol: ConstantSymbol): ConstantSource | undefined {
  const { file, node } = symbol;
  const { tree } = file;
  const spec = tree.parent[node]!;
  if (tree.kind[spec] !== Kind.const_spec) return undefined;
  const group = groupOf(b, file, tree.parent[spec]!);
  const iota = indexOf(group.specs, spec);
  const source = group.sources[iota];
  if (source === undefined || source < 0) return undefined;
  let position = 0;
  for (let c = spec + 1; c < node; c = tree.after[c]!) if (tree.field[c] === Field.name) position++;
  const values = tree.child(source, Field.value);
  let value = values < 0 ? -1 : tree.firstChild(values);
  for (let i = 0; i < position && value >= 0; i++) value = tree.nextSibling(value);
  return { typeNode: tree.child(source, Field.type), valueNode: value, iota };
}

function groupOf(b: Binder, file: SourceFile, declaration: NodeId): ConstantGroup {
  const last = b.lastConstantGroup;
  if (last !== undefined && last.file === file && last.declaration === declaration) return last;
  const { tree } = file;
  const specs = tree.children(declaration);
  let current = -1;
  const sources = specs.map((s) => {
    if (tree.child(s, Field.value) >= 0) current = s;
    return current;
  });
  const group = { file, declaration, specs, sources };
  b.lastConstantGroup = group;
  return group;
}

function indexOf(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Type of a constant: as written, or its value's, untyped constants staying untyped. */
export function typeOfConstant(b: Binder, symbol: ConstantSymbol): GoType {
  const known = b.valueTypes.get(symbol);
  if (known !== undefined) return known;
  b.valueTypes.set(symbol, unknown('cycle', symbol.name));
  const type = computeType(b, symbol);
  b.valueTypes.set(symbol, type);
  return type;
}

function computeType(b: Binder, symbol: ConstantSymbol): GoType {
  const source = constantSource(b, symbol);
  if (source === undefined) return unknown('syntax', symbol.name);
  const scope = symbol.pkg === undefined ? undefined : b.scopeOfUnit(symbol.pkg);
  const node = source.typeNode >= 0 ? source.typeNode : source.valueNode;
  if (scope !== undefined && node >= 0) {
    const names = new HeadNames(symbol.file, scope, [], b.lookupName);
    const evident = source.typeNode >= 0 ? typeFromSyntax(b, names, node) : evidentType(b, names, node);
    if (evident !== undefined) return evident;
  }
  const scopes = node < 0 ? undefined : b.scopesAt(symbol.file, node);
  if (scopes === undefined) return unknown('syntax', symbol.name);
  return source.typeNode >= 0 ? typeFromSyntax(b, scopes, node) : typeOfExpression(b, scopes, node);
}

import { Field, Kind } from '../../go/grammar.js';
import type { Binding } from '../../model/binding.js';
import type { GoType } from '../../model/go-type.js';
import type { MapKind } from '../../model/shared-map.js';
import type { PackageUnit, SourceFile } from '../../model/source.js';
import type { FieldSymbol, TypeSymbol, VariableSymbol } from '../../model/symbol.js';
import { NONE, type NodeId } from '../../model/syntax-tree.js';

/** A map-typed object of the program before anything is known of its uses. */
export interface InventoryMap {
  readonly id: string;
  readonly name: string;
  readonly kind: MapKind;
  readonly symbol: VariableSymbol | FieldSymbol;
  readonly declaringType: TypeSymbol | undefined;
  readonly unit: PackageUnit;
  readonly file: SourceFile;
  /** as written in the declaration; undefined where it is inferred */
  readonly typeNode: NodeId;
  readonly type: GoType;
}

/** Package variables and struct fields of map type, of every unit. Locals are added by `localMaps` where closures or goroutines reach them. */
export function inventory(binding: Binding): InventoryMap[] {
  const maps: InventoryMap[] = [];
  for (const unit of binding.program.packages) {
    for (const variable of binding.variablesOf(unit)) {
      if (variable.name === '_' || !mayBeMap(binding, variable)) continue;
      const type = binding.typeOfSymbol(variable);
      if (binding.underlying(type).kind !== 'map') continue;
      maps.push(entry(unit, variable, 'package-variable', variable.name, undefined, type));
    }
    for (const file of unit.files) fieldsOfFile(binding, unit, file, maps);
  }
  return maps;
}

/** A local, parameter or result of map type that a closure captures or a goroutine receives. */
export function localMap(binding: Binding, unit: PackageUnit, symbol: VariableSymbol): InventoryMap | undefined {
  const type = binding.typeOfSymbol(symbol);
  if (binding.underlying(type).kind !== 'map') return undefined;
  const kind: MapKind =
    symbol.role === 'parameter' || symbol.role === 'receiver'
      ? 'parameter'
      : symbol.role === 'result'
        ? 'result'
        : 'local';
  const owner = symbol.owner;
  const receiver = owner?.receiver;
  const scope =
    owner === undefined ? '' : receiver === undefined ? `${owner.name}.` : `${receiver.typeName}.${owner.name}.`;
  return entry(unit, symbol, kind, `${scope}${symbol.name}`, undefined, type);
}

/** Cheap test on the syntax before a type is inferred: most variables are plainly no maps. */
function mayBeMap(binding: Binding, symbol: VariableSymbol): boolean {
  const { tree } = symbol.file;
  const spec = tree.parent[symbol.node]!;
  if (tree.kind[spec] !== Kind.var_spec) return true;
  const type = tree.child(spec, Field.type);
  if (type < 0) return true;
  return namesOrMap(tree.kind[type]!) && binding !== undefined;
}

function namesOrMap(kind: number): boolean {
  return (
    kind === Kind.map_type ||
    kind === Kind.type_identifier ||
    kind === Kind.qualified_type ||
    kind === Kind.generic_type ||
    kind === Kind.parenthesized_type
  );
}

function fieldsOfFile(binding: Binding, unit: PackageUnit, file: SourceFile, maps: InventoryMap[]): void {
  const { tree } = file;
  for (let node = 0; node < tree.count; node++) {
    if (tree.kind[node] !== Kind.field_declaration) continue;
    const typeNode = tree.child(node, Field.type);
    if (typeNode < 0 || !namesOrMap(tree.kind[typeNode]!)) continue;
    for (const name of fieldNames(file, node, typeNode)) {
      const symbol = binding.symbolAt(file, name);
      if (symbol.kind !== 'field' || symbol.name === '_') continue;
      const type = binding.typeOfSymbol(symbol);
      if (binding.underlying(type).kind !== 'map') continue;
      const holder = symbol.declaringType?.name ?? anonymousHolder(file, symbol.structNode);
      maps.push(entry(unit, symbol, 'field', `${holder}.${symbol.name}`, symbol.declaringType, type));
    }
  }
}

/** The name nodes of a field declaration; of an embedded field, the node of its type's name. */
function fieldNames(file: SourceFile, declaration: NodeId, typeNode: NodeId): NodeId[] {
  const { tree } = file;
  const names = tree.childrenIn(declaration, Field.name);
  if (names.length > 0) return names;
  let type = typeNode;
  if (tree.kind[type] === Kind.generic_type) type = tree.child(type, Field.type);
  if (tree.kind[type] === Kind.qualified_type) type = tree.child(type, Field.name);
  return type < 0 ? [] : [type];
}

/** What an anonymous struct is called in map names: the variable, field or function around it. */
function anonymousHolder(file: SourceFile, structNode: NodeId): string {
  const { tree } = file;
  for (let node = tree.parent[structNode]!; node !== NONE; node = tree.parent[node]!) {
    const kind = tree.kind[node]!;
    if (
      kind === Kind.var_spec ||
      kind === Kind.field_declaration ||
      kind === Kind.type_spec ||
      kind === Kind.function_declaration ||
      kind === Kind.method_declaration
    ) {
      const name = tree.child(node, Field.name);
      if (name !== NONE) return tree.textOf(name);
    }
    if (kind === Kind.short_var_declaration) {
      const left = tree.child(node, Field.left);
      if (left !== NONE) return tree.textOf(tree.firstChild(left));
    }
  }
  return 'struct';
}

function entry(
  unit: PackageUnit,
  symbol: VariableSymbol | FieldSymbol,
  kind: MapKind,
  name: string,
  declaringType: TypeSymbol | undefined,
  type: GoType,
): InventoryMap {
  const prefix = unit.importPath === '' ? unit.name : unit.importPath;
  return {
    id: `${prefix}.${name}`,
    name,
    kind,
    symbol,
    declaringType,
    unit,
    file: symbol.file,
    typeNode: declaredType(symbol),
    type,
  };
}

function declaredType(symbol: VariableSymbol | FieldSymbol): NodeId {
  const { tree } = symbol.file;
  const holder = tree.parent[symbol.node]!;
  if (holder === NONE) return NONE;
  const kind = tree.kind[holder]!;
  if (kind === Kind.var_spec || kind === Kind.field_declaration || kind === Kind.parameter_declaration)
    return tree.child(holder, Field.type);
  return NONE;
}

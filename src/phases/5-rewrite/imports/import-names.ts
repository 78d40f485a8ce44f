import { Field, Kind } from '../../../go/grammar.js';
import type { PackageUnit, Program, SourceFile } from '../../../model/source.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import { type Names, namesIn, packageLevelNames } from '../names.js';
import { type ImportSpec, importDeclarations, importSpecs, packageNameOf } from './import-list.js';

/** An import that a file needs and does not have. */
export interface NewImport {
  readonly path: string;
  readonly name: string;
  /** whether the name must be written */
  readonly aliased: boolean;
  /** maps for which it is made */
  readonly mapIds: Set<string>;
}

/** The names of packages in one file: those it has, and those it will have. */
export class ImportNames {
  readonly added: NewImport[] = [];
  private readonly existing: readonly ImportSpec[];

  constructor(
    private readonly file: SourceFile,
    private readonly unit: PackageUnit,
    private readonly program: Program,
    private readonly names: Names,
  ) {
    this.existing = importSpecs(importDeclarations(file, program, unit.module));
  }

  /** The name under which `path` can be written at an offset. */
  nameAt(path: string, at: number, mapId: string): string {
    for (const spec of this.existing) {
      if (spec.path === path && spec.name !== '.' && spec.name !== '_' && !isShadowed(this.file, spec.name, at))
        return spec.name;
    }
    const planned = this.added.find((i) => i.path === path && !isShadowed(this.file, i.name, at));
    if (planned !== undefined) {
      planned.mapIds.add(mapId);
      return planned.name;
    }
    const name = packageNameOf(path, this.program, this.unit.module);
    const plain = !this.isTaken(name) && !isShadowed(this.file, name, at);
    const chosen = plain ? name : this.alias(name);
    this.names.reserve(this.unit, chosen);
    const written = !plain || !path.endsWith(name);
    this.added.push({ path, name: chosen, aliased: written, mapIds: new Set([mapId]) });
    return chosen;
  }

  private alias(name: string): string {
    const everywhere = namesIn(this.file, 0);
    const base = `go${name}`;
    let alias = base;
    for (let n = 2; this.isTaken(alias) || everywhere.has(alias); n++) alias = `${base}${n}`;
    return alias;
  }

  /** Whether the file block or the package block has the name, or the file uses it for a package that no import names so. */
  private isTaken(name: string): boolean {
    if (this.existing.some((s) => s.name === name) || this.added.some((i) => i.name === name)) return true;
    if (packageLevelNames(this.unit).has(name)) return true;
    return usesAsPackage(this.file, name);
  }
}

/** Whether `name.` occurs where nothing in the function declares the name. */
function usesAsPackage(file: SourceFile, name: string): boolean {
  const { tree } = file;
  for (let n = 0; n < tree.count; n++) {
    if (!isPackagePosition(file, n) || tree.textOf(n) !== name) continue;
    if (!isShadowed(file, name, tree.start[n]! + 1)) return true;
  }
  return false;
}

/** Whether a node stands where a package's name can: before the dot of a selector or of a qualified type. */
export function isPackagePosition(file: SourceFile, node: NodeId): boolean {
  const { tree } = file;
  const kind = tree.kind[node];
  const parent = tree.parent[node]!;
  if (parent < 0) return false;
  if (kind === Kind.package_identifier) return tree.kind[parent] === Kind.qualified_type;
  return (
    kind === Kind.identifier && tree.kind[parent] === Kind.selector_expression && tree.field[node] === Field.operand
  );
}

const SCOPES = [
  Kind.block,
  Kind.if_statement,
  Kind.for_statement,
  Kind.expression_switch_statement,
  Kind.type_switch_statement,
  Kind.communication_case,
  Kind.expression_case,
  Kind.type_case,
  Kind.default_case,
  Kind.func_literal,
  Kind.function_declaration,
  Kind.method_declaration,
];

const FUNCTIONS = [Kind.func_literal, Kind.function_declaration, Kind.method_declaration];

/** Whether a declaration inside a function, in whose scope the offset lies, has the name. */
export function isShadowed(file: SourceFile, name: string, at: number): boolean {
  const { tree } = file;
  const top = tree.children(0).find((n) => tree.start[n]! <= at && at < tree.end[n]!) ?? NONE;
  if (top === NONE) return false;
  for (let n = top; n < tree.after[top]!; n++) {
    if (tree.start[n]! >= at) break;
    const kind = tree.kind[n];
    if (kind !== Kind.identifier && kind !== Kind.type_identifier) continue;
    if (tree.textOf(n) !== name || !declares(file, n)) continue;
    const parameter = isParameter(file, n);
    const scope = tree.ancestor(n, ...(parameter ? FUNCTIONS : SCOPES));
    if (scope !== NONE && at < tree.end[scope]!) return true;
  }
  return false;
}

function isParameter(file: SourceFile, node: NodeId): boolean {
  const kind = file.tree.kind[file.tree.parent[node]!];
  return (
    kind === Kind.parameter_declaration ||
    kind === Kind.variadic_parameter_declaration ||
    kind === Kind.type_parameter_declaration
  );
}

function declares(file: SourceFile, node: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent[node]!;
  const field = tree.field[node];
  switch (tree.kind[parent]) {
    case Kind.parameter_declaration:
    case Kind.variadic_parameter_declaration:
    case Kind.type_parameter_declaration:
    case Kind.var_spec:
    case Kind.const_spec:
    case Kind.type_spec:
    case Kind.type_alias:
      return field === Field.name;
    case Kind.expression_list: {
      const statement = tree.kind[tree.parent[parent]!];
      const left = tree.field[parent] === Field.left || tree.field[parent] === Field.alias;
      return (
        left &&
        (statement === Kind.short_var_declaration ||
          statement === Kind.range_clause ||
          statement === Kind.receive_statement ||
          statement === Kind.type_switch_statement)
      );
    }
    default:
      return false;
  }
}

import { Field, Kind } from '../../go/grammar.js';
import type { Reference, Selection } from '../../model/binding.js';
import type { SourceFile } from '../../model/source.js';
import type { VariableSymbol } from '../../model/symbol.js';
import type { NodeId } from '../../model/syntax-tree.js';
import type { Binder } from './binder.js';
import { memberOf, typeMemberOf } from './declarations/package-member.js';
import { typeOfReference } from './declarations/value-types.js';
import { elementField } from './expressions/composite-literal.js';
import { selectionOf } from './expressions/selector.js';
import type { DeclarationScopes } from './scopes/declaration-scopes.js';
import { symbolId } from './scopes/package-symbols.js';
import { lookup } from './types/lookup.js';
import { unknown } from './types/make.js';
import { fieldDeclaredAt, interfaceMethodSymbol } from './types/type-syntax.js';

/** What the identifier at a node refers to or declares. */
export function symbolAt(b: Binder, file: SourceFile, node: NodeId): Reference {
  const { tree } = file;
  const scope = b.scopeOfFile(file);
  if (scope === undefined || node < 0 || node >= tree.count) return unknown('unsupported', 'no such node');
  const parent = tree.parent[node]!;
  const scopes = b.scopesAt(file, node);
  if (scopes === undefined) return importedAt(b, file, node);
  switch (tree.kind[node]) {
    case Kind.identifier:
      if (tree.field[node] === Field.name && scopes.localAt(node) < 0) {
        if (isTopLevelSpec(file, parent))
          return scope.symbolDeclaredAt(file, node) ?? unknown('unsupported', tree.textOf(node));
        if (isParameter(tree.kind[parent]!) && tree.textOf(node) !== '_') return parameterOfType(scopes, node);
      }
      if (tree.field[node] === Field.key && tree.kind[parent] === Kind.keyed_element) {
        const field = elementField(b, scopes, node);
        if (field !== undefined) return field.kind === 'unknown' ? field : field.symbol;
      }
      return scopes.nameAt(node);
    case Kind.type_identifier:
      if (tree.field[node] === Field.name) {
        if (tree.kind[parent] === Kind.qualified_type) return qualifiedAt(b, scopes, parent);
        if (isTopLevelSpec(file, parent))
          return scope.symbolDeclaredAt(file, node) ?? unknown('unsupported', tree.textOf(node));
      }
      return scopes.nameAt(node);
    case Kind.package_identifier:
    case Kind.nil:
    case Kind.true:
    case Kind.false:
    case Kind.iota:
      return scopes.nameAt(node);
    case Kind.field_identifier:
      return fieldAt(b, scopes, node);
    case Kind.label_name: {
      const label = scopes.labelAt(node);
      if (label < 0) return unknown('unresolved', tree.textOf(node));
      return { kind: 'label', id: symbolId(file, label), name: tree.textOf(label), file, node: label };
    }
    case Kind.type_case:
    case Kind.default_case:
      return scopes.localAt(node) >= 0 ? scopes.nameAt(node) : unknown('unsupported', 'clause without variable');
    default:
      return unknown('unsupported', 'no name');
  }
}

/** A specification or function at the top level, whose names are in the package block. */
function isTopLevelSpec(file: SourceFile, spec: NodeId): boolean {
  const { tree } = file;
  for (let p = spec; p >= 0; p = tree.parent[p]!) {
    switch (tree.kind[p]) {
      case Kind.var_spec:
      case Kind.const_spec:
      case Kind.type_spec:
      case Kind.type_alias:
      case Kind.function_declaration:
      case Kind.var_declaration:
      case Kind.var_spec_list:
      case Kind.const_declaration:
      case Kind.type_declaration:
        break;
      case Kind.source_file:
        return true;
      default:
        return false;
    }
  }
  return false;
}

function fieldAt(b: Binder, scopes: DeclarationScopes, node: NodeId): Reference {
  const { file } = scopes;
  const { tree } = file;
  const parent = tree.parent[node]!;
  switch (tree.kind[parent]) {
    case Kind.selector_expression:
      return chosen(selectionOf(b, scopes, parent), tree.textOf(node));
    case Kind.field_declaration:
      return fieldDeclaredAt(scopes, parent, node);
    case Kind.method_elem:
      return interfaceMethodSymbol(scopes, parent, node);
    case Kind.method_declaration:
      return scopes.scope.symbolDeclaredAt(file, node) ?? unknown('unsupported', tree.textOf(node));
    default:
      return unknown('unsupported', tree.textOf(node));
  }
}

/** The symbol that a selection ends at. */
function chosen(selection: Selection, name: string): Reference {
  switch (selection.kind) {
    case 'unknown':
      return selection;
    case 'field':
      return selection.path.at(-1)!;
    case 'method':
      return selection.method ?? selection.interfaceMethod ?? unknown('opaque-package', name);
    case 'package-member':
      if (selection.symbol !== undefined) return selection.symbol;
      return selection.type.kind === 'unknown' ? selection.type : unknown('opaque-package', selection.importPath);
  }
}

function isParameter(kind: number): boolean {
  return kind === Kind.parameter_declaration || kind === Kind.variadic_parameter_declaration;
}

/** A parameter's name in a function type: it is in no scope. */
function parameterOfType(scopes: DeclarationScopes, node: NodeId): VariableSymbol {
  const { file } = scopes;
  return {
    kind: 'variable',
    id: symbolId(file, node),
    name: file.tree.textOf(node),
    file,
    node,
    role: 'parameter',
    pkg: undefined,
    owner: undefined,
    variants: [],
  };
}

/** `pkg.Type`; or `value.field` where the grammar took it for a type. */
function qualifiedAt(b: Binder, scopes: DeclarationScopes, qualified: NodeId): Reference {
  const { tree } = scopes.file;
  const pkg = tree.child(qualified, Field.package);
  const name = tree.textOf(tree.child(qualified, Field.name));
  const reference = pkg < 0 ? unknown('syntax', name) : scopes.nameAt(pkg);
  if (reference.kind === 'unknown') return reference;
  if (reference.kind !== 'package')
    return chosen(lookup(b, typeOfReference(b, reference), name, { path: scopes.scope.path, file: scopes.file }), name);
  const type = typeMemberOf(b, reference.importPath, name, scopes.scope, scopes.file);
  return type.kind === 'unknown' ? memberOf(b, reference.importPath, name, scopes.scope, scopes.file) : type;
}

/** A name in an import specification. */
function importedAt(b: Binder, file: SourceFile, node: NodeId): Reference {
  const imports = b.scopeOfFile(file)?.importsOf(file);
  const { tree } = file;
  const path = tree.kind[tree.parent[node]!] === Kind.import_spec ? tree.child(tree.parent[node]!, Field.path) : -1;
  return (
    imports?.all.find((p) => p.node === node || p.node === path) ??
    unknown('unsupported', tree.textOf(node).slice(0, 40))
  );
}

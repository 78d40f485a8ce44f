import { Field, Kind } from '../../../go/grammar.js';
import type { GoType } from '../../../model/go-type.js';
import type { SourceFile } from '../../../model/source.js';
import type { FunctionSymbol, TypeSymbol } from '../../../model/symbol.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import { HeadNames } from '../scopes/name-environment.js';
import { type PackageScope, receiverName } from '../scopes/package-scope.js';
import { symbolId } from '../scopes/package-symbols.js';
import { EMPTY_INTERFACE } from '../types/make.js';
import { substitute, substitutionOf } from '../types/substitute.js';
import { typeFromSyntax } from '../types/type-syntax.js';
import { typeInfo } from './type-info.js';

const NONE_DECLARED: readonly TypeSymbol[] = [];

/** The symbol of a type parameter, by the node of its name; the same object each time. */
export function typeParameter(b: Binder, file: SourceFile, scope: PackageScope, node: NodeId): TypeSymbol {
  const id = symbolId(file, node);
  let symbol = b.innerTypes.get(id);
  if (symbol === undefined) {
    const { tree } = file;
    const parent = tree.parent[node]!;
    const declaration = tree.kind[parent] === Kind.type_parameter_declaration ? parent : node;
    symbol = {
      kind: 'type',
      id,
      name: tree.textOf(node),
      file,
      node,
      role: 'type-parameter',
      packagePath: scope.path,
      pkg: scope.unit,
      declaration,
      local: true,
      variants: [],
    };
    b.innerTypes.set(id, symbol);
  }
  return symbol;
}

/** Type parameters that a `type_spec`, `type_alias` or `function_declaration` lists. */
export function typeParametersOf(
  b: Binder,
  file: SourceFile,
  scope: PackageScope,
  declaration: NodeId,
): readonly TypeSymbol[] {
  const { tree } = file;
  const list = tree.child(declaration, Field.type_parameters);
  if (list < 0) return NONE_DECLARED;
  return tree
    .children(list)
    .flatMap((p) => tree.childrenIn(p, Field.name).map((name) => typeParameter(b, file, scope, name)));
}

/** Type parameters in the head of a function, or in the receiver of a method. */
export function typeParametersOfFunction(b: Binder, fn: FunctionSymbol): readonly TypeSymbol[] {
  let params = b.typeParams.get(fn);
  if (params === undefined) {
    const { file } = fn;
    const scope = b.scopeOfFile(file);
    if (scope === undefined) params = NONE_DECLARED;
    else if (fn.receiver === undefined) params = typeParametersOf(b, file, scope, fn.declaration);
    else {
      const nodes = receiverName(file.tree, fn.declaration).params;
      params = nodes.length === 0 ? NONE_DECLARED : nodes.map((n) => typeParameter(b, file, scope, n));
    }
    b.typeParams.set(fn, params);
  }
  return params;
}

/** Constraint of a type parameter: an interface type, or a named one. */
export function constraintOf(b: Binder, param: TypeSymbol): GoType {
  let constraint = b.constraints.get(param.id);
  if (constraint === undefined) {
    b.constraints.set(param.id, EMPTY_INTERFACE);
    constraint = computeConstraint(b, param);
    b.constraints.set(param.id, constraint);
  }
  return constraint;
}

function computeConstraint(b: Binder, param: TypeSymbol): GoType {
  const { file, declaration } = param;
  const { tree } = file;
  const scope = b.scopeOfFile(file);
  if (scope === undefined) return EMPTY_INTERFACE;
  if (tree.kind[declaration] !== Kind.type_parameter_declaration) return receiverConstraint(b, param, scope);
  const type = tree.child(declaration, Field.type);
  const owner = tree.parent[tree.parent[declaration]!]!;
  const ownerKind = tree.kind[owner];
  const local =
    (ownerKind === Kind.type_spec || ownerKind === Kind.type_alias) &&
    tree.kind[tree.parent[tree.parent[owner]!]!] !== Kind.source_file;
  const scopes = local ? b.scopesAt(file, owner) : undefined;
  const environment = scopes ?? new HeadNames(file, scope, typeParametersOf(b, file, scope, owner), b.lookupName);
  return typeFromSyntax(b, environment, type);
}

/** `func (s *Set[E]) …`: E is constrained as the type's own parameter in that place. */
function receiverConstraint(b: Binder, param: TypeSymbol, scope: PackageScope): GoType {
  const { file, node } = param;
  const { tree } = file;
  const method = tree.ancestor(node, Kind.method_declaration);
  if (method < 0) return EMPTY_INTERFACE;
  const receiver = receiverName(tree, method);
  const base = scope.lookup(receiver.typeName, file);
  const info = base?.kind === 'type' ? typeInfo(b, base) : undefined;
  const own = info?.params[receiver.params.indexOf(node)];
  if (info === undefined || own === undefined) return EMPTY_INTERFACE;
  const renamed = receiver.params.map(
    (n): GoType => ({ kind: 'type-parameter', symbol: typeParameter(b, file, scope, n) }),
  );
  return substitute(constraintOf(b, own), substitutionOf(info.params, renamed));
}

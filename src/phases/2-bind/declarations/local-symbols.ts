import { Kind } from '../../../go/grammar.js';
import type { FunctionSymbol, Symbol as GoSymbol, TypeSymbol, VariableSymbol } from '../../../model/symbol.js';
import type { Binder } from '../binder.js';
import type { DeclarationScopes } from '../scopes/declaration-scopes.js';
import { Local } from '../scopes/local.js';
import { symbolId } from '../scopes/package-symbols.js';
import { typeParameter } from './type-parameters.js';

const NO_VARIANTS: readonly number[] = [];

const VARIABLE_ROLES: Readonly<Partial<Record<Local, VariableSymbol['role']>>> = {
  [Local.variable]: 'local',
  [Local.parameter]: 'parameter',
  [Local.result]: 'result',
  [Local.receiver]: 'receiver',
  [Local.range]: 'range',
  [Local.clause]: 'type-switch',
  [Local.typeSwitch]: 'type-switch',
};

/** The symbol of a name declared inside a top-level declaration. */
export function localSymbol(b: Binder, scopes: DeclarationScopes, index: number): GoSymbol {
  const { file, scope } = scopes;
  const node = scopes.localNodes[index]!;
  const role = scopes.localRoles[index]!;
  const id = symbolId(file, node);
  const variable = VARIABLE_ROLES[role];
  if (variable !== undefined)
    return {
      kind: 'variable',
      id,
      name: scopes.nameOf(index),
      file,
      node,
      role: variable,
      pkg: undefined,
      owner: ownerOf(scopes),
      variants: NO_VARIANTS,
    };
  if (role === Local.constant) return { kind: 'constant', id, name: scopes.nameOf(index), file, node, pkg: undefined };
  if (role === Local.typeParameter) return typeParameter(b, file, scope, node);
  let type: TypeSymbol | undefined = b.innerTypes.get(id);
  if (type === undefined) {
    const declaration = file.tree.parent[node]!;
    type = {
      kind: 'type',
      id,
      name: scopes.nameOf(index),
      file,
      node,
      role: role === Local.alias ? 'alias' : 'defined',
      packagePath: scope.path,
      pkg: scope.unit,
      declaration,
      local: true,
      variants: NO_VARIANTS,
    };
    b.innerTypes.set(id, type);
  }
  return type;
}

/** The function or method declaration that the scopes belong to. */
export function ownerOf(scopes: DeclarationScopes): FunctionSymbol | undefined {
  const { file, start, scope } = scopes;
  const { tree } = file;
  const kind = tree.kind[start];
  if (kind !== Kind.function_declaration && kind !== Kind.method_declaration) return undefined;
  scopes.owner ??= scope.functionDeclaredAt(file, start);
  return scopes.owner;
}

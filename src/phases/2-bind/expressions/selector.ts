import { Field, Kind } from '../../../go/grammar.js';
import type { Selection } from '../../../model/binding.js';
import type { GoType } from '../../../model/go-type.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import { knownMember } from '../declarations/known-signatures.js';
import { memberOf } from '../declarations/package-member.js';
import { typeOfReference } from '../declarations/value-types.js';
import type { DeclarationScopes } from '../scopes/declaration-scopes.js';
import { lookup } from '../types/lookup.js';
import { unknown } from '../types/make.js';
import { typeOfExpression } from './expression.js';
import { denotesType } from './is-type.js';

/** What a selector expression selects. */
export function selectionOf(b: Binder, scopes: DeclarationScopes, node: NodeId): Selection {
  const { tree } = scopes.file;
  const operand = tree.child(node, Field.operand);
  const field = tree.child(node, Field.field);
  if (operand < 0 || field < 0) return unknown('syntax', 'incomplete selector');
  const name = tree.textOf(field);
  if (tree.kind[operand] === Kind.identifier) {
    const reference = scopes.nameAt(operand);
    if (reference.kind === 'package') return packageMember(b, scopes, reference.importPath, name);
    if (reference.kind === 'unknown') return reference;
  }
  const type = typeOfExpression(b, scopes, operand);
  const from = { path: scopes.scope.path, file: scopes.file };
  const selected = lookup(b, type, name, from);
  if (selected.kind !== 'method' || denotesType(b, scopes, operand) !== true) return selected;
  return { ...selected, expression: true, type: methodExpressionType(selected.type, type) };
}

/** `T.M` is a function that takes the receiver first. */
function methodExpressionType(method: GoType, receiver: GoType): GoType {
  return method.kind === 'func' ? { ...method, params: [receiver, ...method.params] } : method;
}

function packageMember(b: Binder, scopes: DeclarationScopes, importPath: string, name: string): Selection {
  const member = memberOf(b, importPath, name, scopes.scope, scopes.file);
  if (member.kind === 'unknown') {
    const known =
      member.cause === 'opaque-package' ? knownMember(b, importPath, name, scopes.scope.view.module) : undefined;
    return { kind: 'package-member', importPath, name, symbol: undefined, type: known ?? member };
  }
  return { kind: 'package-member', importPath, name, symbol: member, type: typeOfReference(b, member) };
}

import { Field, Kind } from '../../../go/grammar.js';
import type { CallForm } from '../../../model/binding.js';
import type { GoType } from '../../../model/go-type.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import { memberOf } from '../declarations/package-member.js';
import type { DeclarationScopes } from '../scopes/declaration-scopes.js';
import { resultOf, unknown } from '../types/make.js';
import { underlying } from '../types/underlying.js';
import { typeOfBuiltin } from './builtin.js';
import { calledValue } from './conversion.js';
import { typeOfExpression } from './expression.js';
import { inferCall } from './infer-call.js';
import { denotesType } from './is-type.js';

/** The callee without parentheses. */
export function calleeOf(scopes: DeclarationScopes, call: NodeId): NodeId {
  const { tree } = scopes.file;
  let callee = tree.child(call, Field.function);
  while (callee >= 0 && tree.kind[callee] === Kind.parenthesized_expression) callee = tree.firstChild(callee);
  return callee;
}

/** Name of the built-in function that is called ("len", "unsafe.Sizeof"), undefined for other calls. */
export function builtinCalled(b: Binder, scopes: DeclarationScopes, callee: NodeId): string | undefined {
  const { tree } = scopes.file;
  if (tree.kind[callee] === Kind.identifier) {
    const reference = scopes.nameAt(callee);
    return reference.kind === 'predeclared' ? reference.name : undefined;
  }
  if (tree.kind[callee] !== Kind.selector_expression) return undefined;
  const operand = tree.child(callee, Field.operand);
  if (operand < 0 || tree.kind[operand] !== Kind.identifier) return undefined;
  const pkg = scopes.nameAt(operand);
  if (pkg.kind !== 'package' || pkg.importPath !== 'unsafe') return undefined;
  const member = memberOf(b, 'unsafe', tree.textOf(tree.child(callee, Field.field)), scopes.scope, scopes.file);
  return member.kind === 'predeclared' ? member.name : undefined;
}

export function typeOfCall(b: Binder, scopes: DeclarationScopes, call: NodeId): GoType {
  const { tree } = scopes.file;
  const callee = calleeOf(scopes, call);
  if (callee < 0) return unknown('syntax', 'call without function');
  const args = tree.child(call, Field.arguments);
  const builtin = builtinCalled(b, scopes, callee);
  if (builtin !== undefined) return typeOfBuiltin(b, scopes, builtin, args);
  const type = typeOfExpression(b, scopes, callee);
  if (denotesType(b, scopes, callee) === true) return type;
  const under = underlying(b, type);
  if (under.kind === 'unknown') return under;
  if (under.kind !== 'func') return unknown('unsupported', 'call of no function');
  const instance = under.typeParams === undefined ? under : inferCall(b, scopes, under, args);
  return instance.kind === 'func' ? resultOf(instance.results) : instance;
}

export function callFormOf(b: Binder, scopes: DeclarationScopes, call: NodeId): CallForm {
  const kind = scopes.file.tree.kind[call];
  if (kind === Kind.type_conversion_expression) return calledValue(b, scopes, call) >= 0 ? 'call' : 'conversion';
  const callee = kind === Kind.call_expression ? calleeOf(scopes, call) : -1;
  if (callee < 0) return 'unknown';
  if (builtinCalled(b, scopes, callee) !== undefined) return 'builtin';
  const isType = denotesType(b, scopes, callee);
  return isType === undefined ? 'unknown' : isType ? 'conversion' : 'call';
}

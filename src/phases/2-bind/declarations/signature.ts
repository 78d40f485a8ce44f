import { Field, Kind } from '../../../go/grammar.js';
import type { GoType } from '../../../model/go-type.js';
import type { FunctionSymbol } from '../../../model/symbol.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import { HeadNames, type NameEnvironment } from '../scopes/name-environment.js';
import { forEachParameter } from '../scopes/parameters.js';
import { unknown } from '../types/make.js';
import { typeFromSyntax } from '../types/type-syntax.js';
import { typeParametersOfFunction } from './type-parameters.js';

/** Type of a declared function or method, the receiver left out; of an interface's `method_elem` too. */
export function signatureOf(b: Binder, fn: FunctionSymbol): GoType {
  let signature = b.signatures.get(fn);
  if (signature === undefined) {
    const scope = b.scopeOfFile(fn.file);
    if (scope === undefined) return unknown('unsupported', fn.name);
    if (fn.file.tree.kind[fn.declaration] === Kind.method_elem) {
      const scopes = b.scopesAt(fn.file, fn.declaration);
      return scopes === undefined ? unknown('unsupported', fn.name) : funcType(b, scopes, fn.declaration);
    }
    const params = typeParametersOfFunction(b, fn);
    const plain = funcType(b, new HeadNames(fn.file, scope, params, b.lookupName), fn.declaration);
    signature =
      fn.receiver === undefined && params.length > 0 && plain.kind === 'func'
        ? { ...plain, typeParams: params }
        : plain;
    b.signatures.set(fn, signature);
  }
  return signature;
}

const NO_TYPES: readonly GoType[] = [];

/** Type that the parameters and results of a function-like node give. */
export function funcType(b: Binder, environment: NameEnvironment, node: NodeId): GoType {
  const { tree } = environment.file;
  let params = NO_TYPES;
  let results = NO_TYPES;
  let variadic = false;
  const list = tree.child(node, Field.parameters);
  if (list >= 0 && tree.firstChild(list) >= 0) {
    const types: GoType[] = [];
    variadic = parameterTypes(b, environment, list, types);
    params = types;
  }
  const result = tree.child(node, Field.result);
  if (result >= 0) {
    const types: GoType[] = [];
    if (tree.kind[result] === Kind.parameter_list) parameterTypes(b, environment, result, types);
    else types.push(typeFromSyntax(b, environment, result));
    results = types;
  }
  return { kind: 'func', params, results, variadic };
}

/** Appends one type per parameter; a variadic one as the slice it is in the body. Answers whether the last is variadic. */
function parameterTypes(b: Binder, environment: NameEnvironment, list: NodeId, into: GoType[]): boolean {
  let variadic = false;
  let lastNode = -1;
  let last: GoType | undefined;
  forEachParameter(environment.file.tree, list, (_, typeNode, isVariadic) => {
    if (typeNode !== lastNode || last === undefined) {
      lastNode = typeNode;
      last = typeFromSyntax(b, environment, typeNode);
      if (isVariadic) last = { kind: 'slice', elem: last };
    }
    variadic ||= isVariadic;
    into.push(last);
  });
  return variadic;
}

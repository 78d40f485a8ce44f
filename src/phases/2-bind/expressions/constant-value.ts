import { Field, Kind } from '../../../go/grammar.js';
import type { ConstantSymbol } from '../../../model/symbol.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import { constantSource } from '../declarations/constants.js';
import { memberOf } from '../declarations/package-member.js';
import type { NameEnvironment } from '../scopes/name-environment.js';
import { basicIdentity } from '../types/identical.js';
import { MAX_NESTING } from '../types/type-syntax.js';
import { underlying } from '../types/underlying.js';
import { typeOfExpression } from './expression.js';
import { denotesType } from './is-type.js';
import { integerValue, runeValue, stringLiteralLength } from './literal-value.js';

/** Larger shifts are no array lengths. */
const MAX_SHIFT = 512n;

/** Length of an array type as a decimal number; '' where it cannot be computed. */
export function arrayLength(b: Binder, env: NameEnvironment, node: NodeId): string {
  if (node < 0) return '';
  return constantValue(b, env, node, undefined)?.toString() ?? '';
}

/** Value of an integer constant expression, undefined where it is not computed. */
export function constantValue(
  b: Binder,
  env: NameEnvironment,
  node: NodeId,
  iota: number | undefined,
): bigint | undefined {
  if (node < 0 || b.depth > MAX_NESTING) return undefined;
  b.depth++;
  const value = evaluate(b, env, node, iota);
  b.depth--;
  return value;
}

function evaluate(b: Binder, env: NameEnvironment, node: NodeId, iota: number | undefined): bigint | undefined {
  const { tree } = env.file;
  switch (tree.kind[node]) {
    case Kind.int_literal:
      return integerValue(tree.textOf(node));
    case Kind.rune_literal:
      return runeValue(tree.textOf(node));
    case Kind.iota:
      return iota === undefined ? undefined : BigInt(iota);
    case Kind.parenthesized_expression:
      return constantValue(b, env, tree.firstChild(node), iota);
    case Kind.identifier:
    case Kind.selector_expression: {
      const symbol = constantNamed(b, env, node);
      return symbol === undefined ? undefined : valueOfConstant(b, symbol);
    }
    case Kind.unary_expression:
      return unary(b, env, node, iota);
    case Kind.binary_expression: {
      const left = constantValue(b, env, tree.child(node, Field.left), iota);
      const right = constantValue(b, env, tree.child(node, Field.right), iota);
      return left === undefined || right === undefined
        ? undefined
        : binary(tree.textOf(tree.child(node, Field.operator)), left, right);
    }
    case Kind.call_expression:
      return call(b, env, node, iota);
    default:
      return undefined;
  }
}

export function valueOfConstant(b: Binder, symbol: ConstantSymbol): bigint | undefined {
  if (b.constantValues.has(symbol)) return b.constantValues.get(symbol);
  b.constantValues.set(symbol, undefined);
  const source = constantSource(b, symbol);
  const scopes = source === undefined || source.valueNode < 0 ? undefined : b.scopesAt(symbol.file, source.valueNode);
  const value =
    source === undefined || scopes === undefined ? undefined : constantValue(b, scopes, source.valueNode, source.iota);
  b.constantValues.set(symbol, value);
  return value;
}

function unary(b: Binder, env: NameEnvironment, node: NodeId, iota: number | undefined): bigint | undefined {
  const { tree } = env.file;
  const operand = tree.child(node, Field.operand);
  const value = constantValue(b, env, operand, iota);
  if (value === undefined) return undefined;
  switch (tree.textOf(tree.child(node, Field.operator))) {
    case '-':
      return -value;
    case '+':
      return value;
    case '^': {
      const bits = unsignedBits(b, env, operand);
      return bits === undefined ? undefined : bits === 0n ? ~value : ~value & ((1n << bits) - 1n);
    }
    default:
      return undefined;
  }
}

/** Width of an unsigned operand, 0 for a signed or untyped one, undefined where its type is not known. */
function unsignedBits(b: Binder, env: NameEnvironment, operand: NodeId): bigint | undefined {
  const scopes = b.scopesAt(env.file, operand);
  if (scopes === undefined) return undefined;
  const type = underlying(b, typeOfExpression(b, scopes, operand));
  if (type.kind !== 'basic') return undefined;
  const name = basicIdentity(type.name);
  if (!name.startsWith('uint')) return 0n;
  return name === 'uint' || name === 'uintptr' ? 64n : BigInt(name.slice(4));
}

function binary(operator: string, x: bigint, y: bigint): bigint | undefined {
  switch (operator) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return y === 0n ? undefined : x / y;
    case '%':
      return y === 0n ? undefined : x % y;
    case '&':
      return x & y;
    case '|':
      return x | y;
    case '^':
      return x ^ y;
    case '&^':
      return x & ~y;
    case '<<':
      return y < 0n || y > MAX_SHIFT ? undefined : x << y;
    case '>>':
      return y < 0n || y > MAX_SHIFT ? undefined : x >> y;
    default:
      return undefined;
  }
}

/** `T(x)` of an integer type, `len` of a constant string or of an array. */
function call(b: Binder, env: NameEnvironment, node: NodeId, iota: number | undefined): bigint | undefined {
  const { tree } = env.file;
  const callee = tree.child(node, Field.function);
  const args = tree.child(node, Field.arguments);
  const argument = args < 0 ? -1 : tree.firstChild(args);
  if (callee < 0 || argument < 0) return undefined;
  const reference = tree.kind[callee] === Kind.identifier ? env.nameAt(callee) : undefined;
  if (reference?.kind === 'predeclared') {
    if (reference.name !== 'len') return undefined;
    const length = stringLength(b, env, argument);
    if (length !== undefined) return BigInt(length);
    const scopes = b.scopesAt(env.file, argument);
    let type = scopes === undefined ? undefined : underlying(b, typeOfExpression(b, scopes, argument));
    if (type?.kind === 'pointer') type = underlying(b, type.elem);
    return type?.kind === 'array' && type.length !== '' ? BigInt(type.length) : undefined;
  }
  const scopes = b.scopesAt(env.file, callee);
  if (scopes === undefined || denotesType(b, scopes, callee) !== true) return undefined;
  const type = underlying(b, typeOfExpression(b, scopes, callee));
  return type.kind === 'basic' && type.name.includes('int') ? constantValue(b, env, argument, iota) : undefined;
}

/** Length in bytes of a constant string expression. */
function stringLength(b: Binder, env: NameEnvironment, node: NodeId): number | undefined {
  if (node < 0 || b.depth > MAX_NESTING) return undefined;
  const { tree } = env.file;
  switch (tree.kind[node]) {
    case Kind.interpreted_string_literal:
    case Kind.raw_string_literal:
      return stringLiteralLength(tree.textOf(node));
    case Kind.parenthesized_expression:
      return stringLength(b, env, tree.firstChild(node));
    case Kind.identifier:
    case Kind.selector_expression: {
      const symbol = constantNamed(b, env, node);
      const source = symbol === undefined ? undefined : constantSource(b, symbol);
      const scopes =
        source === undefined || source.valueNode < 0 ? undefined : b.scopesAt(symbol!.file, source.valueNode);
      if (source === undefined || scopes === undefined) return undefined;
      b.depth++;
      const length = stringLength(b, scopes, source.valueNode);
      b.depth--;
      return length;
    }
    case Kind.binary_expression: {
      b.depth++;
      const left = stringLength(b, env, tree.child(node, Field.left));
      const right = left === undefined ? undefined : stringLength(b, env, tree.child(node, Field.right));
      b.depth--;
      return left === undefined || right === undefined ? undefined : left + right;
    }
    default:
      return undefined;
  }
}

/** The constant that `name` or `pkg.Name` refers to. */
function constantNamed(b: Binder, env: NameEnvironment, node: NodeId): ConstantSymbol | undefined {
  const { tree } = env.file;
  if (tree.kind[node] === Kind.identifier) {
    const reference = env.nameAt(node);
    return reference.kind === 'constant' ? reference : undefined;
  }
  const operand = tree.child(node, Field.operand);
  const pkg = operand >= 0 && tree.kind[operand] === Kind.identifier ? env.nameAt(operand) : undefined;
  if (pkg?.kind !== 'package') return undefined;
  const member = memberOf(b, pkg.importPath, tree.textOf(tree.child(node, Field.field)), env.scope, env.file);
  return member.kind === 'constant' ? member : undefined;
}

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
      return parseInteger(tree.textOf(node));
    case Kind.rune_literal:
      return runeValue(tree.textOf(node));
    case Kind.iota:
      return iota === undefined ? undefined : BigInt(iota);
    case Kind.parenthesized_expression:
      return constantValue(b, env, tree.firstChild(node), iota);
    case Kind.identifier: {
      const reference = env.nameAt(node);
      return reference.kind === 'constant' ? valueOfConstant(b, reference) : undefined;
    }
    case Kind.selector_expression: {
      const operand = tree.child(node, Field.operand);
      const pkg = operand >= 0 && tree.kind[operand] === Kind.identifier ? env.nameAt(operand) : undefined;
      if (pkg?.kind !== 'package') return undefined;
      const member = memberOf(b, pkg.importPath, tree.textOf(tree.child(node, Field.field)), env.scope, env.file);
      return member.kind === 'constant' ? valueOfConstant(b, member) : undefined;
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

/** `T(x)` of an integer type, `len` of a string literal or an array. */
function call(b: Binder, env: NameEnvironment, node: NodeId, iota: number | undefined): bigint | undefined {
  const { tree } = env.file;
  const callee = tree.child(node, Field.function);
  const args = tree.child(node, Field.arguments);
  const argument = args < 0 ? -1 : tree.firstChild(args);
  if (callee < 0 || argument < 0) return undefined;
  const reference = tree.kind[callee] === Kind.identifier ? env.nameAt(callee) : undefined;
  if (reference?.kind === 'predeclared') {
    if (reference.name !== 'len') return undefined;
    if (tree.kind[argument] === Kind.interpreted_string_literal || tree.kind[argument] === Kind.raw_string_literal)
      return stringLength(tree.textOf(argument));
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

function parseInteger(text: string): bigint | undefined {
  let digits = text.replaceAll('_', '').toLowerCase();
  if (/^0[0-7]+$/.test(digits)) digits = `0o${digits.slice(1)}`;
  return /^(0x[0-9a-f]+|0b[01]+|0o[0-7]+|[0-9]+)$/.test(digits) ? BigInt(digits) : undefined;
}

function runeValue(text: string): bigint | undefined {
  const inner = text.slice(1, -1);
  if (!inner.startsWith('\\')) return inner.length === 0 ? undefined : BigInt(inner.codePointAt(0)!);
  const hex = /^\\[xuU]([0-9a-fA-F]+)$/.exec(inner);
  if (hex !== null) return BigInt(`0x${hex[1]}`);
  const octal = /^\\([0-7]{3})$/.exec(inner);
  if (octal !== null) return BigInt(`0o${octal[1]}`);
  const known = "a\u0007b\bf\fn\nr\rt\tv\v\\\\''";
  const at = known.indexOf(inner[1]!);
  return at < 0 ? undefined : BigInt(known.charCodeAt(at + 1));
}

/** Length in bytes of a string literal without escapes. */
function stringLength(text: string): bigint | undefined {
  if (text.startsWith('"') && text.includes('\\')) return undefined;
  let bytes = 0;
  for (const c of text.slice(1, -1)) {
    const p = c.codePointAt(0)!;
    if (p === 13 && text.startsWith('`')) continue;
    bytes += p < 0x80 ? 1 : p < 0x800 ? 2 : p < 0x10000 ? 3 : 4;
  }
  return BigInt(bytes);
}

import { Field, Kind } from '../../../go/grammar.js';
import type { GoType } from '../../../model/go-type.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import { funcType } from '../declarations/signature.js';
import { typeOfLocal, typeOfReference } from '../declarations/value-types.js';
import type { DeclarationScopes } from '../scopes/declaration-scopes.js';
import { localise } from '../types/localise.js';
import { lookup } from '../types/lookup.js';
import { basic, unknown } from '../types/make.js';
import { MAX_NESTING, typeFromSyntax } from '../types/type-syntax.js';
import { typeOfCall } from './call.js';
import { elementField, literalType, typeOfCompositeLiteral } from './composite-literal.js';
import { typeOfConversion } from './conversion.js';
import { elementType, typeOfIndex, typeOfSlice } from './index-expression.js';
import { denotesType } from './is-type.js';
import { dereference, typeOfBinary, typeOfUnary } from './operators.js';
import { selectionOf } from './selector.js';

/** Beyond this nesting an expression's parts are typed bottom-up in a loop before the expression itself. */
const MAX_RECURSION = 60;

/** Type of an expression; a type expression answers the type it denotes, a call with several results a tuple. */
export function typeOfExpression(b: Binder, scopes: DeclarationScopes, node: NodeId): GoType {
  if (node < 0) return unknown('syntax', 'missing expression');
  const known = scopes.remembered(node);
  if (known !== undefined) return known;
  if (b.depth > MAX_RECURSION) {
    if (hasLargeUntypedPart(scopes, node)) typeParts(b, scopes, node);
    if (b.depth > MAX_NESTING) return unknown('unsupported', 'nesting too deep');
  }
  b.depth++;
  let type = compute(b, scopes, node);
  if (scopes.isForeign) type = localise(b, type, scopes.file);
  b.depth--;
  scopes.remember(node, type);
  return type;
}

/** Whether an operand or argument is itself deep and was not typed yet. */
function hasLargeUntypedPart(scopes: DeclarationScopes, node: NodeId): boolean {
  const { kind, after } = scopes.file.tree;
  const end = after[node]!;
  if (end - node <= MAX_RECURSION) return false;
  for (let c = node + 1; c < end; c = after[c]!) {
    if (after[c]! - c <= MAX_RECURSION) continue;
    if (kind[c] === Kind.argument_list) {
      if (hasLargeUntypedPart(scopes, c)) return true;
    } else if (isExpression(kind[c]!) && scopes.remembered(c) === undefined) return true;
  }
  return false;
}

/** Types the expressions inside one, innermost first; the bodies of function literals are left out. */
function typeParts(b: Binder, scopes: DeclarationScopes, node: NodeId): void {
  const { kind, after } = scopes.file.tree;
  const parts: NodeId[] = [];
  const end = after[node]!;
  for (let i = node + 1; i < end; ) {
    if (kind[i] === Kind.func_literal) {
      parts.push(i);
      i = after[i]!;
    } else {
      if (isExpression(kind[i]!)) parts.push(i);
      i++;
    }
  }
  for (let i = parts.length - 1; i >= 0; i--) typeOfExpression(b, scopes, parts[i]!);
}

function isExpression(kind: number): boolean {
  switch (kind) {
    case Kind.binary_expression:
    case Kind.call_expression:
    case Kind.composite_literal:
    case Kind.index_expression:
    case Kind.literal_value:
    case Kind.parenthesized_expression:
    case Kind.selector_expression:
    case Kind.slice_expression:
    case Kind.type_assertion_expression:
    case Kind.unary_expression:
      return true;
    default:
      return false;
  }
}

function compute(b: Binder, scopes: DeclarationScopes, node: NodeId): GoType {
  const { tree } = scopes.file;
  switch (tree.kind[node]) {
    case Kind.identifier:
    case Kind.type_identifier:
    case Kind.nil:
    case Kind.true:
    case Kind.false:
    case Kind.iota:
      return typeOfName(b, scopes, node);
    case Kind.field_identifier: {
      const parent = tree.parent[node]!;
      return tree.kind[parent] === Kind.selector_expression
        ? typeOfExpression(b, scopes, parent)
        : unknown('unsupported', tree.textOf(node));
    }
    case Kind.int_literal:
      return basic('untyped int');
    case Kind.float_literal:
      return basic('untyped float');
    case Kind.imaginary_literal:
      return basic('untyped complex');
    case Kind.rune_literal:
      return basic('untyped rune');
    case Kind.interpreted_string_literal:
    case Kind.raw_string_literal:
      return basic('untyped string');
    case Kind.parenthesized_expression:
    case Kind.variadic_argument:
    case Kind.expression_statement:
      return typeOfExpression(b, scopes, tree.firstChild(node));
    case Kind.selector_expression: {
      const selection = selectionOf(b, scopes, node);
      return selection.kind === 'unknown' ? selection : selection.type;
    }
    case Kind.call_expression:
      return typeOfCall(b, scopes, node);
    case Kind.index_expression:
      return typeOfIndex(b, scopes, node);
    case Kind.slice_expression:
      return typeOfSlice(b, scopes, node);
    case Kind.type_assertion_expression:
      return typeFromSyntax(b, scopes, tree.child(node, Field.type));
    case Kind.type_conversion_expression:
      return typeOfConversion(b, scopes, node);
    case Kind.unary_expression:
      return typeOfUnary(b, scopes, node);
    case Kind.binary_expression:
      return typeOfBinary(b, scopes, node);
    case Kind.composite_literal:
      return typeOfCompositeLiteral(b, scopes, node);
    case Kind.literal_value:
      return literalType(b, scopes, node);
    case Kind.func_literal:
      return funcType(b, scopes, node);
    case Kind.qualified_type:
    case Kind.generic_type:
    case Kind.pointer_type:
    case Kind.parenthesized_type:
      return denotesType(b, scopes, node) === false
        ? valueReadAsType(b, scopes, node)
        : typeFromSyntax(b, scopes, node);
    default:
      return typeFromSyntax(b, scopes, node);
  }
}

/**
 * The grammar reads the first argument of `new` and `make` as a type, and what is called in `(m[k])(x)`. It may be a value: `new(v.f)` (Go 1.26), or a
 * function of one's own of that name is called.
 */
function valueReadAsType(b: Binder, scopes: DeclarationScopes, node: NodeId): GoType {
  const { tree } = scopes.file;
  switch (tree.kind[node]) {
    case Kind.qualified_type: {
      const operand = typeOfReference(b, scopes.nameAt(tree.child(node, Field.package)));
      const from = { path: scopes.scope.path, file: scopes.file };
      const selection = lookup(b, operand, tree.textOf(tree.child(node, Field.name)), from);
      return selection.kind === 'unknown' ? selection : selection.type;
    }
    case Kind.generic_type:
      return elementType(b, typeOfExpression(b, scopes, tree.child(node, Field.type)));
    case Kind.pointer_type:
      return dereference(b, typeOfExpression(b, scopes, tree.firstChild(node)));
    default:
      return typeOfExpression(b, scopes, tree.firstChild(node));
  }
}

function typeOfName(b: Binder, scopes: DeclarationScopes, node: NodeId): GoType {
  const { tree } = scopes.file;
  if (tree.field[node] === Field.key && tree.kind[tree.parent[node]!] === Kind.keyed_element) {
    const field = elementField(b, scopes, node);
    if (field !== undefined) return field.kind === 'unknown' ? field : field.type;
  }
  if (tree.field[node] === Field.name && scopes.localAt(node) < 0) return typeOfDeclaredName(b, scopes, node);
  const local = scopes.localAt(node);
  return local >= 0 ? typeOfLocal(b, scopes, local) : typeOfReference(b, scopes.nameAt(node));
}

/** A name where it is declared at package level, in a function type, or behind a package's name. */
function typeOfDeclaredName(b: Binder, scopes: DeclarationScopes, node: NodeId): GoType {
  const { tree } = scopes.file;
  const parent = tree.parent[node]!;
  switch (tree.kind[parent]) {
    case Kind.qualified_type:
      return typeFromSyntax(b, scopes, parent);
    case Kind.parameter_declaration:
      return typeFromSyntax(b, scopes, tree.child(parent, Field.type));
    case Kind.variadic_parameter_declaration:
      return { kind: 'slice', elem: typeFromSyntax(b, scopes, tree.child(parent, Field.type)) };
    default: {
      const symbol = scopes.scope.symbolDeclaredAt(scopes.file, node);
      return symbol === undefined ? typeOfReference(b, scopes.nameAt(node)) : typeOfReference(b, symbol);
    }
  }
}

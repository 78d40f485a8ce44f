import { Field, Kind } from '../../../go/grammar.js';
import type { Reference } from '../../../model/binding.js';
import type { GoType } from '../../../model/go-type.js';
import type { VariableSymbol } from '../../../model/symbol.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import { evidentType } from '../expressions/evident-type.js';
import { typeOfExpression } from '../expressions/expression.js';
import { rangeTypes } from '../expressions/range.js';
import type { DeclarationScopes } from '../scopes/declaration-scopes.js';
import { Local } from '../scopes/local.js';
import { HeadNames } from '../scopes/name-environment.js';
import { forEachParameter } from '../scopes/parameters.js';
import { basic, defaultType, unknown } from '../types/make.js';
import { MAX_NESTING, typeFromSyntax } from '../types/type-syntax.js';
import { typeOfConstant } from './constants.js';
import { typeOfTypeSymbol } from './named-type.js';
import { signatureOf } from './signature.js';

/** Beyond this nesting, the locals of a function are typed in the order of their declarations, so that long chains do not recurse. */
const MAX_CHAIN = 60;

/** Type of what a name refers to; a type's name answers the type. */
export function typeOfReference(b: Binder, reference: Reference): GoType {
  switch (reference.kind) {
    case 'unknown':
      return reference;
    case 'variable':
      return typeOfVariable(b, reference);
    case 'constant':
      return typeOfConstant(b, reference);
    case 'function':
      return signatureOf(b, reference);
    case 'type':
      return typeOfTypeSymbol(b, reference);
    case 'field':
      return typeOfField(b, reference.file, reference.declaration);
    case 'predeclared':
      return predeclaredValue(reference.name);
    case 'package':
      return unknown('unsupported', `package ${reference.name} is no value`);
    case 'label':
      return unknown('unsupported', `label ${reference.name} is no value`);
  }
}

function predeclaredValue(name: string): GoType {
  switch (name) {
    case 'true':
    case 'false':
      return basic('untyped bool');
    case 'iota':
      return basic('untyped int');
    case 'nil':
      return basic('untyped nil');
    default:
      return unknown('unsupported', name === '_' ? 'blank identifier' : `built-in ${name} is no value`);
  }
}

function typeOfField(b: Binder, file: VariableSymbol['file'], declaration: NodeId): GoType {
  const scopes = b.scopesAt(file, declaration);
  const { tree } = file;
  if (scopes === undefined) return unknown('unsupported', 'field');
  const type = typeFromSyntax(b, scopes, tree.child(declaration, Field.type));
  return tree.child(declaration, Field.name) < 0 && tree.text.charCodeAt(tree.start[declaration]!) === 42
    ? { kind: 'pointer', elem: type }
    : type;
}

export function typeOfVariable(b: Binder, symbol: VariableSymbol): GoType {
  if (symbol.role === 'package') return typeOfPackageVariable(b, symbol);
  const scopes = b.scopesAt(symbol.file, symbol.node);
  const local = scopes?.localAt(symbol.node) ?? -1;
  return local < 0 ? unknown('unsupported', symbol.name) : typeOfLocal(b, scopes!, local);
}

function typeOfPackageVariable(b: Binder, symbol: VariableSymbol): GoType {
  const known = b.valueTypes.get(symbol);
  if (known !== undefined) return known;
  if (b.depth > MAX_NESTING) return unknown('unsupported', 'nesting too deep');
  b.valueTypes.set(symbol, unknown('cycle', symbol.name));
  const { file, node } = symbol;
  const spec = file.tree.parent[node]!;
  const typeNode = file.tree.child(spec, Field.type);
  let type: GoType;
  if (typeNode >= 0) type = typeFromSyntax(b, new HeadNames(file, b.scopeOfFile(file)!, [], b.lookupName), typeNode);
  else {
    type = initialisedAtTopLevel(b, symbol, spec);
  }
  b.valueTypes.set(symbol, type);
  return type;
}

function initialisedAtTopLevel(b: Binder, symbol: VariableSymbol, spec: NodeId): GoType {
  const { file, node } = symbol;
  const { tree } = file;
  const values = tree.child(spec, Field.value);
  if (node === spec + 1 && tree.after[node] === values) {
    const evident = evidentType(
      b,
      new HeadNames(file, b.scopeOfFile(file)!, [], b.lookupName),
      tree.firstChild(values),
    );
    if (evident !== undefined) return defaultType(evident);
  }
  const scopes = b.scopesAt(file, node);
  return scopes === undefined ? unknown('unsupported', symbol.name) : initialised(b, scopes, spec, node);
}

/** Type of a local declaration; types and type parameters answer the type they denote. */
export function typeOfLocal(b: Binder, scopes: DeclarationScopes, local: number): GoType {
  const known = scopes.localTypes[local];
  if (known !== undefined) return known;
  if (b.depth > MAX_CHAIN && !scopes.inOrder) {
    scopes.inOrder = true;
    for (let i = 0; i < local; i++) typeOfLocal(b, scopes, i);
    scopes.inOrder = false;
  }
  if (b.depth > MAX_NESTING) return unknown('unsupported', 'nesting too deep');
  scopes.localTypes[local] = unknown('cycle', scopes.nameOf(local));
  b.depth++;
  const type = computeLocal(b, scopes, local);
  b.depth--;
  scopes.localTypes[local] = type;
  return type;
}

function computeLocal(b: Binder, scopes: DeclarationScopes, local: number): GoType {
  const { tree } = scopes.file;
  const node = scopes.localNodes[local]!;
  switch (scopes.localRoles[local]) {
    case Local.type:
    case Local.alias:
    case Local.typeParameter: {
      const symbol = scopes.symbolOf(local);
      return symbol.kind === 'type' ? typeOfTypeSymbol(b, symbol) : unknown('unsupported', symbol.name);
    }
    case Local.constant: {
      const symbol = scopes.symbolOf(local);
      return symbol.kind === 'constant' ? typeOfConstant(b, symbol) : unknown('unsupported', symbol.name);
    }
    case Local.parameter:
    case Local.result:
    case Local.receiver: {
      let found: GoType = unknown('syntax', tree.textOf(node));
      forEachParameter(tree, tree.parent[tree.parent[node]!]!, (name, typeNode, variadic) => {
        if (name !== node) return;
        const type = typeFromSyntax(b, scopes, typeNode);
        found = variadic ? { kind: 'slice', elem: type } : type;
      });
      return found;
    }
    case Local.clause:
      return clauseType(b, scopes, node);
    case Local.typeSwitch: {
      const statement = tree.parent[tree.parent[node]!]!;
      return typeOfExpression(b, scopes, tree.child(statement, Field.value));
    }
    default:
      return defined(b, scopes, node);
  }
}

/** The implicit variable of a type switch's clause: a single type listed there, else the operand's type. */
function clauseType(b: Binder, scopes: DeclarationScopes, clause: NodeId): GoType {
  const { tree } = scopes.file;
  const types = tree.childrenIn(clause, Field.type);
  const only = types[0];
  if (types.length === 1 && only !== undefined && !isNil(scopes, only)) return typeFromSyntax(b, scopes, only);
  return typeOfExpression(b, scopes, tree.child(tree.parent[clause]!, Field.value));
}

function isNil(scopes: DeclarationScopes, node: NodeId): boolean {
  const { tree } = scopes.file;
  if (tree.kind[node] !== Kind.type_identifier && tree.kind[node] !== Kind.nil) return false;
  const reference = scopes.nameAt(node);
  return reference.kind === 'predeclared' && reference.name === 'nil';
}

/** A variable declared by `var`, `:=`, a range clause or a receive in a select. */
function defined(b: Binder, scopes: DeclarationScopes, node: NodeId): GoType {
  const { tree } = scopes.file;
  const parent = tree.parent[node]!;
  if (tree.kind[parent] === Kind.var_spec) {
    const typeNode = tree.child(parent, Field.type);
    return typeNode >= 0 ? typeFromSyntax(b, scopes, typeNode) : initialised(b, scopes, parent, node);
  }
  const statement = tree.parent[parent]!;
  let index = 0;
  for (let c = parent + 1; c < node; c = tree.after[c]!) index++;
  const right = tree.child(statement, Field.right);
  if (right < 0) return unknown('syntax', tree.textOf(node));
  switch (tree.kind[statement]) {
    case Kind.short_var_declaration:
      return assignedType(b, scopes, right, childCount(scopes, parent), index);
    case Kind.range_clause: {
      const types = rangeTypes(b, typeOfExpression(b, scopes, right));
      return index === 0 ? types.key : types.value;
    }
    case Kind.receive_statement:
      return index === 1 ? basic('bool') : typeOfExpression(b, scopes, right);
    default:
      return unknown('unsupported', tree.textOf(node));
  }
}

/** `var a, b = …` without a type. */
function initialised(b: Binder, scopes: DeclarationScopes, spec: NodeId, name: NodeId): GoType {
  const { tree } = scopes.file;
  const values = tree.child(spec, Field.value);
  if (values < 0) return unknown('syntax', tree.textOf(name));
  let count = 0;
  let index = 0;
  for (let c = spec + 1; c < values; c = tree.after[c]!) {
    if (tree.field[c] !== Field.name) break;
    if (c === name) index = count;
    count++;
  }
  return assignedType(b, scopes, values, count, index);
}

/** Type that the variable in that place gets from an expression list: one value each, a call's results, or the comma-ok forms. */
export function assignedType(
  b: Binder,
  scopes: DeclarationScopes,
  values: NodeId,
  count: number,
  index: number,
): GoType {
  const { tree } = scopes.file;
  const given = childCount(scopes, values);
  let value = tree.firstChild(values);
  if (given === count) {
    for (let i = 0; i < index; i++) value = tree.after[value]!;
    return defaultType(single(typeOfExpression(b, scopes, value)));
  }
  if (given !== 1) return unknown('syntax', 'assignment count mismatch');
  while (tree.kind[value] === Kind.parenthesized_expression) value = tree.firstChild(value);
  const type = typeOfExpression(b, scopes, value);
  if (type.kind === 'unknown') return index === 1 && isCommaOk(scopes, value) ? basic('bool') : type;
  if (type.kind === 'tuple') return type.elems[index] ?? unknown('unsupported', 'assignment count mismatch');
  if (isCommaOk(scopes, value) && index < 2) return index === 0 ? type : basic('bool');
  return unknown('unsupported', 'assignment count mismatch');
}

function isCommaOk(scopes: DeclarationScopes, value: NodeId): boolean {
  const kind = scopes.file.tree.kind[value];
  return kind === Kind.index_expression || kind === Kind.type_assertion_expression || kind === Kind.unary_expression;
}

function single(type: GoType): GoType {
  return type.kind === 'tuple' ? unknown('unsupported', 'call without or with several values') : type;
}

function childCount(scopes: DeclarationScopes, list: NodeId): number {
  const { after } = scopes.file.tree;
  let n = 0;
  for (let c = list + 1; c < after[list]!; c = after[c]!) n++;
  return n;
}

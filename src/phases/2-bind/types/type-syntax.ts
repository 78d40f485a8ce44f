import { Field, Kind } from '../../../go/grammar.js';
import type { Reference } from '../../../model/binding.js';
import type { GoType, InterfaceMethod, StructField } from '../../../model/go-type.js';
import type { FieldSymbol, FunctionSymbol, TypeSymbol } from '../../../model/symbol.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import { typeOfTypeSymbol } from '../declarations/named-type.js';
import { typeMemberOf } from '../declarations/package-member.js';
import { funcType } from '../declarations/signature.js';
import { arrayLength } from '../expressions/constant-value.js';
import { channelDirection } from '../scopes/define-token.js';
import type { NameEnvironment } from '../scopes/name-environment.js';
import { symbolId } from '../scopes/package-symbols.js';
import { instantiate } from './instantiate.js';
import { unknown } from './make.js';

/** Evaluations nested deeper than this are given up: no program that people write is. */
export const MAX_NESTING = 400;

/** The type that a type node, or an expression in its place, denotes. */
export function typeFromSyntax(b: Binder, environment: NameEnvironment, node: NodeId): GoType {
  if (node < 0) return unknown('syntax', 'missing type');
  const known = environment.remembered(node);
  if (known !== undefined) return known;
  if (b.depth > MAX_NESTING) return unknown('unsupported', 'nesting too deep');
  b.depth++;
  const type = convert(b, environment, node);
  b.depth--;
  environment.remember(node, type);
  return type;
}

function convert(b: Binder, env: NameEnvironment, node: NodeId): GoType {
  const { tree } = env.file;
  switch (tree.kind[node]) {
    case Kind.type_identifier:
    case Kind.identifier:
      return typeNamed(b, env.nameAt(node), tree.textOf(node));
    case Kind.qualified_type:
      return qualified(b, env, tree.child(node, Field.package), tree.child(node, Field.name));
    case Kind.selector_expression:
      return qualified(b, env, tree.child(node, Field.operand), tree.child(node, Field.field));
    case Kind.generic_type: {
      const args = tree.child(node, Field.type_arguments);
      return instantiate(
        b,
        typeFromSyntax(b, env, tree.child(node, Field.type)),
        args < 0 ? [] : tree.children(args).map((a) => typeFromSyntax(b, env, a)),
      );
    }
    case Kind.index_expression:
      return instantiate(
        b,
        typeFromSyntax(b, env, tree.child(node, Field.operand)),
        tree.childrenIn(node, Field.index).map((a) => typeFromSyntax(b, env, a)),
      );
    case Kind.pointer_type:
      return b.compounds.pointerTo(typeFromSyntax(b, env, tree.firstChild(node)));
    case Kind.unary_expression:
      return b.compounds.pointerTo(typeFromSyntax(b, env, tree.child(node, Field.operand)));
    case Kind.parenthesized_type:
    case Kind.parenthesized_expression:
    case Kind.negated_type:
      return typeFromSyntax(b, env, tree.firstChild(node));
    case Kind.slice_type:
      return b.compounds.sliceOf(typeFromSyntax(b, env, tree.child(node, Field.element)));
    case Kind.array_type:
      return {
        kind: 'array',
        elem: typeFromSyntax(b, env, tree.child(node, Field.element)),
        length: arrayLength(b, env, tree.child(node, Field.length)),
      };
    case Kind.implicit_length_array_type:
      return { kind: 'array', elem: typeFromSyntax(b, env, tree.child(node, Field.element)), length: '' };
    case Kind.map_type:
      return {
        kind: 'map',
        key: typeFromSyntax(b, env, tree.child(node, Field.key)),
        value: typeFromSyntax(b, env, tree.child(node, Field.value)),
      };
    case Kind.channel_type:
      return {
        kind: 'chan',
        elem: typeFromSyntax(b, env, tree.child(node, Field.value)),
        direction: channelDirection(tree, node),
      };
    case Kind.function_type:
      return funcType(b, env, node);
    case Kind.struct_type:
      return structType(b, env, node);
    case Kind.interface_type:
      return interfaceType(b, env, node);
    case Kind.type_elem:
    case Kind.type_constraint:
      return constraintElement(b, env, node);
    default:
      return unknown(tree.kind[node] === Kind.ERROR ? 'syntax' : 'unsupported', tree.textOf(node).slice(0, 40));
  }
}

function typeNamed(b: Binder, reference: Reference, name: string): GoType {
  if (reference.kind === 'type') return typeOfTypeSymbol(b, reference);
  if (reference.kind === 'unknown') return reference;
  return unknown('unsupported', `${name} is no type`);
}

function qualified(b: Binder, env: NameEnvironment, pkg: NodeId, name: NodeId): GoType {
  const { tree } = env.file;
  if (pkg < 0 || name < 0) return unknown('syntax', 'incomplete qualified name');
  const reference =
    tree.kind[pkg] === Kind.identifier || tree.kind[pkg] === Kind.package_identifier ? env.nameAt(pkg) : undefined;
  const text = tree.textOf(name);
  if (reference?.kind === 'unknown') return reference;
  if (reference?.kind !== 'package') return unknown('unresolved', `${tree.textOf(pkg)}.${text}`);
  return typeNamed(b, typeMemberOf(b, reference.importPath, text, env.scope, env.file), text);
}

/** `~A | B` in a constraint or among interface elements; a single plain type stays itself, it may be an interface. */
function constraintElement(b: Binder, env: NameEnvironment, node: NodeId): GoType {
  const { tree } = env.file;
  const terms = tree.children(node);
  const first = terms[0];
  if (first === undefined) return unknown('syntax', 'empty constraint');
  if (terms.length === 1 && tree.kind[first] !== Kind.negated_type) return typeFromSyntax(b, env, first);
  return {
    kind: 'interface',
    methods: [],
    embeds: [],
    unions: [terms.map((t) => typeFromSyntax(b, env, t))],
    tildes: [terms.map((t) => tree.kind[t] === Kind.negated_type)],
  };
}

function interfaceType(b: Binder, env: NameEnvironment, node: NodeId): GoType {
  const { tree } = env.file;
  const methods: InterfaceMethod[] = [];
  const embeds: GoType[] = [];
  const unions: GoType[][] = [];
  const tildes: boolean[][] = [];
  for (const child of tree.children(node)) {
    if (tree.kind[child] === Kind.method_elem) {
      const name = tree.child(child, Field.name);
      if (name >= 0)
        methods.push({
          name: tree.textOf(name),
          type: funcType(b, env, child),
          symbol: interfaceMethodSymbol(env, child, name),
        });
    } else if (tree.kind[child] === Kind.type_elem) {
      const terms = tree.children(child);
      if (terms.length === 1 && tree.kind[terms[0]!] !== Kind.negated_type)
        embeds.push(typeFromSyntax(b, env, terms[0]!));
      else {
        unions.push(terms.map((t) => typeFromSyntax(b, env, t)));
        tildes.push(terms.map((t) => tree.kind[t] === Kind.negated_type));
      }
    }
  }
  return unions.length === 0
    ? { kind: 'interface', methods, embeds, unions }
    : { kind: 'interface', methods, embeds, unions, tildes };
}

/** Symbol of a method in an interface type. */
export function interfaceMethodSymbol(env: NameEnvironment, element: NodeId, name: NodeId): FunctionSymbol {
  const { file, scope } = env;
  return {
    kind: 'function',
    id: symbolId(file, name),
    name: file.tree.textOf(name),
    file,
    node: name,
    pkg: scope.unit,
    declaration: element,
    receiver: undefined,
    variants: [],
  };
}

function structType(b: Binder, env: NameEnvironment, node: NodeId): GoType {
  const { tree } = env.file;
  const list = tree.childOfKind(node, Kind.field_declaration_list);
  const fields: StructField[] = [];
  if (list < 0) return { kind: 'struct', fields };
  const declaringType = declaringTypeOf(env, node);
  const end = tree.after[list]!;
  for (let f = list + 1; f < end; f = tree.after[f]!) {
    if (tree.kind[f] !== Kind.field_declaration) continue;
    const typeNode = tree.child(f, Field.type);
    if (typeNode < 0) continue;
    let type = typeFromSyntax(b, env, typeNode);
    if (tree.field[f + 1] === Field.name) {
      for (let n = f + 1; n < typeNode && tree.field[n] === Field.name; n = tree.after[n]!) {
        const symbol = makeField(env, node, f, n, declaringType, false);
        fields.push({ name: symbol.name, embedded: false, type, symbol });
      }
    } else {
      if (tree.text.charCodeAt(tree.start[f]!) === STAR) type = { kind: 'pointer', elem: type };
      const symbol = makeField(env, node, f, embeddedName(env, typeNode), declaringType, true);
      fields.push({ name: symbol.name, embedded: true, type, symbol });
    }
  }
  return { kind: 'struct', fields };
}

const STAR = 42;

function makeField(
  env: NameEnvironment,
  structNode: NodeId,
  declaration: NodeId,
  node: NodeId,
  declaringType: TypeSymbol | undefined,
  embedded: boolean,
): FieldSymbol {
  const { file } = env;
  return {
    kind: 'field',
    id: symbolId(file, node),
    name: file.tree.textOf(node),
    file,
    node,
    embedded,
    declaringType,
    structNode,
    declaration,
  };
}

/** Node of the name that an embedded type gives its field. */
export function embeddedName(env: NameEnvironment, typeNode: NodeId): NodeId {
  const { tree } = env.file;
  let n = typeNode;
  for (;;) {
    if (tree.kind[n] === Kind.generic_type) n = tree.child(n, Field.type);
    else if (tree.kind[n] === Kind.qualified_type) return tree.child(n, Field.name);
    else return n;
  }
}

/** Symbol of the field that a name (or an embedded type's name) in a `field_declaration` declares. */
export function fieldDeclaredAt(env: NameEnvironment, declaration: NodeId, name: NodeId): FieldSymbol {
  const { tree } = env.file;
  const structNode = tree.parent[tree.parent[declaration]!]!;
  return makeField(
    env,
    structNode,
    declaration,
    name,
    declaringTypeOf(env, structNode),
    tree.child(declaration, Field.name) < 0,
  );
}

/** The type whose declaration is this struct type. */
function declaringTypeOf(env: NameEnvironment, structNode: NodeId): TypeSymbol | undefined {
  const { file, scope } = env;
  const { tree } = file;
  let n = tree.parent[structNode]!;
  while (n >= 0 && tree.kind[n] === Kind.parenthesized_type) n = tree.parent[n]!;
  if (n < 0 || tree.kind[n] !== Kind.type_spec) return undefined;
  const name = tree.child(n, Field.name);
  if (name < 0) return undefined;
  const topLevel = tree.kind[tree.parent[tree.parent[n]!]!] === Kind.source_file;
  const symbol = topLevel ? scope.symbolDeclaredAt(file, name) : env.nameAt(name);
  return symbol?.kind === 'type' ? symbol : undefined;
}

import { Field, Kind } from '../../../go/grammar.js';
import type { Selection } from '../../../model/binding.js';
import type { GoType } from '../../../model/go-type.js';
import type { FunctionSymbol, TypeSymbol } from '../../../model/symbol.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import { HeadNames, type NameEnvironment } from '../scopes/name-environment.js';
import type { PackageScope } from '../scopes/package-scope.js';
import { unknown } from '../types/make.js';
import { typeFromSyntax } from '../types/type-syntax.js';
import { typeParametersOf } from './type-parameters.js';

/** What a declared type's syntax says, worked out piece by piece on demand. */
export interface TypeInfo {
  readonly symbol: TypeSymbol;
  readonly isAlias: boolean;
  readonly params: readonly TypeSymbol[];
  readonly environment: NameEnvironment;
  readonly typeNode: NodeId;
  readonly scope: PackageScope;
  /** the type behind the name as written */
  written: GoType | undefined;
  underlying: GoType | undefined;
  /** guards against declarations that refer to themselves */
  busy: boolean;
  resolving: boolean;
  /** fields and methods found by name, for the type without arguments */
  readonly members: Map<string, Selection>;
  methods: ReadonlyMap<string, readonly FunctionSymbol[]> | undefined;
}

/** A type symbol without syntax in view: predeclared, a type parameter, or opaque. */
export const NO_INFO = { none: true } as const;

export function typeInfo(b: Binder, symbol: TypeSymbol): TypeInfo | undefined {
  let info = b.typeInfos.get(symbol);
  if (info === undefined) {
    info = makeInfo(b, symbol) ?? NO_INFO;
    b.typeInfos.set(symbol, info);
  }
  return info === NO_INFO ? undefined : (info as TypeInfo);
}

function makeInfo(b: Binder, symbol: TypeSymbol): TypeInfo | undefined {
  if (symbol.role === 'predeclared' || symbol.role === 'type-parameter') return undefined;
  let file = symbol.file;
  let spec = symbol.declaration;
  let scope: PackageScope | undefined;
  if (symbol.role === 'opaque') {
    scope = b.packageAt(symbol.packagePath, b.externalOrigin.get(symbol)!);
    scope?.readOn(symbol.name);
    const declared = scope?.declarationOf(symbol.name, undefined);
    if (declared === undefined || (declared.kind !== 'type' && declared.kind !== 'alias')) return undefined;
    file = declared.file;
    spec = declared.spec;
  } else scope = b.scopeOfFile(file);
  if (scope === undefined) return undefined;
  const { tree } = file;
  const typeNode = tree.child(spec, Field.type);
  if (typeNode < 0) return undefined;
  const params = typeParametersOf(b, file, scope, spec);
  const local = symbol.local ? b.scopesAt(file, spec) : undefined;
  return {
    symbol,
    isAlias: tree.kind[spec] === Kind.type_alias,
    params,
    environment: local ?? new HeadNames(file, scope, params, b.lookupName),
    typeNode,
    scope,
    written: undefined,
    underlying: undefined,
    busy: false,
    resolving: false,
    members: new Map(),
    methods: undefined,
  };
}

/** The type that follows the name in the declaration: what an alias stands for. */
export function writtenType(b: Binder, info: TypeInfo): GoType {
  if (info.written === undefined) {
    if (info.busy) return unknown('cycle', info.symbol.name);
    info.busy = true;
    info.written = typeFromSyntax(b, info.environment, info.typeNode);
    info.busy = false;
  }
  return info.written;
}

/** Methods declared for the type, by name; build-tag variants of one method together. */
export function declaredMethods(b: Binder, symbol: TypeSymbol): ReadonlyMap<string, readonly FunctionSymbol[]> {
  const info = typeInfo(b, symbol);
  if (info === undefined || symbol.local) return NO_METHODS;
  if (info.methods === undefined) {
    const methods = new Map<string, FunctionSymbol[]>();
    for (const declared of info.scope.methodDeclarations(symbol.name)) {
      const method = info.scope.functionOf(declared);
      const list = methods.get(method.name);
      if (list === undefined) methods.set(method.name, [method]);
      else list.push(method);
    }
    info.methods = methods;
  }
  return info.methods;
}

const NO_METHODS: ReadonlyMap<string, readonly FunctionSymbol[]> = new Map();

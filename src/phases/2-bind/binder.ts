import type { Reference } from '../../model/binding.js';
import type { GoType, InterfaceMethod } from '../../model/go-type.js';
import type { BuildConfig, ExternalPackage, Module, PackageUnit, Program, SourceFile } from '../../model/source.js';
import type {
  ConstantSymbol,
  FunctionSymbol,
  Symbol as GoSymbol,
  TypeSymbol,
  VariableSymbol,
} from '../../model/symbol.js';
import type { NodeId } from '../../model/syntax-tree.js';
import type { ConstantGroup } from './declarations/constants.js';
import type { KnownPackage } from './declarations/known-package.js';
import { localSymbol } from './declarations/local-symbols.js';
import type { NO_INFO, TypeInfo } from './declarations/type-info.js';
import type { DeclarationScopes } from './scopes/declaration-scopes.js';
import { FileScopes } from './scopes/file-scopes.js';
import { lookupName } from './scopes/lookup-name.js';
import { PackageScope } from './scopes/package-scope.js';
import { CompoundTypes } from './types/compound-types.js';
import { FIRST_OPAQUE_ID, syntaxlessType } from './universe.js';

/** Bodies bound on the way to another file's answer are dropped at the next release once there are this many. */
const MAX_STRAY_FILES = 16;

/** What the binder knows: the packages in view and the memos of what was asked. One per program; every function of the phase takes it first. */
export class Binder {
  /** nesting of evaluations, for the guard against deep syntax */
  depth = 0;
  readonly typeInfos = new Map<TypeSymbol, TypeInfo | typeof NO_INFO>();
  readonly knownPackages = new Map<string, KnownPackage>();
  readonly compounds = new CompoundTypes();
  readonly namedTypes = new Map<TypeSymbol, GoType>();
  readonly signatures = new Map<FunctionSymbol, GoType>();
  readonly valueTypes = new Map<VariableSymbol | ConstantSymbol, GoType>();
  readonly typeParams = new Map<FunctionSymbol, readonly TypeSymbol[]>();
  readonly constraints = new Map<number, GoType>();
  /** type symbols that are made from syntax below package level, by id: one object each */
  readonly innerTypes = new Map<number, TypeSymbol>();
  /** underlying types of instantiated types, by their type object */
  readonly instantiated = new WeakMap<GoType, GoType>();
  readonly interfaceMethods = new WeakMap<GoType, ReadonlyMap<string, InterfaceMethod>>();
  private readonly unitScopes = new Map<PackageUnit, PackageScope>();
  private readonly externals = new Map<string, PackageScope | undefined>();
  private readonly readPackages = new Map<ExternalPackage, PackageScope>();
  private readonly externalTypes = new Map<string, TypeSymbol>();
  /** where an external type's package was imported from */
  readonly externalOrigin = new Map<TypeSymbol, Module>();
  private readonly scopeByFile = new Map<number, PackageScope>();
  private readonly bodies = new Map<number, FileScopes>();
  private readonly asked = new Set<number>();
  readonly constantValues = new Map<ConstantSymbol, bigint | undefined>();
  lastConstantGroup: ConstantGroup | undefined;
  private readonly activity = new Map<string, Map<number, boolean>>();
  private nextOpaqueId = FIRST_OPAQUE_ID;
  private lastBody: FileScopes | undefined;

  constructor(readonly program: Program) {
    for (const unit of program.packages) {
      const path = unit.isExternalTest ? `${unit.importPath}_test` : unit.importPath;
      const scope = new PackageScope(
        { path, name: unit.name, files: unit.files, unit, module: unit.module },
        this.importNames,
        undefined,
      );
      this.unitScopes.set(unit, scope);
      for (const file of unit.files) this.scopeByFile.set(file.index, scope);
    }
  }

  private get importNames() {
    return {
      known: (path: string, from: Module): string | undefined =>
        this.program.imported(path, from)?.name ?? this.externals.get(externalKey(path, from))?.view.name,
      read: (path: string, from: Module): string | undefined => this.packageAt(path, from)?.view.name,
    };
  }

  scopeOfUnit(unit: PackageUnit): PackageScope {
    return this.unitScopes.get(unit)!;
  }

  scopeOfFile(file: SourceFile): PackageScope | undefined {
    return this.scopeByFile.get(file.index);
  }

  /** The package of an import path: a unit of the program, or one read from external source; undefined when it is opaque. */
  packageAt(path: string, from: Module): PackageScope | undefined {
    const unit = this.program.imported(path, from);
    if (unit !== undefined) return this.unitScopes.get(unit);
    const key = externalKey(path, from);
    if (this.externals.has(key)) return this.externals.get(key);
    const read = path === 'C' || path === 'unsafe' ? undefined : this.program.external(path, from);
    const scope = read === undefined ? undefined : this.scopeOfExternal(read, from);
    this.externals.set(key, scope);
    return scope;
  }

  private scopeOfExternal(read: ExternalPackage, from: Module): PackageScope {
    let scope = this.readPackages.get(read);
    if (scope === undefined) {
      const view = { path: read.importPath, name: read.name, files: read.files, unit: undefined, module: from };
      const made = new PackageScope(view, this.importNames, {
        type: (name) => this.externalType(read.importPath, name, from),
        more: (name) => {
          const files = read.more(name);
          for (const file of files) this.scopeByFile.set(file.index, made);
          return files;
        },
      });
      scope = made;
      this.readPackages.set(read, scope);
      for (const file of read.files) this.scopeByFile.set(file.index, scope);
    }
    return scope;
  }

  /** The symbol of a type in a package outside the program: one per path and name. */
  externalType(path: string, name: string, from: Module): TypeSymbol {
    const key = `${path}.${name}`;
    let symbol = this.externalTypes.get(key);
    if (symbol === undefined) {
      symbol = syntaxlessType(this.nextId(), name, 'opaque', path);
      this.externalTypes.set(key, symbol);
      this.externalOrigin.set(symbol, from);
    }
    return symbol;
  }

  /** A fresh id for a symbol that no file of the program declares. */
  nextId(): number {
    return this.nextOpaqueId--;
  }

  /** Whether the package of an external type was read before. */
  isRead(symbol: TypeSymbol): boolean {
    return this.externals.get(externalKey(symbol.packagePath, this.externalOrigin.get(symbol)!)) !== undefined;
  }

  /** Whether a file is built in a configuration. */
  isActive(file: SourceFile, config: BuildConfig): boolean {
    const key = `${config.goos}/${config.goarch}`;
    let known = this.activity.get(key);
    if (known === undefined) {
      known = new Map();
      this.activity.set(key, known);
    }
    let active = known.get(file.index);
    if (active === undefined) {
      active = file.activeIn(config);
      known.set(file.index, active);
    }
    return active;
  }

  readonly lookupName = (scope: PackageScope, file: SourceFile, name: string): Reference =>
    lookupName(this, scope, file, name);

  private readonly localSymbols = (scopes: DeclarationScopes, index: number): GoSymbol =>
    localSymbol(this, scopes, index);

  /** Scopes of the top-level declaration around a node; undefined outside of any (import and package clauses). */
  scopesAt(file: SourceFile, node: NodeId): DeclarationScopes | undefined {
    let body = this.lastBody;
    if (body === undefined || body.file !== file) {
      body = this.bodies.get(file.index);
      if (body === undefined) {
        const scope = this.scopeByFile.get(file.index);
        if (scope === undefined) return undefined;
        body = new FileScopes(file, scope, this.lookupName, this.localSymbols);
        this.bodies.set(file.index, body);
      }
      this.lastBody = body;
    }
    return body.at(node);
  }

  /** Says that a consumer works on this file: its memo stays until it is released. */
  ask(file: SourceFile): void {
    this.asked.add(file.index);
  }

  release(file: SourceFile): void {
    this.lastBody = undefined;
    this.asked.delete(file.index);
    this.bodies.delete(file.index);
    this.scopeByFile.get(file.index)?.release(file);
    if (this.bodies.size - this.asked.size < MAX_STRAY_FILES) return;
    for (const index of this.bodies.keys()) if (!this.asked.has(index)) this.bodies.delete(index);
  }
}

function externalKey(path: string, from: Module): string {
  return `${from.dir}\0${path}`;
}

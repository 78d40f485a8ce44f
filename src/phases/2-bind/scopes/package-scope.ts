import { Field, Kind } from '../../../go/grammar.js';
import type { Module, PackageUnit, SourceFile } from '../../../model/source.js';
import type { FunctionSymbol, Symbol as GoSymbol, TypeSymbol } from '../../../model/symbol.js';
import type { NodeId, SyntaxTree } from '../../../model/syntax-tree.js';
import { Declaration, type DeclarationKind, forEachTopLevel } from './declaration.js';
import { FileImports, type ImportNames } from './file-imports.js';
import { makeFunctionSymbol, makePackageSymbol } from './package-symbols.js';
import { chooseVariant } from './variants.js';

/** A package as the binder sees it, in the program or read from external source. */
export interface PackageView {
  /** identity of the package in type symbols: the import path, with "_test" behind it for an external test */
  readonly path: string;
  readonly name: string;
  readonly files: readonly SourceFile[];
  /** undefined for a package outside the program */
  readonly unit: PackageUnit | undefined;
  /** module from which its imports are resolved */
  readonly module: Module;
}

/** Where the declarations of a package outside the program come from. */
export interface ExternalSource {
  /** symbol that stands for a type of the package, the same whether its source is read or not */
  type(name: string): TypeSymbol;
  /** further files that declare a name, see `ExternalPackage.more` */
  more(name: string): readonly SourceFile[];
}

/** The package block: what the files of a package declare at top level. Read from the trees on first use. */
export class PackageScope {
  private names: Map<string, Declaration | Declaration[]> | undefined;
  /** method declarations by the receiver's type name as written */
  private methods: Map<string, Declaration[]> = new Map();
  private inOrder: Declaration[] = [];
  private readonly imports = new Map<number, FileImports>();
  private attached: Map<string, Declaration[]> | undefined;
  private readonly missed = new Set<string>();

  constructor(
    readonly view: PackageView,
    private readonly importNames: ImportNames,
    private readonly external: ExternalSource | undefined,
  ) {}

  get path(): string {
    return this.view.path;
  }

  get unit(): PackageUnit | undefined {
    return this.view.unit;
  }

  /** Whether some file declares the name under any build tags. */
  declares(name: string): boolean {
    return this.declarations().has(name);
  }

  /** What the name means in a file of the package, or seen from outside when `from` is a file of another package. */
  lookup(name: string, from: SourceFile | undefined): GoSymbol | undefined {
    const declared = this.declarationOf(name, from);
    return declared === undefined ? undefined : this.symbolOf(declared);
  }

  declarationOf(name: string, from: SourceFile | undefined): Declaration | undefined {
    const found = this.declarations().get(name);
    if (found === undefined || found instanceof Declaration) return found;
    return chooseVariant(found, from);
  }

  /** Reads on in the source of a package outside the program where it may declare a name that another package uses; once for each name. */
  readOn(name: string): void {
    if (this.external === undefined || this.missed.has(name)) return;
    const names = this.declarations();
    if (names.has(name)) return;
    this.missed.add(name);
    for (const file of this.external.more(name)) this.addFile(names, file);
    this.attached = undefined;
  }

  variantsOf(name: string): readonly Declaration[] {
    const found = this.declarations().get(name);
    return found === undefined ? [] : found instanceof Declaration ? [found] : found;
  }

  symbolOf(declared: Declaration): GoSymbol {
    declared.symbol ??=
      this.external !== undefined && (declared.kind === 'type' || declared.kind === 'alias')
        ? this.external.type(declared.name)
        : makePackageSymbol(this, declared);
    return declared.symbol;
  }

  /** Symbol of the declaration whose name is that node, or of the method declared there. */
  symbolDeclaredAt(file: SourceFile, node: NodeId): GoSymbol | undefined {
    const { tree } = file;
    if (tree.kind[tree.parent[node]!] === Kind.method_declaration) {
      this.declarations();
      const spec = tree.parent[node]!;
      const found = this.methods
        .get(receiverName(tree, spec).typeName)
        ?.find((d) => d.file === file && d.spec === spec);
      return found === undefined ? undefined : this.functionOf(found);
    }
    const found = this.variantsOf(tree.textOf(node)).find((d) => d.file === file && d.node === node);
    if (found !== undefined) return this.symbolOf(found);
    // init and blank declarations are in no scope
    const spec = tree.parent[node]!;
    const unnamed = this.allDeclarations().find((d) => d.file === file && d.node === node && d.spec === spec);
    return unnamed === undefined ? undefined : this.symbolOf(unnamed);
  }

  /** Symbol of a function or method declaration. */
  functionDeclaredAt(file: SourceFile, declaration: NodeId): FunctionSymbol | undefined {
    const name = file.tree.child(declaration, Field.name);
    const symbol = name < 0 ? undefined : this.symbolDeclaredAt(file, name);
    return symbol?.kind === 'function' ? symbol : undefined;
  }

  /** Declarations of the package, methods and `init` functions among them, in file order. */
  allDeclarations(): readonly Declaration[] {
    this.declarations();
    return this.inOrder;
  }

  functionOf(declared: Declaration): FunctionSymbol {
    if (declared.symbol === undefined) {
      const variants =
        declared.kind === 'method'
          ? (this.methods.get(receiverName(declared.file.tree, declared.spec).typeName) ?? [])
          : this.variantsOf(declared.name);
      declared.symbol = makeFunctionSymbol(this, declared, variants);
    }
    return declared.symbol as FunctionSymbol;
  }

  /** Declarations of the methods of a type of the package, those declared through an alias of it included. */
  methodDeclarations(typeName: string): readonly Declaration[] {
    this.declarations();
    this.attached ??= this.attachByAlias();
    return this.attached.get(typeName) ?? this.methods.get(typeName) ?? [];
  }

  importsOf(file: SourceFile): FileImports {
    let found = this.imports.get(file.index);
    if (found === undefined) {
      found = new FileImports(file, this.view.module, this.importNames);
      this.imports.set(file.index, found);
    }
    return found;
  }

  /** Frees what is known of a file's imports; their symbols keep their ids. */
  release(file: SourceFile): void {
    this.imports.delete(file.index);
  }

  private attachByAlias(): Map<string, Declaration[]> {
    const merged = new Map<string, Declaration[]>();
    for (const [name, declared] of this.methods) {
      const target = this.aliasTarget(name);
      if (target !== undefined && target !== name)
        merged.set(target, [...(merged.get(target) ?? this.methods.get(target) ?? []), ...declared]);
    }
    return merged;
  }

  /** Name of the type of this package that a chain of plain aliases leads to. */
  private aliasTarget(name: string): string | undefined {
    const seen = new Set<string>();
    let current = name;
    for (;;) {
      const declared = this.declarationOf(current, undefined);
      if (declared === undefined || declared.kind !== 'alias' || seen.has(current))
        return declared?.kind === 'type' ? current : undefined;
      seen.add(current);
      const { tree } = declared.file;
      const type = tree.child(declared.spec, Field.type);
      const base = type >= 0 && tree.kind[type] === Kind.generic_type ? tree.child(type, Field.type) : type;
      if (base < 0 || tree.kind[base] !== Kind.type_identifier) return undefined;
      current = tree.textOf(base);
    }
  }

  private declarations(): Map<string, Declaration | Declaration[]> {
    if (this.names !== undefined) return this.names;
    const names = new Map<string, Declaration | Declaration[]>();
    this.names = names;
    for (const file of this.view.files) this.addFile(names, file);
    return names;
  }

  private addFile(names: Map<string, Declaration | Declaration[]>, file: SourceFile): void {
    const { tree } = file;
    forEachTopLevel(file, (node, kind) => {
      switch (kind) {
        case Kind.function_declaration:
          this.add(names, 'function', file, tree.child(node, Field.name), node);
          break;
        case Kind.method_declaration: {
          const name = tree.child(node, Field.name);
          if (name < 0) break;
          const declared = new Declaration('method', file, name, node);
          this.inOrder.push(declared);
          const { typeName } = receiverName(tree, node);
          const list = this.methods.get(typeName);
          if (list === undefined) this.methods.set(typeName, [declared]);
          else list.push(declared);
          break;
        }
        case Kind.type_spec:
        case Kind.type_alias:
          this.add(names, kind === Kind.type_spec ? 'type' : 'alias', file, tree.child(node, Field.name), node);
          break;
        case Kind.var_spec:
        case Kind.const_spec: {
          const what: DeclarationKind = kind === Kind.var_spec ? 'variable' : 'constant';
          const end = tree.after[node]!;
          for (let c = node + 1; c < end && tree.field[c] === Field.name; c = tree.after[c]!)
            this.add(names, what, file, c, node);
          break;
        }
      }
    });
  }

  private add(
    names: Map<string, Declaration | Declaration[]>,
    kind: DeclarationKind,
    file: SourceFile,
    node: NodeId,
    spec: NodeId,
  ): void {
    if (node < 0) return;
    const declared = new Declaration(kind, file, node, spec);
    this.inOrder.push(declared);
    const name = declared.name;
    if (name === '_' || (kind === 'function' && name === 'init')) return;
    const other = names.get(name);
    if (other === undefined) names.set(name, declared);
    else if (other instanceof Declaration) names.set(name, [other, declared]);
    else other.push(declared);
  }
}

export interface ReceiverName {
  readonly typeName: string;
  readonly pointer: boolean;
  /** node of the type's name, NONE where the receiver is odd */
  readonly typeNode: NodeId;
  /** nodes of the receiver's type parameters */
  readonly params: readonly NodeId[];
}

/** Takes `(s *Store[K, V])` apart. */
export function receiverName(tree: SyntaxTree, method: NodeId): ReceiverName {
  const list = tree.child(method, Field.receiver);
  const declaration = list < 0 ? -1 : tree.firstChild(list);
  let type = declaration < 0 ? -1 : tree.child(declaration, Field.type);
  let pointer = false;
  let params: NodeId[] = [];
  while (type >= 0) {
    const kind = tree.kind[type];
    if (kind === Kind.pointer_type) {
      pointer = true;
      type = tree.firstChild(type);
    } else if (kind === Kind.parenthesized_type) type = tree.firstChild(type);
    else if (kind === Kind.generic_type) {
      const args = tree.child(type, Field.type_arguments);
      if (args >= 0) params = tree.children(args).map((a) => tree.firstChild(a));
      type = tree.child(type, Field.type);
    } else break;
  }
  const named = type >= 0 && tree.kind[type] === Kind.type_identifier;
  return {
    typeName: named ? tree.textOf(type) : '',
    pointer,
    typeNode: named ? type : -1,
    params: params.filter((p) => p >= 0),
  };
}

import { Field, Kind } from '../../../go/grammar.js';
import { importNameOf, importNamesOf, isStandardPath } from '../../../go/import-name.js';
import type { Module, SourceFile } from '../../../model/source.js';
import type { PackageName } from '../../../model/symbol.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import { symbolId } from './package-symbols.js';

/** Where the names of imported packages come from. */
export interface ImportNames {
  /** name in the package clause of a package of the program or of one read before; undefined where it is not known without reading */
  known(path: string, from: Module): string | undefined;
  /** reads the package if its source is at hand */
  read(path: string, from: Module): string | undefined;
}

/** The imports of one file: the file block. */
export class FileImports {
  /** names that are certain: written out, or declared by a package in view, or of the standard library */
  private readonly certain = new Map<string, PackageName>();
  /** imports without a written name, whose package clause is not in view */
  private readonly guessed: PackageName[] = [];
  /** import paths of dot imports */
  readonly dots: string[] = [];
  /** every import with a name in the file, in order; the name of a guessed one is a guess */
  readonly all: PackageName[] = [];

  constructor(
    private readonly file: SourceFile,
    private readonly module: Module,
    private readonly names: ImportNames,
  ) {
    const { tree } = file;
    if (tree.count === 0) return;
    for (let n = 1; n < tree.after[0]!; n = tree.after[n]!) {
      if (tree.kind[n] !== Kind.import_declaration) continue;
      for (let i = n + 1; i < tree.after[n]!; i++) if (tree.kind[i] === Kind.import_spec) this.add(i);
    }
  }

  private add(spec: NodeId): void {
    const { file, module } = this;
    const { tree } = file;
    const path = tree.child(spec, Field.path);
    if (path < 0) return;
    const importPath = tree.textOf(path).slice(1, -1);
    const alias = tree.child(spec, Field.name);
    if (alias >= 0) {
      const kind = tree.kind[alias];
      if (kind === Kind.dot) this.dots.push(importPath);
      else if (kind !== Kind.blank_identifier) {
        const name = tree.textOf(alias);
        if (name === '_') return;
        this.certain.set(name, this.declare(name, alias, importPath));
      }
      return;
    }
    const known =
      importPath === 'C' || importPath === 'unsafe'
        ? importPath
        : (this.names.known(importPath, module) ?? (isStandardPath(importPath) ? importNameOf(importPath) : undefined));
    if (known !== undefined) this.certain.set(known, this.declare(known, path, importPath));
    else this.guessed.push(this.declare(importNameOf(importPath), path, importPath));
  }

  private declare(name: string, node: NodeId, importPath: string): PackageName {
    const symbol: PackageName = {
      kind: 'package',
      id: symbolId(this.file, node),
      name,
      file: this.file,
      node,
      importPath,
    };
    this.all.push(symbol);
    return symbol;
  }

  /** An import whose name is certain. */
  get(name: string): PackageName | undefined {
    return this.certain.get(name);
  }

  /** An import whose path suggests the name. Two that do are read to tell them apart. */
  guess(name: string): PackageName | undefined {
    const found = this.guessed.filter((p) => p.name === name);
    return found.length < 2 ? found[0] : (this.search(name) ?? found[0]);
  }

  /** The only import whose path could give the name, where no source tells: `go-kit` as `kit`, `bar-baz` as `barbaz`. */
  resembles(name: string): PackageName | undefined {
    const found = this.guessed.filter(
      (p) => importNamesOf(p.importPath).includes(name) && this.names.read(p.importPath, this.module) === undefined,
    );
    return found.length === 1 ? { ...found[0]!, name } : undefined;
  }

  /** An import whose package clause, read now, says the name. */
  search(name: string): PackageName | undefined {
    const found = this.guessed.find((p) => this.names.read(p.importPath, this.module) === name);
    return found === undefined ? undefined : { ...found, name };
  }
}

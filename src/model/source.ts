import type { SyntaxTree } from './syntax-tree.js';

/** Minor version of Go 1: 21 for `go 1.21`. */
export type GoMinor = number;

export interface Module {
  /** module path; empty for a tree without go.mod */
  readonly path: string;
  /** absolute directory */
  readonly dir: string;
  /** the go directive as written ("1.21.3"), undefined where there is none */
  readonly go: string | undefined;
  /** minor version the code may use; 17 where there is no directive (see strategies.md) */
  readonly goMinor: GoMinor;
}

/** One operating system and architecture, with the tags that hold there. */
export interface BuildConfig {
  readonly goos: string;
  readonly goarch: string;
}

export interface SourceFile {
  /** position in `Program.files`; with a node it makes a symbol's id */
  readonly index: number;
  /** absolute path */
  readonly path: string;
  /** path shown to people and put into diffs: relative to the root of the run, '/'-separated */
  readonly displayPath: string;
  /** decoded text without BOM; offsets of the tree are indices into it */
  readonly text: string;
  readonly tree: SyntaxTree;
  /** whether the bytes start with a UTF-8 byte-order mark, to be written back */
  readonly bom: boolean;
  /** SHA-256 of the bytes as read, hexadecimal */
  readonly hash: string;
  readonly isTest: boolean;
  readonly isGenerated: boolean;
  readonly isCgo: boolean;
  /** go version of this file: the module's, or raised by a `//go:build go1.N` line */
  readonly goMinor: GoMinor;
  /** false for generated, cgo and out-of-module files: bound, never edited */
  readonly editable: boolean;
  /** whether the build constraints (name suffix and //go:build line) hold; `cgo` and every release tag count as set, other tags as not set */
  activeIn(config: BuildConfig): boolean;
  /** first configuration of a fixed list (linux/amd64 first) in which the file is active; undefined when only custom tags enable it */
  readonly config: BuildConfig | undefined;
}

/** A directory plus a package clause; in-package tests belong to the unit, `x_test` files make their own. */
export interface PackageUnit {
  /** unique: the import path, with " [test]" behind it for an external test package */
  readonly id: string;
  readonly importPath: string;
  readonly name: string;
  readonly dir: string;
  readonly module: Module;
  readonly files: readonly SourceFile[];
  readonly isExternalTest: boolean;
  /** false when a file has a syntax error: bound as far as possible, never rewritten */
  readonly syntaxOk: boolean;
  /** chosen by the package patterns of the command line: its maps are reported */
  readonly selected: boolean;
}

/** The declarations of a package outside the program (GOROOT, vendor, module cache), function bodies cut out. */
export interface ExternalPackage {
  readonly importPath: string;
  readonly name: string;
  readonly files: readonly SourceFile[];
  /** further files with a declaration that nothing named when the package was read, and what it mentions; none if there is no such declaration */
  more(name: string): readonly SourceFile[];
}

export interface Program {
  /** directory that display paths are relative to */
  readonly root: string;
  readonly modules: readonly Module[];
  readonly packages: readonly PackageUnit[];
  /** every file of `packages`, by index; external files get indices behind these as they are read */
  readonly files: readonly SourceFile[];
  /** package by import path, external tests left out; of modules with the same path (example directories) the first */
  readonly packageByPath: ReadonlyMap<string, PackageUnit>;
  /** The package that an import in a file of `from` means: as `packageByPath`, but a module's own packages come first. */
  imported(importPath: string, from: Module): PackageUnit | undefined;
  /** Reads the declarations of an external package on demand; undefined where its source is not at hand. `from` chooses vendor directory and module versions. */
  external(importPath: string, from: Module): ExternalPackage | undefined;
}

/** A place in a file, as shown to people. */
export interface Position {
  /** display path */
  readonly file: string;
  /** 1-based */
  readonly line: number;
  /** 1-based, in UTF-16 units */
  readonly column: number;
}

import { Field, Kind } from '../../go/grammar.js';
import { importNameOf } from '../../go/import-name.js';
import type { SourceFile } from '../../model/source.js';
import { NONE, type NodeId, type SyntaxTree } from '../../model/syntax-tree.js';

/** Names of a package that are asked for; `all` for a package whose names are imported without its own. */
export type Wanted = ReadonlySet<string> | 'all';

/**
 * What the program, and the declarations kept of other packages, name of each package outside of it. Nothing else of such a package can be
 * looked up by name, except by way of what those declarations mention.
 */
export class ExternalDemand {
  /** names that stand behind a dot, as the key of a literal or as a method of an interface: fields and methods called otherwise are never selected */
  readonly members = new Set<string>();
  /** names of types that a struct of the program may embed: an interface may be fulfilled by their methods, whatever these are called */
  readonly embedded = new Set<string>();
  /** by import path: the files that import it, and what they call it */
  private readonly importers = new Map<string, { readonly file: number; readonly alias: string | undefined }[]>();
  /** by file: names selected on what may be a package, by its name */
  private readonly qualified: Map<string, Set<string>>[] = [];
  /** names that other packages' declarations mention, by import path */
  private readonly mentioned = new Map<string, Set<string>>();

  constructor(files: readonly SourceFile[]) {
    for (const { tree } of files) this.readFile(tree);
  }

  /** A kept declaration of another package mentions the name. */
  mention(importPath: string, name: string): void {
    const names = this.mentioned.get(importPath);
    if (names === undefined) this.mentioned.set(importPath, new Set([name]));
    else names.add(name);
  }

  wanted(importPath: string, packageName: string): Wanted {
    const names = new Set(this.mentioned.get(importPath));
    for (const { file, alias } of this.importers.get(importPath) ?? []) {
      if (alias === '.') return 'all';
      const qualified = this.qualified[file]!;
      for (const name of qualified.get(alias ?? packageName) ?? []) names.add(name);
      // What the binder takes the package's name for as long as it has not read it.
      if (alias === undefined) for (const name of qualified.get(importNameOf(importPath)) ?? []) names.add(name);
    }
    return names;
  }

  private readFile(tree: SyntaxTree): void {
    const file = this.qualified.length;
    const qualified = new Map<string, Set<string>>();
    this.qualified.push(qualified);
    const { kind, after, count } = tree;
    for (let n = 1; n < count; n++) {
      switch (kind[n]) {
        case Kind.import_spec: {
          const path = tree.child(n, Field.path);
          const alias = tree.child(n, Field.name);
          if (path !== NONE)
            this.addImporter(tree.textOf(path).slice(1, -1), file, alias === NONE ? undefined : tree.textOf(alias));
          break;
        }
        case Kind.selector_expression:
        case Kind.qualified_type: {
          const operand = n + 1;
          const member = after[operand]!;
          if (member >= after[n]!) break;
          const name = tree.textOf(member);
          this.members.add(name);
          const operandKind = kind[operand];
          if (operandKind === Kind.identifier || operandKind === Kind.package_identifier) {
            const qualifier = tree.textOf(operand);
            const names = qualified.get(qualifier);
            if (names === undefined) qualified.set(qualifier, new Set([name]));
            else names.add(name);
          }
          break;
        }
        case Kind.keyed_element:
          if (kind[n + 1] === Kind.identifier) this.members.add(tree.textOf(n + 1));
          break;
        case Kind.method_elem:
          this.members.add(tree.textOf(n + 1));
          break;
        case Kind.field_declaration:
          if (kind[n + 1] !== Kind.field_identifier) this.addEmbedded(tree, n);
          break;
        case Kind.type_alias:
          this.addEmbedded(tree, n);
          break;
      }
    }
  }

  /** The names of types in a node: those of type arguments do no harm. */
  private addEmbedded(tree: SyntaxTree, node: NodeId): void {
    for (let n = node + 1; n < tree.after[node]!; n++)
      if (tree.kind[n] === Kind.type_identifier) this.embedded.add(tree.textOf(n));
  }

  private addImporter(importPath: string, file: number, alias: string | undefined): void {
    const list = this.importers.get(importPath);
    if (list === undefined) this.importers.set(importPath, [{ file, alias }]);
    else list.push({ file, alias });
  }
}

import type { Reference } from '../../../model/binding.js';
import type { GoType } from '../../../model/go-type.js';
import type { SourceFile } from '../../../model/source.js';
import type { TypeSymbol } from '../../../model/symbol.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { PackageScope } from './package-scope.js';

/** Tells what the identifiers of some syntax mean. */
export interface NameEnvironment {
  readonly file: SourceFile;
  readonly scope: PackageScope;
  nameAt(identifier: NodeId): Reference;
  /** memo of the types of nodes, where the environment keeps one */
  remembered(node: NodeId): GoType | undefined;
  remember(node: NodeId, type: GoType): void;
}

/** Looks a name up in the file, package and universe blocks. */
export type NameLookup = (scope: PackageScope, file: SourceFile, name: string) => Reference;

/** Names in the head of a package-level declaration: its type parameters, then the package. For types and signatures whose body nobody asks for. */
export class HeadNames implements NameEnvironment {
  constructor(
    readonly file: SourceFile,
    readonly scope: PackageScope,
    readonly params: readonly TypeSymbol[],
    private readonly lookup: NameLookup,
  ) {}

  nameAt(identifier: NodeId): Reference {
    const name = this.file.tree.textOf(identifier);
    for (const p of this.params) if (p.name === name) return p;
    return this.lookup(this.scope, this.file, name);
  }

  remembered(): undefined {
    return undefined;
  }

  remember(): void {}
}

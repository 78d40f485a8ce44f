import type { SourceFile } from '../../../model/source.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import { forEachTopLevel } from './declaration.js';
import { DeclarationScopes, type LocalSymbols } from './declaration-scopes.js';
import type { NameLookup } from './name-environment.js';
import type { PackageScope } from './package-scope.js';

/** The bodies of one file: the scopes of each top-level declaration, made when a node in it is asked for. */
export class FileScopes {
  private readonly starts: number[] = [];
  private readonly made: (DeclarationScopes | undefined)[] = [];
  private last: DeclarationScopes | undefined;

  constructor(
    readonly file: SourceFile,
    private readonly scope: PackageScope,
    private readonly lookup: NameLookup,
    private readonly localSymbols: LocalSymbols,
  ) {
    forEachTopLevel(file, (node) => this.starts.push(node));
  }

  at(node: NodeId): DeclarationScopes | undefined {
    const { last } = this;
    if (last !== undefined && node >= last.start && node < last.end) return last;
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! <= node) low = middle + 1;
      else high = middle;
    }
    const index = low - 1;
    if (index < 0) return undefined;
    const start = this.starts[index]!;
    if (node >= this.file.tree.after[start]!) return undefined;
    let scopes = this.made[index];
    if (scopes === undefined) {
      scopes = new DeclarationScopes(this.file, this.scope, start, this.lookup, this.localSymbols);
      this.made[index] = scopes;
    }
    this.last = scopes;
    return scopes;
  }
}

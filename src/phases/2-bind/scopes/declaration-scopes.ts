import { Field, Kind } from '../../../go/grammar.js';
import type { Reference } from '../../../model/binding.js';
import type { GoType } from '../../../model/go-type.js';
import type { SourceFile } from '../../../model/source.js';
import type { FunctionSymbol, Symbol as GoSymbol } from '../../../model/symbol.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import { BlockWalk } from './block-walk.js';
import { Local } from './local.js';
import type { NameEnvironment, NameLookup } from './name-environment.js';
import type { PackageScope } from './package-scope.js';
import { isForeign } from './variants.js';

/** Makes the symbol of a local declaration. */
export type LocalSymbols = (scopes: DeclarationScopes, index: number) => GoSymbol;

/**
 * The function and block scopes of one top-level declaration: every identifier in it resolved to a local declaration or to a free name.
 * Made in one pass over the nodes; holds the types computed for them until the file is released.
 */
export class DeclarationScopes implements NameEnvironment {
  readonly end: NodeId;
  /** the file is not built for linux/amd64: types with build-tag variants are chosen anew in it */
  readonly isForeign: boolean;
  /** per node: 0 no name, n > 0 local declaration n-1, n < 0 free name -n-1 */
  private readonly refs: Int32Array;
  /** per local declaration: the declaring node and what it is */
  readonly localNodes: number[] = [];
  readonly localRoles: Local[] = [];
  readonly localTypes: (GoType | undefined)[] = [];
  private readonly symbols: (GoSymbol | undefined)[] = [];
  private readonly freeNames: string[] = [];
  private readonly freeSymbols: (Reference | undefined)[] = [];
  private readonly types: (GoType | undefined)[];
  /** whether the locals are being typed in order just now */
  inOrder = false;
  /** memo of the function that the declaration is */
  owner: FunctionSymbol | undefined;

  constructor(
    readonly file: SourceFile,
    readonly scope: PackageScope,
    /** the specification, function or method declaration */
    readonly start: NodeId,
    private readonly lookup: NameLookup,
    private readonly localSymbols: LocalSymbols,
  ) {
    const { tree } = file;
    this.end = tree.after[start]!;
    this.isForeign = isForeign(file);
    this.refs = new Int32Array(this.end - start);
    this.types = new Array(this.end - start);
    new BlockWalk(tree, start, this.refs, this.localNodes, this.localRoles, this.freeNames).run();
  }

  contains(node: NodeId): boolean {
    return node >= this.start && node < this.end;
  }

  nameAt(identifier: NodeId): Reference {
    const ref = this.refs[identifier - this.start]!;
    if (ref > 0) return this.symbolOf(ref - 1);
    if (ref < 0) {
      const index = -ref - 1;
      const known = this.freeSymbols[index];
      if (known !== undefined) return known;
      const found = this.lookup(this.scope, this.file, this.freeNames[index]!);
      this.freeSymbols[index] = found;
      return found;
    }
    return this.lookup(this.scope, this.file, this.file.tree.textOf(identifier));
  }

  /** Index of the local declaration that a node declares or refers to, -1 for none. */
  localAt(node: NodeId): number {
    const ref = this.refs[node - this.start]!;
    return ref > 0 ? ref - 1 : -1;
  }

  symbolOf(local: number): GoSymbol {
    let symbol = this.symbols[local];
    if (symbol === undefined) {
      symbol = this.localSymbols(this, local);
      this.symbols[local] = symbol;
    }
    return symbol;
  }

  /** Name of a local declaration. */
  nameOf(local: number): string {
    const { tree } = this.file;
    const node = this.localNodes[local]!;
    if (this.localRoles[local] !== Local.clause) return tree.textOf(node);
    const alias = tree.child(tree.parent[node]!, Field.alias);
    return alias < 0 ? '' : tree.textOf(tree.firstChild(alias));
  }

  /** The label that a name in `break`, `continue`, `goto` or before a statement means: the node that declares it, or -1. */
  labelAt(node: NodeId): NodeId {
    const { tree } = this.file;
    const literal = tree.ancestor(node, Kind.func_literal, Kind.function_declaration, Kind.method_declaration);
    const name = tree.textOf(node);
    if (literal < 0) return -1;
    for (let i = literal; i < tree.after[literal]!; ) {
      if (tree.kind[i] === Kind.func_literal && i !== literal) {
        i = tree.after[i]!;
        continue;
      }
      if (tree.kind[i] === Kind.label_name && tree.field[i] === Field.label && tree.textOf(i) === name) return i;
      i++;
    }
    return -1;
  }

  remembered(node: NodeId): GoType | undefined {
    return this.types[node - this.start];
  }

  remember(node: NodeId, type: GoType): void {
    this.types[node - this.start] = type;
  }
}

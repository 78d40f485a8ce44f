import { Kind } from '../../../go/grammar.js';
import type { SourceFile } from '../../../model/source.js';
import type { Symbol as GoSymbol } from '../../../model/symbol.js';
import type { NodeId } from '../../../model/syntax-tree.js';

export type DeclarationKind = 'variable' | 'constant' | 'type' | 'alias' | 'function' | 'method';

/** One name declared at package level. Its symbol is made when somebody asks. */
export class Declaration {
  symbol: GoSymbol | undefined = undefined;

  constructor(
    readonly kind: DeclarationKind,
    readonly file: SourceFile,
    /** the name's node */
    readonly node: NodeId,
    /** the `var_spec`, `const_spec`, `type_spec`, `type_alias`, `function_declaration` or `method_declaration` */
    readonly spec: NodeId,
  ) {}

  get name(): string {
    return this.file.tree.textOf(this.node);
  }
}

/** Calls `each` for every specification and function at the top level of a file, in order: the units that bodies are resolved by. */
export function forEachTopLevel(file: SourceFile, each: (node: NodeId, kind: number) => void): void {
  const { tree } = file;
  if (tree.count === 0) return;
  const { kind, after } = tree;
  const end = after[0]!;
  for (let n = 1; n < end; n = after[n]!) {
    switch (kind[n]) {
      case Kind.function_declaration:
      case Kind.method_declaration:
        each(n, kind[n]!);
        break;
      case Kind.const_declaration:
      case Kind.type_declaration:
      case Kind.var_declaration: {
        const stop = after[n]!;
        for (let s = n + 1; s < stop; s = after[s]!) {
          if (kind[s] === Kind.var_spec_list) {
            for (let v = s + 1; v < after[s]!; v = after[v]!) if (kind[v] === Kind.var_spec) each(v, kind[v]!);
          } else each(s, kind[s]!);
        }
        break;
      }
    }
  }
}

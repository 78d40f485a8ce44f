import { Field, Kind } from '../../go/grammar.js';
import { NONE, type SyntaxTree } from '../../model/syntax-tree.js';

/** Name of the package clause; undefined when the file has none. */
export function packageClause(tree: SyntaxTree): string | undefined {
  const clause = tree.childOfKind(0, Kind.package_clause);
  if (clause === NONE) return undefined;
  const name = tree.firstChild(clause);
  return name === NONE ? undefined : tree.textOf(name) || undefined;
}

/** Whether a comment before the package clause says `// Code generated … DO NOT EDIT.` on a line of its own (go/ast.IsGenerated). */
export function isGenerated(tree: SyntaxTree): boolean {
  const clause = tree.childOfKind(0, Kind.package_clause);
  const limit = clause === NONE ? tree.text.length : tree.start[clause]!;
  const { comments, text } = tree;
  for (let i = 0; i < comments.length && comments[i]! < limit; i += 2) {
    const comment = text.slice(comments[i]!, comments[i + 1]!);
    if (comment.includes('// Code generated ') && /^\/\/ Code generated .* DO NOT EDIT\.\r?$/m.test(comment))
      return true;
  }
  return false;
}

/** Import paths of a file, in order; import declarations stand directly below the file. */
export function importsOf(tree: SyntaxTree): string[] {
  const paths: string[] = [];
  for (let node = tree.firstChild(0); node !== NONE; node = tree.nextSibling(node)) {
    if (tree.kind[node] !== Kind.import_declaration) continue;
    for (let n = node + 1; n < tree.after[node]!; n++) {
      if (tree.kind[n] !== Kind.import_spec) continue;
      const path = tree.child(n, Field.path);
      if (path !== NONE) paths.push(tree.text.slice(tree.start[path]! + 1, tree.end[path]! - 1));
    }
  }
  return paths;
}

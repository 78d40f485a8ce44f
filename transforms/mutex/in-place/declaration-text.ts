import type { SourceFile } from '../../../src/model/source.js';
import type { NodeId } from '../../../src/model/syntax-tree.js';
import { indentAt, lineEnding, lineStart } from '../../../src/phases/4-decide/sections/layout.js';
import { commentsIn } from '../../../src/phases/4-decide/sections/syntax.js';

/** Where a line goes that is to stand in front of a declaration: before the comments directly above it. */
export function aboveDeclaration(
  file: SourceFile,
  declaration: NodeId,
): { readonly at: number; readonly indent: string } {
  const { tree, text } = file;
  const start = tree.start[declaration]!;
  const indent = indentAt(file, start);
  let at = lineStart(file, start) + indent.length;
  for (;;) {
    const above = lineStart(file, at) - 1;
    if (above <= 0) break;
    const from = lineStart(file, above);
    const line = text.slice(from, above).trim();
    const comment = commentsIn(file, from, above).at(-1);
    if (!line.startsWith('//') || comment === undefined || text.slice(from, comment.start).trim() !== '') break;
    // a directive belongs to what follows it, but a blank comment line ends nothing
    at = from + indentAt(file, from).length;
  }
  return { at, indent: indentAt(file, at) };
}

/** `// guards items, hits` */
export function guardsComment(names: readonly string[]): string {
  return `// guards ${names.join(', ')}`;
}

export function newLine(file: SourceFile, indent: string): string {
  return `${lineEnding(file)}${indent}`;
}

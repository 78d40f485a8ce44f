import { Kind } from '../../../go/grammar.js';
import type { SourceFile } from '../../../model/source.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import { commentsIn } from './syntax.js';

/** Line ending of a file. */
export function lineEnding(file: SourceFile): string {
  const first = file.text.indexOf('\n');
  return first > 0 && file.text[first - 1] === '\r' ? '\r\n' : '\n';
}

export function lineStart(file: SourceFile, offset: number): number {
  return file.text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset of the line's end, before its `\n` or `\r\n`. */
export function lineEnd(file: SourceFile, offset: number): number {
  const newline = file.text.indexOf('\n', offset);
  if (newline < 0) return file.text.length;
  return newline > offset && file.text[newline - 1] === '\r' ? newline - 1 : newline;
}

/** White space at the start of the line. */
export function indentAt(file: SourceFile, offset: number): string {
  const start = lineStart(file, offset);
  let end = start;
  while (file.text[end] === '\t' || file.text[end] === ' ') end++;
  return file.text.slice(start, end);
}

/** Whether only white space stands before the offset on its line. */
export function startsLine(file: SourceFile, offset: number): boolean {
  return /^[\t ]*$/.test(file.text.slice(lineStart(file, offset), offset));
}

/** Where a line may be inserted behind a statement: the end of its line, if only white space and comments that end on it follow. */
export function endOfStatementLine(file: SourceFile, offset: number): number | undefined {
  const end = lineEnd(file, offset);
  let at = offset;
  for (const comment of commentsIn(file, offset, end)) {
    if (file.text.slice(at, comment.start).trim() !== '') return undefined;
    if (comment.end > end + 1) return undefined;
    at = comment.end;
  }
  return file.text.slice(at, Math.max(at, end)).trim() === '' ? end : undefined;
}

/** Indentation of a statement; a label stands one tab to the left of it. */
export function statementIndent(file: SourceFile, statement: NodeId): string {
  const indent = indentAt(file, file.tree.start[statement]!);
  return file.tree.kind[statement] === Kind.labeled_statement ? `${indent}\t` : indent;
}

/** Whether the statement has lines of its own. */
export function hasOwnLines(file: SourceFile, statement: NodeId): boolean {
  return (
    startsLine(file, file.tree.start[statement]!) && endOfStatementLine(file, file.tree.end[statement]!) !== undefined
  );
}

/**
 * The stretch to delete so that a statement with lines of its own disappears with its line, and with a blank line that gofmt would not
 * keep: one of two in a row, or one next to a brace.
 */
export function removalRange(file: SourceFile, statement: NodeId): { readonly start: number; readonly end: number } {
  const { text } = file;
  const end = lineEnd(file, file.tree.end[statement]!);
  let start = lineStart(file, file.tree.start[statement]!);
  const next =
    text
      .slice(end)
      .match(/^\r?\n([^\n]*)/)?.[1]
      ?.trim() ?? '';
  const before = text.slice(0, start).match(/([^\n]*)\r?\n[\t ]*\r?\n$/);
  if (before !== null && (next === '' || next.startsWith('}') || /^(case\b|default:)/.test(next)))
    start -= before[0].length - before[1]!.length - newlineLength(text, start);
  return { start: start - newlineLength(text, start), end };
}

function newlineLength(text: string, offset: number): number {
  if (text[offset - 1] !== '\n') return 0;
  return text[offset - 2] === '\r' ? 2 : 1;
}

/** Whether comments belong to the statement: on its lines behind it, or directly above it. */
export function hasComments(file: SourceFile, statement: NodeId): boolean {
  const start = lineStart(file, file.tree.start[statement]!);
  if (commentsIn(file, start, lineEnd(file, file.tree.end[statement]!)).length > 0) return true;
  const above =
    file.text
      .slice(0, start)
      .match(/([^\n]*)\r?\n$/)?.[1]
      ?.trim() ?? '';
  return above.startsWith('//') || above.endsWith('*/');
}

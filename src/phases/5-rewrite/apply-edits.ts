import MagicString from 'magic-string';
import type { Segment } from './align/realign.js';
import { lineEndOf, withLineEnds } from './line-ends.js';
import type { ResolvedEdit } from './splice.js';

/** A stretch of the new text that the plans of some maps wrote. Offsets are UTF-16; `start === end` where text was only taken out. */
export interface EditedRange {
  readonly start: number;
  readonly end: number;
  readonly mapIds: readonly string[];
}

export interface AppliedEdits {
  readonly text: string;
  readonly ranges: readonly EditedRange[];
  /** where every stretch of the new text comes from, in order */
  readonly segments: readonly Segment[];
}

/** New text of a file, and whose edits it holds where. Inserted lines end as the file's own do. */
export function applyEdits(text: string, edits: readonly ResolvedEdit[]): AppliedEdits {
  const lineEnd = lineEndOf(text);
  const result = new MagicString(text);
  const ranges: EditedRange[] = [];
  const contents = edits.map((edit) =>
    edit.pieces.map((p) => (p.origin === undefined ? withLineEnds(p.text, lineEnd) : p.text)),
  );
  edits.forEach((edit, i) => {
    const content = contents[i]!.join('');
    if (edit.end === edit.start) return;
    if (content === '') result.remove(edit.start, edit.end);
    else result.overwrite(edit.start, edit.end, content);
  });
  // after the replacements: magic-string drops what was appended to a range that is replaced later
  edits.forEach((edit, i) => {
    if (edit.end === edit.start) result.appendLeft(edit.start, contents[i]!.join(''));
  });

  const segments: Segment[] = [];
  const add = (length: number, origin: number | undefined): number => {
    const start = segments.at(-1)?.end ?? 0;
    if (length > 0) segments.push({ start, end: start + length, origin });
    return start;
  };
  let copied = 0;
  edits.forEach((edit, i) => {
    add(edit.start - copied, copied);
    const at = segments.at(-1)?.end ?? 0;
    if (edit.pieces.length === 0) ranges.push({ start: at, end: at, mapIds: edit.mapIds });
    edit.pieces.forEach((piece, j) => {
      const { length } = contents[i]![j]!;
      const start = add(length, piece.origin);
      if (piece.origin === undefined) ranges.push({ start, end: start + length, mapIds: piece.mapIds });
    });
    copied = edit.end;
  });
  add(text.length - copied, copied);
  return { text: result.toString(), ranges, segments };
}

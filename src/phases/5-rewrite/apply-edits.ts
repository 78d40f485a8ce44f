import MagicString from 'magic-string';
import { lineEndOf, withLineEnds } from './line-ends.js';
import type { ResolvedEdit } from './splice.js';

/** A stretch of the new text that the plans of some maps wrote. Offsets are UTF-16; `start === end` where text was only taken out. */
export interface EditedRange {
  readonly start: number;
  readonly end: number;
  readonly mapIds: readonly string[];
}

/** New text of a file, and whose edits it holds where. Inserted lines end as the file's own do. */
export function applyEdits(text: string, edits: readonly ResolvedEdit[]): { text: string; ranges: EditedRange[] } {
  const lineEnd = lineEndOf(text);
  const result = new MagicString(text);
  const ranges: EditedRange[] = [];
  const contents = edits.map((edit) => edit.pieces.map((p) => (p.origin === undefined ? withLineEnds(p.text, lineEnd) : p.text)));
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

  let shift = 0;
  edits.forEach((edit, i) => {
    let at = edit.start + shift;
    if (edit.pieces.length === 0) ranges.push({ start: at, end: at, mapIds: edit.mapIds });
    edit.pieces.forEach((piece, j) => {
      const end = at + contents[i]![j]!.length;
      if (piece.origin === undefined) ranges.push({ start: at, end, mapIds: piece.mapIds });
      at = end;
    });
    shift = at - edit.end;
  });
  return { text: result.toString(), ranges };
}

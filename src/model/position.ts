import type { Position, SourceFile } from './source.js';

/** Offsets (UTF-16) at which the lines of a text start; the first is 0. A line ends behind its `\n`. */
export function lineStartsOf(text: string): Uint32Array {
  let count = 1;
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) count++;
  const starts = new Uint32Array(count);
  let n = 1;
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts[n++] = i + 1;
  return starts;
}

/** Index of the line that holds the offset (0-based), by binary search. */
export function lineIndex(starts: Uint32Array, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

// A pure function's results, remembered for as long as the file lives.
const startsByFile = new WeakMap<SourceFile, Uint32Array>();

/** Line starts of a file, computed once. */
export function lineStartsOfFile(file: SourceFile): Uint32Array {
  let starts = startsByFile.get(file);
  if (starts === undefined) {
    starts = lineStartsOf(file.text);
    startsByFile.set(file, starts);
  }
  return starts;
}

/** Place of an offset (UTF-16 index into `file.text`), as shown to people: 1-based line, 1-based column in UTF-16 units. */
export function positionAt(file: SourceFile, offset: number): Position {
  return positionIn(file.displayPath, lineStartsOfFile(file), offset);
}

/** The same for a text that is no `SourceFile`. */
export function positionIn(displayPath: string, starts: Uint32Array, offset: number): Position {
  const line = lineIndex(starts, offset);
  return { file: displayPath, line: line + 1, column: offset - starts[line]! + 1 };
}

/** Offset of a 1-based line and 1-based UTF-16 column, kept inside the text. */
export function offsetAt(file: SourceFile, line: number, column: number): number {
  const starts = lineStartsOfFile(file);
  const index = Math.min(Math.max(line, 1), starts.length) - 1;
  return Math.min(starts[index]! + Math.max(column, 1) - 1, file.text.length);
}

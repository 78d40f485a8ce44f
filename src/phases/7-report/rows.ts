import { type Paint, type Role, plain } from './paint.js';

/** Columns that reports are laid out for. */
export const WIDTH = 80;
const INDENT = 2;
const LABEL_WIDTH = 10;

/** One row of a block: a label in the left column, text wrapped in the right one. */
export interface Row {
  readonly label: string;
  readonly text: string;
  readonly role?: Role;
}

/** Rows under each other, the right column aligned; equal labels in sequence are written once. */
export function renderRows(rows: readonly Row[], paint: Paint = plain): string {
  const lines: string[] = [];
  let label: string | undefined;
  for (const row of rows) {
    const wrapped = wrap(row.text, WIDTH - INDENT - LABEL_WIDTH);
    wrapped.forEach((text, i) => {
      const shown = i === 0 && row.label !== label ? row.label : '';
      const left = ' '.repeat(INDENT) + paint('quiet', shown) + ' '.repeat(LABEL_WIDTH - shown.length);
      lines.push(`${left}${row.role === undefined ? text : paint(row.role, text)}`.trimEnd());
    });
    label = row.label;
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** Breaks at spaces; a word longer than a line (a path) stays whole, so that it can be copied and clicked. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(' ')) {
    if (word === '') continue;
    if (line === '') line = word;
    else if (length(line) + 1 + length(word) <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  return lines;
}

function length(text: string): number {
  return [...text].length;
}

/** White space as single spaces, and control characters spelled out: a file name or a struct tag must not drive the terminal. */
export function printable(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[\p{Cc}\p{Cf}]/gu, (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}

/** "1 map", "2 maps", "2 classes" is not needed. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

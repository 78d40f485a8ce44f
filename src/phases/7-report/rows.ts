import { type Paint, plain, type Role } from './paint.js';

/** Columns that reports are laid out for. */
export const WIDTH = 80;
const INDENT = 2;
const NARROWEST_LABEL = 8;

interface Line {
  readonly text: string;
  readonly role?: Role;
}

/** One row of a block: a label in the left column, lines of wrapped text in the right one. */
export interface Row extends Line {
  readonly label: string;
  readonly more?: readonly Line[];
}

/** Rows under each other, the right column aligned. */
export function renderRows(rows: readonly Row[], paint: Paint = plain): string {
  const labelWidth = Math.max(NARROWEST_LABEL, ...rows.map(({ label }) => label.length)) + 2;
  return rows.map((row) => renderRow(row, labelWidth, paint)).join('');
}

function renderRow(row: Row, labelWidth: number, paint: Paint): string {
  const lines = [row, ...(row.more ?? [])].flatMap(({ text, role }) =>
    wrap(text, WIDTH - INDENT - labelWidth).map((part) => (role === undefined ? part : paint(role, part))),
  );
  const gap = ' '.repeat(INDENT + labelWidth);
  const left = ' '.repeat(INDENT) + paint('quiet', row.label) + ' '.repeat(labelWidth - row.label.length);
  return lines.map((line, i) => `${i === 0 ? left : gap}${line}\n`).join('');
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

/** "1 map", "2 maps". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/**
 * Pads the cells of adjacent lines into columns as Go's text/tabwriter does for gofmt (padding 1, empty columns discarded). A cell belongs to a column when another
 * follows it on its line; a column is as wide as the widest of its cells on adjacent lines that all have it.
 */
export function padColumns(lines: readonly (readonly string[])[]): string[] {
  const out: string[] = [];
  format(lines, 0, lines.length, [], out);
  return out;
}

function format(
  lines: readonly (readonly string[])[],
  from: number,
  to: number,
  widths: readonly number[],
  out: string[],
): void {
  const column = widths.length;
  let printed = from;
  for (let i = from; i < to; ) {
    if (column >= lines[i]!.length - 1) {
      i++;
      continue;
    }
    for (; printed < i; printed++) out.push(padLine(lines[printed]!, widths));
    let width = 0;
    let empty = true;
    for (; i < to && column < lines[i]!.length - 1; i++) {
      const cell = lines[i]![column]!;
      width = Math.max(width, widthOf(cell) + 1);
      if (cell !== '') empty = false;
    }
    format(lines, printed, i, [...widths, empty ? 0 : width], out);
    printed = i;
  }
  for (; printed < to; printed++) out.push(padLine(lines[printed]!, widths));
}

function padLine(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, j) =>
      j < widths.length && j < cells.length - 1 ? cell + ' '.repeat(Math.max(0, widths[j]! - widthOf(cell))) : cell,
    )
    .join('');
}

/** Width in characters, as tabwriter counts. */
function widthOf(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the fast path for ASCII
  return /^[\x00-\x7f]*$/.test(text) ? text.length : [...text].length;
}

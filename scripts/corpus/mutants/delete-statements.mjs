/**
 * A text without some of its statements, laid out as gofmt would have it: a statement that stands alone takes its line
 * along, and a blank line that is left at the start of a block.
 *
 * @param {string} text
 * @param {readonly { start: number, end: number }[]} statements
 */
export function withoutStatements(text, statements) {
  let result = text;
  for (const { start, end } of [...statements].sort((a, b) => b.start - a.start)) {
    const lineStart = result.lastIndexOf('\n', start - 1) + 1;
    const lineEnd = result.indexOf('\n', end) < 0 ? result.length : result.indexOf('\n', end) + 1;
    const alone = result.slice(lineStart, start).trim() === '' && result.slice(end, lineEnd).trim() === '';
    if (!alone) {
      const rest = result.slice(end).replace(/^[ \t]*;[ \t]*/, '');
      result = result.slice(0, start) + rest;
      continue;
    }
    const before = result.slice(0, lineStart);
    const after = result.slice(lineEnd);
    const blank = /^[ \t]*\r?\n/.exec(after);
    result =
      before + (blank !== null && /(?:^|[{:]|\n[ \t]*)\r?\n$/.test(before) ? after.slice(blank[0].length) : after);
  }
  return result;
}

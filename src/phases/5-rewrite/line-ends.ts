/** The line end that most lines of a text have. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  let total = 0;
  let withReturn = 0;
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
    total++;
    if (text[i - 1] === '\r') withReturn++;
  }
  return withReturn * 2 > total ? '\r\n' : '\n';
}

/** Text with every bare `\n` made the given line end. */
export function withLineEnds(text: string, lineEnd: '\n' | '\r\n'): string {
  return lineEnd === '\n' ? text : text.replace(/(?<!\r)\n/g, lineEnd);
}

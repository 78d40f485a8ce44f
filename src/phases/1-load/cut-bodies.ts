/**
 * Leaves out the bodies of top-level functions of gofmt-formatted source, so that a package's declarations parse fast:
 *
 *     func (c *Client) Do(req *Request) (*Response, error) {     ⇒     func (c *Client) Do(req *Request) (*Response, error)
 *         …
 *     }
 *
 * By lines: a body starts at a `{` that ends a line of the head and ends at the next line that starts with `}`. Where source is
 * not formatted so, or a raw string holds such a line, the result does not parse, and the caller takes the whole text.
 */
export function cutBodies(text: string): string {
  const pieces: string[] = [];
  let kept = 0;
  for (let at = 0; at >= 0 && at < text.length; ) {
    const head = text.startsWith('func ', at) ? at : nextHead(text, at);
    if (head < 0) break;
    const open = bodyStart(text, head);
    if (open === undefined) {
      at = head + 5;
      continue;
    }
    const close = text.indexOf('\n}', open);
    if (close < 0) break;
    // An odd number of backquotes: the `}` may stand in a raw string. Rare; take the whole text.
    if (backquotes(text, open, close) % 2 === 1) return text;
    pieces.push(text.slice(kept, open).trimEnd(), '\n');
    kept = close + 2;
    at = kept;
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(kept);
}

function backquotes(text: string, from: number, to: number): number {
  let count = 0;
  for (let i = text.indexOf('`', from); i >= 0 && i < to; i = text.indexOf('`', i + 1)) count++;
  return count;
}

function nextHead(text: string, at: number): number {
  const found = text.indexOf('\nfunc ', at);
  return found < 0 ? -1 : found + 1;
}

/** Offset of the `{` that opens the body of the function whose head starts at `head`, when it ends its line. */
function bodyStart(text: string, head: number): number | undefined {
  for (let line = head; line < text.length; ) {
    const newline = text.indexOf('\n', line);
    const end = newline < 0 ? text.length : newline;
    const last = text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    // The head goes on over lines that are indented or start with `)`.
    const first = text[line];
    if (line > head && first !== '\t' && first !== ' ' && first !== ')') return undefined;
    if (text[last - 1] === '{' && (line === head || first === ')')) {
      const before = text.slice(Math.max(line, last - 40), last - 1).trimEnd();
      return /\b(?:struct|interface)$/.test(before) ? undefined : last - 1;
    }
    // A one-line function, or one without body, ends where parentheses do: only an open one continues the head.
    if (!/[(,]\s*(?:\/\/.*)?$/.test(text.slice(Math.max(line, end - 200), last))) return undefined;
    line = end + 1;
  }
  return undefined;
}

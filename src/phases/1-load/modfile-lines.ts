/** One directive of a go.mod or go.work: `verb args…`, blocks unfolded. */
export interface ModfileLine {
  readonly verb: string;
  readonly args: readonly string[];
  /** 1-based */
  readonly line: number;
}

export interface ModfileError {
  readonly line: number;
  readonly message: string;
}

/**
 * Splits a go.mod or go.work into directives (https://go.dev/ref/mod#go-mod-file-grammar). Linear in the text.
 * A line that does not fit is reported and left out.
 */
export function readModfile(text: string): { lines: ModfileLine[]; errors: ModfileError[] } {
  const lines: ModfileLine[] = [];
  const errors: ModfileError[] = [];
  let block: string | undefined;
  let number = 0;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const raw = text.slice(at, end);
    at = end + 1;
    number++;
    const words = raw.length > MAX_LINE ? undefined : splitWords(raw);
    if (words === undefined) {
      errors.push({
        line: number,
        message: raw.length > MAX_LINE ? 'the line is too long' : 'a quoted string does not end',
      });
      continue;
    }
    if (words.length === 0) continue;
    const first = words[0]!;
    if (block !== undefined) {
      if (first === ')') {
        block = undefined;
        if (words.length > 1) errors.push({ line: number, message: 'text behind the closing parenthesis' });
      } else lines.push({ verb: block, args: words, line: number });
    } else if (words.length === 2 && words[1] === '(') block = first;
    else if (words.length === 3 && words[1] === '(' && words[2] === ')') continue;
    else if (first === '(' || first === ')') errors.push({ line: number, message: `unexpected "${first}"` });
    else lines.push({ verb: first, args: words.slice(1), line: number });
  }
  if (block !== undefined) errors.push({ line: number, message: `the block "${block} (" does not end` });
  return { lines, errors };
}

/** Longer lines are no directives; it bounds what the regular expression backtracks over. */
const MAX_LINE = 65_536;

const WORD =
  /\s*(?:(\/\/.*)|("(?:[^"\\]|\\.)*")|`([^`]*)`|([()])|(["`])|([^\s()"`/]|\/(?!\/))((?:[^\s()"`/]|\/(?!\/))*))/y;

/** Words of a line, strings unquoted, comment left out; undefined when a string does not end. */
function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  WORD.lastIndex = 0;
  for (let m = WORD.exec(line); m !== null; m = WORD.exec(line)) {
    if (m[1] !== undefined) break;
    if (m[5] !== undefined) return undefined;
    if (m[2] !== undefined) words.push(unquote(m[2]));
    else if (m[3] !== undefined) words.push(m[3]);
    else words.push(m[4] ?? m[6]! + m[7]!);
  }
  return words;
}

function unquote(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal.slice(1, -1);
  }
}

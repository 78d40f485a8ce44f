/** A token of Go source (spec, "Lexical elements"), offsets in UTF-16 units. Line ends are no tokens; comments are. */
export interface Token {
  readonly kind: 'identifier' | 'keyword' | 'number' | 'string' | 'rune' | 'operator' | 'comment';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export const KEYWORDS: ReadonlySet<string> = new Set([
  'break',
  'case',
  'chan',
  'const',
  'continue',
  'default',
  'defer',
  'else',
  'fallthrough',
  'for',
  'func',
  'go',
  'goto',
  'if',
  'import',
  'interface',
  'map',
  'package',
  'range',
  'return',
  'select',
  'struct',
  'switch',
  'type',
  'var',
]);

const PATTERN = new RegExp(
  [
    String.raw`(?<space>[ \t\r\n\uFEFF]+)`,
    String.raw`(?<comment>//[^\n]*|/\*[^]*?(?:\*/|$))`,
    String.raw`(?<word>[\p{L}_][\p{L}\p{Nd}_]*)`,
    String.raw`(?<number>(?:[0-9]|\.[0-9])(?:[eEpP][+-]|[0-9A-Za-z_.])*)`,
    '(?<string>"(?:[^"\\\\\\n]|\\\\.)*"?|`[^`]*`?)',
    String.raw`(?<rune>'(?:[^'\\\n]|\\.)*'?)`,
    String.raw`(?<operator><<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|==|!=|<=|>=|:=|\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<|>>|&\^|[^])`,
  ].join('|'),
  'uy',
);

/** Splits text into tokens. Total: text that is no Go still gives tokens. A `//` comment does not hold its line's end (nor a `\r` before it). */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(PATTERN);
  for (let at = 0; at < text.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) break;
    if (groups.space !== undefined) continue;
    tokens.push(tokenOf(groups, at));
  }
  return tokens;
}

function tokenOf(groups: Record<string, string | undefined>, start: number): Token {
  const make = (kind: Token['kind'], text: string): Token => ({ kind, text, start, end: start + text.length });
  const { comment, word, number, string, rune, operator } = groups;
  if (comment !== undefined) return make('comment', comment.startsWith('//') ? comment.replace(/\r$/, '') : comment);
  if (word !== undefined) return make(KEYWORDS.has(word) ? 'keyword' : 'identifier', word);
  if (number !== undefined) return make('number', number);
  if (string !== undefined) return make('string', string);
  if (rune !== undefined) return make('rune', rune);
  return make('operator', operator!);
}

/** Whether a line that ends in this token ends a statement (spec, "Semicolons"). */
export function endsStatement(token: Token): boolean {
  switch (token.kind) {
    case 'identifier':
    case 'number':
    case 'string':
    case 'rune':
      return true;
    case 'keyword':
      return ['break', 'continue', 'fallthrough', 'return'].includes(token.text);
    case 'operator':
      return ['++', '--', ')', ']', '}'].includes(token.text);
    case 'comment':
      return false;
  }
}

/** What a token is; punctuation is one byte each, `Token.punctuation` and its byte in `byte`. */
export const Token = { end: 0, word: 1, literal: 2, punctuation: 3 } as const;

/** Bytes that mean something where only the end of a block is looked for: { } " ' ` / */
const BLOCK_BYTES = flags('{}"\'`/');
const WORD_BYTES = wordBytes();

function flags(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const c of characters) table[c.charCodeAt(0)] = 1;
  return table;
}

function wordBytes(): Uint8Array {
  const table = flags('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_');
  table.fill(1, 128);
  return table;
}

/**
 * Reads Go tokens from UTF-8 bytes, comments left out: enough to find declarations in source that compiles, several times faster than to parse it.
 * Numbers are words and dots; operators of several bytes come as their bytes.
 */
export class GoTokens {
  token: number = Token.end;
  /** offsets of the token */
  start = 0;
  end = 0;
  /** first byte of the token */
  byte = 0;
  /** whether the token starts a statement or a member: behind the start, a line that ended with what can end one, or a semicolon */
  startsLine = true;
  /** whether a line ends between the token and the one before */
  behindNewline = false;
  /** whether a line can end behind the token */
  private endsLine = false;

  constructor(
    readonly bytes: Uint8Array,
    /** offset of the next byte to read */
    public at: number,
    readonly limit: number,
  ) {}

  /** Goes to the next token; false at the end. */
  next(): boolean {
    const { bytes, limit } = this;
    let i = this.at;
    let newline = false;
    for (; i < limit; i++) {
      const c = bytes[i]!;
      if (c === NEWLINE) {
        newline = true;
      } else if (c === SLASH && bytes[i + 1] === SLASH) {
        i += 2;
        while (i < limit && bytes[i] !== NEWLINE) i++;
        i--;
      } else if (c === SLASH && bytes[i + 1] === STAR) {
        i += 2;
        while (i < limit && !(bytes[i] === STAR && bytes[i + 1] === SLASH)) {
          if (bytes[i] === NEWLINE) newline = true;
          i++;
        }
        i++;
      } else if (c > SPACE) break;
    }
    this.behindNewline = newline;
    this.startsLine =
      (newline && this.endsLine) ||
      this.token === Token.end ||
      (this.token === Token.punctuation && this.byte === SEMICOLON);
    if (i >= limit) {
      this.at = limit;
      this.start = limit;
      this.end = limit;
      this.byte = 0;
      this.startsLine = true;
      this.token = Token.end;
      return false;
    }
    const c = bytes[i]!;
    this.start = i;
    this.byte = c;
    if (WORD_BYTES[c] === 1) {
      i++;
      while (i < limit && WORD_BYTES[bytes[i]!] === 1) i++;
      this.token = Token.word;
      this.endsLine = true;
    } else if (c === QUOTE || c === APOSTROPHE || c === BACKQUOTE) {
      i = behindLiteral(bytes, i, limit);
      this.token = Token.literal;
      this.endsLine = true;
    } else {
      i++;
      this.token = Token.punctuation;
      this.endsLine = c === CLOSE_PARENTHESIS || c === CLOSE_BRACKET || c === CLOSE_BRACE;
    }
    this.at = i;
    this.end = i;
    return true;
  }

  /** From an opening brace to behind the one that closes it; the closing one is the token then. */
  skipBlock(): void {
    const { bytes, limit } = this;
    let depth = 1;
    let i = this.at;
    while (i < limit) {
      const c = bytes[i]!;
      if (BLOCK_BYTES[c] === 0) i++;
      else if (c === CLOSE_BRACE) {
        i++;
        if (--depth === 0) break;
      } else if (c === OPEN_BRACE) {
        depth++;
        i++;
      } else if (c === SLASH) {
        const second = bytes[i + 1];
        i++;
        if (second === SLASH) while (i < limit && bytes[i] !== NEWLINE) i++;
        else if (second === STAR) {
          i++;
          while (i < limit && !(bytes[i] === STAR && bytes[i + 1] === SLASH)) i++;
          i += 2;
        }
      } else i = behindLiteral(bytes, i, limit);
    }
    this.at = Math.min(i, limit);
    this.start = this.at - 1;
    this.end = this.at;
    this.token = Token.punctuation;
    this.byte = CLOSE_BRACE;
    this.endsLine = true;
  }

  is(byte: number): boolean {
    return this.token === Token.punctuation && this.byte === byte;
  }

  /** Whether the token is a word of these bytes. */
  isWord(word: Uint8Array): boolean {
    const { length } = word;
    if (this.token !== Token.word || this.end - this.start !== length || this.byte !== word[0]) return false;
    for (let i = 1; i < length; i++) if (this.bytes[this.start + i] !== word[i]) return false;
    return true;
  }
}

function behindLiteral(bytes: Uint8Array, at: number, limit: number): number {
  const quote = bytes[at]!;
  let i = at + 1;
  if (quote === BACKQUOTE) while (i < limit && bytes[i] !== BACKQUOTE) i++;
  else {
    while (i < limit && bytes[i] !== quote && bytes[i] !== NEWLINE) i += bytes[i] === BACKSLASH ? 2 : 1;
  }
  return i + 1;
}

export function wordOf(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

const NEWLINE = 10;
const SPACE = 32;
const QUOTE = 34;
const APOSTROPHE = 39;
const STAR = 42;
const SLASH = 47;
const SEMICOLON = 59;
const BACKSLASH = 92;
const BACKQUOTE = 96;
const CLOSE_PARENTHESIS = 41;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

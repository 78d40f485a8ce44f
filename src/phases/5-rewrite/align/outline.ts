import { endsStatement, type Token, tokenise } from '../../../go/tokens.js';
import { lineIndex, lineStartsOf } from '../../../model/position.js';

/** What stands between a pair of brackets, as far as gofmt's alignment depends on it. */
export type BracketKind =
  | 'top'
  | 'struct'
  | 'interface'
  | 'literal'
  | 'block'
  | 'var-group'
  | 'type-group'
  | 'import-group'
  | 'arguments'
  | 'parameters'
  | 'index';

export interface Bracket {
  readonly kind: BracketKind;
  readonly parent: Bracket | undefined;
  /** indices of the items' first tokens among the code tokens, in order */
  readonly items: Item[];
}

/** One element of a bracket's list: a statement, declaration, field, spec, argument or literal element. */
export interface Item {
  readonly bracket: Bracket;
  /** index of its first code token */
  readonly first: number;
  /** index of its last code token, the separator left out */
  last: number;
}

export interface Line {
  readonly start: number;
  /** without line end and `\r` */
  readonly end: number;
  /** code tokens that start on it: from, to (exclusive) */
  readonly from: number;
  readonly to: number;
  /** comments that start on it behind the last code token */
  readonly trailing: readonly Token[];
  /** comments that start on it, wherever */
  readonly comments: number;
  /** whether it starts inside a token (raw string, block comment) */
  readonly insideToken: boolean;
}

/** A Go file's brackets, items and lines. */
export interface Outline {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly lines: readonly Line[];
  readonly top: Bracket;
  /** per code token: the innermost bracket around it (a bracket token itself belongs to the outer one) */
  readonly bracketOf: readonly Bracket[];
  /** per code token: the item that starts with it */
  readonly itemAt: ReadonlyMap<number, Item>;
  /** per opening token: its closing one, and the reverse */
  readonly partner: ReadonlyMap<number, number>;
  readonly kindOfOpen: ReadonlyMap<number, BracketKind>;
}

export function outlineOf(text: string): Outline {
  const all = tokenise(text);
  const tokens = all.filter((t) => t.kind !== 'comment');
  const starts = lineStartsOf(text);
  const reader = new BracketReader(text, tokens);
  reader.read();
  const { top, bracketOf, itemAt, partner, kindOfOpen } = reader;
  return { text, tokens, lines: linesOf(text, all, tokens, starts), top, bracketOf, itemAt, partner, kindOfOpen };
}

function linesOf(text: string, all: readonly Token[], tokens: readonly Token[], starts: Uint32Array): Line[] {
  const lines: Line[] = [];
  const inside = new Set<number>();
  const comments: Token[][] = Array.from(starts, () => []);
  for (const t of all) {
    const line = lineIndex(starts, t.start);
    if (t.kind === 'comment') comments[line]!.push(t);
    if (t.text.includes('\n')) for (let l = line + 1; l < starts.length && starts[l]! < t.end; l++) inside.add(l);
  }
  let next = 0;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i]!;
    const limit = starts[i + 1] ?? text.length;
    const from = next;
    while (next < tokens.length && tokens[next]!.start < limit) next++;
    const lastCode = next > from ? tokens[next - 1]!.end : start;
    let end = i + 1 < starts.length ? limit - 1 : limit;
    if (end > start && text[end - 1] === '\r') end--;
    const trailing = next > from ? comments[i]!.filter((c) => c.start >= lastCode) : [];
    lines.push({ start, end, from, to: next, trailing, comments: comments[i]!.length, insideToken: inside.has(i) });
  }
  return lines;
}

const OPENING = new Set(['(', '[', '{']);
const CLOSING = new Set([')', ']', '}']);

class BracketReader {
  readonly top: Bracket = { kind: 'top', parent: undefined, items: [] };
  readonly bracketOf: Bracket[] = [];
  readonly itemAt = new Map<number, Item>();
  readonly partner = new Map<number, number>();
  readonly kindOfOpen = new Map<number, BracketKind>();
  private readonly opens: number[] = [];
  private current: Bracket = this.top;
  /** whether the next token of the current bracket starts an item, per open bracket */
  private fresh = [true];

  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
  ) {}

  read(): void {
    this.tokens.forEach((token, i) => {
      const operator = token.kind === 'operator';
      if (operator && CLOSING.has(token.text)) this.close(i);
      else if (i > 0 && this.separates(this.tokens[i - 1]!, token)) this.fresh[this.fresh.length - 1] = true;
      this.bracketOf.push(this.current);
      this.place(token, i);
      if (operator && OPENING.has(token.text)) this.open(i);
    });
  }

  private close(i: number): void {
    const open = this.opens.pop();
    if (open === undefined) return;
    this.partner.set(open, i).set(i, open);
    this.current = this.current.parent!;
    this.fresh.pop();
  }

  private open(i: number): void {
    const kind = this.kindAt(i);
    this.kindOfOpen.set(i, kind);
    this.opens.push(i);
    this.current = { kind, parent: this.current, items: [] };
    this.fresh.push(true);
  }

  private place(token: Token, i: number): void {
    const level = this.fresh.length - 1;
    if (this.isSeparator(token)) {
      this.fresh[level] = true;
      return;
    }
    if (this.fresh[level]!) {
      const item: Item = { bracket: this.current, first: i, last: i };
      this.current.items.push(item);
      this.itemAt.set(i, item);
      this.fresh[level] = false;
      return;
    }
    this.current.items.at(-1)!.last = i;
  }

  private isSeparator(token: Token): boolean {
    if (token.kind !== 'operator') return false;
    return token.text === ';' || (token.text === ',' && isCommaList(this.current.kind));
  }

  /** Whether a line end between two tokens ends an item. */
  private separates(previous: Token, token: Token): boolean {
    if (isCommaList(this.current.kind)) return false;
    if (isColonOfCase(previous, this.current)) return true;
    if (!endsStatement(previous)) return false;
    for (let at = previous.end; at < token.start; at++) if (this.text[at] === '\n') return true;
    return false;
  }

  private kindAt(i: number): BracketKind {
    const token = this.tokens[i]!;
    const previous = this.tokens[i - 1];
    if (token.text === '[') return 'index';
    if (token.text === '(') return this.kindOfParenthesis(i);
    if (previous?.text === 'struct') return 'struct';
    if (previous?.text === 'interface') return 'interface';
    if (previous === undefined) return 'block';
    // gofmt puts no blank before a literal's brace, and one before a block's
    const abuts = previous.end === token.start;
    const elided = ['{', ',', ':'].includes(previous.text) && this.current.kind === 'literal';
    return abuts || elided ? 'literal' : 'block';
  }

  private kindOfParenthesis(i: number): BracketKind {
    const previous = this.tokens[i - 1];
    const before = this.tokens[i - 2];
    switch (previous?.text) {
      case 'var':
      case 'const':
        return 'var-group';
      case 'type':
        return 'type-group';
      case 'import':
        return 'import-group';
      case 'func':
        return 'parameters';
      case ')': {
        // a result list, or a call of what a call gave: only the former stands behind a blank
        return previous.end < this.tokens[i]!.start ? 'parameters' : 'arguments';
      }
    }
    if (before?.text === 'func' || this.current.kind === 'interface') return 'parameters';
    if (before?.text === ')') {
      const open = this.partner.get(i - 2);
      if (open !== undefined && this.tokens[open - 1]?.text === 'func') return 'parameters';
    }
    return 'arguments';
  }
}

function isCommaList(kind: BracketKind): boolean {
  return kind === 'literal' || kind === 'arguments' || kind === 'parameters' || kind === 'index';
}

/** Whether a colon ends a case's or label's head: every colon in a block that is not inside brackets does. */
function isColonOfCase(token: Token, bracket: Bracket): boolean {
  return token.text === ':' && bracket.kind === 'block';
}

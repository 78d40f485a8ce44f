import { GoTokens, Token, wordOf } from './go-tokens.js';

export type DeclarationKeyword = 'const' | 'func' | 'type' | 'var';

/** A declaration at the top of a file, or one specification of a group. */
export interface IndexedDeclaration {
  readonly keyword: DeclarationKeyword;
  /** the names it declares; one for types and functions */
  readonly names: readonly string[];
  /** name of the receiver's type; undefined for what is no method */
  readonly receiver: string | undefined;
  /** byte offsets: from the keyword, or from the name in a group, to its end; a function ends before its body */
  readonly start: number;
  readonly end: number;
  /** it is one of a group: the keyword has to be written before it */
  readonly inGroup: boolean;
  /** number of its file, as given */
  readonly file: number;
  /** set by `NeededDeclarations`: it is written into the result, and what it mentions is kept too */
  kept: boolean;
  followed: boolean;
}

export interface IndexedImport {
  /** the name written before the path: an identifier, `.` or `_` */
  readonly name: string | undefined;
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** What a file declares at its top, with byte offsets. */
export interface DeclarationIndex {
  readonly packageName: string | undefined;
  /** the offset of the package clause: what the header ends at */
  readonly clause: number;
  readonly imports: readonly IndexedImport[];
  readonly declarations: readonly IndexedDeclaration[];
}

/** Offset of the package clause of a file; its end if there is none. */
export function packageClauseAt(bytes: Uint8Array, start: number, end: number): number {
  const t = new GoTokens(bytes, start, end);
  t.next();
  return t.start;
}

/**
 * Finds the declarations of a file by its tokens. It is exact for source that compiles; for other source it finds something.
 *
 * @param file a number for the file, put into its declarations
 * @param text decodes bytes from one offset to another
 */
export function indexDeclarations(
  bytes: Uint8Array,
  start: number,
  end: number,
  file: number,
  text: (start: number, end: number) => string,
): DeclarationIndex {
  return new Indexer(new GoTokens(bytes, start, end), file, text).run();
}

class Indexer {
  private readonly imports: IndexedImport[] = [];
  private readonly declarations: IndexedDeclaration[] = [];

  constructor(
    private readonly t: GoTokens,
    private readonly file: number,
    private readonly text: (start: number, end: number) => string,
  ) {}

  run(): DeclarationIndex {
    const { t } = this;
    t.next();
    const clause = t.start;
    let packageName: string | undefined;
    if (t.isWord(PACKAGE) && t.next() && t.token === Token.word) {
      packageName = this.word();
      t.next();
    }
    while (t.token !== Token.end) {
      if (t.isWord(FUNC)) this.functionDeclaration();
      else if (t.isWord(TYPE)) this.group('type');
      else if (t.isWord(VAR)) this.group('var');
      else if (t.isWord(CONST)) this.group('const');
      else if (t.isWord(IMPORT)) this.importDeclaration();
      else if (t.is(OPEN_BRACE)) {
        t.skipBlock();
        t.next();
      } else t.next();
    }
    return { packageName, clause, imports: this.imports, declarations: this.declarations };
  }

  private word(): string {
    return this.text(this.t.start, this.t.end);
  }

  private importDeclaration(): void {
    const { t } = this;
    t.next();
    if (!t.is(OPEN_PARENTHESIS)) {
      this.importSpecification();
      return;
    }
    t.next();
    while (t.token !== Token.end && !t.is(CLOSE_PARENTHESIS)) if (!this.importSpecification()) t.next();
    t.next();
  }

  private importSpecification(): boolean {
    const { t } = this;
    const { start } = t;
    let name: string | undefined;
    if (t.token === Token.word || t.is(DOT)) {
      name = this.word();
      t.next();
    }
    if (t.token !== Token.literal) return name !== undefined;
    this.imports.push({ name, path: this.text(t.start + 1, t.end - 1), start, end: t.end });
    t.next();
    return true;
  }

  private functionDeclaration(): void {
    const { t } = this;
    const { start } = t;
    t.next();
    let receiver: string | undefined;
    if (t.is(OPEN_PARENTHESIS)) receiver = this.receiverType();
    if (t.token !== Token.word) return;
    const names = [this.word()];
    let { end } = t;
    let depth = 0;
    let typeBlock = false;
    while (t.next()) {
      if (depth === 0 && (t.startsLine || t.is(SEMICOLON))) break;
      if (t.is(OPEN_BRACE)) {
        if (depth === 0 && !typeBlock) {
          t.skipBlock();
          t.next();
          break;
        }
        t.skipBlock();
      } else depth += nesting(t);
      typeBlock = isTypeBlock(t);
      end = t.end;
    }
    this.add('func', names, receiver, start, end, false);
  }

  private add(
    keyword: DeclarationKeyword,
    names: readonly string[],
    receiver: string | undefined,
    start: number,
    end: number,
    inGroup: boolean,
  ): void {
    const { file } = this;
    this.declarations.push({ keyword, names, receiver, start, end, inGroup, file, kept: false, followed: false });
  }

  /** `(s *Store[K, V])`: the last word outside of brackets; goes behind the parenthesis. */
  private receiverType(): string {
    const { t } = this;
    let name = '';
    let depth = 0;
    let brackets = 0;
    do {
      if (t.is(OPEN_BRACKET)) brackets++;
      else if (t.is(CLOSE_BRACKET)) brackets--;
      else if (t.is(OPEN_PARENTHESIS)) depth++;
      else if (t.is(CLOSE_PARENTHESIS)) depth--;
      else if (t.token === Token.word && brackets === 0) name = this.word();
    } while (depth > 0 && t.next());
    t.next();
    return name;
  }

  private group(keyword: 'const' | 'type' | 'var'): void {
    const { t } = this;
    const { start } = t;
    t.next();
    if (!t.is(OPEN_PARENTHESIS)) {
      this.specification(keyword, start, false);
      return;
    }
    t.next();
    const first = this.declarations.length;
    let dependent = false;
    while (t.token !== Token.end && !t.is(CLOSE_PARENTHESIS)) {
      if (t.token !== Token.word) t.next();
      else dependent = this.specification(keyword, t.start, true) || dependent;
    }
    const { end } = t;
    t.next();
    if (keyword !== 'const' || !dependent) return;
    // Constants that repeat the one above or count with iota have a meaning in their group only.
    const names = this.declarations.splice(first).flatMap((d) => d.names);
    this.add(keyword, names, undefined, start, end, false);
  }

  /** One specification, from its first name; answers whether it depends on those around it. Goes to what follows it. */
  private specification(keyword: 'const' | 'type' | 'var', start: number, inGroup: boolean): boolean {
    const { t } = this;
    const names: string[] = [];
    let { end } = t;
    while (t.token === Token.word) {
      names.push(this.word());
      end = t.end;
      t.next();
      if (keyword === 'type' || !t.is(COMMA)) break;
      t.next();
    }
    let depth = 0;
    let hasValue = false;
    let dependent = false;
    // The token behind the names is looked at first: it is part of the specification unless it starts a line.
    for (; t.token !== Token.end; t.next()) {
      if (depth === 0 && (t.startsLine || t.is(SEMICOLON) || (inGroup && t.is(CLOSE_PARENTHESIS)))) break;
      if (t.is(OPEN_BRACE)) t.skipBlock();
      else if (t.is(EQUALS) && depth === 0) hasValue = true;
      else if (t.isWord(IOTA)) dependent = true;
      else depth += nesting(t);
      end = t.end;
    }
    this.add(keyword, names, undefined, start, end, inGroup);
    return dependent || !hasValue;
  }
}

/** +1 for an opening parenthesis or bracket, -1 for a closing one. */
function nesting(t: GoTokens): number {
  if (t.token !== Token.punctuation) return 0;
  const { byte } = t;
  if (byte === OPEN_PARENTHESIS || byte === OPEN_BRACKET) return 1;
  return byte === CLOSE_PARENTHESIS || byte === CLOSE_BRACKET ? -1 : 0;
}

/** Whether a brace behind the token opens a type. */
export function isTypeBlock(t: GoTokens): boolean {
  return t.isWord(STRUCT) || t.isWord(INTERFACE);
}

export const STRUCT = wordOf('struct');
export const INTERFACE = wordOf('interface');
const PACKAGE = wordOf('package');
const IMPORT = wordOf('import');
const FUNC = wordOf('func');
const TYPE = wordOf('type');
const VAR = wordOf('var');
const CONST = wordOf('const');
const IOTA = wordOf('iota');

const OPEN_PARENTHESIS = 40;
const CLOSE_PARENTHESIS = 41;
const COMMA = 44;
const DOT = 46;
const SEMICOLON = 59;
const EQUALS = 61;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;

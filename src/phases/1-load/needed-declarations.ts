import { importNameOf } from '../../go/import-name.js';
import {
  type DeclarationIndex,
  INTERFACE,
  type IndexedDeclaration,
  type IndexedImport,
  isTypeBlock,
  STRUCT,
} from './declaration-index.js';
import type { ExternalDemand, Wanted } from './external-demand.js';
import { GoTokens, Token } from './go-tokens.js';

/** A file of the package with what it declares. */
export interface IndexedFile {
  readonly index: DeclarationIndex;
}

interface Candidate {
  readonly file: FileState;
  readonly declaration: IndexedDeclaration;
  /** written into the result */
  kept: boolean;
  /** what it mentions is kept too */
  followed: boolean;
}

interface FileState {
  readonly candidates: Candidate[];
  /** imports by the name they have in the file, as far as it is known without reading the package */
  readonly imports: Map<string, IndexedImport>;
  /** names of packages that followed declarations use */
  readonly qualifiers: Set<string>;
}

/**
 * Chooses the declarations of a package that the program can have to do with: what is wanted by name, and, from there, what these mention. Fields and
 * methods that the program never names lead nowhere: they are kept, but not what they mention. Of a kept type all exported methods are kept, and those
 * others that an interface kept here demands.
 *
 *     wanted: Client        type Client struct { http transport; Retry *Policy }     ⇒   Client; Policy and what it mentions if `Retry` is
 *                           type Policy struct { … }                                       named in the program; transport if `http` is
 *                           type Server struct { … }
 */
export class NeededDeclarations<F extends IndexedFile> {
  private readonly byName = new Map<string, Candidate | Candidate[]>();
  private readonly methods = new Map<string, Candidate[]>();
  private readonly states = new Map<F, FileState>();
  private readonly pending: Candidate[] = [];
  /** methods of the interfaces kept */
  private readonly demandedMethods = new Set<string>();

  constructor(
    files: readonly F[],
    private readonly bytes: Uint8Array,
    private readonly text: (start: number, end: number) => string,
    private readonly demand: ExternalDemand,
  ) {
    for (const file of files) this.add(file);
  }

  private add(file: F): void {
    const { imports, declarations } = file.index;
    const state: FileState = {
      candidates: [],
      imports: new Map(imports.map((i) => [i.name ?? importNameOf(i.path), i])),
      qualifiers: new Set(),
    };
    this.states.set(file, state);
    for (const declaration of declarations) {
      const candidate = { file: state, declaration, kept: false, followed: false };
      state.candidates.push(candidate);
      const { receiver, names } = declaration;
      if (receiver !== undefined) {
        const list = this.methods.get(receiver);
        if (list === undefined) this.methods.set(receiver, [candidate]);
        else list.push(candidate);
        continue;
      }
      for (const name of names) {
        const other = this.byName.get(name);
        if (other === undefined) this.byName.set(name, candidate);
        else if (Array.isArray(other)) other.push(candidate);
        else this.byName.set(name, [other, candidate]);
      }
    }
  }

  /** Keeps what is wanted and what follows from it. */
  choose(wanted: Wanted): void {
    if (wanted === 'all') for (const name of this.byName.keys()) if (isExported(name)) this.keepName(name);
    if (wanted !== 'all') for (const name of wanted) if (isExported(name)) this.keepName(name);
    for (let next = this.pending.pop(); next !== undefined; next = this.pending.pop()) this.follow(next);
    for (const list of this.methods.values())
      for (const method of list)
        if (!method.kept && this.demandedMethods.has(method.declaration.names[0]!) && this.keepsType(method))
          method.kept = true;
  }

  private keepsType(method: Candidate): boolean {
    const type = this.byName.get(method.declaration.receiver!);
    return type !== undefined && (Array.isArray(type) ? type.some((t) => t.kept) : type.kept);
  }

  private keepName(name: string): void {
    const found = this.byName.get(name);
    if (found === undefined) return;
    if (Array.isArray(found)) for (const candidate of found) this.keep(candidate);
    else this.keep(found);
  }

  private keep(candidate: Candidate): void {
    if (candidate.followed) return;
    candidate.kept = true;
    candidate.followed = true;
    this.pending.push(candidate);
    const { keyword, names } = candidate.declaration;
    if (keyword !== 'type') return;
    for (const method of this.methods.get(names[0]!) ?? []) {
      const name = method.declaration.names[0]!;
      if (!isExported(name)) continue;
      if (this.demand.members.has(name)) this.keep(method);
      else method.kept = true;
    }
  }

  private follow({ file, declaration }: Candidate): void {
    const tokens = new TokenList(this.bytes, declaration);
    this.words(file, tokens, 0, tokens.count);
  }

  /** Keeps what the words mention; the fields and methods in blocks of types one by one. */
  private words(file: FileState, tokens: TokenList, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (tokens.kind[i] === Token.word) {
        if (tokens.isSelected(i)) continue;
        const word = this.text(tokens.start[i]!, tokens.end[i]!);
        if (i + 2 < to && tokens.is(i + 1, DOT) && tokens.isSelected(i + 2))
          this.qualified(file, word, this.text(tokens.start[i + 2]!, tokens.end[i + 2]!));
        this.keepName(word);
      } else if (tokens.is(i, OPEN_BRACE) && i > 0 && tokens.typeBlock[i] !== 0)
        i = this.members(file, tokens, i + 1, tokens.typeBlock[i] === IN_STRUCT);
    }
  }

  /** From behind the opening brace to the closing one, whose place it returns. */
  private members(file: FileState, tokens: TokenList, from: number, isStruct: boolean): number {
    let i = from;
    while (i < tokens.count && !tokens.is(i, CLOSE_BRACE)) {
      if (tokens.is(i, SEMICOLON)) {
        i++;
        continue;
      }
      const end = tokens.memberEnd(i);
      const type = isStruct ? this.behindFieldNames(tokens, i, end) : this.behindMethodName(tokens, i, end);
      if (type !== undefined) this.words(file, tokens, type, end);
      i = Math.max(end, i + 1);
    }
    return i;
  }

  /** Where the type of a field starts; undefined for a field that is never named. An embedded field starts with its type. */
  private behindFieldNames(tokens: TokenList, from: number, end: number): number | undefined {
    let i = from;
    let named = false;
    while (i < end && tokens.kind[i] === Token.word) {
      named ||= this.demand.members.has(this.text(tokens.start[i]!, tokens.end[i]!));
      i++;
      if (!tokens.is(i, COMMA)) break;
      i++;
    }
    const isEmbedded = i === from || i >= end || tokens.is(i, DOT) || tokens.kind[i] === Token.literal;
    // `a [n]T` and the embedded `T[a]` look alike.
    if (isEmbedded || (i === from + 1 && tokens.is(i, OPEN_BRACKET))) return from;
    return named ? i : undefined;
  }

  private behindMethodName(tokens: TokenList, from: number, end: number): number | undefined {
    if (tokens.kind[from] !== Token.word || from + 1 >= end || !tokens.is(from + 1, OPEN_PARENTHESIS)) return from;
    const name = this.text(tokens.start[from]!, tokens.end[from]!);
    this.demandedMethods.add(name);
    return this.demand.members.has(name) ? from + 1 : undefined;
  }

  private qualified(file: FileState, qualifier: string, name: string): void {
    file.qualifiers.add(qualifier);
    const named = file.imports.get(qualifier);
    if (named !== undefined) this.demand.mention(named.path, name);
    else if (!this.byName.has(qualifier))
      for (const { path, name: alias } of file.imports.values())
        if (alias === undefined) this.demand.mention(path, name);
  }

  /** Writes what is kept of a file as Go source, its comments and bodies left out; false if nothing is. */
  write(file: F, out: ByteWriter): boolean {
    const state = this.states.get(file)!;
    if (!state.candidates.some((c) => c.kept)) return false;
    out.ascii(`package ${file.index.packageName}\n`);
    this.writeImports(state, out);
    for (const { kept, declaration } of state.candidates) {
      if (!kept) continue;
      if (declaration.inGroup) out.ascii(`${declaration.keyword} `);
      const tokens = new TokenList(this.bytes, declaration);
      tokens.write(out);
      out.ascii('\n');
    }
    return true;
  }

  /**
   * The imports that followed declarations use. They are given the name that is used, so that no package has to be read to learn it; where some name is
   * no guess from any path, the imports without name stay as they are.
   */
  private writeImports({ imports, qualifiers }: FileState, out: ByteWriter): void {
    const isOpen = [...qualifiers].some((qualifier) => !imports.has(qualifier) && !this.byName.has(qualifier));
    for (const [called, { name, path }] of imports) {
      if (name === '.' || qualifiers.has(called)) out.ascii(`import ${called} "${path}"\n`);
      else if (isOpen && name === undefined) out.ascii(`import "${path}"\n`);
    }
  }
}

function isExported(name: string): boolean {
  const c = name.charCodeAt(0);
  return c < 128 ? c >= 65 && c <= 90 : /^\p{Lu}/u.test(name);
}

const IN_STRUCT = 1;
const IN_INTERFACE = 2;

/**
 * The tokens of a declaration. Of a variable that has a type the value is left out, of other values the contents of blocks (the elements of a literal, the
 * body of a function): the type does not depend on them but for the length of `[...]T{…}`.
 */
class TokenList {
  readonly kind: number[] = [];
  readonly byte: number[] = [];
  readonly start: number[] = [];
  readonly end: number[] = [];
  /** for an opening brace: whether a struct's or an interface's members follow */
  readonly typeBlock: number[] = [];
  /** whether a line or statement starts with the token */
  readonly startsLine: boolean[] = [];

  constructor(
    private readonly bytes: Uint8Array,
    { keyword, start, end, names, inGroup }: IndexedDeclaration,
  ) {
    const t = new GoTokens(bytes, start, end);
    const isVariable = keyword === 'var';
    /** tokens before the type or the value of a variable */
    const head = (inGroup ? 0 : 1) + 2 * names.length - 1;
    let isValue = false;
    let depth = 0;
    let hasLength = true;
    let block = 0;
    while (t.next()) {
      if (isVariable && !isValue && depth === 0 && t.is(EQUALS)) {
        if (this.count > head) break;
        isValue = true;
      }
      if (t.is(OPEN_PARENTHESIS) || t.is(OPEN_BRACKET) || t.is(OPEN_BRACE)) depth++;
      else if (t.is(CLOSE_PARENTHESIS) || t.is(CLOSE_BRACKET) || t.is(CLOSE_BRACE)) depth--;
      if (isValue && t.is(CLOSE_BRACKET) && this.is(this.count - 1, DOT)) hasLength = false;
      this.push(t, block);
      if (isValue && hasLength && block === 0 && t.is(OPEN_BRACE)) {
        t.skipBlock();
        depth--;
        this.push(t, 0);
      }
      block = isTypeBlock(t) ? (t.isWord(STRUCT) ? IN_STRUCT : t.isWord(INTERFACE) ? IN_INTERFACE : 0) : 0;
    }
  }

  private push(t: GoTokens, block: number): void {
    this.kind.push(t.token);
    this.byte.push(t.byte);
    this.start.push(t.start);
    this.end.push(t.end);
    this.startsLine.push(t.startsLine);
    this.typeBlock.push(t.is(OPEN_BRACE) ? block : 0);
  }

  get count(): number {
    return this.kind.length;
  }

  is(i: number, byte: number): boolean {
    return this.kind[i] === Token.punctuation && this.byte[i] === byte;
  }

  /** Whether a word stands behind the dot of a selection; that of `...T` is none. */
  isSelected(i: number): boolean {
    return i > 1 && this.kind[i] === Token.word && this.is(i - 1, DOT) && !this.is(i - 2, DOT);
  }

  /** Place behind the member of a type's block that starts at a token. */
  memberEnd(from: number): number {
    let depth = 0;
    for (let i = from; i < this.count; i++) {
      if (depth === 0 && i > from && (this.startsLine[i] || this.is(i, SEMICOLON))) return i;
      if (this.is(i, OPEN_PARENTHESIS) || this.is(i, OPEN_BRACKET) || this.is(i, OPEN_BRACE)) depth++;
      else if (this.is(i, CLOSE_PARENTHESIS) || this.is(i, CLOSE_BRACKET)) depth--;
      else if (this.is(i, CLOSE_BRACE) && --depth < 0) return i;
    }
    return this.count;
  }

  /** Writes the tokens, what lies between them cut down to a blank or a line's end. */
  write(out: ByteWriter): void {
    const { bytes } = this;
    let last = this.start[0] ?? 0;
    for (let i = 0; i < this.count; i++) {
      const start = this.start[i]!;
      if (start > last && i > 0) {
        const line = bytes.indexOf(NEWLINE, last);
        out.byte(line >= 0 && line < start ? NEWLINE : BLANK);
      }
      last = this.end[i]!;
      out.copy(bytes, start, last);
    }
  }
}

/** Bytes that are written one after another; used again from file to file. */
export class ByteWriter {
  bytes = Buffer.allocUnsafe(1 << 16);
  length = 0;

  copy(from: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const { bytes } = this;
    let { length } = this;
    for (let i = start; i < end; i++) bytes[length++] = from[i]!;
    this.length = length;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  ascii(text: string): void {
    this.reserve(3 * text.length);
    this.length += this.bytes.write(text, this.length);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.bytes.length, this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}

const NEWLINE = 10;
const BLANK = 32;
const OPEN_PARENTHESIS = 40;
const CLOSE_PARENTHESIS = 41;
const COMMA = 44;
const DOT = 46;
const SEMICOLON = 59;
const EQUALS = 61;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

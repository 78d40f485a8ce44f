import { importNameOf } from '../../go/import-name.js';
import {
  type DeclarationIndex,
  INTERFACE,
  type IndexedDeclaration,
  type IndexedImport,
  STRUCT,
} from './declaration-index.js';
import type { ExternalDemand, Wanted } from './external-demand.js';
import { GoTokens, Token } from './go-tokens.js';

/** A file of the package. */
interface FileState {
  readonly index: DeclarationIndex;
  /** imports by the name they have in the file, as far as it is known without reading the package */
  readonly imports: ReadonlyMap<string, IndexedImport>;
  /** names of packages that followed declarations use */
  readonly qualifiers: Set<string>;
}

/**
 * Chooses the declarations of a package that the program can have to do with: what is wanted by name, and, from there, what these mention. Fields and
 * methods that the program never names lead nowhere: such fields are kept, but not what they mention, and such methods are not, but for types that a
 * struct of the program embeds.
 *
 *     wanted: Client        type Client struct { http transport; Retry *Policy }     ⇒   Client; Policy and what it mentions if `Retry` is
 *                           type Policy struct { … }                                       named in the program; transport if `http` is
 *                           type Server struct { … }
 */
export class NeededDeclarations {
  private readonly byName = new Map<string, IndexedDeclaration | IndexedDeclaration[]>();
  private readonly methods = new Map<string, IndexedDeclaration[]>();
  private readonly files = new Map<number, FileState>();
  private readonly pending: IndexedDeclaration[] = [];
  /** by name of a kept type: what it embeds, or is an alias of */
  private readonly embeds = new Map<string, string[]>();
  private readonly tokens: TokenList;

  constructor(
    bytes: Uint8Array,
    private readonly text: (start: number, end: number) => string,
    private readonly demand: ExternalDemand,
    /** starts of the declarations that were written before; those written now are added */
    private readonly given: Set<number>,
  ) {
    this.tokens = new TokenList(bytes);
  }

  /** Takes in a file, under the number that its declarations have. */
  add(file: number, index: DeclarationIndex): void {
    const imports = new Map(index.imports.map((i) => [i.name ?? importNameOf(i.path), i]));
    this.files.set(file, { index, imports, qualifiers: new Set() });
    for (const declaration of index.declarations) {
      const { receiver, names } = declaration;
      if (this.given.has(declaration.start)) declaration.followed = true;
      if (receiver !== undefined) {
        const list = this.methods.get(receiver);
        if (list === undefined) this.methods.set(receiver, [declaration]);
        else list.push(declaration);
        continue;
      }
      for (const name of names) {
        const other = this.byName.get(name);
        if (other === undefined) this.byName.set(name, declaration);
        else if (Array.isArray(other)) other.push(declaration);
        else this.byName.set(name, [other, declaration]);
      }
    }
  }

  /** Keeps what is wanted and what follows from it. */
  choose(wanted: Wanted): void {
    if (wanted === 'all') for (const name of this.byName.keys()) if (isExported(name)) this.keepName(name);
    if (wanted !== 'all') for (const name of wanted) if (isExported(name)) this.keepName(name);
    for (let next = this.pending.pop(); next !== undefined; next = this.pending.pop()) this.follow(next);
    this.keepMethodSets();
  }

  /** All methods of the types that the program may embed, and of those that these embed. */
  private keepMethodSets(): void {
    const { embedded } = this.demand;
    const open = [...this.embeds.keys()].filter((name) => embedded.has(name));
    for (let type = open.pop(); type !== undefined; type = open.pop()) {
      for (const method of this.methods.get(type) ?? []) method.kept = !this.given.has(method.start);
      for (const name of this.embeds.get(type)!) {
        if (embedded.has(name)) continue;
        embedded.add(name);
        if (this.embeds.has(name)) open.push(name);
      }
    }
  }

  private keepName(name: string): void {
    const found = this.byName.get(name);
    if (found === undefined) return;
    if (Array.isArray(found)) for (const declaration of found) this.keep(declaration);
    else this.keep(found);
  }

  private keep(declaration: IndexedDeclaration): void {
    if (declaration.followed) return;
    declaration.kept = true;
    declaration.followed = true;
    this.pending.push(declaration);
    const { keyword, names } = declaration;
    if (keyword !== 'type') return;
    this.embeds.set(names[0]!, []);
    for (const method of this.methods.get(names[0]!) ?? [])
      if (this.demand.members.has(method.names[0]!)) this.keep(method);
  }

  private follow(declaration: IndexedDeclaration): void {
    const { tokens } = this;
    const file = this.files.get(declaration.file)!;
    tokens.read(declaration);
    if (declaration.keyword === 'type' && tokens.isAlias())
      this.embeds.get(declaration.names[0]!)!.push(...this.wordsOf(2, tokens.count));
    this.words(file, 0, tokens.count, declaration);
    if (declaration.keyword === 'var') this.selectedIn(file);
  }

  /** `var Raw = Std.With(none)` has the type of a member that the program need not name. */
  private selectedIn({ imports }: FileState): void {
    const { tokens, demand } = this;
    for (let i = 2; i < tokens.count; i++) {
      if (!tokens.isSelected(i)) continue;
      if (tokens.kind[i - 2] === Token.word && imports.has(this.text(tokens.start[i - 2]!, tokens.end[i - 2]!)))
        continue;
      const member = this.text(tokens.start[i]!, tokens.end[i]!);
      if (demand.members.has(member)) continue;
      demand.members.add(member);
      for (const type of this.embeds.keys()) this.keepMember(type, member);
    }
  }

  /** Takes a type up again that was kept before the member was asked for. */
  private keepMember(type: string, member: string): void {
    for (const method of this.methods.get(type) ?? []) if (method.names[0] === member) this.keep(method);
    const found = this.byName.get(type);
    if (found !== undefined) this.pending.push(...(Array.isArray(found) ? found : [found]));
  }

  private wordsOf(from: number, to: number): string[] {
    const { tokens } = this;
    const words: string[] = [];
    for (let i = from; i < to; i++)
      if (tokens.kind[i] === Token.word) words.push(this.text(tokens.start[i]!, tokens.end[i]!));
    return words;
  }

  /** Keeps what the words mention; the fields and methods in blocks of types one by one. */
  private words(file: FileState, from: number, to: number, of: IndexedDeclaration): void {
    const { tokens } = this;
    for (let i = from; i < to; i++) {
      if (tokens.kind[i] === Token.word) {
        if (tokens.isSelected(i)) continue;
        const word = this.text(tokens.start[i]!, tokens.end[i]!);
        if (i + 2 < to && tokens.is(i + 1, DOT) && tokens.isSelected(i + 2))
          this.qualified(file, word, this.text(tokens.start[i + 2]!, tokens.end[i + 2]!));
        this.keepName(word);
      } else if (tokens.is(i, OPEN_BRACE) && i > 0 && tokens.typeBlock[i] !== 0)
        i = this.members(file, i + 1, tokens.typeBlock[i] === IN_STRUCT, of);
    }
  }

  /** From behind the opening brace to the closing one, whose place it returns. */
  private members(file: FileState, from: number, isStruct: boolean, of: IndexedDeclaration): number {
    const { tokens } = this;
    let i = from;
    while (i < tokens.count && !tokens.is(i, CLOSE_BRACE)) {
      if (tokens.is(i, SEMICOLON)) {
        i++;
        continue;
      }
      const end = tokens.memberEnd(i);
      const type = isStruct ? this.behindFieldNames(i, end) : this.behindMethodName(i, end);
      if (type === i && isStruct) this.embeds.get(of.names[0]!)?.push(...this.wordsOf(i, end));
      if (type !== undefined) this.words(file, type, end, of);
      i = Math.max(end, i + 1);
    }
    return i;
  }

  /** Where the type of a field starts; undefined for a field that is never named. An embedded field starts with its type. */
  private behindFieldNames(from: number, end: number): number | undefined {
    const { tokens } = this;
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

  private behindMethodName(from: number, end: number): number | undefined {
    const { tokens } = this;
    if (tokens.kind[from] !== Token.word || from + 1 >= end || !tokens.is(from + 1, OPEN_PARENTHESIS)) return from;
    return this.demand.members.has(this.text(tokens.start[from]!, tokens.end[from]!)) ? from + 1 : undefined;
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
  write(file: number, out: ByteWriter): boolean {
    const state = this.files.get(file)!;
    const { packageName, declarations } = state.index;
    if (!declarations.some((d) => d.kept)) return false;
    out.ascii(`package ${packageName}\n`);
    this.writeImports(state, out);
    for (const declaration of declarations) {
      if (!declaration.kept) continue;
      this.given.add(declaration.start);
      if (declaration.inGroup) out.ascii(`${declaration.keyword} `);
      this.tokens.read(declaration);
      this.tokens.write(out);
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
const STARTS = 1;
const NEWLINE_BEFORE = 2;

/**
 * The tokens of a declaration. Of a variable that has a type the value is left out, of other values the contents of blocks (the elements of a literal, the
 * body of a function): the type does not depend on them but for the length of `[...]T{…}`.
 */
class TokenList {
  count = 0;
  kind = new Uint8Array(1 << 12);
  byte = new Uint8Array(1 << 12);
  start = new Uint32Array(1 << 12);
  end = new Uint32Array(1 << 12);
  /** for an opening brace: whether a struct's or an interface's members follow */
  typeBlock = new Uint8Array(1 << 12);
  /** `STARTS` and `NEWLINE_BEFORE` */
  line = new Uint8Array(1 << 12);

  constructor(private readonly bytes: Uint8Array) {}

  /** Takes the tokens of another declaration in place of those before. */
  read({ keyword, start, end, names, inGroup }: IndexedDeclaration): void {
    const t = new GoTokens(this.bytes, start, end);
    this.count = 0;
    const isVariable = keyword === 'var';
    /** tokens before the type or the value of a variable */
    const head = (inGroup ? 0 : 1) + 2 * names.length - 1;
    let isValue = false;
    let depth = 0;
    let hasLength = true;
    let block = 0;
    while (t.next()) {
      if (isVariable) {
        if (!isValue && depth === 0 && t.is(EQUALS)) {
          if (this.count > head) break;
          isValue = true;
        }
        if (t.is(OPEN_PARENTHESIS) || t.is(OPEN_BRACKET) || t.is(OPEN_BRACE)) depth++;
        else if (t.is(CLOSE_PARENTHESIS) || t.is(CLOSE_BRACKET) || t.is(CLOSE_BRACE)) depth--;
        if (isValue && t.is(CLOSE_BRACKET) && this.is(this.count - 1, DOT)) hasLength = false;
      }
      this.push(t, block);
      if (isValue && hasLength && block === 0 && t.is(OPEN_BRACE)) {
        t.skipBlock();
        depth--;
        this.push(t, 0);
      }
      block = t.isWord(STRUCT) ? IN_STRUCT : t.isWord(INTERFACE) ? IN_INTERFACE : 0;
    }
  }

  private push(t: GoTokens, block: number): void {
    const i = this.count++;
    if (i === this.kind.length) this.grow();
    this.kind[i] = t.token;
    this.byte[i] = t.byte;
    this.start[i] = t.start;
    this.end[i] = t.end;
    this.line[i] = (t.startsLine ? STARTS : 0) | (t.behindNewline ? NEWLINE_BEFORE : 0);
    this.typeBlock[i] = t.is(OPEN_BRACE) ? block : 0;
  }

  private grow(): void {
    const size = this.kind.length * 2;
    const bytes = (from: Uint8Array): Uint8Array<ArrayBuffer> => {
      const to = new Uint8Array(size);
      to.set(from);
      return to;
    };
    const words = (from: Uint32Array): Uint32Array<ArrayBuffer> => {
      const to = new Uint32Array(size);
      to.set(from);
      return to;
    };
    this.kind = bytes(this.kind);
    this.byte = bytes(this.byte);
    this.start = words(this.start);
    this.end = words(this.end);
    this.typeBlock = bytes(this.typeBlock);
    this.line = bytes(this.line);
  }

  /** Whether the tokens are those of an alias without parameters. */
  isAlias(): boolean {
    return this.is(1, EQUALS) || this.is(2, EQUALS);
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
      if (depth === 0 && i > from && ((this.line[i]! & STARTS) !== 0 || this.is(i, SEMICOLON))) return i;
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
      if (start > last && i > 0) out.byte((this.line[i]! & NEWLINE_BEFORE) !== 0 ? NEWLINE : BLANK);
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

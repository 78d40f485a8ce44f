import type { GoType, InterfaceMethod } from '../../../model/go-type.js';
import { basicNamed, unknown } from './make.js';

/** What the names in a type's text mean. */
export interface TextNames {
  /** a type parameter, or a name of the universe or the package; with a path, of another package */
  type(path: string | undefined, name: string): GoType;
  /** makes a struct of fields */
  struct(fields: readonly { readonly name: string; readonly type: GoType; readonly embedded: boolean }[]): GoType;
  instantiate(generic: GoType, args: readonly GoType[]): GoType;
}

/** Word (an import path with a name among them), or a punctuation mark. */
const TOKEN = /\s*(?:(\.\.\.|<-)|([\p{L}_](?:[\p{L}\p{N}_/-]|\.(?=[\p{L}_]))*)|(\d+)|([[\](){}*,;|~@]))/uy;

/** Parser of the notation of go/signatures.ts: Go's type syntax with parameters unnamed and whole import paths. */
export class TypeText {
  private at = 0;
  private token = '';

  constructor(
    private readonly text: string,
    private readonly names: TextNames,
  ) {
    this.next();
  }

  get atEnd(): boolean {
    return this.token === '';
  }

  peek(): string {
    return this.token;
  }

  next(): string {
    const before = this.token;
    TOKEN.lastIndex = this.at;
    const match = TOKEN.exec(this.text);
    this.token = match === null ? '' : match[0].trim();
    if (match !== null) this.at = TOKEN.lastIndex;
    return before;
  }

  /** Names of the parameters in the list that starts here; nothing is consumed. */
  ahead(): string[] {
    const { at, token } = this;
    const names: string[] = [];
    let depth = 0;
    do {
      const seen = this.next();
      if (seen === '[') depth++;
      else if (seen === ']') depth--;
      if ((seen === '[' && depth === 1) || (seen === ',' && depth === 1)) names.push(this.token);
    } while (depth > 0 && !this.atEnd);
    this.at = at;
    this.token = token;
    return names;
  }

  accept(token: string): boolean {
    if (this.token !== token) return false;
    this.next();
    return true;
  }

  type(): GoType {
    const token = this.next();
    switch (token) {
      case '*':
        return { kind: 'pointer', elem: this.type() };
      case '[': {
        if (this.accept(']')) return { kind: 'slice', elem: this.type() };
        const length = this.next();
        this.accept(']');
        return { kind: 'array', elem: this.type(), length };
      }
      case '(': {
        const inner = this.type();
        this.accept(')');
        return inner;
      }
      case '<-':
        this.accept('chan');
        return { kind: 'chan', elem: this.type(), direction: 'receive' };
      case 'chan': {
        const direction = this.accept('<-') ? 'send' : 'both';
        return { kind: 'chan', elem: this.type(), direction };
      }
      case 'map': {
        this.accept('[');
        const key = this.type();
        this.accept(']');
        return { kind: 'map', key, value: this.type() };
      }
      case 'func':
        return this.signature();
      case 'struct':
        return this.struct();
      case 'interface':
        return this.interface();
      case '':
        return unknown('syntax', this.text);
      default:
        return this.named(token);
    }
  }

  /** `(int, ...string) (bool, error)` */
  signature(): GoType {
    let variadic = false;
    const params: GoType[] = [];
    const results: GoType[] = [];
    this.accept('(');
    while (!this.accept(')') && !this.atEnd) {
      if (this.accept('...')) {
        variadic = true;
        params.push({ kind: 'slice', elem: this.type() });
      } else params.push(this.type());
      this.accept(',');
    }
    if (this.accept('(')) {
      while (!this.accept(')') && !this.atEnd) {
        results.push(this.type());
        this.accept(',');
      }
    } else if (!this.atEnd && !END_OF_RESULT.has(this.token)) results.push(this.type());
    return { kind: 'func', params, results, variadic };
  }

  /** `~[]E | string`, or a single type */
  constraint(): GoType {
    const types: GoType[] = [];
    const tildes: boolean[] = [];
    do {
      tildes.push(this.accept('~'));
      types.push(this.type());
    } while (this.accept('|'));
    if (types.length === 1 && !tildes[0]) return types[0]!;
    return { kind: 'interface', methods: [], embeds: [], unions: [types], tildes: [tildes] };
  }

  private named(word: string): GoType {
    const dot = word.lastIndexOf('.');
    const type =
      dot < 0
        ? (basicNamed(word) ?? this.names.type(undefined, word))
        : this.names.type(word.slice(0, dot), word.slice(dot + 1));
    if (this.token !== '[') return type;
    this.next();
    const args: GoType[] = [];
    while (!this.accept(']') && !this.atEnd) {
      args.push(this.type());
      this.accept(',');
    }
    return this.names.instantiate(type, args);
  }

  private struct(): GoType {
    const fields: { name: string; type: GoType; embedded: boolean }[] = [];
    this.accept('{');
    while (!this.accept('}') && !this.atEnd) {
      if (this.accept('@')) {
        const type = this.type();
        const named = type.kind === 'pointer' ? type.elem : type;
        fields.push({ name: named.kind === 'named' ? named.symbol.name : '', type, embedded: true });
      } else {
        const name = this.next();
        fields.push({ name, type: this.type(), embedded: false });
      }
      this.accept(';');
    }
    return this.names.struct(fields);
  }

  private interface(): GoType {
    const methods: InterfaceMethod[] = [];
    const unions: GoType[][] = [];
    const tildes: (readonly boolean[])[] = [];
    this.accept('{');
    while (!this.accept('}') && !this.atEnd) {
      if (this.token === '~') {
        const union = this.constraint();
        if (union.kind === 'interface') {
          unions.push(...union.unions.map((u) => [...u]));
          tildes.push(...(union.tildes ?? []));
        }
      } else {
        const name = this.next();
        methods.push({ name, type: this.signature() });
      }
      this.accept(';');
    }
    return unions.length === 0
      ? { kind: 'interface', methods, embeds: [], unions }
      : { kind: 'interface', methods, embeds: [], unions, tildes };
  }
}

const END_OF_RESULT = new Set([',', ';', ')', '}', ']', '|']);

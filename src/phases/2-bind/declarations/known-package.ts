import type { GoType } from '../../../model/go-type.js';
import type { FieldSymbol, TypeSymbol } from '../../../model/symbol.js';
import { NONE } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import { instantiate } from '../types/instantiate.js';
import { basic, EMPTY_INTERFACE } from '../types/make.js';
import { type TextNames, TypeText } from '../types/type-text.js';
import { ERROR, NO_FILE, predeclaredType, syntaxlessType, UNIVERSE } from '../universe.js';
import { typeOfTypeSymbol } from './named-type.js';

/** A type of the table of signatures. */
export interface KnownType {
  readonly params: readonly TypeSymbol[];
  readonly underlying: GoType;
  /** methods of the type and its pointer, in terms of `params` */
  readonly methods: ReadonlyMap<string, GoType>;
}

/** One package of the table of signatures, its declarations read when they are asked for. */
export class KnownPackage {
  private readonly types = new Map<string, string>();
  private readonly values = new Map<string, string>();
  private readonly readTypes = new Map<string, KnownType>();
  private readonly readValues = new Map<string, GoType>();

  constructor(
    private readonly b: Binder,
    private readonly path: string,
    text: string,
    /** symbol that stands for a type of this or another package */
    private readonly external: (path: string, name: string) => TypeSymbol,
  ) {
    for (const declaration of text.split(/\n(?! )/)) this.add(declaration.replaceAll('\n', ' '));
  }

  private add(declaration: string): void {
    const head = /^(type|func|var|const) (.*)$/.exec(declaration.trim());
    if (head === null) return;
    const [, word, rest = ''] = head;
    const name = /^\w+/.exec(rest)?.[0] ?? '';
    if (word === 'type') this.types.set(name, rest.slice(name.length));
    else if (word === 'const') {
      const type = /^((?:\w+, )*\w+) (.*)$/.exec(rest);
      for (const n of type?.[1]?.split(', ') ?? []) this.values.set(n, type![2]!);
    } else this.values.set(name, `${word === 'func' ? 'func' : ''}${rest.slice(name.length)}`);
  }

  hasType(name: string): boolean {
    return this.types.has(name);
  }

  type(name: string): KnownType | undefined {
    const known = this.readTypes.get(name);
    const text = this.types.get(name);
    if (known !== undefined || text === undefined) return known;
    const params: TypeSymbol[] = [];
    const parser = new TypeText(text, this.names(params));
    this.parameters(parser, params);
    const underlying = parser.type();
    const methods = new Map<string, GoType>();
    while (!parser.atEnd) {
      const method = parser.next();
      methods.set(method, parser.signature());
      parser.accept(';');
    }
    const type = { params, underlying, methods };
    this.readTypes.set(name, type);
    return type;
  }

  /** Type of a function, variable or constant. */
  value(name: string): GoType | undefined {
    const known = this.readValues.get(name);
    const text = this.values.get(name);
    if (known !== undefined || text === undefined) return known;
    const type = this.readValue(text);
    this.readValues.set(name, type);
    return type;
  }

  private readValue(text: string): GoType {
    const untyped = /^ ?untyped \w+$/.test(text) ? text.trim() : undefined;
    if (untyped !== undefined) return { kind: 'basic', name: untyped };
    const params: TypeSymbol[] = [];
    const parser = new TypeText(text, this.names(params));
    if (!text.startsWith('func') || !parser.accept('func')) return parser.type();
    this.parameters(parser, params);
    const signature = parser.signature();
    return params.length > 0 && signature.kind === 'func' ? { ...signature, typeParams: params } : signature;
  }

  /** `[K comparable, V any]`: all parameters are in scope in every constraint. */
  private parameters(parser: TypeText, into: TypeSymbol[]): void {
    if (parser.peek() !== '[') return;
    const ahead = parser.ahead();
    for (const name of ahead) {
      const symbol: TypeSymbol = {
        ...syntaxlessType(this.b.nextId(), name, 'opaque', this.path),
        role: 'type-parameter',
        local: true,
      };
      into.push(symbol);
      this.b.constraints.set(symbol.id, EMPTY_INTERFACE);
    }
    parser.accept('[');
    for (let i = 0; !parser.accept(']') && !parser.atEnd; i++) {
      parser.next();
      this.b.constraints.set(into[i]!.id, parser.constraint());
      parser.accept(',');
    }
  }

  private names(params: readonly TypeSymbol[]): TextNames {
    return {
      type: (path, name) => {
        if (path !== undefined)
          return path === 'unsafe' ? basic('unsafe.Pointer') : typeOfTypeSymbol(this.b, this.external(path, name));
        const param = params.find((p) => p.name === name);
        if (param !== undefined) return { kind: 'type-parameter', symbol: param };
        if (name === 'error') return ERROR;
        const predeclared = UNIVERSE.get(name);
        if (predeclared?.kind === 'type') return predeclaredType(predeclared);
        return typeOfTypeSymbol(this.b, this.external(this.path, name));
      },
      struct: (fields) => ({
        kind: 'struct',
        fields: fields.map((f) => ({ ...f, symbol: this.field(f.name, f.embedded) })),
      }),
      instantiate: (generic, args) => (generic.kind === 'unknown' ? generic : instantiate(this.b, generic, args)),
    };
  }

  private field(name: string, embedded: boolean): FieldSymbol {
    const nowhere = { file: NO_FILE, node: NONE, structNode: NONE, declaration: NONE, declaringType: undefined };
    return { kind: 'field', id: this.b.nextId(), name, embedded, ...nowhere };
  }
}

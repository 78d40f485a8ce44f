import type { GoType } from '../../../model/go-type.js';
import type { TypeSymbol } from '../../../model/symbol.js';
import { ANY, isUntyped } from './make.js';

/** How a printer names things: a declared type, and what has no spelling. */
export interface Spelling {
  /** name of a declared type as it is referred to; undefined where it cannot be */
  nameOf(symbol: TypeSymbol): string | undefined;
  /** what stands for a type that has no spelling in Go; undefined gives up */
  inexpressible(type: GoType): string | undefined;
  /** name of a predeclared type; undefined where it means something else */
  basicName(name: string): string | undefined;
  /** spelling of `any` */
  readonly any: string;
}

const MAX_DEPTH = 200;

/** Prints a type in Go's syntax; undefined as soon as a part has no spelling. */
export function printType(type: GoType, spelling: Spelling, depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return spelling.inexpressible(type);
  const print = (t: GoType): string | undefined => printType(t, spelling, depth + 1);
  const prefixed = (prefix: string, t: GoType): string | undefined => {
    const inner = print(t);
    return inner === undefined ? undefined : prefix + inner;
  };
  switch (type.kind) {
    case 'unknown':
    case 'tuple':
      return spelling.inexpressible(type);
    case 'basic':
      return isUntyped(type) || type.name === 'unsafe.Pointer'
        ? spelling.inexpressible(type)
        : spelling.basicName(type.name);
    case 'named': {
      const name = spelling.nameOf(type.symbol);
      if (name === undefined) return undefined;
      const args = printAll(type.args, print);
      return args === undefined ? undefined : args.length === 0 ? name : `${name}[${args.join(', ')}]`;
    }
    case 'type-parameter':
      return spelling.nameOf(type.symbol);
    case 'pointer':
      return prefixed('*', type.elem);
    case 'slice':
      return prefixed('[]', type.elem);
    case 'array':
      return type.length === '' ? spelling.inexpressible(type) : prefixed(`[${type.length}]`, type.elem);
    case 'map': {
      const key = print(type.key);
      const value = print(type.value);
      return key === undefined || value === undefined ? undefined : `map[${key}]${value}`;
    }
    case 'chan': {
      const inner = print(type.elem);
      if (inner === undefined) return undefined;
      if (type.direction === 'receive') return `<-chan ${inner}`;
      if (type.direction === 'send') return `chan<- ${inner}`;
      return type.elem.kind === 'chan' && type.elem.direction === 'receive' ? `chan (${inner})` : `chan ${inner}`;
    }
    case 'func': {
      const signature = printSignature(type, print);
      return signature === undefined ? undefined : `func${signature}`;
    }
    case 'struct':
      return printStruct(type, print);
    case 'interface':
      return printInterface(type, spelling, print);
  }
}

type Print = (t: GoType) => string | undefined;

function printAll(types: readonly GoType[], print: Print): string[] | undefined {
  const out: string[] = [];
  for (const t of types) {
    const text = print(t);
    if (text === undefined) return undefined;
    out.push(text);
  }
  return out;
}

function printSignature(type: Extract<GoType, { kind: 'func' }>, print: Print): string | undefined {
  const params = printAll(type.params, print);
  const results = printAll(type.results, print);
  if (params === undefined || results === undefined) return undefined;
  if (type.variadic) params[params.length - 1] = params.at(-1)!.replace(/^\[\]/, '...');
  const tail = results.length === 0 ? '' : results.length === 1 ? ` ${results[0]}` : ` (${results.join(', ')})`;
  return `(${params.join(', ')})${tail}`;
}

function printStruct(type: Extract<GoType, { kind: 'struct' }>, print: Print): string | undefined {
  const types = printAll(
    type.fields.map((f) => f.type),
    print,
  );
  if (types === undefined) return undefined;
  const fields = type.fields.map((f, i) => (f.embedded ? types[i] : `${f.name} ${types[i]}`));
  return fields.length === 0 ? 'struct{}' : `struct{ ${fields.join('; ')} }`;
}

function printInterface(
  type: Extract<GoType, { kind: 'interface' }>,
  spelling: Spelling,
  print: Print,
): string | undefined {
  if (type === ANY) return spelling.any;
  const elements: string[] = [];
  for (const m of type.methods) {
    const signature = m.type.kind === 'func' ? printSignature(m.type, print) : undefined;
    if (signature === undefined) return undefined;
    elements.push(m.name + signature);
  }
  const embeds = printAll(type.embeds, print);
  if (embeds === undefined) return undefined;
  elements.push(...embeds);
  for (const [u, union] of type.unions.entries()) {
    const terms = printAll(union, print);
    if (terms === undefined) return undefined;
    elements.push(terms.map((t, i) => (type.tildes?.[u]?.[i] ? `~${t}` : t)).join(' | '));
  }
  return elements.length === 0 ? 'interface{}' : `interface{ ${elements.join('; ')} }`;
}

const FOR_MESSAGES: Spelling = {
  nameOf: (symbol) =>
    symbol.packagePath === '' || symbol.local ? symbol.name : `${symbol.packagePath.split('/').at(-1)}.${symbol.name}`,
  inexpressible: (type) => {
    switch (type.kind) {
      case 'unknown':
        return `unknown(${type.cause})`;
      case 'basic':
        return type.name;
      case 'array':
        return `[?]${typeToString(type.elem)}`;
      case 'tuple':
        return `(${type.elems.map(typeToString).join(', ')})`;
      default:
        return '…';
    }
  },
  basicName: (name) => name,
  any: 'any',
};

/** A type for messages: package names by the last element of the path. */
export function typeToString(type: GoType): string {
  return printType(type, FOR_MESSAGES) ?? '?';
}

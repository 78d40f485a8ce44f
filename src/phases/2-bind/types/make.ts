import type { GoType, UnknownCause } from '../../../model/go-type.js';

/** The one shape of "not known" for types, references and selections. */
export type Unknown = { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly detail: string };

export type FuncType = Extract<GoType, { kind: 'func' }>;
export type NamedType = Extract<GoType, { kind: 'named' }>;
export type InterfaceType = Extract<GoType, { kind: 'interface' }>;
export type StructType = Extract<GoType, { kind: 'struct' }>;

export function unknown(cause: UnknownCause, detail: string): Unknown {
  return { kind: 'unknown', cause, detail };
}

const BASIC_NAMES = [
  'bool',
  'string',
  'int',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'uintptr',
  'float32',
  'float64',
  'complex64',
  'complex128',
  'byte',
  'rune',
  'unsafe.Pointer',
  'untyped bool',
  'untyped int',
  'untyped rune',
  'untyped float',
  'untyped complex',
  'untyped string',
  'untyped nil',
] as const;

export type BasicName = (typeof BASIC_NAMES)[number];

const BASICS: ReadonlyMap<string, GoType> = new Map(BASIC_NAMES.map((name) => [name, { kind: 'basic', name }]));

export function basic(name: BasicName): GoType {
  return BASICS.get(name)!;
}

/** The basic type of that name, if there is one ("unsafe.Pointer" and the untyped ones among them). */
export function basicNamed(name: string): GoType | undefined {
  return BASICS.get(name);
}

export const VOID: GoType = { kind: 'tuple', elems: [] };
export const EMPTY_INTERFACE: GoType = { kind: 'interface', methods: [], embeds: [], unions: [] };
/** `any`: identical to the empty interface, spelled as its alias. */
export const ANY: GoType = { kind: 'interface', methods: [], embeds: [], unions: [] };

export function pointerTo(elem: GoType): GoType {
  return { kind: 'pointer', elem };
}

export function sliceOf(elem: GoType): GoType {
  return { kind: 'slice', elem };
}

export function isUntyped(type: GoType): boolean {
  return type.kind === 'basic' && type.name.startsWith('untyped ');
}

/** What a call with these results answers: the type itself, or a tuple. */
export function resultOf(results: readonly GoType[]): GoType {
  return results.length === 1 ? results[0]! : results.length === 0 ? VOID : { kind: 'tuple', elems: results };
}

/** The type a variable gets from an untyped constant (spec, "Constants"); others stay. */
export function defaultType(type: GoType): GoType {
  if (type.kind !== 'basic') return type;
  switch (type.name) {
    case 'untyped bool':
      return basic('bool');
    case 'untyped int':
      return basic('int');
    case 'untyped rune':
      return basic('rune');
    case 'untyped float':
      return basic('float64');
    case 'untyped complex':
      return basic('complex128');
    case 'untyped string':
      return basic('string');
    case 'untyped nil':
      return unknown('unsupported', 'use of untyped nil');
    default:
      return type;
  }
}

/** Names of the universe block (spec, "Predeclared identifiers"). */
export const PREDECLARED_TYPES = [
  'any',
  'bool',
  'byte',
  'comparable',
  'complex64',
  'complex128',
  'error',
  'float32',
  'float64',
  'int',
  'int8',
  'int16',
  'int32',
  'int64',
  'rune',
  'string',
  'uint',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'uintptr',
] as const;

export const PREDECLARED_CONSTANTS = ['true', 'false', 'iota', 'nil'] as const;

export const BUILTIN_FUNCTIONS = [
  'append',
  'cap',
  'clear',
  'close',
  'complex',
  'copy',
  'delete',
  'imag',
  'len',
  'make',
  'max',
  'min',
  'new',
  'panic',
  'print',
  'println',
  'real',
  'recover',
] as const;

/** Functions of package unsafe. */
export const UNSAFE_FUNCTION_NAMES = [
  'Add',
  'Alignof',
  'Offsetof',
  'Sizeof',
  'Slice',
  'SliceData',
  'String',
  'StringData',
] as const;

export type BuiltinFunction = (typeof BUILTIN_FUNCTIONS)[number];

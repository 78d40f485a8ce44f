import {
  BUILTIN_FUNCTIONS,
  PREDECLARED_CONSTANTS,
  PREDECLARED_TYPES,
  UNSAFE_FUNCTION_NAMES,
} from '../../go/predeclared.js';
import type { GoType } from '../../model/go-type.js';
import type { SourceFile } from '../../model/source.js';
import type { Symbol as GoSymbol, PredeclaredSymbol, TypeSymbol } from '../../model/symbol.js';
import { NONE, SyntaxTree } from '../../model/syntax-tree.js';
import { ANY, type BasicName, basic, type InterfaceType, type NamedType } from './types/make.js';

/** Stands where a symbol needs a file and has none: predeclared names and types of packages whose source is not in the program. */
export const NO_FILE: SourceFile = {
  index: -1,
  path: '',
  displayPath: '',
  text: '',
  tree: new SyntaxTree(
    '',
    new Uint8Array(0),
    new Uint8Array(0),
    new Uint32Array(0),
    new Uint32Array(0),
    new Uint32Array(0),
    new Int32Array(0),
    new Uint32Array(0),
  ),
  bom: false,
  hash: '',
  isTest: false,
  isGenerated: false,
  isCgo: false,
  goMinor: 17,
  editable: false,
  activeIn: () => true,
  config: undefined,
};

/** Ids of symbols outside the program's files: predeclared ones count down from here, those of opaque types from `FIRST_OPAQUE_ID`. */
const FIRST_PREDECLARED_ID = -1;
export const FIRST_OPAQUE_ID = -1000;

/** A type's symbol that no syntax in view declares. */
export function syntaxlessType(
  id: number,
  name: string,
  role: 'predeclared' | 'opaque',
  packagePath: string,
): TypeSymbol {
  return {
    kind: 'type',
    role,
    id,
    name,
    packagePath,
    pkg: undefined,
    file: NO_FILE,
    node: NONE,
    declaration: NONE,
    local: false,
    variants: [],
  };
}

const TYPES: readonly TypeSymbol[] = PREDECLARED_TYPES.map((name, i) =>
  syntaxlessType(FIRST_PREDECLARED_ID - i, name, 'predeclared', ''),
);

/** Predeclared names that are no types, the functions of unsafe, and the blank identifier; their ids follow those of the types. */
const OTHERS: readonly PredeclaredSymbol[] = [
  '_',
  ...PREDECLARED_CONSTANTS,
  ...BUILTIN_FUNCTIONS,
  ...UNSAFE_FUNCTION_NAMES.map((name) => `unsafe.${name}`),
].map((name, i) => ({ kind: 'predeclared', id: FIRST_PREDECLARED_ID - TYPES.length - i, name }));

/** The blank identifier: declares and denotes nothing. */
export const BLANK: PredeclaredSymbol = OTHERS[0]!;
/** `unsafe.Pointer` as a symbol; its type is basic. */
export const UNSAFE_POINTER: TypeSymbol = syntaxlessType(
  FIRST_PREDECLARED_ID - TYPES.length - OTHERS.length,
  'Pointer',
  'predeclared',
  'unsafe',
);
/** Functions of package unsafe, under their plain names. */
export const UNSAFE_FUNCTIONS: ReadonlyMap<string, PredeclaredSymbol> = new Map(
  OTHERS.filter((s) => s.name.startsWith('unsafe.')).map((s) => [s.name.slice('unsafe.'.length), s]),
);

/** The universe block (spec, "Predeclared identifiers"). */
export const UNIVERSE: ReadonlyMap<string, GoSymbol> = new Map(
  [...TYPES, ...OTHERS].filter((s) => s !== BLANK && !s.name.includes('.')).map((s) => [s.name, s]),
);

const DENOTED: ReadonlyMap<string, GoType> = new Map(TYPES.map((symbol) => [symbol.name, denoted(symbol)]));

function denoted(symbol: TypeSymbol): GoType {
  switch (symbol.name) {
    case 'any':
      return ANY;
    case 'error':
    case 'comparable':
      return { kind: 'named', symbol, args: [] };
    default:
      return basic(symbol.name as BasicName);
  }
}

export const ERROR = DENOTED.get('error') as NamedType;

const ERROR_INTERFACE: InterfaceType = {
  kind: 'interface',
  methods: [{ name: 'Error', type: { kind: 'func', params: [], results: [basic('string')], variadic: false } }],
  embeds: [],
  unions: [],
};
const COMPARABLE_INTERFACE: InterfaceType = { kind: 'interface', methods: [], embeds: [], unions: [] };

/** Type that a predeclared type name denotes. */
export function predeclaredType(symbol: TypeSymbol): GoType {
  return symbol === UNSAFE_POINTER ? basic('unsafe.Pointer') : DENOTED.get(symbol.name)!;
}

/** Underlying type of `error` and `comparable`. */
export function predeclaredUnderlying(symbol: TypeSymbol): GoType {
  return symbol.name === 'error' ? ERROR_INTERFACE : COMPARABLE_INTERFACE;
}

import { BUILTIN_FUNCTIONS, PREDECLARED_CONSTANTS, PREDECLARED_TYPES } from '../../go/predeclared.js';
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

const symbols = new Map<string, GoSymbol>();
const types = new Map<string, GoType>();

let nextId = FIRST_PREDECLARED_ID;
for (const name of PREDECLARED_TYPES) {
  const symbol = syntaxlessType(nextId--, name, 'predeclared', '');
  symbols.set(name, symbol);
  types.set(
    name,
    name === 'any'
      ? ANY
      : name === 'error' || name === 'comparable'
        ? { kind: 'named', symbol, args: [] }
        : basic(name as BasicName),
  );
}
for (const name of [...PREDECLARED_CONSTANTS, ...BUILTIN_FUNCTIONS]) {
  const symbol: PredeclaredSymbol = { kind: 'predeclared', id: nextId--, name };
  symbols.set(name, symbol);
}

/** The blank identifier: declares and denotes nothing. */
export const BLANK: PredeclaredSymbol = { kind: 'predeclared', id: nextId--, name: '_' };
/** `unsafe.Pointer` as a symbol; its type is basic. */
export const UNSAFE_POINTER: TypeSymbol = syntaxlessType(nextId--, 'Pointer', 'predeclared', 'unsafe');

/** Functions of package unsafe, under their qualified name. */
export const UNSAFE_FUNCTIONS: ReadonlyMap<string, PredeclaredSymbol> = new Map(
  ['Add', 'Alignof', 'Offsetof', 'Sizeof', 'Slice', 'SliceData', 'String', 'StringData'].map((name) => [
    name,
    { kind: 'predeclared', id: nextId--, name: `unsafe.${name}` },
  ]),
);

/** The universe block (spec, "Predeclared identifiers"). */
export const UNIVERSE: ReadonlyMap<string, GoSymbol> = symbols;

export const ERROR = types.get('error') as NamedType;

const ERROR_INTERFACE: InterfaceType = {
  kind: 'interface',
  methods: [{ name: 'Error', type: { kind: 'func', params: [], results: [basic('string')], variadic: false } }],
  embeds: [],
  unions: [],
};
const COMPARABLE_INTERFACE: InterfaceType = { kind: 'interface', methods: [], embeds: [], unions: [] };

/** Type that a predeclared type name denotes. */
export function predeclaredType(symbol: TypeSymbol): GoType {
  return symbol === UNSAFE_POINTER ? basic('unsafe.Pointer') : types.get(symbol.name)!;
}

/** Underlying type of `error` and `comparable`. */
export function predeclaredUnderlying(symbol: TypeSymbol): GoType {
  return symbol.name === 'error' ? ERROR_INTERFACE : COMPARABLE_INTERFACE;
}

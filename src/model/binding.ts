import type { GoType, UnknownCause } from './go-type.js';
import type { PackageUnit, Program, SourceFile } from './source.js';
import type { FieldSymbol, FunctionSymbol, Symbol, TypeSymbol, VariableSymbol } from './symbol.js';
import type { NodeId } from './syntax-tree.js';

/** What an identifier refers to; unknown is a value with a cause. */
export type Reference = Symbol | { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly detail: string };

/** What `x.f` selects. */
export type Selection =
  | {
      readonly kind: 'field';
      /** embedded fields walked through, then the field itself: `s.items` promoted from `s.base` gives [base, items] */
      readonly path: readonly FieldSymbol[];
      readonly type: GoType;
    }
  | {
      readonly kind: 'method';
      /** embedded fields walked through before the method is found */
      readonly path: readonly FieldSymbol[];
      /** undefined for a method of an interface or of an opaque type */
      readonly method: FunctionSymbol | undefined;
      /** the `method_elem` in an interface in view */
      readonly interfaceMethod?: FunctionSymbol;
      /** method declared by this interface type (or a type parameter's constraint): the call is dispatched dynamically */
      readonly interface: GoType | undefined;
      /** type that declares the method: the named type or opaque type, after walking `path` */
      readonly receiver: GoType;
      /** `T.M` or `(*T).M`: a method expression */
      readonly expression: boolean;
      readonly type: GoType;
    }
  | {
      /** `pkg.Name` */
      readonly kind: 'package-member';
      readonly importPath: string;
      readonly name: string;
      /** the declaration, in the program or read from external source; undefined when opaque */
      readonly symbol: Symbol | undefined;
      readonly type: GoType;
    }
  | { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly detail: string };

/** What a call expression does, as far as the callee's syntax and types tell. */
export type CallForm = 'call' | 'conversion' | 'builtin' | 'unknown';

/**
 * The binder's answers, computed lazily per top-level declaration and memoised per file until `release`.
 * All methods are total: they never throw on odd code, they answer `unknown` with a cause.
 */
export interface Binding {
  readonly program: Program;
  /** Every function and method declaration of the unit, in file order. */
  functionsOf(unit: PackageUnit): readonly FunctionSymbol[];
  /** Package-level variables of the unit, in file order. */
  variablesOf(unit: PackageUnit): readonly VariableSymbol[];
  /** Package-level types of the unit, and those declared inside functions. */
  typesOf(unit: PackageUnit): readonly TypeSymbol[];
  unitOf(file: SourceFile): PackageUnit | undefined;

  /** The symbol that an identifier, type_identifier, field_identifier (in a selector, a keyed literal or a declaration), package_identifier or label_name refers to or declares. */
  symbolAt(file: SourceFile, node: NodeId): Reference;
  /** Type of an expression; in a two-value context (`v, ok := m[k]`) still the type of the first value. A type expression answers the type it denotes. A call with several results answers a tuple. */
  typeOf(file: SourceFile, expression: NodeId): GoType;
  /** Whether the node denotes a type rather than a value. */
  isTypeExpression(file: SourceFile, expression: NodeId): boolean;
  selectionAt(file: SourceFile, selector: NodeId): Selection;
  callForm(file: SourceFile, call: NodeId): CallForm;

  typeOfSymbol(symbol: Symbol): GoType;
  /** Follows names and aliases to the underlying type, type arguments substituted; a type parameter answers its constraint's core type if it has one. */
  underlying(type: GoType): GoType;
  /** Fields of a struct type (or of a pointer to one), substituted; undefined when it is no struct in view. */
  fieldsOf(type: GoType): readonly { readonly symbol: FieldSymbol; readonly type: GoType }[] | undefined;
  /** Methods declared on a type symbol (value and pointer receivers). */
  methodsOf(type: TypeSymbol): readonly FunctionSymbol[];
  /** Field or method `name` of a type, through embedding, by the rules of the spec ("Selectors"). */
  lookup(type: GoType, name: string): Selection;
  /** Declared types of the program whose method set (pointer receivers included) has all methods of the interface, by name and arity. */
  implementations(iface: GoType): readonly TypeSymbol[];
  /** Spelling of a type in Go as seen from a file: package names as that file imports them; undefined if a needed package is not imported there or the type is not expressible. */
  spell(type: GoType, file: SourceFile): string | undefined;

  /** Frees what was memoised for the bodies of a file. Symbols keep their ids. */
  release(file: SourceFile): void;
}

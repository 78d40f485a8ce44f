import type { TypeSymbol } from './symbol.js';

/** Why a type or a reference is not known. `detail` names the thing (an import path, an identifier). */
export type UnknownCause =
  | 'opaque-package' // declared in a package whose source is not at hand
  | 'unresolved' // the name is declared nowhere in view
  | 'ambiguous-variant' // build-tag variants declare it differently
  | 'inference' // type argument inference gave up
  | 'syntax' // the file has a syntax error there
  | 'cycle' // the declaration refers to itself
  | 'unsupported'; // the binder does not know this construct

/**
 * A Go type as far as syntax tells. Types are immutable and compared with `identical` (phases/2-bind), not by reference.
 * Named types, aliases resolved, refer to their declaring symbol; the underlying type is asked from the binding.
 */
export type GoType =
  | { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly detail: string }
  | { readonly kind: 'basic'; readonly name: string } // string, int, bool, error is named; "untyped int" … for untyped constants; "untyped nil"; "invalid" for void
  | { readonly kind: 'named'; readonly symbol: TypeSymbol; readonly args: readonly GoType[] }
  | { readonly kind: 'type-parameter'; readonly symbol: TypeSymbol }
  | { readonly kind: 'pointer'; readonly elem: GoType }
  | { readonly kind: 'map'; readonly key: GoType; readonly value: GoType }
  | { readonly kind: 'slice'; readonly elem: GoType }
  | { readonly kind: 'array'; readonly elem: GoType; readonly length: string }
  | { readonly kind: 'chan'; readonly elem: GoType; readonly direction: 'both' | 'send' | 'receive' }
  | {
      readonly kind: 'func';
      readonly params: readonly GoType[];
      readonly results: readonly GoType[];
      readonly variadic: boolean;
      readonly typeParams?: readonly TypeSymbol[];
    }
  | {
      readonly kind: 'struct';
      readonly fields: readonly StructField[];
      readonly substitution?: ReadonlyMap<number, GoType>;
    }
  | {
      readonly kind: 'interface';
      readonly methods: readonly InterfaceMethod[];
      readonly embeds: readonly GoType[];
      readonly unions: readonly GoType[][];
      readonly tildes?: readonly (readonly boolean[])[];
    } // tildes[u][i]: whether unions[u][i] was written with ~
  | { readonly kind: 'tuple'; readonly elems: readonly GoType[] }; // several results, or none (void)

export interface StructField {
  readonly name: string;
  readonly embedded: boolean;
  readonly type: GoType;
  /** the field's symbol; shared by all instantiations of a generic struct */
  readonly symbol: import('./symbol.js').FieldSymbol;
}

export interface InterfaceMethod {
  readonly name: string;
  readonly type: GoType;
  /** the `method_elem`; undefined for a predeclared interface */
  readonly symbol?: import('./symbol.js').FunctionSymbol;
}

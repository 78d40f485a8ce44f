import type { PackageUnit, SourceFile } from './source.js';
import type { NodeId } from './syntax-tree.js';

/**
 * A declared thing. `id` is stable over re-binding: file index × 2^24 + declaring node (the name's node; the case clause for a type switch's implicit variable).
 * Predeclared ones have negative ids. Compare symbols by id.
 */
type Symbol_ =
  | VariableSymbol
  | FieldSymbol
  | FunctionSymbol
  | TypeSymbol
  | ConstantSymbol
  | PackageName
  | LabelSymbol
  | PredeclaredSymbol;

interface Declared {
  readonly id: number;
  readonly name: string;
  readonly file: SourceFile;
  /** node of the declaring identifier */
  readonly node: NodeId;
}

/** Variables of every scope, parameters, results and receivers among them. */
export interface VariableSymbol extends Declared {
  readonly kind: 'variable';
  readonly role: 'package' | 'local' | 'parameter' | 'result' | 'receiver' | 'range' | 'type-switch';
  /** unit whose package scope holds it; undefined for the others */
  readonly pkg: PackageUnit | undefined;
  /** innermost function declaration around it, undefined for package variables */
  readonly owner: FunctionSymbol | undefined;
  /** other declarations of the same name under other build tags */
  readonly variants: readonly number[];
}

export interface FieldSymbol extends Declared {
  readonly kind: 'field';
  readonly embedded: boolean;
  /** type declaration that holds the field, undefined in an anonymous struct */
  readonly declaringType: TypeSymbol | undefined;
  /** the `struct_type` node */
  readonly structNode: NodeId;
  /** the `field_declaration` node */
  readonly declaration: NodeId;
}

/** A function or method declaration with or without body. */
export interface FunctionSymbol extends Declared {
  readonly kind: 'function';
  readonly pkg: PackageUnit | undefined;
  /** the `function_declaration`, `method_declaration` or `method_elem` node */
  readonly declaration: NodeId;
  /** for methods: the receiver's type name (undefined when it does not resolve) and whether it is a pointer */
  readonly receiver:
    | { readonly type: TypeSymbol | undefined; readonly typeName: string; readonly pointer: boolean }
    | undefined;
  readonly variants: readonly number[];
}

export interface TypeSymbol extends Declared {
  readonly kind: 'type';
  readonly role: 'defined' | 'alias' | 'type-parameter' | 'predeclared' | 'opaque';
  /** import path of the declaring package; '' for predeclared types */
  readonly packagePath: string;
  readonly pkg: PackageUnit | undefined;
  /** the `type_spec` or `type_alias` node; the `type_parameter_declaration` for a parameter; NONE for opaque and predeclared types */
  readonly declaration: NodeId;
  /** declared inside a function */
  readonly local: boolean;
  readonly variants: readonly number[];
}

export interface ConstantSymbol extends Declared {
  readonly kind: 'constant';
  readonly pkg: PackageUnit | undefined;
}

/** An import's name in its file. */
export interface PackageName extends Declared {
  readonly kind: 'package';
  readonly importPath: string;
}

export interface LabelSymbol extends Declared {
  readonly kind: 'label';
}

/** true, false, iota, nil and the built-in functions. */
export interface PredeclaredSymbol {
  readonly kind: 'predeclared';
  readonly id: number;
  readonly name: string;
}

export type { Symbol_ as Symbol };

export const SYMBOL_ID_FILE_FACTOR = 2 ** 24;

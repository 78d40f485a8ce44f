import type { AccessProfile } from './access-profile.js';
import type { Confidence } from './configuration.js';
import type { GoType } from './go-type.js';
import type { Lock } from './lockset.js';
import type { PackageUnit, Position, SourceFile } from './source.js';
import type { FieldSymbol, TypeSymbol, VariableSymbol } from './symbol.js';
import type { NodeId } from './syntax-tree.js';
import type { MapUse } from './use.js';

export type Verdict = 'unsafe' | 'guarded' | 'confined' | 'read-only' | 'unshared' | 'unknown';

export type MapKind = 'package-variable' | 'field' | 'local' | 'parameter' | 'result';

/** One side of a conflict, or a fact that supports the verdict. */
export interface Evidence {
  readonly role: 'writer' | 'reader' | 'lock' | 'root' | 'note';
  /** what starts the goroutine: "go statement", "HTTP handler", "exported method", "main", "test goroutine" … */
  readonly root: string;
  readonly operation: string;
  /** names of the locks held there */
  readonly locks: readonly string[];
  /** a sentence for the user */
  readonly message: string;
  readonly position: Position;
  /** how the root reaches the use: calls from the root down */
  readonly path?: readonly { readonly position: Position; readonly message: string }[];
}

/** Kinds of reasoning behind an `unsafe` verdict; a report may filter by them. */
export type EvidenceKind = 'goroutines' | 'goroutine-and-api' | 'lock' | 'type' | 'test' | 'api' | 'user' | 'trace';

/** A use that no rewrite of the map's own package can cover, or that changes what a rewrite may do. */
export interface Hazard {
  readonly code:
    | 'escapes'
    | 'aliased'
    | 'returned'
    | 'address-taken'
    | 'encoded'
    | 'compared'
    | 'struct-copied'
    | 'struct-identity'
    | 'unresolved-use'
    | 'use-not-editable'
    | 'build-variants'
    | 'exported-api'
    | 'values-shared-by-reference'
    | 'element-of-container'
    | 'syntax-error';
  readonly message: string;
  readonly position: Position;
  readonly file: SourceFile;
  readonly node: NodeId;
}

/** A lock that guards the map somewhere. */
export interface GuardSupport {
  readonly lock: Lock;
  /** uses outside construction and tests that hold it in a sufficient mode */
  readonly held: number;
  readonly writesHeld: number;
  /** uses outside construction and tests */
  readonly total: number;
  readonly writes: number;
}

/** A map of the inventory with everything find knows of it. */
export interface SharedMap {
  /** import path, a dot, the name: "example.com/shop/cache.Store.items" */
  readonly id: string;
  /** `name`, `Type.field`, `Func.name` or `Type.Method.name` */
  readonly name: string;
  readonly kind: MapKind;
  readonly symbol: VariableSymbol | FieldSymbol;
  /** for a field: the struct type that declares it */
  readonly declaringType: TypeSymbol | undefined;
  readonly unit: PackageUnit;
  readonly file: SourceFile;
  readonly position: Position;
  /** the declared type as written, or as inferred */
  readonly typeText: string;
  /** the map's type: `map`, or `named` over a map */
  readonly type: GoType;
  readonly uses: readonly MapUse[];
  readonly profile: AccessProfile;
  readonly verdict: Verdict;
  /** for `unsafe` */
  readonly confidence: Confidence | undefined;
  readonly evidenceKind: EvidenceKind | undefined;
  /** for `unknown`: a code and a sentence */
  readonly cause: { readonly code: string; readonly message: string } | undefined;
  readonly evidence: readonly Evidence[];
  /** locks that guard it at some use, best first */
  readonly guards: readonly GuardSupport[];
  readonly hazards: readonly Hazard[];
  /** //mapguard:ignore reason */
  readonly ignored: string | undefined;
}

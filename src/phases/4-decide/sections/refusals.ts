import type { Refusal } from '../../../model/decision.js';
import { positionAt } from '../../../model/position.js';
import type { SourceFile } from '../../../model/source.js';
import type { NodeId } from '../../../model/syntax-tree.js';

/** Why a map is not wrapped. Each is documented in README.md. */
export type RefusalCode =
  | 'address-taken'
  | 'aliased'
  | 'build-variants'
  | 'cross-package'
  | 'element-of-container'
  | 'encoded'
  | 'escapes'
  | 'evaluation-order'
  | 'exported-api'
  | 'named-map-type'
  | 'no-safe-section'
  | 'parameter'
  | 'struct-copied'
  | 'struct-identity'
  | 'syntax-error'
  | 'atomicity'
  | 'grouped'
  | 'lock-order'
  | 'lock-shadowed'
  | 'lock-unreachable'
  | 'mixed-callers'
  | 'no-common-lock'
  | 'only-handed-out'
  | 'returned'
  | 'self-deadlock'
  | 'type-not-spelled'
  | 'write-under-rlock'
  | 'wrong-lock'
  | 'unresolved-use'
  | 'unsupported-use'
  | 'use-not-editable'
  | 'values-shared-by-reference';

export function refuse(file: SourceFile, node: NodeId, code: RefusalCode, message: string): Refusal {
  return { ok: false, code, message, position: positionAt(file, file.tree.start[node]!) };
}

export function isRefusal(value: object | undefined): value is Refusal {
  return value !== undefined && 'ok' in value && value.ok === false;
}

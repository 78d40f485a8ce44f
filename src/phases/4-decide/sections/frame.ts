import type { SourceFile } from '../../../model/source.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Access } from './access.js';
import type { Draft } from './draft.js';
import type { Subject } from './subject.js';

/** One function body (a declaration's or a literal's) with the uses of the map directly in it. */
export interface Frame {
  readonly subject: Subject;
  readonly file: SourceFile;
  /** function_declaration, method_declaration or func_literal */
  readonly fn: NodeId;
  readonly accesses: readonly Access[];
  /** whether the file's package can name the wrapper's fields: it is the map's own */
  readonly samePackage: boolean;
  readonly draft: Draft;
  /** uses of the maps in this function that hold the lock already */
  readonly held?: readonly Access[];
  /** places where a value that the lock guards is changed through a variable that names it */
  readonly valueChanges?: readonly NodeId[];
  /** a second reference to the map that takes the old map out while it is replaced, or whose uses all stay in the section */
  readonly drained?: Access;
  /** uses that hand the map out: a copy made in the section takes its place */
  readonly copied?: ReadonlyMap<Access, Copy>;
  /** calls of functions that use the map in place and keep no reference to it */
  readonly lent?: ReadonlySet<Access>;
}

/** How a copy of the map is made. */
export type Copy =
  /** `maps.Clone(m)` */
  | { readonly kind: 'clone' }
  /** a loop, for Go before 1.21 */
  | { readonly kind: 'loop'; readonly type: string; readonly keepsNil: boolean };

/** A node that stands in the way of a critical section, and what it does, as the end of a sentence: "calls notify". */
export interface Obstacle {
  readonly node: NodeId;
  readonly why: string;
}

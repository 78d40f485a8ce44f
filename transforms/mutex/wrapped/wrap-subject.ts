import type { GoType } from '../../../src/model/go-type.js';
import type { HelperKind } from '../../../src/phases/4-decide/sections/draft.js';
import type { Frame as SectionFrame } from '../../../src/phases/4-decide/sections/frame.js';
import type { Subject as SectionSubject } from '../../../src/phases/4-decide/sections/subject.js';

export type Family = 'mutex-map' | 'rwmutex-map';

/** How the wrapper is held: as a value in the struct or variable, or behind a pointer where the holder is copied. */
export type Holder = 'value' | 'pointer';

/** A map that gets a type of its own. */
export interface Subject extends SectionSubject {
  readonly family: Family;
  readonly holder: Holder;
  /** key and value types, undefined where the binder does not know them */
  readonly types: { readonly key: GoType; readonly value: GoType };
  /** the type in `map[K]V` where the declaration spells it: text of K and V, valid in the map's file */
  readonly spelled: { readonly key: string; readonly value: string } | undefined;
  readonly helper: HelperKind;
}

export interface Frame extends SectionFrame {
  readonly subject: Subject;
}

import type { GoType } from '../../../model/go-type.js';

/** Pointers to and slices of the types that recur everywhere, one object each: memory, not identity, is the reason. */
export class CompoundTypes {
  private readonly pointers = new Map<GoType, GoType>();
  private readonly slices = new Map<GoType, GoType>();

  pointerTo(elem: GoType): GoType {
    return shared(this.pointers, 'pointer', elem);
  }

  sliceOf(elem: GoType): GoType {
    return shared(this.slices, 'slice', elem);
  }
}

function shared(known: Map<GoType, GoType>, kind: 'pointer' | 'slice', elem: GoType): GoType {
  if (elem.kind !== 'basic' && (elem.kind !== 'named' || elem.args.length > 0)) return { kind, elem };
  const before = known.get(elem);
  if (before !== undefined) return before;
  const type: GoType = { kind, elem };
  known.set(elem, type);
  return type;
}

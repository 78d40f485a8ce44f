import type { GoType } from '../../../model/go-type.js';
import type { Binder } from '../binder.js';
import { basic, defaultType, isUntyped, unknown } from '../types/make.js';
import { underlying } from '../types/underlying.js';

export interface RangeTypes {
  readonly key: GoType;
  readonly value: GoType;
}

/** Types of the iteration values of a range clause (spec, "For range"). */
export function rangeTypes(b: Binder, operand: GoType): RangeTypes {
  if (isUntyped(operand)) {
    if (operand.kind === 'basic' && operand.name === 'untyped string')
      return { key: basic('int'), value: basic('rune') };
    return { key: defaultType(operand), value: NO_VALUE };
  }
  const under = underlying(b, operand);
  switch (under.kind) {
    case 'unknown':
      return { key: under, value: under };
    case 'slice':
    case 'array':
      return { key: basic('int'), value: under.elem };
    case 'pointer': {
      const array = underlying(b, under.elem);
      if (array.kind === 'unknown') return { key: basic('int'), value: array };
      return array.kind === 'array' ? { key: basic('int'), value: array.elem } : NOT_RANGEABLE;
    }
    case 'map':
      return { key: under.key, value: under.value };
    case 'chan':
      return { key: under.elem, value: NO_VALUE };
    case 'basic':
      if (under.name === 'string') return { key: basic('int'), value: basic('rune') };
      return { key: operand, value: NO_VALUE };
    case 'func': {
      const yielded = under.params[0] === undefined ? undefined : underlying(b, under.params[0]);
      if (yielded?.kind === 'unknown') return { key: yielded, value: yielded };
      if (yielded?.kind !== 'func') return NOT_RANGEABLE;
      return { key: yielded.params[0] ?? NO_VALUE, value: yielded.params[1] ?? NO_VALUE };
    }
    default:
      return NOT_RANGEABLE;
  }
}

const NO_VALUE: GoType = unknown('unsupported', 'range gives no such value');
const NOT_RANGEABLE: RangeTypes = {
  key: unknown('unsupported', 'cannot range over it'),
  value: unknown('unsupported', 'cannot range over it'),
};

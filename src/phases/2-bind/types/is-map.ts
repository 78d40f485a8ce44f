import type { GoType } from '../../../model/go-type.js';

export type MapAnswer = 'map' | 'not-map' | 'unknown';

const MAX_DEPTH = 30;

/**
 * Whether the underlying type is a map. A type parameter is one if its core type is; one without core type may still admit maps among other types,
 * and is unknown then.
 */
export function mapAnswer(underlying: (type: GoType) => GoType, type: GoType): MapAnswer {
  const under = underlying(type);
  if (under.kind === 'unknown') return 'unknown';
  if (under.kind === 'map') return 'map';
  if (type.kind !== 'type-parameter' || under.kind !== 'interface') return 'not-map';
  return admitsMap(underlying, under, 0) ? 'unknown' : 'not-map';
}

function admitsMap(
  underlying: (type: GoType) => GoType,
  constraint: Extract<GoType, { kind: 'interface' }>,
  depth: number,
): boolean {
  if (depth > MAX_DEPTH) return true;
  return [...constraint.embeds, ...constraint.unions.flat()].some((term) => {
    const under = underlying(term);
    return (
      under.kind === 'map' ||
      under.kind === 'unknown' ||
      (under.kind === 'interface' && admitsMap(underlying, under, depth + 1))
    );
  });
}

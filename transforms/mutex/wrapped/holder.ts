import type { Refusal } from '../../../src/model/decision.js';
import type { SharedMap } from '../../../src/model/shared-map.js';
import { refuse } from '../../../src/phases/4-decide/sections/refusals.js';
import type { Site, StructSites } from '../structs/struct-sites.js';
import type { Holder } from './wrap-subject.js';

/** What may be done about the struct that holds the map. */
export interface HolderPlan {
  readonly holder: Holder;
  /** whether the map is never nil: every literal in view sets it */
  readonly alwaysMade: boolean;
}

/**
 * A value wrapper where the struct is never copied. Where it is, a pointer to a wrapper, which the copies share as they share the map today: only if every
 * struct is built with the map set, and no copy gets a map of its own later.
 */
export function planHolder(map: SharedMap, sites: StructSites): HolderPlan | Refusal {
  const at = (site: Site, code: 'struct-copied' | 'struct-identity' | 'encoded', message: string) =>
    refuse(site.file, site.node, code, message);
  const holder = map.declaringType?.name ?? 'the struct';
  const [conversion] = sites.conversions;
  if (conversion !== undefined)
    return at(
      conversion,
      'struct-identity',
      `${holder} is converted to or from a struct type with the same fields, which a wrapper in one of them would prevent`,
    );
  const [copy] = sites.copies;
  const alwaysMade = sites.zero.length === 0 && sites.built;
  const [encoded] = sites.encoded;
  const seen =
    encoded &&
    at(
      encoded,
      'encoded',
      `${holder} is encoded, printed or inspected here with its map in it, which would show the wrapper instead`,
    );
  if (copy === undefined) return seen ?? { holder: 'value', alwaysMade };
  const [zero] = sites.zero;
  const replaced = map.uses.find((u) => u.operation === 'replace' || u.operation === 'nil-compare');
  const hidden = map.declaringType !== undefined && !isOpenToImporters(map);
  if (zero === undefined && replaced === undefined && hidden && sites.built)
    return seen ?? { holder: 'pointer', alwaysMade: true };
  const why =
    zero !== undefined
      ? 'and is also built without the map, so that no pointer to a wrapper can stand there'
      : replaced !== undefined
        ? 'and the map of one copy is replaced or tested for nil, which a shared wrapper would show in the others'
        : 'and importers may build it without its constructor';
  return at(copy, 'struct-copied', `${holder} is copied here, which would copy the lock with it; ${why}`);
}

/** Whether packages outside of the program can make values of the type. */
function isOpenToImporters(map: SharedMap): boolean {
  const { declaringType, unit } = map;
  if (declaringType === undefined || declaringType.local) return false;
  if (unit.name === 'main' || /(^|\/)internal(\/|$)/.test(unit.importPath)) return false;
  return /^\p{Lu}/u.test(declaringType.name);
}

import type { Refusal } from '../../../model/decision.js';
import type { SharedMap } from '../../../model/shared-map.js';
import type { DecideContext } from '../../../model/transform.js';
import { refuse } from './refusals.js';

/** Hazards that no plan gets around. */
export function refusedEarly(map: SharedMap, context: DecideContext): Refusal | undefined {
  const { file, symbol } = map;
  const hazard = (code: SharedMap['hazards'][number]['code']) => map.hazards.find((h) => h.code === code);
  if (map.kind === 'parameter' || map.kind === 'result') {
    const owner = symbol.kind === 'variable' ? symbol.owner : undefined;
    const exported = owner !== undefined && /^\p{Lu}/u.test(owner.name) && !isClosed(map);
    return exported
      ? refuse(
          file,
          symbol.node,
          'exported-api',
          `${symbol.name} is a parameter of the exported ${owner.name}: its type is API, and the map belongs to the caller`,
        )
      : refuse(
          file,
          symbol.node,
          'parameter',
          `${symbol.name} is a ${map.kind}: the map belongs to the caller, wrap it where it is made`,
        );
  }
  const api = hazard('exported-api');
  if (api !== undefined && !context.allowApiChange) {
    return {
      ok: false,
      code: 'exported-api',
      message: `${map.name} is exported: code outside of the module may use it as a map (--allow-api-change rewrites it all the same)`,
      position: api.position,
    };
  }
  for (const code of [
    'syntax-error',
    'build-variants',
    'unresolved-use',
    'use-not-editable',
    'element-of-container',
  ] as const) {
    const found = hazard(code);
    if (found !== undefined) return { ok: false, code, message: found.message, position: found.position };
  }
  const locked = map.uses.find((u) => !u.file.editable);
  if (locked !== undefined || !file.editable) {
    return refuse(
      locked?.file ?? file,
      locked?.node ?? symbol.node,
      'use-not-editable',
      `${(locked?.file ?? file).displayPath} uses the map and must not be edited`,
    );
  }
  const method = map.uses.find((u) => u.operation === 'method');
  if (method !== undefined) {
    return refuse(
      method.file,
      method.node,
      'named-map-type',
      `the type of ${map.name} has methods of its own, and one is called here on the map itself`,
    );
  }
  return undefined;
}

function isClosed(map: SharedMap): boolean {
  return map.unit.name === 'main' || /(^|\/)internal(\/|$)/.test(map.unit.importPath);
}

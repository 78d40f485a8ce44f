import type { SharedMap } from '../../../model/shared-map.js';
import { NONE } from '../../../model/syntax-tree.js';
import type { MapUse } from '../../../model/use.js';
import { type Access, accessOf } from './access.js';
import type { Draft } from './draft.js';
import type { Frame } from './frame.js';
import type { Subject } from './subject.js';

/** The uses by the function body they stand in; those of package-level initialisers by file. */
export function framesOf<S extends Subject>(
  subject: S,
  draft: Draft,
  counts: (map: SharedMap, use: MapUse) => boolean = () => true,
  more: readonly Access[] = [],
): (Frame & { readonly subject: S })[] {
  const groups = new Map<string, Access[]>();
  for (const map of subject.maps) {
    for (const use of map.uses) {
      if (!counts(map, use)) continue;
      const key = `${use.file.index}:${use.functionNode}`;
      const access = accessOf(subject, map, use);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [access]);
      else group.push(access);
    }
  }
  for (const access of more) {
    const key = `${access.file.index}:${access.use.functionNode}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [access]);
    else group.push(access);
  }
  return [...groups.values()].map((accesses) => {
    const sorted = [...accesses].sort((a, b) => a.use.node - b.use.node);
    const { file, functionNode } = sorted[0]!.use;
    return {
      subject,
      file,
      fn: functionNode === NONE ? 0 : functionNode,
      accesses: sorted,
      samePackage: subject.binding.unitOf(file) === subject.map.unit,
      draft,
    };
  });
}

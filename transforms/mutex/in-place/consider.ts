import type { Consideration, Refusal } from '../../../src/model/decision.js';
import type { SharedMap } from '../../../src/model/shared-map.js';
import type { DecideContext } from '../../../src/model/transform.js';
import type { MapUse } from '../../../src/model/use.js';
import type { Draft } from '../../../src/phases/4-decide/sections/draft.js';
import { refusedEarly } from '../../../src/phases/4-decide/sections/early-refusals.js';
import { isDraft, planLock } from '../../../src/phases/4-decide/sections/lock-plan.js';
import { ownGuard } from '../../../src/phases/4-decide/sections/own-guard.js';
import { mayRace } from '../../../src/phases/4-decide/sections/racing-uses.js';
import { isRefusal, refuse } from '../../../src/phases/4-decide/sections/refusals.js';
import { fieldPlace } from './field.js';
import { localPlace } from './local.js';
import { packagePlace } from './package-variable.js';
import type { LockPlace } from './place.js';

export type Mode = 'mutex' | 'rwmutex';

/** A mutex beside the map, in its struct, its package or its function; every use stays as it is and gets a critical section. */
export function considerInPlace(map: SharedMap, context: DecideContext, mode: Mode): Consideration {
  const group = groupOf(map, context);
  const wanted = modeOf(group);
  if (group.length > 1 && wanted !== mode)
    return refuse(
      map.file,
      map.symbol.node,
      'grouped',
      `it shares one lock with ${othersOf(map, group)}, for which ${wanted} is taken`,
    );
  const planned = plannedOnce(group, context, mode);
  if (!isDraft(planned)) return planned;
  const leads = group[0] === map;
  return {
    ok: true,
    because: becauseOf(map, group, mode),
    cost: planned.cost,
    notes: planned.notes,
    plan: (edits) => {
      if (leads) planned.replay(edits);
    },
  };
}

function becauseOf(map: SharedMap, group: readonly SharedMap[], mode: Mode): string {
  const uses = map.uses.filter((u) => mayRace(map, u)).length;
  const lock = mode === 'rwmutex' ? 'an RWMutex' : 'a mutex';
  const shared = group.length === 1 ? '' : `, which guards ${othersOf(map, group)} too,`;
  return `no lock guards it yet; ${lock} beside it${shared} covers all ${uses} uses`;
}

function othersOf(map: SharedMap, group: readonly SharedMap[]): string {
  return group
    .filter((m) => m !== map)
    .map((m) => m.name)
    .join(', ');
}

/** Several maps of one struct that no lock guards get one mutex: what one function changes in both belongs together. */
function groupOf(map: SharedMap, context: DecideContext): SharedMap[] {
  if (map.kind !== 'field' || map.declaringType === undefined) return [map];
  const same = context.maps.filter(
    (m) =>
      m === map ||
      (m.kind === 'field' &&
        m.declaringType?.id === map.declaringType?.id &&
        m.verdict === 'unsafe' &&
        ownGuard(m) === undefined &&
        context.wanted(m)),
  );
  if (same.length === 1 || isDraft(plannedOnce(same, context, modeOf(same)))) return same;
  // without those that cannot be covered even alone; every map of the struct comes to the same answer
  const able = same.filter((m) => isDraft(plannedOnce([m], context, modeOf([m]))));
  return able.includes(map) ? able : [map];
}

/** A range is a long read under the lock: readers need not wait for each other. */
function modeOf(group: readonly SharedMap[]): Mode {
  return group.some((m) => m.profile.ranges > 0) ? 'rwmutex' : 'mutex';
}

function plannedOnce(group: readonly SharedMap[], context: DecideContext, mode: Mode): Draft | Refusal {
  const key = `in-place ${mode} ${group.map((m) => m.id).join(' ')}`;
  const known = context.memo.get(key) as Draft | Refusal | undefined;
  if (known !== undefined) return known;
  const planned = planGroup(group, context, mode);
  context.memo.set(key, planned);
  return planned;
}

function planGroup(group: readonly SharedMap[], context: DecideContext, mode: Mode): Draft | Refusal {
  for (const map of group) {
    // the map keeps its type, so that importers go on compiling; that they use it without the lock is their race
    const onUsersWord = context.allowApiChange || context.named(map);
    const early = refusedEarly(map, { ...context, allowApiChange: onUsersWord });
    if (early !== undefined) return early;
  }
  const place = placeOf(group, context);
  if (isRefusal(place)) return place;
  const draft = planLock({
    context,
    maps: group,
    declaration: undefined,
    isEnteredHeld: undefined,
    held: () => false,
    shared: mode === 'rwmutex',
    suffix: place.suffix,
    made: place.made,
    spell: (map, file, node) => place.spell(map, file, node),
    needs: (map: SharedMap, use: MapUse) => mayRace(map, use),
  });
  if (!isDraft(draft)) return draft;
  for (const map of group) noteExported(map, draft);
  return place.declare(draft, mode === 'rwmutex' ? 'RWMutex' : 'Mutex') ?? draft;
}

/** Uses in other modules are not seen, and keep compiling without the lock. */
function noteExported(map: SharedMap, draft: Draft): void {
  if (!map.hazards.some((h) => h.code === 'exported-api')) return;
  draft.note(
    map.file,
    map.symbol.node,
    'exported-api',
    `${map.name} is exported: what code outside of the module does with it is not seen, and not guarded`,
  );
}

function placeOf(group: readonly SharedMap[], context: DecideContext): LockPlace | Refusal {
  const [map] = group as [SharedMap];
  switch (map.kind) {
    case 'field':
      return fieldPlace(group, context);
    case 'package-variable':
      return packagePlace(map, context);
    default:
      return localPlace(map);
  }
}

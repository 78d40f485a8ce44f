import type { Confidence } from '../../model/configuration.js';
import type { Acceptance, Alternative, Decision, Refusal } from '../../model/decision.js';
import type { DecidedMap } from '../../model/result.js';
import type { SharedMap } from '../../model/shared-map.js';
import type { DecideContext, Transform } from '../../model/transform.js';
import { preferences } from './rules.js';
import { isNamed, matchesMap } from './selection.js';

export interface DecideOptions {
  readonly threshold: Confidence;
  /** ids, names or globs; empty for all */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** strategy for all maps, or per map (first match wins) */
  readonly strategies: readonly { readonly map: string | undefined; readonly strategy: string }[];
}

const RANK: Readonly<Record<Confidence, number>> = { low: 0, medium: 1, high: 2, proven: 3 };

/** Chooses for every map what becomes of it; pure. Every strategy that was considered and not taken is kept with its reason. */
export function decide(
  maps: readonly SharedMap[],
  context: Omit<DecideContext, 'wanted' | 'named'>,
  transforms: readonly Transform[],
  options: DecideOptions,
): DecidedMap[] {
  const alone = new Map(maps.map((map) => [map, leftAlone(map, maps, options)]));
  const wanted = {
    ...context,
    wanted: (map: SharedMap) => alone.get(map) === undefined,
    named: (map: SharedMap) => isNamed(map, options.only, maps),
  };
  return maps.map((map) => ({ map, decision: alone.get(map) ?? decideOne(map, wanted, transforms, options) }));
}

/** Why a map stays as it is without any strategy being asked; undefined where one is. */
function leftAlone(map: SharedMap, maps: readonly SharedMap[], options: DecideOptions): Decision | undefined {
  const alone = (reason: string, because: string): Decision => ({ outcome: 'left-alone', reason, because });
  if (map.ignored !== undefined) return alone('ignored', `//mapguard:ignore ${map.ignored}`);
  if (isNamed(map, options.only, maps)) return undefined;
  if (!map.unit.selected) return alone('not-selected', 'its package was not asked for');
  if (options.only.length > 0 && !options.only.some((p) => matchesMap(map, p)))
    return alone('not-selected', 'not among the maps of --only');
  if (options.skip.some((p) => matchesMap(map, p))) return alone('skipped', 'named by --skip or the configuration');
  if (map.verdict !== 'unsafe')
    return alone(map.cause?.code ?? map.verdict, map.cause?.message ?? SAFE[map.verdict] ?? map.verdict);
  if (map.confidence !== undefined && RANK[map.confidence] < RANK[options.threshold])
    return alone(
      'below-threshold',
      `unsafe with ${map.confidence} confidence, below the threshold ${options.threshold}`,
    );
  return undefined;
}

function decideOne(
  map: SharedMap,
  context: DecideContext,
  transforms: readonly Transform[],
  options: DecideOptions,
): Decision {
  const forced = options.strategies.find(
    ({ map: pattern }) => pattern === undefined || matchesMap(map, pattern),
  )?.strategy;
  const wanted = preferences(map, forced === undefined || forced === 'auto' ? undefined : forced);
  const alternatives: Alternative[] = [];
  let closest: { strategy: string; refusal: Refusal } | undefined;
  for (const { strategy, rule, reason, unless } of wanted) {
    if (reason !== undefined && (unless === undefined || closest?.refusal.code !== unless)) {
      alternatives.push({ strategy, reason: reason.code });
      closest ??= {
        strategy,
        refusal: { ok: false, code: reason.code, message: reason.message, position: map.position },
      };
      continue;
    }
    const transform = transforms.find((t) => t.name === strategy);
    if (transform === undefined) {
      alternatives.push({ strategy, reason: 'not-available' });
      continue;
    }
    const considered = transform.consider(map, context);
    if (considered.ok) return rewritten(strategy, rule, considered, alternatives);
    alternatives.push({ strategy, reason: considered.code });
    closest ??= { strategy, refusal: considered };
  }
  return {
    outcome: 'refused',
    strategy: closest?.strategy,
    reason: closest?.refusal.code ?? 'no-strategy',
    because: closest?.refusal.message ?? 'no strategy applies',
    position: closest?.refusal.position,
    alternatives,
  };
}

function rewritten(
  strategy: string,
  rule: string,
  acceptance: Acceptance,
  alternatives: readonly Alternative[],
): Decision {
  return { outcome: 'rewritten', strategy, reason: rule, because: acceptance.because, alternatives, acceptance };
}

const SAFE: Readonly<Record<string, string>> = {
  guarded: 'a lock is held at every use outside construction',
  confined: 'no two goroutines reach one instance',
  'read-only': 'nothing writes to it once it is shared',
  unshared: 'only one goroutine uses it',
  unknown: 'not known',
};

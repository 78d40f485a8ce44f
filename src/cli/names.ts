import type { Configuration } from '../model/configuration.js';
import { UserError } from '../model/diagnostic.js';
import type { SharedMap } from '../model/shared-map.js';
import type { Transform } from '../model/transform.js';
import { matchesMap, type StrategyChoice } from '../pipeline.js';
import { didYouMean } from './near-names.js';

/** Names that the user gave for maps and strategies, with the flag they were given to. */
export interface GivenNames {
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly strategies: readonly StrategyChoice[];
}

/** Throws for the first name that means nothing. Patterns of the configuration may match nothing: it outlives the code. */
export function checkNames(
  given: GivenNames,
  configuration: Configuration,
  maps: readonly SharedMap[],
  transforms: readonly Transform[],
): void {
  for (const { strategy } of given.strategies) checkStrategy(strategy, '--strategy', transforms);
  for (const strategy of Object.values(configuration.strategies))
    checkStrategy(strategy, 'strategies of the configuration', transforms);
  for (const pattern of given.only) checkMap(pattern, '--only', maps);
  for (const pattern of given.skip) checkMap(pattern, '--skip', maps);
  for (const { map } of given.strategies) if (map !== undefined) checkMap(map, '--strategy', maps);
}

function checkStrategy(strategy: string, from: string, transforms: readonly Transform[]): void {
  const known = ['auto', ...transforms.map(({ name }) => name)];
  if (known.includes(strategy)) return;
  throw new UserError(`${from}: no strategy ${strategy}${didYouMean(strategy, known)}; there are ${known.join(', ')}`);
}

function checkMap(pattern: string, from: string, maps: readonly SharedMap[]): void {
  if (!maps.some((map) => matchesMap(map, pattern))) throw new UserError(`${from}: ${noSuchMap(pattern, maps)}`);
}

/** The maps that a name, id or glob means; throws when there is none. */
export function mapsNamed(pattern: string, maps: readonly SharedMap[]): readonly SharedMap[] {
  const named = maps.filter((map) => matchesMap(map, pattern));
  if (named.length === 0) throw new UserError(noSuchMap(pattern, maps));
  return named;
}

function noSuchMap(pattern: string, maps: readonly SharedMap[]): string {
  if (maps.length === 0) return `no map ${pattern}: there are no maps here`;
  const names = pattern.includes('/') ? maps.map(({ id }) => id) : maps.map(({ name }) => name);
  return `no map ${pattern}${didYouMean(pattern, names)}; mapguard scan --json lists all`;
}

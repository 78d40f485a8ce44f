import type { DecidedMap, FileChange } from '../../model/result.js';
import { type Paint, plain } from './paint.js';
import { count, printable } from './rows.js';
import { place } from './text.js';

/** The names of the files that change, one a line, unquoted. */
export function fileList(changes: readonly FileChange[]): string {
  return changes.map((change) => `${change.displayPath}\n`).join('');
}

/** The maps that an ambiguous name means, one a line, with the id that means one of them only. */
export function renderMatches(pattern: string, maps: readonly DecidedMap[], paint: Paint = plain): string {
  const lines = maps.map(
    ({ map }) => `  ${printable(map.id)}  ${paint('place', printable(place(map.position)))}  ${map.verdict}\n`,
  );
  return `${printable(pattern)} means ${count(maps.length, 'map')}:\n${lines.join('')}`;
}

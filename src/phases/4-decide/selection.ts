import picomatch from 'picomatch';
import type { SharedMap } from '../../model/shared-map.js';

/** Whether a map is meant by an id, a name, or a glob over either ("*.sessions", "example.com/shop/**"). */
export function matchesMap(map: SharedMap, pattern: string): boolean {
  if (pattern === map.id || pattern === map.name) return true;
  if (!/[*?[\]{}]/.test(pattern)) return false;
  const matches = picomatch(pattern);
  return matches(map.id) || matches(map.name);
}

/** Whether the user named exactly this map, by its id or by a name that only it has. */
export function isNamed(map: SharedMap, patterns: readonly string[], maps: readonly SharedMap[]): boolean {
  return patterns.some((p) => p === map.id || (p === map.name && maps.filter((m) => m.name === p).length === 1));
}

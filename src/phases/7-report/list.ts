import type { FileChange } from '../../model/result.js';

/** The names of the files that change, one a line, unquoted. */
export function fileList(changes: readonly FileChange[]): string {
  return changes.map((change) => `${change.displayPath}\n`).join('');
}

import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import type { FileChange } from '../../model/result.js';

const CONTEXT_LINES = 3;
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * One file's change as a unified diff that `git apply` and `patch -p1` take from the root of the run: `a/` and `b/` before the names, `/dev/null` for
 * a new file, no timestamps. Names are quoted as git quotes them (C escapes, bytes above ASCII in octal; a tab behind a name that holds a space, where GNU
 * patch would otherwise stop reading it). Carriage returns, a byte-order mark and a missing last newline are part of the lines. Empty if nothing changed.
 */
export function unifiedDiff(change: FileChange): string {
  if (change.original !== undefined && change.before === change.after) return '';
  const mark = change.original?.bom === true ? BYTE_ORDER_MARK : '';
  const patch = structuredPatch(
    change.original === undefined ? '/dev/null' : `a/${change.displayPath}`,
    `b/${change.displayPath}`,
    mark + change.before,
    mark + change.after,
    undefined,
    undefined,
    { context: CONTEXT_LINES },
  );
  const text = formatPatch(patch, FILE_HEADERS_ONLY);
  return change.displayPath.includes(' ') ? withTabbedHeaders(text) : text;
}

/** All changes as one patch, files in the order given. */
export function unifiedDiffs(changes: readonly FileChange[]): string {
  return changes.map(unifiedDiff).join('');
}

function withTabbedHeaders(text: string): string {
  const [oldName, newName] = text.split('\n', 2);
  const rest = text.slice(oldName!.length + newName!.length + 2);
  return `${tabbed(oldName!)}\n${tabbed(newName!)}\n${rest}`;
}

function tabbed(header: string): string {
  return header === '--- /dev/null' ? header : `${header}\t`;
}

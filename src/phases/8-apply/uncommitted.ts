import { UserError } from '../../model/diagnostic.js';
import type { Git } from './git.js';
import type { WorkTrees } from './work-trees.js';
import { shown } from './write-error.js';
import { readRecord } from './written-record.js';

/** Files named in the message; more are counted. */
const NAMED = 8;

/**
 * Refuses to go on when a file has content that git could not bring back: changed, staged, untracked or ignored. A file that holds what mapguard wrote last passes, and a
 * new file has nothing to lose. Throws UserError with exit code 2, since a flag or a commit mends it; GitError.
 */
export async function refuseUncommitted({ inside }: WorkTrees, git: Git): Promise<void> {
  const refused: string[] = [];
  for (const { repository, changes } of inside) {
    const record = await readRecord(repository.recordPath);
    const existing = changes.filter(({ change }) => change.original !== undefined);
    const states = await git.uncommitted(
      repository.top,
      existing.map(({ path }) => path),
    );
    for (const { change, path } of existing) {
      const state = states.get(path);
      if (state === undefined || record.get(path)?.includes(change.original?.hash ?? '') === true) continue;
      refused.push(`${shown(change.displayPath)} (${state})`);
    }
  }
  if (refused.length === 0) return;
  const more = refused.length > NAMED ? ` and ${refused.length - NAMED} more` : '';
  throw new UserError(
    `not committed to git: ${refused.slice(0, NAMED).join(', ')}${more}; nothing was written. Commit first, or pass --allow-dirty`,
  );
}

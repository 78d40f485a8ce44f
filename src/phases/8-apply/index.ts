import { type Diagnostic, UserError } from '../../model/diagnostic.js';
import type { FileChange } from '../../model/result.js';
import { encode, hashOf } from './encode.js';
import { type Environment, Git, GitError } from './git.js';
import { refuseUncommitted } from './uncommitted.js';
import { sortIntoWorkTrees, type WorkTrees } from './work-trees.js';
import { applyChanges } from './write.js';
import { shown, systemReason } from './write-error.js';
import { readRecord, storeRecord, withWritings } from './written-record.js';

export { applyChanges, type WriteOptions } from './write.js';
export { WriteError } from './write-error.js';

export interface ApplyOptions {
  /** Program.root: nothing outside of it is written */
  readonly root: string;
  /** writes files that have uncommitted changes too */
  readonly allowDirty: boolean;
  /** where git is looked for (PATH), and what it runs in */
  readonly env: Environment;
}

export interface Applied {
  /** display paths, in the order of the changes */
  readonly written: readonly string[];
  /** notes, such as that no git vouches for the old contents */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Brings changes to the disk, all or none. Throws UserError: exit code 2 when files have uncommitted changes, 3 (WriteError) when a file changed since it was read or
 * cannot be written, 3 when git cannot read a repository that is there. Nothing was written then, unless a WriteError lists it.
 */
export async function apply(changes: readonly FileChange[], options: ApplyOptions): Promise<Applied> {
  if (changes.length === 0) return { written: [], diagnostics: [] };
  const diagnostics = await prepareGit(changes, options);
  const written = await applyChanges(changes, options);
  return { written, diagnostics };
}

/** Refuses uncommitted changes, then records what is about to be written. */
async function prepareGit(
  changes: readonly FileChange[],
  { allowDirty, env }: ApplyOptions,
): Promise<readonly Diagnostic[]> {
  const git = Git.find(env);
  if (git === undefined) return allowDirty ? [] : [notChecked('git was not found on the PATH')];
  try {
    const trees = await sortIntoWorkTrees(changes, git);
    if (!allowDirty) await refuseUncommitted(trees, git);
    const unchecked = allowDirty || trees.outside.length === 0 ? [] : [notChecked(outsideGit(trees.outside))];
    return [...unchecked, ...(await record(trees))];
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (allowDirty) return [notRecorded(error.message)];
    throw new UserError(
      `git cannot say whether files have uncommitted changes (${error.message}); nothing was written. Mend it, or pass --allow-dirty`,
      3,
    );
  }
}

/** What cannot be recorded does not stop the run: the next one asks for a commit where it need not. */
async function record({ inside }: WorkTrees): Promise<Diagnostic[]> {
  const notes: Diagnostic[] = [];
  for (const { repository, changes } of inside) {
    const writings = changes.map(({ change, path }) => ({
      path,
      from: change.original?.hash,
      to: hashOf(encode(change)),
    }));
    try {
      const before = await readRecord(repository.recordPath);
      await storeRecord(repository.recordPath, withWritings(before, writings));
    } catch (error) {
      const reason = systemReason(error);
      if (reason === undefined) throw error;
      notes.push(notRecorded(`${shown(repository.recordPath)}: ${reason}`));
    }
  }
  return notes;
}

function outsideGit(changes: readonly FileChange[]): string {
  const [first] = changes;
  const more = changes.length > 1 ? ` and ${changes.length - 1} more` : '';
  return `${shown(first?.displayPath ?? '')}${more} outside of a git repository`;
}

function notChecked(why: string): Diagnostic {
  return {
    code: 'uncommitted-not-checked',
    severity: 'note',
    message: `files were written without a check for uncommitted changes: ${why}`,
  };
}

function notRecorded(why: string): Diagnostic {
  return {
    code: 'written-not-recorded',
    severity: 'note',
    message: `what was written could not be noted in the git directory, so the next run takes it for uncommitted changes: ${why}`,
  };
}

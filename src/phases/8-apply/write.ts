import { link, realpath, rename, rm } from 'node:fs/promises';
import type { FileChange } from '../../model/result.js';
import { encode, hashOf } from './encode.js';
import { holdSignals, type Interruption } from './interruption.js';
import { checkTarget, readFileAt, statusOf, type Target } from './target.js';
import { removeStale, syncDirectory, writeTemporary } from './temporary-file.js';
import { hasCode, Stop, shown, systemReason, WriteError } from './write-error.js';

export interface WriteOptions {
  /** absolute directory; nothing outside of it is written */
  readonly root: string;
}

/** A target whose new content lies beside it. */
interface Staged extends Target {
  readonly bytes: Buffer;
  readonly temporary: string;
}

/**
 * Writes all files or none, each by the rename of a synced temporary file. Everything is checked and every temporary file written before the first rename; each file
 * is checked once more right before its own. When a rename fails after others, those files are put back. Signals that end the process wait: while files are prepared
 * they stop the run with nothing written, once renames have begun these are finished first (they take milliseconds). A process that is killed leaves whole files, old
 * or new, and temporary files that the next run removes. What is not covered: a program that changes a file, or swaps its directory for a link, between the last
 * check and the rename.
 *
 * Returns the display paths written, in the order of the changes. Throws WriteError (exit code 3) when a file changed since it was read, is a link or leads out of the
 * root, is new and exists, cannot be written, or a signal came; it says what was written.
 */
export async function applyChanges(changes: readonly FileChange[], { root }: WriteOptions): Promise<readonly string[]> {
  const interruption = holdSignals();
  const staged: Staged[] = [];
  const renamed: Staged[] = [];
  try {
    const targets = await checkAll(changes, root, interruption);
    for (const dir of directoriesOf(targets)) await removeStale(dir);
    for (const target of targets) {
      stopIfRequested(interruption);
      staged.push(await namingFile(target.change, () => stage(target)));
    }
    await checkAll(changes, root, interruption);
    for (const file of staged) {
      await namingFile(file.change, () => replace(file, root));
      renamed.push(file);
    }
    return changes.map(({ displayPath }) => displayPath);
  } catch (error) {
    const written = await putBack(renamed);
    if (!(error instanceof Stop)) throw error;
    const paths = changes.map(({ displayPath }) => displayPath);
    throw new WriteError(
      error.message,
      paths.filter((path) => written.has(path)),
      paths.filter((path) => !written.has(path)),
    );
  } finally {
    for (const { temporary } of staged) await rm(temporary, { force: true }).catch(() => undefined);
    for (const dir of directoriesOf(renamed)) await syncDirectory(dir);
    interruption.end();
  }
}

async function checkAll(changes: readonly FileChange[], root: string, interruption: Interruption): Promise<Target[]> {
  const realRoot = await realpath(root);
  const targets = new Map<string, Target>();
  for (const change of changes) {
    stopIfRequested(interruption);
    const target = await namingFile(change, () => checkTarget(change, realRoot));
    if (targets.has(target.path)) throw new Error(`two changes of one file: ${target.path}`);
    targets.set(target.path, target);
  }
  return [...targets.values()];
}

async function stage(target: Target): Promise<Staged> {
  const bytes = encode(target.change);
  const temporary = await writeTemporary(target.dir, bytes, target.before?.attributes);
  return { ...target, bytes, temporary };
}

async function replace({ change, path, temporary }: Staged, root: string): Promise<void> {
  const now = await checkTarget(change, await realpath(root));
  if (now.path !== path) throw new Stop(`${shown(change.displayPath)} changed its place since it was checked`);
  if (change.original === undefined) await placeNew(temporary, path, change);
  else await rename(temporary, path);
}

/** A link, unlike a rename, fails where something exists. */
async function placeNew(temporary: string, path: string, change: FileChange): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw new Stop(`${shown(change.displayPath)} is to be a new file and exists already`);
    // the file system has no hard links; that nothing exists was checked just now
    await rename(temporary, path);
  }
}

/** Undoes renames, last first. Answers the display paths of files that keep their new content because it cannot be undone or is no longer ours. */
async function putBack(renamed: readonly Staged[]): Promise<ReadonlySet<string>> {
  const kept = new Set<string>();
  for (const file of renamed.toReversed()) {
    try {
      await restore(file);
    } catch {
      kept.add(file.change.displayPath);
    }
  }
  return kept;
}

async function restore({ path, dir, bytes, before }: Staged): Promise<void> {
  if ((await statusOf(path))?.isFile() !== true || hashOf((await readFileAt(path)).bytes) !== hashOf(bytes)) {
    throw new Stop('changed since it was written');
  }
  if (before === undefined) return rm(path);
  const temporary = await writeTemporary(dir, before.bytes, before.attributes);
  await rename(temporary, path).catch(async (error: unknown) => {
    await rm(temporary, { force: true });
    throw error;
  });
}

/** Turns an error of the system into a Stop that names the file as the user knows it. */
async function namingFile<T>(change: FileChange, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = systemReason(error);
    throw reason === undefined ? error : new Stop(`${shown(change.displayPath)} cannot be written: ${reason}`);
  }
}

function stopIfRequested(interruption: Interruption): void {
  if (interruption.requested) throw new Stop('interrupted');
}

function directoriesOf(targets: readonly Target[]): ReadonlySet<string> {
  return new Set(targets.map(({ dir }) => dir));
}

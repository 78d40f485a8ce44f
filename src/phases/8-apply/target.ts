import { constants, type Stats } from 'node:fs';
import { access, lstat, open, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { FileChange } from '../../model/result.js';
import { isWithin } from '../1-load/find-up.js';
import { hashOf } from './encode.js';
import { hasCode, Stop, shown } from './write-error.js';

/** A place that may be written: checked, and to be checked again before the rename. */
export interface Target {
  readonly change: FileChange;
  /** absolute, with the links of its directories resolved */
  readonly path: string;
  readonly dir: string;
  /** what is there now; undefined for a new file */
  readonly before: { readonly bytes: Buffer; readonly attributes: Stats } | undefined;
}

/**
 * Checks that a file may be written: it lies in the tree without a link leading there, holds the bytes that were read, and may be written by the user; a new one is
 * not there yet. Throws Stop with the reason, or the error of the system.
 */
export async function checkTarget(change: FileChange, realRoot: string): Promise<Target> {
  if (!isAbsolute(change.path)) throw new Error(`not an absolute path: ${change.path}`);
  const dir = await realpath(dirname(change.path));
  const path = join(dir, basename(change.path));
  const name = shown(change.displayPath);
  if (!isWithin(realRoot, dir)) throw new Stop(`${name} leads out of ${shown(realRoot)}, to ${shown(path)}`);
  const status = await statusOf(path);
  if (change.original === undefined) {
    if (status !== undefined) throw new Stop(`${name} is to be a new file and exists already`);
    return { change, path, dir, before: undefined };
  }
  if (status === undefined) throw new Stop(`${name} is gone since it was read`);
  if (status.isSymbolicLink()) throw new Stop(`${name} is a symbolic link; mapguard writes regular files only`);
  if (!status.isFile()) throw new Stop(`${name} is no regular file`);
  const before = await readFileAt(path);
  if (hashOf(before.bytes) !== change.original.hash) throw new Stop(`${name} changed since it was read`);
  await access(path, constants.W_OK);
  return { change, path, dir, before };
}

/** Bytes and attributes of one open file; a link that took its place is not followed, a pipe not waited for. */
export async function readFileAt(path: string): Promise<{ bytes: Buffer; attributes: Stats }> {
  // Windows has neither flag
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    return { attributes: await handle.stat(), bytes: await handle.readFile() };
  } finally {
    await handle.close();
  }
}

/** Of the name itself, not of what a link points at; undefined where there is nothing. */
export async function statusOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

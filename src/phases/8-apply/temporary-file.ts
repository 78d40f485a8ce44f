import { createHash, randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { hasCode, isSystemError } from './write-error.js';

/** Mode and ownership of the file that the temporary one will replace. */
export type Attributes = Pick<Stats, 'mode' | 'uid' | 'gid'>;

const NAME = /^\.mapguard-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.tmp$/;

/**
 * Writes and syncs a file beside the one it is to replace, so that a rename is atomic. Go and mapguard read no file whose name starts with a dot. With
 * `like`, mode and ownership are those of the old file as far as the system lets us; access lists and extended attributes are not carried over.
 * Returns the path. Throws the error of the system; nothing is left behind then.
 */
export async function writeTemporary(dir: string, bytes: Uint8Array, like: Attributes | undefined): Promise<string> {
  const path = join(dir, `.mapguard-${hostTag()}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  const handle = await open(path, 'wx', like === undefined ? 0o666 : 0o600);
  try {
    try {
      await handle.writeFile(bytes);
      if (like !== undefined) await takeAttributes(handle, like);
      await sync(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return path;
}

/** Ownership first: changing it clears bits of the mode. */
async function takeAttributes(handle: FileHandle, like: Attributes): Promise<void> {
  const made = await handle.stat();
  if (made.uid !== like.uid || made.gid !== like.gid) {
    const both = await permitted(() => handle.chown(like.uid, like.gid));
    if (!both) await permitted(() => handle.chown(made.uid, like.gid));
  }
  const { gid } = await handle.stat();
  const mode = like.mode & 0o777;
  // in another group the group's rights would go to people who had none: they get what everybody has
  const kept = gid === like.gid ? mode : (mode & ~0o070) | ((mode & 0o007) << 3);
  await permitted(() => handle.chmod(kept));
}

/** Whether the system and the file system let us. */
async function permitted(change: () => Promise<void>): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (error) {
    if (!hasCode(error, 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'ENOSYS')) throw error;
    return false;
  }
}

/** Some network and user-space file systems cannot sync; the content is whole there all the same. */
async function sync(handle: FileHandle): Promise<void> {
  try {
    await handle.sync();
  } catch (error) {
    if (!hasCode(error, 'EINVAL', 'ENOTSUP', 'ENOSYS')) throw error;
  }
}

/** Makes renames in a directory last over a power failure. Best effort: the files are whole either way, and Windows cannot do it. */
export async function syncDirectory(dir: string): Promise<void> {
  try {
    const handle = await open(dir, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/** Removes what a run on this machine left in a directory when it was killed. Best effort. */
export async function removeStale(dir: string): Promise<void> {
  const names = await readdir(dir).catch(() => []);
  for (const name of names) {
    const [, host, pid] = NAME.exec(name) ?? [];
    if (host !== hostTag() || isRunning(Number(pid))) continue;
    await rm(join(dir, name), { force: true }).catch(() => undefined);
  }
}

/** Process ids mean something on one machine only; a tree can be shared by several (network, containers). */
function hostTag(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

import { UserError } from '../../model/diagnostic.js';

/** Why writing has to stop, as said to the user; the file is named in it. Becomes a WriteError when it is known what was written. */
export class Stop extends Error {
  override readonly name = 'Stop';
}

/** Writing stopped. One line, exit code 3; the lists hold display paths. */
export class WriteError extends UserError {
  constructor(
    why: string,
    /** files that hold their new content and could not be put back */
    readonly written: readonly string[],
    readonly notWritten: readonly string[],
  ) {
    super(`${why}; ${outcome(written, notWritten)}`, 3);
  }
}

function outcome(written: readonly string[], notWritten: readonly string[]): string {
  if (written.length === 0) return 'nothing was written';
  const list = (paths: readonly string[]): string => (paths.length === 0 ? 'none' : paths.map(shown).join(', '));
  return `written: ${list(written)}; not written: ${list(notWritten)}`;
}

/** A path in a message: quoted where it would break the line or hide what it is. */
export function shown(path: string): string {
  return /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(path) ? JSON.stringify(path) : path;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is larger than is allowed here',
  EIO: 'the device reports an error',
  ENOENT: 'the file or its directory is gone',
  ENOTDIR: 'its directory is gone',
  EBUSY: 'another program or a mount holds it',
  EMFILE: 'too many open files (raise ulimit -n)',
  ENFILE: 'too many open files on the system',
};

/** What the operating system said, in words; undefined where the error does not come from it. */
export function systemReason(error: unknown): string | undefined {
  if (!isSystemError(error)) return undefined;
  return REASONS[error.code] ?? error.message;
}

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return isSystemError(error) && codes.includes(error.code);
}

export function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}

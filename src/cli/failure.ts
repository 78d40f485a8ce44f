import { UserError } from '../model/diagnostic.js';

/** What is printed and returned when a run ends with an error. */
export interface Failure {
  readonly exitCode: 2 | 3 | 4;
  readonly message: string;
}

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  ENOENT: 'no such file or directory',
  EMFILE: 'too many open files (raise ulimit -n)',
  ENFILE: 'too many open files on the system',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the device reports an error',
};

/** A mistake of the user or of the machine gives one line; anything else is a bug and gives its stack and how to report it. */
export function describeFailure(error: unknown, version: string): Failure {
  if (error instanceof UserError) return { exitCode: error.exitCode, message: `mapguard: ${oneLine(error.message)}\n` };
  const system = systemFailure(error);
  if (system !== undefined) return { exitCode: 3, message: `mapguard: ${oneLine(system)}\n` };
  const stack = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
  const where = `mapguard ${version}, node ${process.version}, ${process.platform} ${process.arch}`;
  return {
    exitCode: 4,
    message: `${stack}\n\nmapguard: this is a bug. Please report the lines above with the command, this line (${where})\nand, if you can share it, the Go file that brings it about.\n`,
  };
}

function systemFailure(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  const { code, path } = error as NodeJS.ErrnoException;
  const reason = SYSTEM_ERRORS[code ?? ''];
  if (reason === undefined) return undefined;
  return `${path === undefined ? '' : `${path}: `}${reason}`;
}

function oneLine(message: string): string {
  return message.trim().replace(/\s*\n\s*/g, '; ');
}

import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A work tree of git: a clone, a linked worktree, or a submodule. */
export interface Repository {
  /** absolute, links resolved */
  readonly top: string;
  /** absolute path in the git directory where mapguard keeps what it wrote; each worktree and submodule has its own */
  readonly recordPath: string;
}

/** Why a file's content is not, or may not be, in the last commit. */
export type Uncommitted = 'untracked' | 'staged' | 'modified' | 'in conflict' | 'hidden from git status';

/** git answered with an error; `message` is its first line. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/** git takes as long as the disk does; a file system that hangs must not hang the run. In milliseconds. */
const TIMEOUT = 120_000;
/** Paths for one call, and characters: command lines are limited, on Windows to 32,767 characters. */
const MAX_PATHS = 200;
const MAX_CHARACTERS = 20_000;

/** Asks git questions and changes nothing: no lock is taken, no index refreshed, no hook or monitor of the repository started. */
export class Git {
  private constructor(
    private readonly command: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** The `git` of PATH; undefined where there is none. Relative entries of PATH are passed over: they would start a program of the repository. */
  static find(env: Environment): Git | undefined {
    const name = process.platform === 'win32' ? 'git.exe' : 'git';
    const directories = (env.PATH ?? env.Path ?? '').split(delimiter).filter(isAbsolute);
    const command = directories.map((dir) => join(dir, name)).find(isExecutable);
    return command === undefined ? undefined : new Git(command, quietEnvironment(env));
  }

  /** The work tree that holds a directory; undefined where none does. Throws GitError when there is one that git cannot or will not read (broken, owned by somebody else). */
  async repositoryAt(dir: string): Promise<Repository | undefined> {
    try {
      // one question each: a path can hold a line end
      const top = line(await this.run(dir, ['rev-parse', '--show-toplevel']));
      const recordPath = line(await this.run(dir, ['rev-parse', '--git-path', 'mapguard/written.json']));
      return { top: resolve(top), recordPath: resolve(dir, recordPath) };
    } catch (error) {
      if (error instanceof GitError && /^fatal: not a git repository \(or any /.test(error.message)) return undefined;
      throw error;
    }
  }

  /**
   * Which of these files have content that is not in the last commit. Paths are relative to `top`, '/'-separated; ignored files count as untracked, since git has no
   * copy of them either. Throws GitError.
   */
  async uncommitted(top: string, paths: readonly string[]): Promise<ReadonlyMap<string, Uncommitted>> {
    const found = new Map<string, Uncommitted>();
    for (const batch of batches(paths)) {
      const tracked = trackedFiles(await this.run(top, ['ls-files', '-v', '-z', '--', ...batch]));
      const changed = changedFiles(await this.run(top, [...STATUS, '--', ...batch]));
      for (const path of batch) {
        const state = tracked.get(path) ?? changed.get(path);
        if (!tracked.has(path)) found.set(path, 'untracked');
        else if (state !== undefined) found.set(path, state);
      }
    }
    return found;
  }

  /** Standard output of git in a directory. Throws GitError when it fails. */
  private run(cwd: string, args: readonly string[]): Promise<string> {
    return new Promise((fulfil, reject) => {
      const child = spawn(this.command, [...ALWAYS, ...args], {
        cwd,
        env: this.env,
        shell: false,
        windowsHide: true,
        timeout: TIMEOUT,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const output: Buffer[] = [];
      const errors: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
      child.on('error', (error) => reject(new GitError(error.message)));
      child.on('close', (code, signal) => {
        if (code === 0) return fulfil(Buffer.concat(output).toString('utf8'));
        const said = Buffer.concat(errors).toString('utf8').trim().split('\n', 1)[0]!;
        const ended = signal === null ? `exit code ${code}` : `ended by ${signal}`;
        reject(new GitError(said === '' ? `git ${args[0]}: ${ended}` : said));
      });
    });
  }
}

/** Names stand for themselves (`*` and `:` too), and no file system monitor is started, which a repository's configuration could name. */
const ALWAYS = ['--literal-pathspecs', '-c', 'core.fsmonitor=false'];
const STATUS = ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=no', '--ignore-submodules=all'];

/** What a hook of git sets for its children; a file's own place says which repository it is in (`git rev-parse --local-env-vars`). */
const REPOSITORY_VARIABLES: ReadonlySet<string> = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_CONFIG',
  'GIT_COMMON_DIR',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NAMESPACE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
]);

function quietEnvironment(env: Environment): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name, value]) => value !== undefined && !REPOSITORY_VARIABLES.has(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Without the line end that git puts behind; a path may end with one of its own. */
function line(output: string): string {
  return output.replace(/\r?\n$/, '');
}

function batches(paths: readonly string[]): string[][] {
  const made: string[][] = [];
  let characters = 0;
  for (const path of paths) {
    const last = made.at(-1);
    characters += path.length + 3;
    if (last !== undefined && last.length < MAX_PATHS && characters <= MAX_CHARACTERS) last.push(path);
    else {
      made.push([path]);
      characters = path.length + 3;
    }
  }
  return made;
}

/** Of `git ls-files -v -z`: "H path". A small letter is assume-unchanged, S is skip-worktree: status does not look at those. */
function trackedFiles(output: string): Map<string, 'hidden from git status' | undefined> {
  return new Map(
    records(output).map((record) => [record.slice(2), /^[a-zS]/.test(record) ? 'hidden from git status' : undefined]),
  );
}

/** Of `git status --porcelain=v1 -z --no-renames`: "XY path", X the index against the commit, Y the file against the index. */
function changedFiles(output: string): Map<string, Uncommitted> {
  return new Map(records(output).map((record) => [record.slice(3), stateOf(record.slice(0, 2))]));
}

function stateOf(codes: string): Uncommitted {
  if (codes.includes('U') || codes === 'AA' || codes === 'DD') return 'in conflict';
  return codes.endsWith(' ') ? 'staged' : 'modified';
}

function records(output: string): string[] {
  return output.split('\0').filter((record) => record !== '');
}

import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { exists, realPath } from './find-up.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Directory of the Go installation, without asking the go command: $GOROOT, the usual places, the `go` on PATH. */
export function findGoRoot(env: Environment): string | undefined {
  const isRoot = (dir: string): boolean => exists(join(dir, 'src', 'fmt'), 'directory');
  if (env.GOROOT !== undefined && env.GOROOT !== '') return isRoot(env.GOROOT) ? env.GOROOT : undefined;
  const onPath = (env.PATH ?? env.Path ?? '')
    .split(delimiter)
    .filter((dir) => dir !== '')
    .map((dir) => join(dir, process.platform === 'win32' ? 'go.exe' : 'go'))
    .filter((file) => exists(file, 'file'))
    .map((file) => dirname(dirname(realPath(file))));
  return [...onPath, '/usr/local/go', '/usr/lib/go', '/usr/lib/golang', '/opt/homebrew/opt/go/libexec'].find(isRoot);
}

/** Directory of the module cache. */
export function moduleCache(env: Environment): string {
  if (env.GOMODCACHE !== undefined && env.GOMODCACHE !== '') return env.GOMODCACHE;
  return join(goPaths(env)[0]!, 'pkg', 'mod');
}

/** Directories of GOPATH; `~/go` where it is not set. */
export function goPaths(env: Environment): string[] {
  const paths = (env.GOPATH ?? '').split(delimiter).filter((dir) => dir !== '');
  return paths.length > 0 ? paths : [join(env.HOME ?? env.USERPROFILE ?? homedir(), 'go')];
}

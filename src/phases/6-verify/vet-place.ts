import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Toolchain } from '../../go/toolchain.js';
import type { Module } from '../../model/source.js';
import type { RewrittenFile } from '../5-rewrite/index.js';
import type { CheckPlace } from './compile.js';
import { contentOf, type Workspace } from './workspace.js';

/** Files of a module beyond which no copy is made. */
const MAX_COPIED_FILES = 200_000;

const WITH_LOCK = 'package probe\n\nimport "sync"\n\ntype T struct{ mu sync.Mutex }\n';

/**
 * Whether this toolchain's vet reads overlays: a lock that only the overlay copies must be reported, in a replaced file and in an added one. go 1.19 reads the file on disk and
 * answers that all is well. Asked once per toolchain.
 */
export function vetHonoursOverlay(
  toolchain: Toolchain,
  workspace: Workspace,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return toolchain.once('vet -overlay', async () => {
    const dir = workspace.subdirectory('probe');
    const copying = (name: string) => `func ${name}(t T) { _ = t }\n`;
    writeFileSync(join(dir, 'go.mod'), `module example.com/probe\n\ngo 1.${Math.min(toolchain.minor, 21)}\n`);
    writeFileSync(join(dir, 'replaced.go'), WITH_LOCK);
    const overlay = workspace.subdirectory('probe');
    writeFileSync(join(overlay, 'replaced.go'), `${WITH_LOCK}\n${copying('replaced')}`);
    writeFileSync(join(overlay, 'added.go'), `package probe\n\n${copying('added')}`);
    const file = join(overlay, 'overlay.json');
    const replace = Object.fromEntries(
      ['replaced.go', 'added.go'].map((name) => [join(dir, name), join(overlay, name)]),
    );
    writeFileSync(file, JSON.stringify({ Replace: replace }));
    const answer = await toolchain.go(['vet', '-overlay', file, '.'], {
      cwd: dir,
      env: { GOWORK: 'off' },
      timeout: 120_000,
      signal,
    });
    return /replaced passes lock/.test(answer.stderr) && /added passes lock/.test(answer.stderr);
  });
}

/** A copy of the module with the changes in it, outside of the tree; or why there can be none. */
export function scratchCopy(
  module: Module,
  changes: readonly RewrittenFile[],
  workspace: Workspace,
): CheckPlace | string {
  const work = workAbove(module.dir);
  if (work !== undefined) return `the module is part of ${work}`;
  const outside = replacedOutside(module.dir);
  if (outside !== undefined) return `go.mod replaces a module by ${outside}`;
  const dir = workspace.subdirectory('copy');
  const left = { files: MAX_COPIED_FILES };
  try {
    copyTree(module.dir, dir, left);
  } catch (error) {
    return `the module could not be copied: ${(error as Error).message}`;
  }
  if (left.files < 0) return `the module has more than ${MAX_COPIED_FILES} files`;
  for (const change of changes) {
    const below = relative(module.dir, change.path);
    if (below.startsWith('..')) continue;
    const target = join(dir, below);
    // a hard link must not be written through
    rmSync(target, { force: true });
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, contentOf(change));
  }
  return { dir, originalOf: (printed, cwd) => inModule(resolve(cwd, printed), dir, module.dir) };
}

function inModule(path: string, copy: string, dir: string): string {
  return path.startsWith(copy + sep) ? join(dir, path.slice(copy.length)) : path;
}

function copyTree(from: string, to: string, left: { files: number }): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (left.files < 0) return;
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) {
      if (entry.name === '.git' || entry.name === 'node_modules') continue;
      mkdirSync(target);
      copyTree(source, target, left);
    } else if (entry.isFile()) {
      left.files--;
      linkOrCopy(source, target);
    }
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}

function workAbove(dir: string): string | undefined {
  for (let at = dir; ; at = dirname(at)) {
    const file = join(at, 'go.work');
    if (existsSync(file)) return file;
    if (dirname(at) === at) return undefined;
  }
}

function replacedOutside(dir: string): string | undefined {
  const text = readFileSync(join(dir, 'go.mod'), 'utf8');
  return /=>\s*(\.\.\S*)/.exec(text)?.[1];
}

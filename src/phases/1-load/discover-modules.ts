import { readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Module } from '../../model/source.js';
import { exists, findUp, isWithin, realPath } from './find-up.js';
import { DEFAULT_GO_MINOR, type GoMod, goMinorOf, parseGoMod, type Replacement } from './go-mod.js';
import { type GoWork, parseGoWork } from './go-work.js';
import type { ModfileError } from './modfile-lines.js';
import { reaches, type Target } from './patterns.js';
import { type Problem, unreadable } from './problem.js';
import { type GoDirectory, type Skipped, walkDirectories, whyNotEntered } from './walk-directories.js';

/** A module with the directories that hold its Go files. */
export interface DiscoveredModule {
  readonly module: Module;
  readonly goMod: GoMod | undefined;
  readonly workspace: Workspace | undefined;
  readonly directories: readonly GoDirectory[];
}

/** The go.work that a module takes part in. */
export interface Workspace {
  readonly dir: string;
  readonly replaces: readonly Replacement[];
  /** directories of its modules */
  readonly modules: readonly string[];
}

export interface Discovery {
  readonly modules: readonly DiscoveredModule[];
  readonly skipped: readonly Skipped[];
  readonly problems: readonly Problem[];
}

interface Walk {
  readonly moduleDir: string;
  readonly start: string;
  readonly recursive: boolean;
}

/** Finds the modules that the targets lie in, their go.work siblings, and the modules nested below the targets. */
export function discoverModules(
  targets: readonly Target[],
  env: Readonly<Record<string, string | undefined>>,
): Discovery {
  const skipped: Skipped[] = [];
  const problems: Problem[] = [];
  const workspaces = new Map<string, Workspace>();
  const workspaceOf = new Map<string, Workspace>();
  const directories = new Map<string, Map<string, GoDirectory>>();
  const pending: Walk[] = [];
  const planned = new Set<string>();

  const plan = (walk: Walk): void => {
    const key = `${walk.moduleDir}\0${walk.start}\0${walk.recursive}`;
    if (planned.has(key)) return;
    planned.add(key);
    pending.push(walk);
  };
  const addModule = (dir: string): void => plan({ moduleDir: dir, start: dir, recursive: true });

  const addWorkspace = (base: string, moduleDir: string | undefined): void => {
    const file = workFile(base, env);
    if (file === undefined) return;
    let workspace = workspaces.get(file);
    if (workspace === undefined) {
      workspace = readWorkspace(file, problems);
      workspaces.set(file, workspace);
    }
    if (moduleDir !== undefined && !workspace.modules.includes(moduleDir)) return;
    for (const dir of workspace.modules) {
      workspaceOf.set(dir, workspace);
      addModule(dir);
    }
  };

  const unnamed: Target[] = [];
  for (const target of targets) {
    const moduleDir = findUp(target.base, 'go.mod');
    addWorkspace(target.base, moduleDir);
    if (moduleDir === undefined) unnamed.push(target);
    else {
      addModule(moduleDir);
      // A directory that the walk does not enter by itself, such as testdata, is taken in when it is named.
      if (isLeftOut(moduleDir, target.base)) plan({ moduleDir, start: target.base, recursive: true });
    }
  }
  for (const target of unnamed) {
    const outer = unnamed.filter((t) => t.recursive && isWithin(t.base, target.base)).map((t) => t.base);
    const moduleDir = outer.sort((a, b) => a.length - b.length)[0] ?? target.base;
    plan({ moduleDir, start: moduleDir, recursive: target.recursive || outer.length > 0 });
    if (isLeftOut(moduleDir, target.base)) plan({ moduleDir, start: target.base, recursive: target.recursive });
  }

  for (let walk = pending.shift(); walk !== undefined; walk = pending.shift()) {
    const found = directories.get(walk.moduleDir) ?? new Map<string, GoDirectory>();
    directories.set(walk.moduleDir, found);
    const listed = walkDirectories(walk.start, walk.recursive, {
      nestedModule: (dir) => {
        if (reaches(targets, dir)) addModule(dir);
        else if (!workspaceOf.has(dir))
          skipped.push({ path: dir, reason: 'a module of its own, outside the patterns' });
      },
      skipped: (entry) => skipped.push(entry),
      unreadable: (path, error) => problems.push(unreadable(path, error)),
    });
    for (const entry of listed) found.set(entry.dir, entry);
  }

  const modules = [...directories].map(([dir, found]): DiscoveredModule => {
    const goMod = readGoMod(dir, problems);
    const module: Module = {
      path: goMod?.path ?? '',
      dir,
      go: goMod?.go,
      goMinor: goMinorOf(goMod?.go) ?? DEFAULT_GO_MINOR,
    };
    return { module, goMod, workspace: workspaceOf.get(dir), directories: [...found.values()].sort(byDir) };
  });
  return {
    modules: modules
      .filter((m) => m.goMod !== undefined || m.directories.length > 0)
      .sort((a, b) => compare(a.module.dir, b.module.dir)),
    skipped,
    problems,
  };
}

/** Whether a walk from the module's directory would not come to `dir`. */
function isLeftOut(moduleDir: string, dir: string): boolean {
  return relative(moduleDir, dir)
    .split(/[/\\]/)
    .some((name) => name !== '' && name !== '..' && whyNotEntered(name) !== undefined);
}

/** Path of the go.work around a directory; the environment variable GOWORK names another, or `off`. */
function workFile(base: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env.GOWORK === 'off') return undefined;
  if (env.GOWORK !== undefined && env.GOWORK !== '')
    return isAbsolute(env.GOWORK) && exists(env.GOWORK, 'file') ? realPath(env.GOWORK) : undefined;
  const dir = findUp(base, 'go.work');
  return dir === undefined ? undefined : join(dir, 'go.work');
}

function readWorkspace(file: string, problems: Problem[]): Workspace {
  const dir = resolve(file, '..');
  const text = readText(file, problems);
  const work: GoWork = text === undefined ? { uses: [], replaces: [], errors: [] } : parseGoWork(text);
  report(problems, 'malformed-go-work', file, work.errors);
  const modules: string[] = [];
  for (const use of work.uses) {
    const moduleDir = realPath(resolve(dir, use.dir));
    if (exists(join(moduleDir, 'go.mod'), 'file')) modules.push(moduleDir);
    else report(problems, 'malformed-go-work', file, [{ line: use.line, message: `${use.dir} has no go.mod` }]);
  }
  return { dir, replaces: work.replaces, modules };
}

function readGoMod(dir: string, problems: Problem[]): GoMod | undefined {
  const file = join(dir, 'go.mod');
  if (!exists(file, 'file')) return undefined;
  const text = readText(file, problems);
  const goMod = parseGoMod(text ?? '');
  if (text !== undefined) report(problems, 'malformed-go-mod', file, goMod.errors);
  return goMod;
}

function readText(file: string, problems: Problem[]): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    problems.push(unreadable(file, error));
    return undefined;
  }
}

/** The first mistakes of a module file; a file of another kind would have one in every line. */
function report(
  problems: Problem[],
  code: 'malformed-go-mod' | 'malformed-go-work',
  path: string,
  errors: readonly ModfileError[],
): void {
  for (const { line, message } of errors.slice(0, 20)) problems.push({ code, path, line, message });
}

function byDir(a: GoDirectory, b: GoDirectory): number {
  return compare(a.dir, b.dir);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { basename, dirname, join, relative } from 'node:path';
import type { FileChange } from '../../model/result.js';
import { realPath, repositoryRoot, toSlash } from '../1-load/find-up.js';
import type { Git, Repository } from './git.js';

/** A change with its path as git knows it: relative to the top of the work tree, '/'-separated. */
export interface TrackedChange {
  readonly change: FileChange;
  readonly path: string;
}

/** Changes by the work tree they lie in. */
export interface WorkTrees {
  readonly inside: readonly { readonly repository: Repository; readonly changes: readonly TrackedChange[] }[];
  readonly outside: readonly FileChange[];
}

/** Sorts changes into work trees: git is asked once for each `.git` found upward of a file, and not at all where there is none. Throws GitError. */
export async function sortIntoWorkTrees(changes: readonly FileChange[], git: Git): Promise<WorkTrees> {
  const outside: FileChange[] = [];
  const byCandidate = new Map<string, FileChange[]>();
  for (const change of changes) {
    const candidate = repositoryRoot(realPath(dirname(change.path)));
    if (candidate === undefined) outside.push(change);
    else byCandidate.set(candidate, [...(byCandidate.get(candidate) ?? []), change]);
  }
  const inside: { repository: Repository; changes: TrackedChange[] }[] = [];
  for (const [candidate, group] of byCandidate) {
    const repository = await git.repositoryAt(candidate);
    if (repository === undefined) outside.push(...group);
    else inside.push({ repository, changes: group.map((change) => tracked(change, repository)) });
  }
  return { inside, outside };
}

function tracked(change: FileChange, { top }: Repository): TrackedChange {
  const path = join(realPath(dirname(change.path)), basename(change.path));
  return { change, path: toSlash(relative(top, path)) };
}

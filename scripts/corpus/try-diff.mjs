import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { buildTree, newErrors, vetTree } from './build-tree.mjs';
import { runProcess } from './run-process.mjs';

/** @typedef {import('./build-tree.mjs').TreeBuild} TreeBuild */

/**
 * @typedef {object} DiffTrial
 * @property {boolean} applies
 * @property {string} failure  git's words when it does not apply
 * @property {string[]} buildErrors  new ones only
 * @property {string[]} vetErrors  new ones only
 * @property {number} milliseconds
 */

/**
 * Applies a diff to a copy of a tree, builds and vets the copy, and takes it away.
 *
 * @param {object} request
 * @param {string} request.tree
 * @param {string} request.scratch  where the tree's build keeps its module files
 * @param {string} request.copies  directory for the copy
 * @param {TreeBuild} request.before
 * @param {string} request.diff
 * @param {string} request.directory  where mapguard ran, relative to the tree: its diff is relative to that
 * @param {string[]} request.files  changed files, relative to the same directory
 * @param {'changed' | 'all'} request.vet  packages to vet: those of the changed files and their importers, or all
 * @param {() => Promise<string[]>} request.vetBefore
 * @returns {Promise<DiffTrial>}
 */
export async function tryDiff({ tree, scratch, copies, before, diff, directory, files, vet, vetBefore }) {
  const started = performance.now();
  const copy = path.join(copies, path.basename(tree));
  await rm(copy, { recursive: true, force: true });
  await mkdir(copies, { recursive: true });
  await cp(tree, copy, { recursive: true, verbatimSymlinks: true });
  try {
    const applied = await applyDiff(path.join(copy, directory), diff);
    const elapsed = () => Math.round(performance.now() - started);
    if (applied !== '') {
      return { applies: false, failure: applied, buildErrors: [], vetErrors: [], milliseconds: elapsed() };
    }
    const after = await buildTree(copy, scratch, before.mode);
    const changed = files.map((file) => path.join(directory, file));
    const vetAfter = await vetTree(copy, scratch, before.mode, vet === 'all' ? 'all' : changed);
    return {
      applies: true,
      failure: '',
      buildErrors: newErrors(before.errors, after.errors),
      // Only asked when there is something to subtract from: vetting a large tree takes minutes.
      vetErrors: vetAfter.length === 0 ? [] : newErrors(await vetBefore(), vetAfter),
      milliseconds: elapsed(),
    };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/**
 * @param {string} directory
 * @param {string} diff
 * @returns {Promise<string>} empty when it applied
 */
async function applyDiff(directory, diff) {
  // Below somebody's repository git would take the paths as that repository's and skip them in silence.
  const environment = { GIT_CEILING_DIRECTORIES: path.dirname(directory), GIT_DIR: '/dev/null' };
  const args = ['apply', '--whitespace=nowarn', '-p1', '-'];
  const result = await runProcess('git', args, { cwd: directory, environment, input: diff });
  if (result.code === 0) return '';
  return result.stderr.trim() || `git apply ended with ${result.code}`;
}

/**
 * Lays commits of local mirrors out as plain trees, without a .git directory.
 *
 *   node scripts/corpus/checkout.mjs --work DIR [--mirrors DIR] owner/name@commit …
 *   node scripts/corpus/checkout.mjs --work DIR [--mirrors DIR] --heads
 *   node scripts/corpus/checkout.mjs --work DIR [--mirrors DIR] --records FILE
 *
 * A mirror is a git directory (bare or not) at MIRRORS/owner+name/repo, MIRRORS/owner+name, MIRRORS/owner+name.git
 * or MIRRORS/owner/name.git. MAPGUARD_MIRRORS is the default of --mirrors.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runScript, UsageError } from './command-line.mjs';
import { runProcess } from './run-process.mjs';

/**
 * @typedef {object} Checkout
 * @property {string} tree  absolute path of the tree
 * @property {string[]} absent  files that the mirror lists and does not hold
 */

/**
 * @param {{ mirrors: string | undefined, work: string, repository: string, commit: string }} request  mirrors: the flag, if given
 * @returns {Promise<Checkout>}
 * @throws when the mirror or the commit is missing
 */
export async function checkout({ mirrors, work, repository, commit }) {
  const tree = treePath(work, repository, commit);
  if (existsSync(tree)) return { tree, absent: [] };

  const objects = path.join(findMirror(mirrorRoot(mirrors), repository), 'objects');
  await mkdir(work, { recursive: true });
  const scratch = await mkdtemp(path.join(tmpdir(), 'mapguard-checkout-'));
  // Laid out beside its place and renamed when whole, so that an interrupted run leaves no half tree.
  const partial = `${tree}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial);
  try {
    // Only the mirror's objects are used: its configuration (filters, hooks) is not ours to obey.
    const environment = {
      GIT_DIR: path.join(scratch, 'git'),
      GIT_WORK_TREE: partial,
      GIT_INDEX_FILE: path.join(scratch, 'index'),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_LFS_SKIP_SMUDGE: '1',
    };
    await git(['init', '--quiet', '--bare', environment.GIT_DIR], {});
    await git(['read-tree', `${commit}^{tree}`], environment);
    const written = await runProcess('git', ['checkout-index', '--all', '--force'], { environment, cwd: partial });
    const absent = [...written.stderr.matchAll(/unable to read sha1 file of (.+?) \(/g)].map((match) => match[1] ?? '');
    if (written.code !== 0 && absent.length === 0) throw new Error(`git checkout-index: ${written.stderr.trim()}`);
    await rename(partial, tree);
    return { tree, absent };
  } finally {
    await rm(scratch, { recursive: true, force: true });
    await rm(partial, { recursive: true, force: true });
  }
}

/**
 * @param {string} work
 * @param {string} repository  owner/name
 * @param {string} commit
 */
export function treePath(work, repository, commit) {
  return path.resolve(work, `${repository.replace('/', '+')}@${commit.slice(0, 10)}`);
}

/**
 * @param {string | undefined} flag
 * @returns {string}
 */
function mirrorRoot(flag) {
  const root = flag ?? process.env.MAPGUARD_MIRRORS;
  if (root === undefined) throw new UsageError('no mirrors: give --mirrors DIR or set MAPGUARD_MIRRORS');
  return path.resolve(root);
}

/**
 * @param {string} mirrors
 * @param {string} repository
 */
function findMirror(mirrors, repository) {
  const flat = repository.replace('/', '+');
  const candidates = [`${flat}/repo`, flat, `${flat}.git`, `${repository}.git`, `${flat}/.git`];
  for (const candidate of candidates) {
    const directory = path.join(mirrors, candidate);
    if (existsSync(path.join(directory, 'objects'))) return directory;
  }
  throw new Error(`no mirror of ${repository} under ${mirrors}`);
}

/**
 * @param {string[]} args
 * @param {Record<string, string>} environment
 */
async function git(args, environment) {
  const result = await runProcess('git', args, { environment });
  if (result.code !== 0) throw new Error(`git ${args[0]}: ${result.stderr.trim()}`);
}

/**
 * @param {{ heads: boolean, records: string | undefined, positionals: string[] }} wanted
 * @returns {Promise<{ repository: string, commit: string }[]>}
 */
async function wantedCommits({ heads, records, positionals }) {
  const wanted = positionals.map((text) => {
    const [repository, commit] = text.split('@');
    if (repository === undefined || commit === undefined) throw new UsageError(`not owner/name@commit: ${text}`);
    return { repository, commit };
  });
  if (heads) wanted.push(...JSON.parse(await readFile(new URL('heads.json', import.meta.url), 'utf8')));
  if (records !== undefined) {
    for (const record of JSON.parse(await readFile(records, 'utf8'))) {
      wanted.push({ repository: record.repo, commit: record.parent_commit });
    }
  }
  return wanted;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      work: { type: 'string' },
      mirrors: { type: 'string' },
      heads: { type: 'boolean', default: false },
      records: { type: 'string' },
    },
  });
  if (values.work === undefined) throw new UsageError('no work directory: give --work DIR');
  const { mirrors } = values;
  for (const { repository, commit } of await wantedCommits({ ...values, records: values.records, positionals })) {
    try {
      const { tree, absent } = await checkout({ mirrors, work: values.work, repository, commit });
      console.log(absent.length === 0 ? tree : `${tree} (${absent.length} files absent from the mirror)`);
    } catch (error) {
      process.exitCode = 1;
      console.error(`${repository}@${commit}: ${error instanceof Error ? error.message : error}`);
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runScript(main);

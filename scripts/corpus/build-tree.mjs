/**
 * Finds out how a checked-out tree builds with the installed toolchain, and what its compiler errors are.
 *
 *   node scripts/corpus/build-tree.mjs --work DIR [--only GLOB-PART] [--jobs N]
 *
 * builds every tree of the work directory once, keeps the answer in DIR/.build/<tree>/build.json and prints a table.
 * Trees from before modules get a one-line go.mod (module path only), so that mapguard knows their import paths; the
 * requirements that a build needs go into DIR/.build, because a `go` line raised by a dependency would change what
 * mapguard may generate.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runScript, UsageError } from './command-line.mjs';
import { goFiles, inferImportPath } from './import-path.mjs';
import { runProcess } from './run-process.mjs';

/**
 * How the packages of a tree are compiled.
 *
 * - module       as a user would: `go build ./...` in each module
 * - module-file  with `-mod=mod` and a copy of go.mod, where go.sum lacks entries
 * - gopath       GO111MODULE=off, for trees that bring their dependencies in vendor, cmd/vendor or Godeps
 * - initialised  the newest dependencies that the imports name, in a module file beside the tree
 *
 * @typedef {'module' | 'module-file' | 'gopath' | 'initialised'} BuildMode
 */

/**
 * @typedef {object} TreeBuild
 * @property {BuildMode} mode
 * @property {boolean} builds
 * @property {number} packages  packages in all modules of the tree
 * @property {string[]} failedPackages  import paths
 * @property {string[]} errors  compiler and loader messages without line numbers, files relative to the tree
 * @property {number} milliseconds
 */

const buildTimeout = 30 * 60_000;
/**
 * -e so that one error does not hide the next; -trimpath so that a copy of a tree finds what was compiled for the
 * original in the build cache.
 */
const compileFlags = ['-gcflags=-e', '-trimpath'];
/** Written into the go.mod files that this script makes, to tell them from the tree's own. */
const madeByUs = '// added for the measurement: this tree is from before modules';

/**
 * @param {string} tree
 * @param {string} scratch  directory for module files and GOPATH links, one per tree
 * @returns {Promise<TreeBuild>} the first mode that builds, else the one with the fewest failed packages
 */
export async function chooseBuild(tree, scratch) {
  const kept = path.join(scratch, 'build.json');
  if (existsSync(kept)) return JSON.parse(await readFile(kept, 'utf8'));
  /** @type {TreeBuild | undefined} */
  let best;
  for (const mode of await candidateModes(tree)) {
    const attempt = await buildTree(tree, scratch, mode);
    if (best === undefined || rank(attempt) < rank(best)) best = attempt;
    if (attempt.builds) break;
  }
  if (best === undefined) throw new Error(`no way to build ${tree}`);
  await mkdir(scratch, { recursive: true });
  await writeFile(kept, JSON.stringify(best, null, 1));
  return best;
}

/** @param {TreeBuild} build */
function rank(build) {
  if (build.builds) return -1;
  return build.packages === 0 ? Number.POSITIVE_INFINITY : build.failedPackages.length + build.errors.length / 1e6;
}

/**
 * @param {string} tree
 * @returns {Promise<BuildMode[]>} in the order to try
 */
async function candidateModes(tree) {
  const ownModule = await hasOwnModule(tree);
  const bringsDependencies = ['vendor', 'cmd/vendor', 'Godeps', 'third_party'].some((d) =>
    existsSync(path.join(tree, d)),
  );
  /** @type {BuildMode[]} */
  const modes = ownModule ? ['module', 'module-file'] : [];
  if (bringsDependencies) modes.push('gopath');
  if (!ownModule) modes.push('initialised');
  return modes;
}

/** @param {string} tree */
async function hasOwnModule(tree) {
  for (const directory of await moduleDirectories(tree)) {
    const text = await readFile(path.join(tree, directory, 'go.mod'), 'utf8');
    if (!text.includes(madeByUs)) return true;
  }
  return false;
}

/**
 * Writes a one-line go.mod where a tree has none.
 *
 * @param {string} tree
 */
export async function ensureModule(tree) {
  if ((await moduleDirectories(tree)).length > 0) return;
  const importPath = await inferImportPath(tree);
  await writeFile(path.join(tree, 'go.mod'), `${madeByUs}\nmodule ${importPath}\n`);
}

/**
 * @param {string} tree
 * @returns {Promise<string[]>} directories with a go.mod, relative, '.' first
 */
export async function moduleDirectories(tree) {
  /** @type {string[]} */
  const found = [];
  /** @param {string} relative */
  const visit = async (relative) => {
    for (const entry of await readdir(path.join(tree, relative), { withFileTypes: true })) {
      if (entry.isFile() && entry.name === 'go.mod') found.push(relative);
      if (entry.isDirectory() && !/^[._]|^vendor$|^testdata$|^node_modules$/.test(entry.name)) {
        await visit(path.join(relative, entry.name));
      }
    }
  };
  await visit('.');
  return found.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

/**
 * Compiles every module of a tree, or the given packages of it.
 *
 * @param {string} tree
 * @param {string} scratch
 * @param {BuildMode} mode
 * @returns {Promise<TreeBuild>}
 */
export async function buildTree(tree, scratch, mode) {
  const started = performance.now();
  /** @type {TreeBuild} */
  const total = { mode, builds: true, packages: 0, failedPackages: [], errors: [], milliseconds: 0 };
  for (const place of await buildPlaces(tree, scratch, mode)) {
    const packages = await listPackages(place);
    const loadable = packages.filter((p) => p.loads && p.hasSources);
    const module = path.relative(tree, place.directory);
    total.packages += packages.length;
    for (const broken of packages.filter((p) => !p.loads)) {
      total.failedPackages.push(broken.importPath);
      total.errors.push(`${broken.importPath}: does not load: ${broken.why}`);
    }
    if (loadable.length > 0) {
      // One package that does not load would keep go from compiling any, so the others are named.
      const named = loadable.length === packages.length ? ['./...'] : loadable.map((p) => p.importPath);
      const result = await go(['build', ...compileFlags, ...named], place);
      if (result.code !== 0) {
        const messages = parseMessages(result.stderr, module);
        total.failedPackages.push(...messages.packages);
        total.errors.push(...messages.errors);
      }
      if (result.timedOut) total.errors.push('timed out');
    }
  }
  total.builds = total.packages > 0 && total.errors.length === 0;
  total.milliseconds = Math.round(performance.now() - started);
  return total;
}

/**
 * `go vet` of the packages that hold the given files, and of the packages that import those.
 *
 * @param {string} tree
 * @param {string} scratch
 * @param {BuildMode} mode
 * @param {readonly string[] | 'all'} files  relative to the tree
 * @returns {Promise<string[]>} messages without line numbers
 */
export async function vetTree(tree, scratch, mode, files) {
  /** @type {string[]} */
  const errors = [];
  for (const place of await buildPlaces(tree, scratch, mode)) {
    const packages = await listPackages(place);
    const wanted = files === 'all' ? packages : packagesAround(packages, place, tree, files);
    const vettable = wanted.filter((p) => p.loads && p.testsLoad);
    if (vettable.length === 0) continue;
    const result = await go(['vet', ...compileFlags, ...vettable.map((p) => p.importPath)], place);
    if (result.code !== 0) errors.push(...parseMessages(result.stderr, path.relative(tree, place.directory)).errors);
    if (result.timedOut) errors.push('timed out');
  }
  return errors;
}

/**
 * @typedef {object} ListedPackage
 * @property {string} importPath
 * @property {string} directory
 * @property {string[]} imports  of the package and its tests
 * @property {boolean} hasSources  files other than tests
 * @property {boolean} loads  all imports, direct and not, are found
 * @property {boolean} testsLoad
 * @property {string} why  the loader's words when it does not load
 */

/**
 * @param {BuildPlace} place
 * @returns {Promise<ListedPackage[]>}
 */
async function listPackages(place) {
  const template = [
    '{{.ImportPath}}',
    '{{.Dir}}',
    '{{.Incomplete}}',
    '{{.ForTest}}',
    '{{len .GoFiles}}{{len .CgoFiles}}',
    '{{join .Imports " "}} {{join .TestImports " "}} {{join .XTestImports " "}}',
    '{{with .Error}}{{printf "%q" .Err}}{{end}}{{range .DepsErrors}}{{printf " %q" .Err}}{{end}}',
  ].join('\t');
  const listed = await go(['list', '-e', '-test', '-f', template, './...'], place);
  /** @type {Map<string, ListedPackage>} */
  const packages = new Map();
  for (const line of listed.stdout.split('\n').filter(Boolean)) {
    const [name = '', directory = '', incomplete, forTest, files, imports = '', why = ''] = line.split('\t');
    const tested = forTest !== '' ? forTest : name.endsWith('.test') ? name.slice(0, -'.test'.length) : undefined;
    if (tested !== undefined && packages.has(tested)) {
      if (incomplete === 'true') /** @type {ListedPackage} */ (packages.get(tested)).testsLoad = false;
      continue;
    }
    packages.set(name, {
      importPath: name,
      directory,
      imports: imports.split(' ').filter(Boolean),
      hasSources: files !== '00',
      loads: incomplete !== 'true',
      testsLoad: true,
      why: why.slice(0, 300),
    });
  }
  return [...packages.values()];
}

/**
 * @param {readonly ListedPackage[]} packages
 * @param {BuildPlace} place
 * @param {string} tree
 * @param {readonly string[]} files
 */
function packagesAround(packages, place, tree, files) {
  const directories = new Set(files.map((file) => path.join(tree, path.dirname(file))));
  // In GOPATH mode go names a directory by its link, so what follows the root is compared.
  const holdsFile = (/** @type {ListedPackage} */ p) =>
    directories.has(path.join(place.directory, path.relative(place.shownAs, p.directory)));
  const changed = new Set(packages.filter(holdsFile).map((p) => p.importPath));
  return packages.filter((p) => changed.has(p.importPath) || p.imports.some((imported) => changed.has(imported)));
}

/**
 * Messages that were not there before. Line numbers are gone from both, so a shifted old error is not new.
 *
 * @param {readonly string[]} before
 * @param {readonly string[]} after
 */
export function newErrors(before, after) {
  /** @type {Map<string, number>} */
  const known = new Map();
  for (const message of before) known.set(message, (known.get(message) ?? 0) + 1);
  return after.filter((message) => {
    const left = known.get(message) ?? 0;
    known.set(message, left - 1);
    return left <= 0;
  });
}

/**
 * One directory in which go is run.
 *
 * @typedef {object} BuildPlace
 * @property {string} directory  absolute, under the tree
 * @property {string} shownAs  the directory as go is to see it (the link under GOPATH)
 * @property {Record<string, string>} environment
 */

/**
 * @param {string} tree
 * @param {string} scratch
 * @param {BuildMode} mode
 * @returns {Promise<BuildPlace[]>}
 */
async function buildPlaces(tree, scratch, mode) {
  await mkdir(scratch, { recursive: true });
  if (mode === 'gopath') return [await gopathPlace(tree, scratch)];
  const workspace = existsSync(path.join(tree, 'go.work'))
    ? await readFile(path.join(tree, 'go.work'), 'utf8')
    : undefined;
  /** @type {BuildPlace[]} */
  const places = [];
  for (const module of await moduleDirectories(tree)) {
    const directory = path.join(tree, module);
    if ((await goFiles(directory, 1)).length === 0) continue;
    const inWorkspace = workspace !== undefined && usesModule(workspace, module);
    /** @type {Record<string, string>} */
    const environment = { GO111MODULE: 'on', GOWORK: inWorkspace ? '' : 'off', GOFLAGS: '-buildvcs=false' };
    if (mode !== 'module') {
      const file = path.join(scratch, module, 'build.mod');
      if (!existsSync(file)) await makeModuleFile(directory, file, mode);
      environment.GOFLAGS = `-buildvcs=false -mod=${mode === 'initialised' ? 'readonly' : 'mod'} -modfile=${file}`;
      environment.GOWORK = 'off';
    }
    places.push({ directory, shownAs: directory, environment });
  }
  return places;
}

/**
 * @param {string} workspace  text of go.work
 * @param {string} module  directory relative to it
 */
function usesModule(workspace, module) {
  const uses = [...workspace.matchAll(/^\s*(?:use\s+)?(\.\S*)\s*$/gm)].map((match) => path.normalize(match[1] ?? '.'));
  return uses.map((use) => use.replace(/\/$/, '')).includes(path.normalize(module));
}

/**
 * @param {string} directory
 * @param {string} file
 * @param {BuildMode} mode
 */
async function makeModuleFile(directory, file, mode) {
  await mkdir(path.dirname(file), { recursive: true });
  if (mode === 'initialised') return initialiseModule(directory, file);
  await copyFile(path.join(directory, 'go.mod'), file);
  const sums = path.join(directory, 'go.sum');
  if (existsSync(sums)) await copyFile(sums, file.replace(/\.mod$/, '.sum'));
}

/**
 * What `go mod init && go mod tidy` would do, but import by import: tidy gives up on all of them when one is gone.
 *
 * @param {string} directory
 * @param {string} file
 */
async function initialiseModule(directory, file) {
  const importPath = await inferImportPath(directory);
  await writeFile(file, `module ${importPath}\n\ngo 1.16\n`);
  const environment = { GO111MODULE: 'on', GOWORK: 'off', GOFLAGS: `-mod=readonly -modfile=${file}` };
  const place = { directory, shownAs: directory, environment };
  /** @type {Set<string>} */
  const tried = new Set();
  // Each answer brings imports of its own; old trees settle in two or three rounds.
  for (let round = 0; round < 5; round++) {
    const listed = await go(
      ['list', '-e', '-deps', '-test', '-f', '{{if .Error}}{{.ImportPath}}{{end}}', './...'],
      place,
    );
    const missing = listed.stdout
      .split('\n')
      .filter((name) => /^[\w-]+\.[\w.-]*\/\S+$/.test(name) && !name.startsWith(`${importPath}/`) && !tried.has(name));
    if (missing.length === 0) return;
    for (const name of missing) {
      tried.add(name);
      await go(['get', name], { ...place, environment: { ...environment, GOFLAGS: `-modfile=${file}` } });
    }
  }
}

/** Directories that the build scripts of old trees copy or link as the `src` of a GOPATH entry. */
const sourceRoots = ['cmd/vendor', 'third_party'];

/**
 * Links the tree into a GOPATH under its import path.
 *
 * @param {string} tree
 * @param {string} scratch
 * @returns {Promise<BuildPlace>}
 */
async function gopathPlace(tree, scratch) {
  const gopath = path.join(scratch, 'gopath');
  const link = path.join(gopath, 'src', await inferImportPath(tree));
  await rm(gopath, { recursive: true, force: true });
  await mkdir(path.dirname(link), { recursive: true });
  await symlink(tree, link);
  const entries = [gopath];
  for (const [index, directory] of sourceRoots.entries()) {
    if (!existsSync(path.join(tree, directory))) continue;
    const entry = path.join(gopath, `extra${index}`);
    await mkdir(entry, { recursive: true });
    await symlink(path.join(tree, directory), path.join(entry, 'src'));
    entries.push(entry);
  }
  if (existsSync(path.join(tree, 'Godeps/_workspace'))) entries.push(path.join(tree, 'Godeps/_workspace'));
  const environment = { GO111MODULE: 'off', GOPATH: entries.join(path.delimiter), GOFLAGS: '' };
  return { directory: tree, shownAs: link, environment };
}

/**
 * @param {string[]} args
 * @param {BuildPlace} place
 */
function go(args, place) {
  const environment = { ...place.environment, GOTOOLCHAIN: 'local', PWD: place.shownAs };
  return runProcess('go', args, { cwd: place.shownAs, environment, timeoutMilliseconds: buildTimeout });
}

/**
 * @param {string} text  stderr of go build or go vet
 * @param {string} module  directory go ran in, relative to the tree
 */
function parseMessages(text, module) {
  /** @type {Set<string>} */
  const packages = new Set();
  /** @type {string[]} */
  const errors = [];
  for (const line of text.split('\n')) {
    const header = /^# (\S+)/.exec(line);
    const positioned = /^(?:vet: )?((?:\.{0,2}\/)?[^\s:]+\.(?:go|mod|s|c|h)):(\d+)(?::\d+)?: (.*)$/.exec(line);
    if (header?.[1] !== undefined) packages.add(header[1]);
    else if (positioned?.[1] !== undefined) {
      const file = path.normalize(path.join(module, positioned[1]));
      errors.push(`${file}: ${positioned[3]}`);
    } else if (/^\S/.test(line) && !/^go: (downloading|finding|found|added|upgraded)|^note: |^exit status/.test(line)) {
      errors.push(line.replace(/:\d+:\d+/g, ''));
    }
  }
  return { packages: [...packages], errors };
}

/** @param {string} work */
async function allTrees(work) {
  const entries = await readdir(work, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && entry.name.includes('@')).map((entry) => entry.name);
}

async function main() {
  const { values } = parseArgs({
    options: { work: { type: 'string' }, only: { type: 'string' }, jobs: { type: 'string', default: '1' } },
  });
  if (values.work === undefined) throw new UsageError('no work directory: give --work DIR');
  const work = path.resolve(values.work);
  const names = (await allTrees(work)).filter((name) => values.only === undefined || name.includes(values.only));
  const queue = [...names];
  const worker = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const tree = path.join(work, name);
      try {
        await ensureModule(tree);
        const build = await chooseBuild(tree, path.join(work, '.build', name));
        const state = build.builds ? 'builds' : `${build.failedPackages.length} of ${build.packages} packages fail`;
        console.log(
          `${name}\t${build.mode}\t${state}\t${Math.round(build.milliseconds / 1000)} s\t${build.errors[0] ?? ''}`,
        );
      } catch (error) {
        console.log(`${name}\tfailed\t${error instanceof Error ? error.message : error}`);
      }
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runScript(main);

import { join } from 'node:path';
import type { Configuration } from '../../model/configuration.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { PackageUnit, Program, SourceFile } from '../../model/source.js';
import { loadConfiguration } from './configuration.js';
import { type DiscoveredModule, discoverModules } from './discover-modules.js';
import { displayPathFrom, displayRoot } from './display-root.js';
import { type ExternalStats, externalPackages } from './external-packages.js';
import { realPath } from './find-up.js';
import { importIndex } from './import-index.js';
import { importPathOf } from './import-paths.js';
import { packagesOf } from './packages.js';
import { createGoParser, type GoParser } from './parse.js';
import { parseTarget } from './patterns.js';
import { type Problem, toDiagnostic } from './problem.js';
import { type LoadedFile, type Reading, readSource } from './read-source.js';
import { Selection } from './select-packages.js';
import { type Suppression, suppressionsOf } from './suppressions.js';
import type { GoDirectory } from './walk-directories.js';

export type { GoParser } from './parse.js';
export { createGoParser } from './parse.js';
export type { Suppression } from './suppressions.js';

export interface LoadOptions {
  readonly cwd: string;
  /** package patterns; `./...` if there are none */
  readonly patterns: readonly string[];
  /** path of the configuration file, relative to `cwd`; found upward from `cwd` if not given */
  readonly configurationFile?: string | undefined;
  /** GOROOT, GOPATH, GOMODCACHE, GOWORK, PATH and HOME are read from it; `process.env` if not given */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** a parser to use again; a new one is made if not given */
  readonly parser?: GoParser;
}

export interface LoadResult {
  readonly program: Program;
  readonly configuration: Configuration;
  /** absolute path of the configuration file, if there is one */
  readonly configurationFile: string | undefined;
  readonly suppressions: readonly Suppression[];
  readonly diagnostics: readonly Diagnostic[];
  /** files with a syntax error; a grammar gap where gofmt accepts them */
  readonly syntaxErrors: readonly { readonly file: SourceFile; readonly offset: number }[];
  /** milliseconds */
  readonly timings: { readonly read: number; readonly parse: number; readonly walk: number };
  /** absolute paths of directories and files left out */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly stats: { readonly files: number; readonly bytes: number };
  /** grows while later phases ask for external packages */
  readonly external: Readonly<ExternalStats>;
}

/** Reads and parses what the patterns name, with the whole modules around it. Throws UserError for mistakes in the options. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const cwd = realPath(options.cwd);
  const env = options.env ?? process.env;
  const patterns = options.patterns.length === 0 ? ['./...'] : options.patterns;
  const targets = patterns.map((pattern) => parseTarget(pattern, cwd));
  const settings = await loadConfiguration(options.configurationFile, cwd, targets[0]!.base);
  const discovery = discoverModules(targets, env);
  const root = displayRoot(cwd, discovery.modules.length === 0 ? [cwd] : discovery.modules.map((m) => m.module.dir));
  const displayPath = displayPathFrom(root);

  const parser = options.parser ?? (await createGoParser());
  const problems: Problem[] = [...discovery.problems];
  const reading: Reading = { parser, problems, timings: { read: 0, parse: 0, walk: 0 }, stats: { files: 0, bytes: 0 } };
  const files: SourceFile[] = [];
  const packages: PackageUnit[] = [];
  const suppressions: Suppression[] = [];
  const syntaxErrors: { file: SourceFile; offset: number }[] = [];
  const imports = new Map<SourceFile, readonly string[]>();
  const selection = new Selection(targets);

  for (const module of discovery.modules) {
    const selector = selection.selectorOf(module);
    for (const directory of module.directories) {
      const loaded = readDirectory(directory, module, reading, files.length, displayPath);
      for (const { file, errorAt, imports: paths } of loaded) {
        files.push(file);
        imports.set(file, paths);
        suppressions.push(...suppressionsOf(file, problems));
        if (errorAt !== undefined) syntaxErrors.push({ file, offset: errorAt });
      }
      const { dir } = directory;
      const complete = loaded.length === directory.files.length;
      const importPath = importPathOf(module.module, dir);
      packages.push(...packagesOf({ dir, module: module.module, importPath, files: loaded, complete }, selector));
    }
  }
  selection.check(cwd);

  const unique = withUniqueIds(packages, displayPath);
  const importable = unique.filter((_, i) => packages[i]!.id === packages[i]!.importPath);
  const index = importIndex(unique, importable, (unit) => unit.files.flatMap((file) => imports.get(file)!));
  const externalStats: ExternalStats = { packages: 0, files: 0, bytesFound: 0, bytesParsed: 0, refused: [] };
  const external = externalPackages({
    parser,
    modules: discovery.modules,
    env,
    files,
    displayPath,
    stats: externalStats,
  });
  return {
    program: { root, modules: discovery.modules.map((m) => m.module), packages: unique, files, ...index, external },
    configuration: settings.configuration,
    configurationFile: settings.path,
    suppressions,
    diagnostics: problems.map((p) => toDiagnostic(p, displayPath)),
    syntaxErrors,
    timings: reading.timings,
    skipped: discovery.skipped,
    stats: reading.stats,
    external: externalStats,
  };
}

function readDirectory(
  { dir, files }: GoDirectory,
  { module }: DiscoveredModule,
  reading: Reading,
  firstIndex: number,
  displayPath: (path: string) => string,
): LoadedFile[] {
  const loaded: LoadedFile[] = [];
  for (const { name, isLink } of files) {
    const path = join(dir, name);
    const file = readSource(
      { path, displayPath: displayPath(path), index: firstIndex + loaded.length, isLink, module },
      reading,
    );
    if (file !== undefined) loaded.push(file);
  }
  return loaded;
}

/** Modules of the same path (copies, examples all named `main`) have packages of the same path: the later ones get their directory as well. */
function withUniqueIds(packages: readonly PackageUnit[], displayPath: (path: string) => string): PackageUnit[] {
  const seen = new Set<string>();
  return packages.map((unit) => {
    const id = seen.has(unit.id) ? `${unit.id} [${displayPath(unit.dir)}]` : unit.id;
    seen.add(id);
    return id === unit.id ? unit : { ...unit, id };
  });
}

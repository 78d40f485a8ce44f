import { basename } from 'node:path';
import type { BuildConfig, Module, PackageUnit, Program, SourceFile } from '../../model/source.js';
import { type BuildExpression, tagHolds } from '../1-load/build-expression.js';
import { fileConstraint, suffixTags } from '../1-load/file-constraint.js';
import { importsOf } from '../1-load/file-facts.js';
import { CONFIGURATIONS } from '../1-load/platforms.js';

/** Directories of one module whose packages see a changed file. */
export interface ReachedModule {
  readonly module: Module;
  /** absolute, in the order of the program */
  readonly dirs: readonly string[];
}

/** The changed packages and everything in view that imports them, directly or not; a package that only its tests tie to them ends its chain. */
export function reachedModules(program: Program, changed: readonly string[]): ReachedModule[] {
  const units = new Map<string, PackageUnit[]>();
  for (const unit of program.packages) units.set(unit.dir, [...(units.get(unit.dir) ?? []), unit]);
  const importers = importersByDirectory(program);
  const reached = new Set<string>();
  const queue = program.packages.filter((u) => u.files.some((f) => changed.includes(f.path))).map((u) => u.dir);
  while (queue.length > 0) {
    const dir = queue.pop()!;
    if (reached.has(dir)) continue;
    reached.add(dir);
    for (const importer of importers.get(dir) ?? []) {
      if (importer.onlyTests) reached.add(importer.dir);
      else queue.push(importer.dir);
    }
  }
  const byModule = new Map<Module, string[]>();
  for (const [dir, [first]] of units) {
    if (reached.has(dir)) byModule.set(first!.module, [...(byModule.get(first!.module) ?? []), dir]);
  }
  return [...byModule].map(([module, dirs]) => ({ module, dirs }));
}

/** These packages and all that import them, directly or not: what cannot be compiled when they cannot. */
export function dependentsOf(program: Program, importPaths: readonly string[]): string[] {
  const changed = program.packages.filter((u) => importPaths.includes(u.importPath)).map((u) => u.files[0]!.path);
  const dirs = new Set(reachedModules(program, changed).flatMap((m) => m.dirs));
  return [...new Set([...importPaths, ...program.packages.filter((u) => dirs.has(u.dir)).map((u) => u.importPath)])];
}

interface Importer {
  readonly dir: string;
  readonly onlyTests: boolean;
}

function importersByDirectory(program: Program): ReadonlyMap<string, Importer[]> {
  const out = new Map<string, Importer[]>();
  for (const unit of program.packages) {
    for (const file of unit.files) {
      for (const path of importsOf(file.tree)) {
        const dir = program.imported(path, unit.module)?.dir;
        if (dir === undefined || dir === unit.dir) continue;
        out.set(dir, [...(out.get(dir) ?? []), { dir: unit.dir, onlyTests: file.isTest }]);
      }
    }
  }
  return out;
}

/** A build that some edited file takes part in. */
export interface Build extends BuildConfig {
  readonly tags: readonly string[];
}

export function buildLabel({ goos, goarch, tags }: Build): string {
  return `${goos}/${goarch}${tags.length === 0 ? '' : ` with tags ${tags.join(',')}`}`;
}

/** The host's build, and one more for every edited file that no earlier one takes in; files that none can are left over. */
export function buildsFor(files: readonly SourceFile[], host: BuildConfig): { builds: Build[]; outside: SourceFile[] } {
  const builds: Build[] = [{ ...host, tags: [] }];
  const outside: SourceFile[] = [];
  for (const file of files) {
    if (builds.some((b) => isActive(file, b))) continue;
    const build = file.config === undefined ? taggedBuild(file, host) : { ...file.config, tags: [] };
    if (build === undefined) outside.push(file);
    else builds.push(build);
  }
  return { builds, outside };
}

function isActive(file: SourceFile, build: Build): boolean {
  if (build.tags.length === 0) return file.activeIn(build);
  const { header } = fileConstraint(basename(file.path), file.text);
  const suffix = suffixTags(basename(file.path)).every((tag) => tagHolds(tag, build));
  return suffix && (header.constraint === undefined || holdsWith(header.constraint, build));
}

/** A build with the file's own tags set, for a file that only they let in. */
function taggedBuild(file: SourceFile, host: BuildConfig): Build | undefined {
  const { header, ignored } = fileConstraint(basename(file.path), file.text);
  if (header.constraint === undefined || ignored) return undefined;
  const tags = [...new Set(wantedTags(header.constraint, true))];
  return [host, ...CONFIGURATIONS]
    .map((c) => ({ ...c, tags: tags.filter((t) => !tagHolds(t, c)) }))
    .find((b) => isActive(file, b));
}

function wantedTags(x: BuildExpression, positive: boolean): string[] {
  if (x.kind === 'tag') return positive && !isPlatformTag(x.tag) ? [x.tag] : [];
  if (x.kind === 'not') return wantedTags(x.x, !positive);
  return [...wantedTags(x.x, positive), ...wantedTags(x.y, positive)];
}

function isPlatformTag(tag: string): boolean {
  return suffixTags(`_${tag}.go`).length > 0 || tag === 'unix';
}

function holdsWith(x: BuildExpression, build: Build): boolean {
  switch (x.kind) {
    case 'tag':
      return build.tags.includes(x.tag) || tagHolds(x.tag, build);
    case 'not':
      return !holdsWith(x.x, build);
    case 'and':
      return holdsWith(x.x, build) && holdsWith(x.y, build);
    case 'or':
      return holdsWith(x.x, build) || holdsWith(x.y, build);
  }
}

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExternalPackage, Module, SourceFile } from '../../model/source.js';
import { tagHolds } from './build-expression.js';
import { cutBodies } from './cut-bodies.js';
import { decode } from './decode.js';
import type { DiscoveredModule } from './discover-modules.js';
import { type ExternalDirectories, externalDirectories } from './external-directory.js';
import { type FileConstraint, fileConstraint, fileGoMinor, suffixTags } from './file-constraint.js';
import { importsOf, isGenerated, packageClause } from './file-facts.js';
import type { Environment } from './go-root.js';
import type { GoParser } from './parse.js';
import { parseFile } from './parse-file.js';
import { HOST_CONFIGURATION } from './platforms.js';
import { MAX_FILE_SIZE } from './read-source.js';

/** What the reader of external packages needs. */
export interface ExternalContext {
  readonly parser: GoParser;
  readonly modules: readonly DiscoveredModule[];
  readonly env: Environment;
  /** files of the program; external ones are appended */
  readonly files: SourceFile[];
  readonly displayPath: (path: string) => string;
}

/** Reads external packages on demand, each directory once. What cannot be read is not at hand: undefined, no diagnostic. */
export function externalPackages(
  context: ExternalContext,
): (importPath: string, from: Module) => ExternalPackage | undefined {
  const byModule = new Map(context.modules.map((m) => [m.module, m]));
  const byDirectory = new Map<string, ExternalPackage | undefined>();
  let directories: ExternalDirectories | undefined;
  return (importPath, from) => {
    const module = byModule.get(from);
    if (module === undefined) return undefined;
    directories ??= externalDirectories(context.modules, context.env);
    const dir = directories(importPath, module);
    if (dir === undefined) return undefined;
    if (!byDirectory.has(dir)) byDirectory.set(dir, readPackage(dir, importPath, from, context));
    return byDirectory.get(dir);
  };
}

function readPackage(
  dir: string,
  importPath: string,
  from: Module,
  context: ExternalContext,
): ExternalPackage | undefined {
  const found: { name: string; file: (index: number) => SourceFile }[] = [];
  for (const name of goFiles(dir)) {
    const read = readExternal(join(dir, name), name, from, context);
    if (read !== undefined) found.push(read);
  }
  const name = mostCommon(found.map((f) => f.name));
  if (name === undefined) return undefined;
  const files: SourceFile[] = [];
  for (const entry of found) {
    if (entry.name !== name) continue;
    const file = entry.file(context.files.length);
    context.files.push(file);
    files.push(file);
  }
  return { importPath, name, files };
}

function goFiles(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => name.endsWith('.go') && !name.endsWith('_test.go') && !/^[_.]/.test(name))
      .filter((name) => suffixTags(name).every((tag) => tagHolds(tag, HOST_CONFIGURATION)))
      .sort();
  } catch {
    return [];
  }
}

function readExternal(path: string, name: string, from: Module, { parser, displayPath }: ExternalContext) {
  const bytes = readBytes(path);
  if (bytes === undefined || bytes.length > MAX_FILE_SIZE) return undefined;
  const { text: whole, bom } = decode(bytes);
  const constraint: FileConstraint = fileConstraint(name, whole);
  if (!constraint.activeIn(HOST_CONFIGURATION)) return undefined;
  let text = cutBodies(whole);
  let parsed = parseFile(parser, text);
  if (parsed.errorAt !== undefined && text !== whole) {
    text = whole;
    parsed = parseFile(parser, text);
  }
  const { tree } = parsed;
  const packageName = packageClause(tree);
  if (packageName === undefined || packageName === 'documentation') return undefined;
  const file = (index: number): SourceFile => ({
    index,
    path,
    displayPath: displayPath(path),
    text,
    tree,
    bom,
    hash: createHash('sha256').update(bytes).digest('hex'),
    isTest: false,
    isGenerated: isGenerated(tree),
    isCgo: importsOf(tree).includes('C'),
    goMinor: fileGoMinor(constraint.header, from.goMinor),
    editable: false,
    activeIn: constraint.activeIn,
    config: constraint.config,
  });
  return { name: packageName, file };
}

function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function mostCommon(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  let best: string | undefined;
  for (const [name, count] of counts) if (best === undefined || count > counts.get(best)!) best = name;
  return best;
}

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExternalPackage, Module, SourceFile } from '../../model/source.js';
import { tagHolds } from './build-expression.js';
import { cutBodies } from './cut-bodies.js';
import { type DeclarationIndex, indexDeclarations, packageClauseAt } from './declaration-index.js';
import { decode } from './decode.js';
import type { DiscoveredModule } from './discover-modules.js';
import { ExternalDemand, type Wanted } from './external-demand.js';
import { type ExternalDirectories, externalDirectories } from './external-directory.js';
import { type FileConstraint, fileConstraint, fileGoMinor, suffixTags } from './file-constraint.js';
import type { Environment } from './go-root.js';
import { ByteWriter, NeededDeclarations } from './needed-declarations.js';
import { type FileBytes, PackageBytes } from './package-bytes.js';
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
  readonly stats: ExternalStats;
}

/** What reading external packages came to; counted on while packages are read. */
export interface ExternalStats {
  packages: number;
  files: number;
  /** of the source found, and of the declarations kept and parsed */
  bytesFound: number;
  bytesParsed: number;
  /** import paths of packages that went beyond the budget */
  readonly refused: string[];
}

/**
 * Reads external packages on demand, each directory once, and of these only the declarations that the program can have to do with. What cannot be read is
 * not at hand: undefined, no diagnostic.
 */
export function externalPackages(
  context: ExternalContext,
): (importPath: string, from: Module) => ExternalPackage | undefined {
  const byModule = new Map(context.modules.map((m) => [m.module, m]));
  const byDirectory = new Map<string, ExternalPackage | undefined>();
  let directories: ExternalDirectories | undefined;
  let reader: PackageReader | undefined;
  return (importPath, from) => {
    const module = byModule.get(from);
    if (module === undefined) return undefined;
    directories ??= externalDirectories(context.modules, context.env);
    const dir = directories(importPath, module);
    if (dir === undefined) return undefined;
    if (!byDirectory.has(dir)) {
      reader ??= new PackageReader(context);
      byDirectory.set(dir, reader.read(dir, importPath, from));
    }
    return byDirectory.get(dir);
  };
}

interface ExternalFile extends FileBytes {
  readonly path: string;
  readonly constraint: FileConstraint;
  readonly header: string;
  readonly index: DeclarationIndex;
}

class PackageReader {
  private readonly demand: ExternalDemand;
  private readonly source = new PackageBytes();
  private readonly out = new ByteWriter();

  constructor(private readonly context: ExternalContext) {
    this.demand = new ExternalDemand(context.files);
  }

  read(dir: string, importPath: string, from: Module): ExternalPackage | undefined {
    const { source, demand, context } = this;
    const found = this.readDirectory(dir);
    context.stats.bytesFound += source.length;
    const name = mostCommon(found.map((f) => f.index.packageName!));
    if (name === undefined) return undefined;
    const given = new Set<number>();
    const files = this.chosen(found, name, demand.wanted(importPath, name), given, from);
    context.stats.packages++;
    // What is read later may mention more of a package than all that was read before it.
    const more = (wanted: string): SourceFile[] =>
      this.chosen(this.readDirectory(dir), name, new Set([wanted]), given, from);
    return { importPath, name, files, more };
  }

  private readDirectory(dir: string): ExternalFile[] {
    this.source.clear();
    const found: ExternalFile[] = [];
    for (const name of goFiles(dir)) {
      const read = this.readFile(join(dir, name), name, found.length);
      if (read !== undefined) found.push(read);
    }
    return found;
  }

  /** @param given where the declarations lie that were chosen before: they are left out, and the new ones added */
  private chosen(
    found: readonly ExternalFile[],
    name: string,
    wanted: Wanted,
    given: Set<number>,
    from: Module,
  ): SourceFile[] {
    const { source, demand, out } = this;
    const needed = new NeededDeclarations(source.bytes, source.text, demand, given);
    found.forEach(({ index }, i) => {
      if (index.packageName === name) needed.add(i, index);
    });
    needed.choose(wanted);
    const files: SourceFile[] = [];
    found.forEach((file, i) => {
      out.length = 0;
      if (file.index.packageName === name && needed.write(i, out))
        files.push(this.sourceFile(file, out.bytes.subarray(0, out.length), from));
    });
    return files;
  }

  private readFile(path: string, name: string, number: number): ExternalFile | undefined {
    const { source } = this;
    const read = source.read(path);
    if (read === undefined || read.end - read.start > MAX_FILE_SIZE) return undefined;
    const clause = packageClauseAt(source.bytes, read.start, read.end);
    const header = source.text(read.start, clause);
    // Reading the lines of a long licence for the build line that it does not have costs as much as all else.
    const constraint = fileConstraint(name, header.includes('build') ? header : '');
    if (!constraint.activeIn(HOST_CONFIGURATION)) return undefined;
    const index = indexDeclarations(source.bytes, clause, read.end, number, source.text);
    if (index.packageName === undefined || index.packageName === 'documentation') return undefined;
    return { ...read, path, constraint, header, index };
  }

  private sourceFile(file: ExternalFile, needed: Buffer, from: Module): SourceFile {
    const { parser, files, displayPath, stats } = this.context;
    const { path, constraint } = file;
    let { text } = decode(needed);
    let parsed = parseFile(parser, text);
    if (parsed.errorAt !== undefined) {
      // What the scan of the tokens took apart wrongly, or a gap of the grammar: the parser sees what is there.
      const { text: whole } = decode(this.source.bytes.subarray(file.start, file.end));
      text = cutBodies(whole);
      parsed = parseFile(parser, text);
      if (parsed.errorAt !== undefined && text !== whole) {
        text = whole;
        parsed = parseFile(parser, text);
      }
    }
    stats.files++;
    stats.bytesParsed += text.length;
    const source: SourceFile = {
      index: files.length,
      path,
      displayPath: displayPath(path),
      text,
      tree: parsed.tree,
      bom: file.bom,
      // Asked for by nobody so far: such files are never edited.
      get hash() {
        return createHash('sha256').update(readFileSync(path)).digest('hex');
      },
      isTest: false,
      isGenerated: /^\/\/ Code generated .* DO NOT EDIT\.\r?$/m.test(file.header),
      isCgo: file.index.imports.some((i) => i.path === 'C'),
      goMinor: fileGoMinor(constraint.header, from.goMinor),
      editable: false,
      activeIn: constraint.activeIn,
      config: constraint.config,
    };
    files.push(source);
    return source;
  }
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

function mostCommon(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  let best: string | undefined;
  for (const [name, count] of counts) if (best === undefined || count > counts.get(best)!) best = name;
  return best;
}

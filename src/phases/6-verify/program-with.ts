import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type { FileChange } from '../../model/result.js';
import type { PackageUnit, Program, SourceFile } from '../../model/source.js';
import { fileConstraint, fileGoMinor } from '../1-load/file-constraint.js';
import type { GoParser } from '../1-load/parse.js';
import { parseFile } from '../1-load/parse-file.js';
import { contentOf } from './workspace.js';

/** Where new files are counted from, far above what load and external packages take: a symbol's id is made of its file's index. */
const FIRST_NEW_INDEX = 2 ** 20;

export interface ChangedProgram {
  readonly program: Program;
  /** changed files that do not parse, and the UTF-16 offset of their first error */
  readonly syntaxErrors: readonly { readonly change: FileChange; readonly offset: number }[];
}

/** The program as it will be: changed files parsed anew, new ones added to their package. Indices of new files are no positions in `files`. */
export function programWith(program: Program, changes: readonly FileChange[], parser: GoParser): ChangedProgram {
  const syntaxErrors: { change: FileChange; offset: number }[] = [];
  const replaced = new Map<SourceFile, SourceFile>();
  const added = new Map<PackageUnit, SourceFile[]>();
  changes.forEach((change, i) => {
    const { tree, errorAt } = parseFile(parser, change.after);
    if (errorAt !== undefined) syntaxErrors.push({ change, offset: errorAt });
    const hash = createHash('sha256').update(contentOf(change)).digest('hex');
    if (change.original !== undefined) {
      replaced.set(change.original, { ...change.original, text: change.after, tree, hash });
      return;
    }
    const unit = unitOfNewFile(program, change);
    if (unit !== undefined)
      added.set(unit, [...(added.get(unit) ?? []), newFile(change, unit, { tree, hash, index: FIRST_NEW_INDEX + i })]);
  });

  const units = new Map<PackageUnit, PackageUnit>();
  for (const unit of program.packages) {
    const own = added.get(unit) ?? [];
    if (own.length > 0 || unit.files.some((f) => replaced.has(f)))
      units.set(unit, { ...unit, files: [...unit.files.map((f) => replaced.get(f) ?? f), ...own] });
  }
  const current = (unit: PackageUnit): PackageUnit => units.get(unit) ?? unit;
  return {
    program: {
      ...program,
      packages: program.packages.map(current),
      files: [...program.files.map((f) => replaced.get(f) ?? f), ...[...added.values()].flat()],
      packageByPath: new Map([...program.packageByPath].map(([path, unit]) => [path, current(unit)])),
      imported: (path, from) => {
        const unit = program.imported(path, from);
        return unit === undefined ? undefined : current(unit);
      },
      external: (path, from) => program.external(path, from),
    },
    syntaxErrors,
  };
}

function unitOfNewFile(program: Program, change: FileChange): PackageUnit | undefined {
  const name = /^package (\S+)/m.exec(change.after)?.[1];
  return program.packages.find((u) => u.name === name && u.files.some((f) => dirname(f.path) === dirname(change.path)));
}

function newFile(
  change: FileChange,
  unit: PackageUnit,
  parts: Pick<SourceFile, 'tree' | 'hash' | 'index'>,
): SourceFile {
  const name = basename(change.path);
  const constraint = fileConstraint(name, change.after);
  return {
    ...parts,
    path: change.path,
    displayPath: change.displayPath,
    text: change.after,
    bom: false,
    isTest: name.endsWith('_test.go'),
    isGenerated: false,
    isCgo: false,
    goMinor: fileGoMinor(constraint.header, unit.module.goMinor),
    editable: true,
    activeIn: constraint.activeIn,
    config: constraint.config,
  };
}

import type { Binding } from '../../model/binding.js';
import type { Acceptance } from '../../model/decision.js';
import type { FileChange } from '../../model/result.js';
import type { PackageUnit, Program, SourceFile } from '../../model/source.js';
import { realign, type Segment } from './align/realign.js';
import { applyEdits, type EditedRange } from './apply-edits.js';
import { helperText, type NewFile, newFileName, newFileText, placeHelperTypes } from './helper-placement.js';
import type { HelperType } from './helper-types.js';
import { constructorName } from './helpers/methods.js';
import { importEdits } from './imports/import-edits.js';
import { importDeclarations, importSpecs } from './imports/import-list.js';
import { insertedNames, unusedImports } from './imports/unused-imports.js';
import { openLongBodies } from './one-line-bodies.js';
import { Recording } from './recorder.js';
import { retypeEdits } from './retype.js';
import { EditConflict, resolveEdits, type SharedEdit } from './splice.js';

export type { Segment } from './align/realign.js';
export type { EditedRange } from './apply-edits.js';
export { EditConflict } from './splice.js';

/** A map that a transform accepted. */
export interface AcceptedPlan {
  readonly mapId: string;
  readonly acceptance: Acceptance;
}

/** A changed or new file that knows whose edits stand where. */
export interface RewrittenFile extends FileChange {
  readonly ranges: readonly EditedRange[];
  /** what of the new text was copied from where, in order; empty for a new file */
  readonly segments: readonly Segment[];
}

export interface RewriteOptions {
  /** checks every edit as it is recorded (ranges, kept parts, editable file): on in tests */
  readonly checkIntegrity?: boolean;
}

/**
 * Lets every accepted map record its edits, resolves imports, names and helper types once per file, and answers the files that
 * change, in the order of the program, new ones last. Pure: the same plans give the same text. Throws where edits overlap, which is a transform's bug.
 */
export function rewrite(
  accepted: readonly AcceptedPlan[],
  program: Program,
  binding: Binding,
  options: RewriteOptions = {},
): RewrittenFile[] {
  const recording = new Recording(program, binding, options.checkIntegrity ?? false);
  for (const { mapId, acceptance } of accepted) acceptance.plan(recording.recorderFor(mapId));
  const { appended, created } = placeHelperTypes(recording.helperTypes.all.filter((type) => isNamed(type, recording)));
  const shared = new Map(appended.map(({ file, types }) => [file, [appendedText(file, types, recording)]]));
  const touched = new Set<SourceFile>([
    ...recording.edits.keys(),
    ...recording.retypes.keys(),
    ...shared.keys(),
    ...recording.imports.keys(),
  ]);
  const editsOf = (file: SourceFile) => [
    ...(recording.edits.get(file) ?? []),
    ...retypeEdits(file, recording.retypes.get(file) ?? []),
    ...(shared.get(file) ?? []),
  ];
  const changes = [...touched]
    .sort((a, b) => a.index - b.index)
    .map((file) => changedFile(file, editsOf(file), recording))
    .filter((change) => change.after !== change.before);
  return [...changes, ...created.map((c) => createdFile(c, program))];
}

/**
 * The same, but where edits of maps overlap, the map that was accepted later is left out (one map whose own edits overlap, that one) and said so: one transform's bug must not
 * stop the run.
 */
export function rewriteWithoutConflicts(
  accepted: readonly AcceptedPlan[],
  program: Program,
  binding: Binding,
  options: RewriteOptions = {},
): { changes: RewrittenFile[]; plans: readonly AcceptedPlan[]; conflicts: { mapId: string; message: string }[] } {
  const conflicts: { mapId: string; message: string }[] = [];
  for (let plans = accepted; ; ) {
    try {
      return { changes: rewrite(plans, program, binding, options), plans, conflicts };
    } catch (error) {
      if (!(error instanceof EditConflict)) throw error;
      const left = plans.findLastIndex((p) => error.mapIds.includes(p.mapId));
      if (left < 0) throw error;
      conflicts.push({ mapId: plans[left]!.mapId, message: error.message });
      plans = plans.filter((_, i) => i !== left);
    }
  }
}

/** Whether a plan wrote the type's or its constructor's name; one that was asked for and not needed is not emitted. */
function isNamed(type: HelperType, recording: Recording): boolean {
  const names = new RegExp(
    `(?<![\\p{L}\\p{N}_])(?:${type.name}|${constructorName(type.name)})(?![\\p{L}\\p{N}_])`,
    'u',
  );
  return type.unit.files.some((file) => {
    const texts = (recording.edits.get(file) ?? []).flatMap((e) => e.parts.filter((p) => typeof p === 'string'));
    return texts.some((t) => names.test(t)) || (recording.retypes.get(file) ?? []).some((r) => names.test(r.type));
  });
}

/** The edit that puts helper types at the end of a file. */
function appendedText(file: SourceFile, types: readonly HelperType[], recording: Recording): SharedEdit {
  const end = file.text.length;
  const imports = recording.importsOf(file);
  const text = helperText(types, file.goMinor, (path, type) => {
    const names = [...type.mapIds].map((id) => imports.nameAt(path, end, id));
    return names[0]!;
  });
  const mapIds = [...new Set(types.flatMap((t) => [...t.mapIds]))];
  return {
    file,
    start: end,
    end,
    parts: [`${file.text.endsWith('\n') ? '' : '\n'}\n${text}`],
    mapId: mapIds[0]!,
    mapIds,
  };
}

function changedFile(file: SourceFile, edits: readonly SharedEdit[], recording: Recording): RewrittenFile {
  const { program, binding } = recording;
  const declarations = importDeclarations(file, program, recording.unitOf(file).module);
  const resolved = resolveEdits(file.text, edits);
  const used = insertedNames(resolved);
  const added = (recording.imports.get(file)?.added ?? []).filter((i) => used.has(i.name));
  const { removed, mapIds } = unusedImports(file, importSpecs(declarations), resolved, binding);
  const withImports = [
    ...edits,
    ...openLongBodies(file, resolved),
    ...importEdits(file, declarations, { added, removed, removedFor: mapIds }),
  ];
  const applied = applyEdits(file.text, resolveEdits(file.text, withImports));
  const { text, ranges, segments } = realign(file.text, applied.text, applied.segments, applied.ranges);
  return {
    path: file.path,
    displayPath: file.displayPath,
    original: file,
    before: file.text,
    after: text,
    maps: [...new Set(ranges.flatMap((r) => r.mapIds))],
    ranges,
    segments,
  };
}

function createdFile(created: NewFile, program: Program): RewrittenFile {
  const { unit, users, types } = created;
  const name = newFileName(created, fileNamesIn(unit, program));
  const text = newFileText(created);
  const { text: after } = realign('', text, [], []);
  const maps = [...new Set(types.flatMap((t) => [...t.mapIds]))];
  return {
    path: sibling(users[0]!.path, name),
    displayPath: sibling(users[0]!.displayPath, name),
    original: undefined,
    before: '',
    after,
    maps,
    ranges: [{ start: 0, end: after.length, mapIds: maps }],
    segments: [],
  };
}

/** Path of another file in the same directory. */
function sibling(path: string, name: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) + name;
}

function fileNamesIn(unit: PackageUnit, program: Program): ReadonlySet<string> {
  const inDirectory = program.files.filter((f) => sibling(f.path, '') === sibling(unit.files[0]!.path, ''));
  return new Set(inDirectory.map((f) => f.path.slice(sibling(f.path, '').length)));
}

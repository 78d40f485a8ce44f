import type { GoMinor, PackageUnit, SourceFile } from '../../model/source.js';
import { suffixTags } from '../1-load/file-constraint.js';
import type { HelperType } from './helper-types.js';
import { mutexMapText } from './helpers/mutex-map.js';
import { lineEndOf, withLineEnds } from './line-ends.js';
import { packageLevelNames } from './names.js';

/** Helper types that go to the end of an existing file. */
export interface Appended {
  readonly file: SourceFile;
  readonly types: readonly HelperType[];
}

/** Helper types that get a file of their own. */
export interface NewFile {
  readonly unit: PackageUnit;
  /** user files, whose build constraints it shares if they all have the same */
  readonly users: readonly SourceFile[];
  readonly types: readonly HelperType[];
}

/** A type stands at the end of the file that uses it where that is one file, else with the package's others in a new file. */
export function placeHelperTypes(types: readonly HelperType[]): { appended: Appended[]; created: NewFile[] } {
  const appended = new Map<SourceFile, HelperType[]>();
  const created = new Map<PackageUnit, HelperType[]>();
  for (const type of types) {
    const [first, second] = type.users;
    if (second === undefined) appended.set(first!, [...(appended.get(first!) ?? []), type]);
    else created.set(type.unit, [...(created.get(type.unit) ?? []), type]);
  }
  return {
    appended: [...appended].map(([file, own]) => ({ file, types: own })),
    created: [...created].map(([unit, own]) => ({
      unit,
      types: own,
      users: [...new Set(own.flatMap((t) => [...t.users]))],
    })),
  };
}

/** The types' Go text for a file; `importName` as the file names packages. */
export function helperText(
  types: readonly HelperType[],
  goMinor: GoMinor,
  importName: (path: string, type: HelperType) => string,
): string {
  return types
    .map((type) =>
      mutexMapText({
        family: type.family,
        name: type.name,
        specialised: type.specialised,
        methods: [...type.methods],
        goMinor,
        shadowed: packageLevelNames(type.unit),
        importName: (path) => importName(path, type),
      }),
    )
    .join('\n');
}

/** The whole text of a new file. No "DO NOT EDIT": it is the user's code from now on. */
export function newFileText(created: NewFile): string {
  const { unit, users, types } = created;
  const imports = new Map<string, string>();
  const taken = packageLevelNames(unit);
  const importName = (path: string): string => {
    const plain = path.slice(path.lastIndexOf('/') + 1);
    let name = plain;
    for (let n = 1; taken.has(name); n++) name = n === 1 ? `go${plain}` : `go${plain}${n}`;
    imports.set(path, name === plain ? `"${path}"` : `${name} "${path}"`);
    return name;
  };
  for (const type of types) for (const { path, spec } of specialisedImports(type)) imports.set(path, spec);
  const text = helperText(types, goMinorOf(created), importName);
  const build = commonBuildLines(users);
  const whole = `${build === '' ? '' : `${build}\n\n`}package ${unit.name}\n${importText(imports)}\n${text}`;
  return withLineEnds(whole, lineEndOf(users[0]!.text));
}

/** The module's version, unless every user has the same build lines, which the new file then has too. */
function goMinorOf({ unit, users }: NewFile): GoMinor {
  return commonBuildLines(users) === '' ? unit.module.goMinor : Math.min(...users.map((f) => f.goMinor));
}

/** Imports that the key and value types' text needs, as the first user file writes them. */
function specialisedImports(type: HelperType): { path: string; spec: string }[] {
  const [user] = type.users;
  return (type.specialised?.imports ?? []).map((path) => {
    const spec = new RegExp(
      `^[\\t ]*(?:import[\\t ]+)?((?:[\\p{L}\\p{N}_]+[\\t ]+)?"${path.replace(/[.+*?^$()[\]{}|\\]/g, '\\$&')}")`,
      'mu',
    );
    return { path, spec: spec.exec(user!.text)?.[1] ?? `"${path}"` };
  });
}

function importText(imports: ReadonlyMap<string, string>): string {
  const paths = [...imports.keys()].sort();
  if (paths.length === 0) return '';
  if (paths.length === 1) return `\nimport ${imports.get(paths[0]!)}\n`;
  const standard = paths.filter((p) => !p.split('/', 1)[0]!.includes('.'));
  const others = paths.filter((p) => !standard.includes(p));
  const lines = (section: readonly string[]) => section.map((p) => `\t${imports.get(p)}\n`).join('');
  return `\nimport (\n${[standard, others]
    .filter((s) => s.length > 0)
    .map(lines)
    .join('\n')})\n`;
}

/** The constraint lines that all of the files have alike; '' if they differ or there are none. */
function commonBuildLines(files: readonly SourceFile[]): string {
  const [first, ...rest] = files.map(buildLines);
  return rest.every((lines) => lines === first) ? first! : '';
}

function buildLines(file: SourceFile): string {
  const header = file.text.slice(0, file.tree.start[file.tree.firstChild(0)] ?? 0);
  return header
    .split(/\r?\n/)
    .filter((line) => /^\/\/(go:build|\s*\+build)\s/.test(line))
    .join('\n');
}

/** File name after the first type (`guardedMap` ⇒ guarded_map.go), made fresh in the directory; with the users' name suffix where all have the same. */
export function newFileName(created: NewFile, taken: ReadonlySet<string>): string {
  const { users, types } = created;
  const stem = types[0]!.name.replace(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/gu, '_').toLowerCase();
  const safe = suffixTags(`_${stem}.go`).length > 0 || /(^|_)test$/.test(stem) ? `${stem}_type` : stem;
  const suffix = commonSuffix(users);
  let name = `${safe}${suffix}.go`;
  for (let n = 2; taken.has(name); n++) name = `${safe}${n}${suffix}.go`;
  return name;
}

function commonSuffix(files: readonly SourceFile[]): string {
  const [first, ...rest] = files.map((f) => suffixTags(baseName(f)).join('_'));
  const platform = first !== '' && rest.every((s) => s === first) ? `_${first}` : '';
  return platform + (files.every((f) => f.isTest) ? '_test' : '');
}

function baseName(file: SourceFile): string {
  return file.path.slice(Math.max(file.path.lastIndexOf('/'), file.path.lastIndexOf('\\')) + 1);
}

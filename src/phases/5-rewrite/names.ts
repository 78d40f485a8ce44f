import { Field, Kind } from '../../go/grammar.js';
import { BUILTIN_FUNCTIONS, PREDECLARED_CONSTANTS, PREDECLARED_TYPES } from '../../go/predeclared.js';
import { KEYWORDS } from '../../go/tokens.js';
import type { Binding } from '../../model/binding.js';
import type { PackageUnit, SourceFile } from '../../model/source.js';
import { NONE, type NodeId } from '../../model/syntax-tree.js';

const RESERVED: ReadonlySet<string> = new Set([
  ...PREDECLARED_TYPES,
  ...PREDECLARED_CONSTANTS,
  ...BUILTIN_FUNCTIONS,
  ...KEYWORDS,
  '_',
  'init',
  'main',
]);

const NAME_KINDS: ReadonlySet<number> = new Set([
  Kind.identifier,
  Kind.type_identifier,
  Kind.package_identifier,
  Kind.label_name,
]);

/**
 * Gives out names that nothing else can mean. A name is taken when it occurs at all in the top-level declaration around it, declared or only used: it then
 * neither shadows something nor is shadowed. A package-level name must not occur in any file of the package.
 */
export class Names {
  private readonly given = new Map<string, Set<string>>();
  private readonly perUnit = new Map<string, ReadonlySet<string>>();

  constructor(private readonly binding: Binding) {}

  /** `base`, `base2`, … for a place in a function, in a struct's field list (fresh among its fields), or at package level. */
  fresh(unit: PackageUnit, file: SourceFile, at: number, base: string): string {
    const fields = fieldListAt(file, at);
    if (fields !== NONE) return this.pickField(unit, file, fields, base);
    const declaration = functionAt(file, at);
    const packageNames = this.inUnit(unit);
    const reserved = this.reservedIn(unit);
    if (declaration === NONE) return this.pick(unit.id, base, [packageNames, this.givenInFunctionsOf(unit)]);
    const taken = [namesIn(file, declaration), packageLevelNames(unit), importNames(file), reserved];
    return this.pick(`${unit.id}#${file.path}#${declaration}`, base, taken);
  }

  /** A fresh package-level name for which also every name that `derive` makes of it is free. */
  freshAtPackageLevel(unit: PackageUnit, base: string, derive: (name: string) => readonly string[]): string {
    const taken = [this.inUnit(unit), this.givenInFunctionsOf(unit)];
    return this.pick(unit.id, base, taken, derive);
  }

  /** Keeps a name from being given out at package level or in a function of the unit: a new import's. */
  reserve(unit: PackageUnit, name: string): void {
    this.reservedIn(unit).add(name);
  }

  /** Whether a package-level name was given out, or an import's name reserved. */
  isReserved(unit: PackageUnit, name: string): boolean {
    return this.reservedIn(unit).has(name);
  }

  /** A field must also be no method of its type, and hide nothing that an embedded field promotes. */
  private pickField(unit: PackageUnit, file: SourceFile, list: NodeId, base: string): string {
    const { tree } = file;
    const spec = tree.parent[tree.parent[list]!]!;
    const type = this.binding.typesOf(unit).find((t) => t.file === file && t.declaration === spec);
    const own = fieldNames(file, list);
    const free = (name: string) => {
      if (own.has(name) || KEYWORDS.has(name)) return false;
      return (
        type === undefined || this.binding.lookup({ kind: 'named', symbol: type, args: [] }, name).kind === 'unknown'
      );
    };
    return pick(this.givenIn(`${file.path}#${list}`), base, free);
  }

  private pick(
    scope: string,
    base: string,
    taken: readonly ReadonlySet<string>[],
    derive: (name: string) => readonly string[] = () => [],
  ): string {
    return pick(this.givenIn(scope), base, (name) => !RESERVED.has(name) && !taken.some((t) => t.has(name)), derive);
  }

  private givenIn(scope: string): Set<string> {
    const names = this.given.get(scope) ?? new Set();
    this.given.set(scope, names);
    return names;
  }

  private reservedIn(unit: PackageUnit): Set<string> {
    return this.givenIn(unit.id);
  }

  private givenInFunctionsOf(unit: PackageUnit): ReadonlySet<string> {
    const out = new Set<string>();
    for (const [scope, names] of this.given) if (scope.startsWith(`${unit.id}#`)) for (const n of names) out.add(n);
    return out;
  }

  private inUnit(unit: PackageUnit): ReadonlySet<string> {
    const known = this.perUnit.get(unit.id);
    if (known !== undefined) return known;
    const names = new Set<string>();
    for (const file of unit.files) {
      for (const n of namesIn(file, 0)) names.add(n);
      for (const n of importNames(file)) names.add(n);
    }
    this.perUnit.set(unit.id, names);
    return names;
  }
}

function pick(
  given: Set<string>,
  base: string,
  free: (name: string) => boolean,
  derive: (name: string) => readonly string[] = () => [],
): string {
  let name = base;
  const usable = (candidate: string) => free(candidate) && !given.has(candidate);
  for (let n = 2; !usable(name) || !derive(name).every(usable); n++) name = `${base}${n}`;
  for (const taken of [name, ...derive(name)]) given.add(taken);
  return name;
}

/** Every identifier that occurs in a subtree; fields and methods, which need a selector, are left out. */
export function namesIn(file: SourceFile, node: NodeId): ReadonlySet<string> {
  const { tree } = file;
  const names = new Set<string>();
  for (let n = node; n < tree.after[node]!; n++) if (NAME_KINDS.has(tree.kind[n]!)) names.add(tree.textOf(n));
  return names;
}

/** Names declared in the package block, methods left out. */
export function packageLevelNames(unit: PackageUnit): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of unit.files) for (const name of declaredAtTopLevel(file)) names.add(name);
  return names;
}

function declaredAtTopLevel(file: SourceFile): string[] {
  const { tree } = file;
  const out: string[] = [];
  for (const declaration of tree.children(0)) {
    const kind = tree.kind[declaration];
    if (kind === Kind.function_declaration) out.push(tree.textOf(tree.child(declaration, Field.name)));
    else if (kind === Kind.var_declaration || kind === Kind.const_declaration || kind === Kind.type_declaration) {
      out.push(...specNames(file, declaration));
    }
  }
  return out;
}

function specNames(file: SourceFile, declaration: NodeId): string[] {
  const { tree } = file;
  const out: string[] = [];
  for (const child of tree.children(declaration)) {
    if (tree.kind[child] === Kind.var_spec_list) out.push(...specNames(file, child));
    else for (const name of tree.childrenIn(child, Field.name)) out.push(tree.textOf(name));
  }
  return out;
}

function importNames(file: SourceFile): ReadonlySet<string> {
  const { tree } = file;
  const names = new Set<string>();
  for (const declaration of tree.children(0)) {
    if (tree.kind[declaration] !== Kind.import_declaration) continue;
    for (let n = declaration; n < tree.after[declaration]!; n++) {
      if (tree.kind[n] === Kind.package_identifier) names.add(tree.textOf(n));
      else if (tree.kind[n] === Kind.interpreted_string_literal)
        names.add(tree.textOf(n).replace(/^.*\//, '').slice(0, -1).replace(/^"/, ''));
    }
  }
  return names;
}

/** The function or method declaration around an offset. */
function functionAt(file: SourceFile, at: number): NodeId {
  const { tree } = file;
  for (const declaration of tree.children(0)) {
    if (tree.start[declaration]! >= at || at >= tree.end[declaration]!) continue;
    const kind = tree.kind[declaration];
    if (kind === Kind.function_declaration || kind === Kind.method_declaration) return declaration;
    // a function literal in a package-level variable has scopes of its own
    if (kind === Kind.var_declaration && insideFunctionLiteral(file, declaration, at)) return declaration;
  }
  return NONE;
}

function insideFunctionLiteral(file: SourceFile, declaration: NodeId, at: number): boolean {
  const { tree } = file;
  for (let n = declaration; n < tree.after[declaration]!; n++) {
    if (tree.kind[n] === Kind.func_literal && tree.start[n]! < at && at < tree.end[n]!) return true;
  }
  return false;
}

/** The innermost struct's field list around an offset, where no function body lies between. */
function fieldListAt(file: SourceFile, at: number): NodeId {
  const { tree } = file;
  let found: NodeId = NONE;
  for (let n = 0; n < tree.count; n++) {
    if (tree.start[n]! >= at) break;
    if (at > tree.end[n]! || (at === tree.end[n]! && tree.kind[n] !== Kind.field_declaration_list)) continue;
    if (tree.kind[n] === Kind.field_declaration_list && at < tree.end[n]!) found = n;
    else if (tree.kind[n] === Kind.block) found = NONE;
  }
  return found;
}

function fieldNames(file: SourceFile, list: NodeId): ReadonlySet<string> {
  const { tree } = file;
  const names = new Set<string>();
  for (const field of tree.children(list)) {
    const declared = tree.childrenIn(field, Field.name);
    if (declared.length > 0) for (const name of declared) names.add(tree.textOf(name));
    else
      names.add(
        tree.textOf(tree.child(field, Field.type)).replace(/^.*\./, '').replace(/\[.*$/s, '').replace(/^\*/, ''),
      );
  }
  return names;
}

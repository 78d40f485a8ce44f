import type { EditRecorder, HelperTypeRequest, Kept } from '../../../model/edit.js';
import { positionAt } from '../../../model/position.js';
import type { Position, SourceFile } from '../../../model/source.js';
import type { NodeId } from '../../../model/syntax-tree.js';

/** A name that is only known when the plan is replayed: the helper type's, or one that must be fresh at a place. */
export type DeferredName =
  | { readonly name: 'helper' }
  | { readonly name: 'constructor' }
  | { readonly name: 'fresh'; readonly file: SourceFile; readonly at: number; readonly base: string }
  | { readonly name: 'import'; readonly file: SourceFile; readonly at: number; readonly path: string };

export type Part = string | Kept | DeferredName;

interface Retype {
  readonly file: SourceFile;
  readonly name: NodeId;
  readonly parts: readonly Part[];
}

interface DraftEdit {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  readonly parts: readonly Part[];
}

export interface Note {
  readonly code: string;
  readonly message: string;
  readonly position: Position;
}

/** The helper type that a plan needs, but for the methods, which the draft collects. */
export type HelperKind = Omit<HelperTypeRequest, 'methods'>;

/** The name under which the file refers to a package at an offset; the import is added where it is missing. */
export function importPart(file: SourceFile, at: number, path: string): DeferredName {
  const name = 'import';
  return { name, file, at, path };
}

export const HELPER: DeferredName = { name: 'helper' };
export const CONSTRUCTOR: DeferredName = { name: 'constructor' };

/** The whole rewrite of one map as values: it can be dropped, or replayed into any recorder. */
export class Draft {
  private readonly edits: DraftEdit[] = [];
  private readonly retypes: Retype[] = [];
  private readonly gaps = new Set<string>();
  private readonly methods = new Set<string>();
  private readonly noted: Note[] = [];
  /** lines of the diff, roughly */
  private readonly lines = new Set<string>();

  replace(file: SourceFile, start: number, end: number, ...parts: readonly Part[]): void {
    this.edits.push({ file, start, end, parts });
    this.lines.add(`${file.index}:${positionAt(file, start).line}`);
  }

  insert(file: SourceFile, at: number, ...parts: readonly Part[]): void {
    this.replace(file, at, at, ...parts);
  }

  /** Changes white space; where the same was asked for before, once. */
  respace(file: SourceFile, gap: { readonly start: number; readonly end: number; readonly text: string }): void {
    const key = `${file.index}:${gap.start}:${gap.end}`;
    if (this.gaps.has(key)) return;
    this.gaps.add(key);
    this.replace(file, gap.start, gap.end, gap.text);
  }

  /** Gives one of several names that are declared together a type of its own. */
  retype(file: SourceFile, name: NodeId, ...parts: readonly Part[]): void {
    this.retypes.push({ file, name, parts });
    this.lines.add(`${file.index}:${positionAt(file, file.tree.start[name]!).line}`);
  }

  /** Names a method of the helper type, so that it is generated. */
  method(name: string): string {
    this.methods.add(name);
    return name;
  }

  note(file: SourceFile, node: NodeId, code: string, message: string): void {
    this.noted.push({ code, message, position: positionAt(file, file.tree.start[node]!) });
  }

  get notes(): readonly Note[] {
    return this.noted;
  }

  get isEmpty(): boolean {
    return this.edits.length === 0 && this.retypes.length === 0;
  }

  /** Number of lines touched. */
  get cost(): number {
    return this.lines.size;
  }

  get files(): ReadonlySet<SourceFile> {
    return new Set(this.edits.map((e) => e.file));
  }

  /** Takes over what another draft holds. */
  add(other: Draft): void {
    this.edits.push(...other.edits);
    this.retypes.push(...other.retypes);
    this.noted.push(...other.noted);
    for (const m of other.methods) this.methods.add(m);
    for (const l of other.lines) this.lines.add(l);
  }

  /** Records the edits. A helper type, where one is wanted, is asked for in the package of `home`. */
  replay(recorder: EditRecorder, wanted?: { readonly home: SourceFile; readonly kind: HelperKind }): void {
    const helper =
      wanted === undefined
        ? ''
        : recorder.helperType(wanted.home, { ...wanted.kind, methods: [...this.methods].sort() });
    const fresh = new Map<DeferredName, string>();
    const resolve = (part: Part): string | Kept => {
      if (typeof part === 'string' || !('name' in part)) return part;
      switch (part.name) {
        case 'helper':
          return helper;
        case 'constructor':
          return `new${helper[0]!.toUpperCase()}${helper.slice(1)}`;
        case 'import':
          return recorder.importName(part.file, part.path, part.at);
        case 'fresh': {
          const name = fresh.get(part) ?? recorder.freshName(part.file, part.at, part.base);
          fresh.set(part, name);
          return name;
        }
      }
    };
    for (const { file, name, parts } of this.retypes) recorder.retype(file, name, parts.map(resolve).join(''));
    for (const edit of this.edits) {
      const parts = edit.parts.map(resolve);
      if (edit.start === edit.end) recorder.insert(edit.file, edit.start, parts.join(''));
      else recorder.replace(edit.file, edit.start, edit.end, ...parts);
    }
  }
}

/** The source text of a node, kept so that edits in it are applied. */
export function kept(file: SourceFile, node: NodeId): Kept {
  return { start: file.tree.start[node]!, end: file.tree.end[node]! };
}

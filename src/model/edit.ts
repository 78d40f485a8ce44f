import type { SourceFile } from './source.js';
import type { NodeId } from './syntax-tree.js';

/** A stretch of the original text kept inside an edit; edits that lie in it are applied to it. Offsets are UTF-16. */
export interface Kept {
  readonly start: number;
  readonly end: number;
}

/**
 * Replaces `start`..`end` of the original text by the parts in order. Edits nest: one that lies wholly inside a `Kept` part of another is applied
 * there. Any other overlap is a bug. An insertion has `start === end`; several at one place keep the order in which they were recorded.
 */
export interface Edit {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  readonly parts: readonly (string | Kept)[];
  /** id of the map for which it is made */
  readonly mapId: string;
}

/** What a transform records while it plans; all requests are resolved once per file after every map was planned. */
export interface EditRecorder {
  replace(file: SourceFile, start: number, end: number, ...parts: readonly (string | Kept)[]): void;
  insert(file: SourceFile, at: number, text: string): void;
  /** Name under which the file refers to a package: an existing import's name, or that of the import which will be added. Never a name that is shadowed at `at`. */
  importName(file: SourceFile, importPath: string, at: number): string;
  /** A name that is declared nowhere in the function or package scopes around `at` and was not given out before; `base`, or `base2`, … */
  freshName(file: SourceFile, at: number, base: string): string;
  /**
   * Gives one of several names that a var_spec or field_declaration declares together (`a, b map[string]int`) a type of its own. Resolved once per declaration, when
   * every map was planned: names that end up with one type stay together, the others get declarations of their own.
   */
  retype(file: SourceFile, name: NodeId, type: string): void;
  /** Asks for a helper type in the package of `file`; answers its name. Equal requests share one declaration; methods are united. */
  helperType(file: SourceFile, request: HelperTypeRequest): string;
}

/** A generated type: one per package and variant, holding only the methods that were asked for. */
export interface HelperTypeRequest {
  /** which family of helper: 'mutex-map' or 'rwmutex-map' here; later ones add theirs */
  readonly family: string;
  /** wanted name ("syncMap"); made fresh in the package */
  readonly baseName: string;
  /** key and value type as Go text, for a specialised type (go < 1.18); undefined for a generic one */
  readonly specialised:
    | { readonly key: string; readonly value: string; readonly imports: readonly string[] }
    | undefined;
  readonly methods: readonly string[];
}

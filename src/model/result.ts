import type { Decision } from './decision.js';
import type { Diagnostic } from './diagnostic.js';
import type { SharedMap } from './shared-map.js';
import type { Module, SourceFile } from './source.js';

/** New content of one file. */
export interface FileChange {
  readonly path: string;
  readonly displayPath: string;
  /** undefined for a new file */
  readonly original: SourceFile | undefined;
  /** text before ('' for a new file) and after, without BOM */
  readonly before: string;
  readonly after: string;
  /** ids of the maps whose edits it holds */
  readonly maps: readonly string[];
}

export type CheckOutcome = 'passed' | 'failed' | 'not-run';

export interface Verification {
  /** "go1.26.8", undefined when Go was not found or not used */
  readonly toolchain: string | undefined;
  /** the result parses, the maps are guarded in it, and a second run proposes nothing */
  readonly reanalysis: CheckOutcome;
  readonly gofmt: CheckOutcome;
  readonly build: CheckOutcome;
  readonly vet: CheckOutcome;
  readonly race: CheckOutcome;
  /** why something was not run, or what failed */
  readonly why: string;
  /** GOOS/GOARCH pairs compiled */
  readonly configurations: readonly string[];
}

export interface DecidedMap {
  readonly map: SharedMap;
  readonly decision: Decision;
}

/** Everything a reporter needs; built once by the pipeline. */
export interface RunResult {
  readonly version: string;
  readonly modules: readonly Module[];
  readonly maps: readonly DecidedMap[];
  readonly changes: readonly FileChange[];
  readonly diagnostics: readonly Diagnostic[];
  readonly verification: Verification;
  readonly timings: Readonly<Record<string, number>>;
}

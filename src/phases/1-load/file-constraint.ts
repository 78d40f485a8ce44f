import type { BuildConfig, GoMinor } from '../../model/source.js';
import { holds, impliedGoMinor, requiresIgnore, tagHolds } from './build-expression.js';
import { type FileHeader, readHeader } from './file-header.js';
import { CONFIGURATIONS, KNOWN_ARCH, KNOWN_OS } from './platforms.js';

/** When a file is built: its name's suffix and its build line together. */
export interface FileConstraint {
  activeIn(config: BuildConfig): boolean;
  /** first of `CONFIGURATIONS` in which it is active */
  readonly config: BuildConfig | undefined;
  /** no build takes the file in without the tag `ignore` */
  readonly ignored: boolean;
  readonly header: FileHeader;
}

const always = (): boolean => true;
const never = (): boolean => false;

export function fileConstraint(name: string, text: string): FileConstraint {
  const header = readHeader(text);
  const { constraint } = header;
  if (header.malformed !== undefined) return { activeIn: never, config: undefined, ignored: false, header };
  const tags = suffixTags(name);
  if (constraint === undefined && tags.length === 0)
    return { activeIn: always, config: CONFIGURATIONS[0], ignored: false, header };
  const activeIn = (config: BuildConfig): boolean =>
    tags.every((tag) => tagHolds(tag, config)) && (constraint === undefined || holds(constraint, config));
  return {
    activeIn,
    config: CONFIGURATIONS.find(activeIn),
    ignored: constraint !== undefined && requiresIgnore(constraint),
    header,
  };
}

/** GOOS and GOARCH that a file name demands: `_GOOS`, `_GOARCH` or `_GOOS_GOARCH`, behind which `_test` may stand. */
export function suffixTags(name: string): string[] {
  const dot = name.indexOf('.');
  const stem = dot < 0 ? name : name.slice(0, dot);
  const underscore = stem.indexOf('_');
  if (underscore < 0) return [];
  const parts = stem.slice(underscore + 1).split('_');
  if (parts.at(-1) === 'test') parts.pop();
  const last = parts.at(-1);
  const before = parts.at(-2);
  if (last === undefined) return [];
  if (before !== undefined && KNOWN_OS.has(before) && KNOWN_ARCH.has(last)) return [before, last];
  return KNOWN_OS.has(last) || KNOWN_ARCH.has(last) ? [last] : [];
}

/**
 * Go version of a file with a `//go:build go1.N` line, as go/types has it since 1.21: N, but not below 21.
 * A module older than that keeps its own version when N is older too, because a toolchain before 1.21 looks at go.mod only.
 */
export function fileGoMinor(header: FileHeader, module: GoMinor): GoMinor {
  if (!header.isGoBuild || header.constraint === undefined) return module;
  const implied = impliedGoMinor(header.constraint);
  if (implied < 0) return module;
  if (implied >= 21) return implied;
  return module >= 21 ? 21 : module;
}

import type { BuildConfig, SourceFile } from '../../../model/source.js';

/** The configuration that a file without a usable one is read for. */
export const DEFAULT_CONFIG: BuildConfig = { goos: 'linux', goarch: 'amd64' };

/** Whether a file is not built in the usual configuration: types that come from other files must be read anew for its own. */
export function isForeign(file: SourceFile): boolean {
  const { config } = file;
  return config === undefined || config.goos !== DEFAULT_CONFIG.goos || config.goarch !== DEFAULT_CONFIG.goarch;
}

/**
 * Which of several declarations of one name a file means: its own; else the one active in the file's configuration; else in linux/amd64; else the first.
 */
export function chooseVariant<D extends { readonly file: SourceFile }>(
  candidates: readonly D[],
  from: SourceFile | undefined,
): D {
  if (from !== undefined) {
    const own = candidates.find((d) => d.file === from);
    if (own !== undefined) return own;
    const config = from.config;
    if (config !== undefined) {
      const active = candidates.find((d) => d.file.activeIn(config));
      if (active !== undefined) return active;
    }
  }
  return candidates.find((d) => d.file.activeIn(DEFAULT_CONFIG)) ?? candidates[0]!;
}

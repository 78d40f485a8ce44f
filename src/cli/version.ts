import { createRequire } from 'node:module';

/** Version of the installed package, read from its package.json by its own name, so that source and build find the same file. */
export function packageVersion(): string {
  const { version } = createRequire(import.meta.url)('mapguard/package.json') as { readonly version: string };
  return version;
}

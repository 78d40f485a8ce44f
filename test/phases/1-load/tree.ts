import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { createGoParser, type LoadResult, load } from '../../../src/phases/1-load/index.js';

const made: string[] = [];

afterAll(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

/** A temporary directory that holds the given files; removed after the tests of the file. */
export function tree(files: Readonly<Record<string, string | Uint8Array>>): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'mapguard-load-')));
  made.push(dir);
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), contents);
  }
  return dir;
}

const parser = await createGoParser();

/** An environment in which no Go installation and no module cache is found. */
export const NO_GO = { GOROOT: '/nonexistent', GOPATH: '/nonexistent', PATH: '', HOME: '/nonexistent' };

export function loadIn(
  cwd: string,
  patterns: readonly string[] = [],
  more: { env?: Record<string, string>; configurationFile?: string } = {},
): Promise<LoadResult> {
  return load({ cwd, patterns, parser, env: NO_GO, ...more });
}

export function selectedIds(result: LoadResult): string[] {
  return result.program.packages.filter((p) => p.selected).map((p) => p.id);
}

export function ids(result: LoadResult): string[] {
  return result.program.packages.map((p) => p.id);
}

export function codes(result: LoadResult): string[] {
  return result.diagnostics.map((d) => d.code);
}

/** code file:line:column of each diagnostic */
export function places(result: LoadResult): string[] {
  return result.diagnostics.map((d) => `${d.code} ${d.position?.file}:${d.position?.line}:${d.position?.column}`);
}

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { FileChange } from '../../../src/model/result.js';
import type { SourceFile } from '../../../src/model/source.js';
import { decode } from '../../../src/phases/1-load/decode.js';

const made: string[] = [];

afterAll(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

/** A temporary directory that holds the given files; removed after the tests of the file. */
export function tree(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mapguard-apply-')));
  made.push(root);
  for (const [name, content] of Object.entries(files)) put(root, name, content);
  return root;
}

export function put(root: string, name: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), content);
}

export function textOf(root: string, name: string): string {
  return readFileSync(join(root, name), 'utf8');
}

/** The change of a file as load and rewrite would make it: what apply reads of a source file is its hash and byte-order mark. */
export function changeOf(root: string, name: string, after: string): FileChange {
  const path = join(root, name);
  const bytes = readFileSync(path);
  const { text, bom } = decode(bytes);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const original = { path, displayPath: name, text, bom, hash } as Partial<SourceFile> as SourceFile;
  return { path, displayPath: name, original, before: text, after, maps: [] };
}

export function newFile(root: string, name: string, after: string): FileChange {
  return { path: join(root, name), displayPath: name, original: undefined, before: '', after, maps: [] };
}

/** Names below a directory that mapguard's temporary files could hide among, without git's own. */
export function allFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !join(entry.parentPath, entry.name).includes('/.git/'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

/** Runs git as somebody whose settings do not matter. */
export function git(cwd: string, ...args: string[]): string {
  const env = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'T',
    GIT_AUTHOR_EMAIL: 't@example.com',
    GIT_COMMITTER_NAME: 'T',
    GIT_COMMITTER_EMAIL: 't@example.com',
  };
  return execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A repository with one commit of the given files. */
export function repository(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = tree(files);
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'add', '-A', '-f');
  git(root, 'commit', '-q', '-m', 'first', '--allow-empty');
  return root;
}

import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A directory and the Go files in it. */
export interface GoDirectory {
  readonly dir: string;
  readonly files: readonly { readonly name: string; readonly isLink: boolean }[];
}

export interface Skipped {
  /** absolute path */
  readonly path: string;
  readonly reason: string;
}

export interface WalkEvents {
  /** a directory below the start that has a go.mod of its own; it is not entered */
  nestedModule(dir: string): void;
  skipped(entry: Skipped): void;
  unreadable(path: string, error: unknown): void;
}

/** Directories below `start` that hold Go files and belong to its module, in order of their paths. Links are not followed. */
export function walkDirectories(start: string, recursive: boolean, events: WalkEvents): GoDirectory[] {
  const found: GoDirectory[] = [];
  const pending = [start];
  for (let dir = pending.pop(); dir !== undefined; dir = pending.pop()) {
    const entries = readEntries(dir, events);
    if (dir !== start && entries.some((e) => e.name === 'go.mod' && !e.isDirectory())) {
      events.nestedModule(dir);
      continue;
    }
    const files: { name: string; isLink: boolean }[] = [];
    const below: string[] = [];
    for (const entry of entries) {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) {
        const reason = whyNotEntered(entry.name);
        if (reason !== undefined) events.skipped({ path, reason });
        else if (recursive) below.push(path);
      } else if (entry.name.endsWith('.go')) {
        const reason = whyNotRead(entry, path);
        if (reason === undefined) files.push({ name: entry.name, isLink: entry.isSymbolicLink() });
        else events.skipped({ path, reason });
      } else if (entry.isSymbolicLink() && isDirectory(path)) {
        events.skipped({ path, reason: 'a link to a directory' });
      }
    }
    if (files.length > 0) found.push({ dir, files });
    for (const path of below.reverse()) pending.push(path);
  }
  return found;
}

/** Why a directory of that name is not entered: the rules of the go command, vendor included. */
export function whyNotEntered(name: string): string | undefined {
  if (name === 'vendor' || name === 'testdata') return name;
  if (name.startsWith('.') || name.startsWith('_')) return `the name starts with "${name[0]}"`;
  return undefined;
}

function whyNotRead(entry: Dirent, path: string): string | undefined {
  if (entry.name.startsWith('.') || entry.name.startsWith('_')) return `the name starts with "${entry.name[0]}"`;
  if (entry.isFile()) return undefined;
  if (!entry.isSymbolicLink()) return 'not a regular file';
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return 'a link to a directory';
    return stat.isFile() ? undefined : 'not a regular file';
  } catch {
    return undefined; // A broken link: reading it gives the diagnostic.
  }
}

function readEntries(dir: string, events: WalkEvents): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    events.unreadable(dir, error);
    return [];
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

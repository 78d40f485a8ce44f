import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { removeStale, writeTemporary } from './temporary-file.js';

/** SHA-256 of contents that mapguard gave a file, the last one first, by path relative to the top of the work tree ('/'-separated). */
export type WrittenRecord = ReadonlyMap<string, readonly string[]>;

/** Entries of a file: the content it holds while the run writes, and the one it gets. */
const KEPT = 2;

/** What earlier runs wrote. A record that is missing or damaged is an empty one: it can only let files pass. */
export async function readRecord(path: string): Promise<WrittenRecord> {
  try {
    return entriesOf(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return new Map();
  }
}

function entriesOf(document: unknown): WrittenRecord {
  const entries = new Map<string, readonly string[]>();
  if (!isObject(document) || document.version !== 1 || !isObject(document.files)) return entries;
  for (const [path, hashes] of Object.entries(document.files)) {
    if (Array.isArray(hashes) && hashes.every(isHash)) entries.set(path, hashes);
  }
  return entries;
}

/** A file that is written: hash of what it holds (undefined for a new one), and of what it gets. */
export interface Writing {
  readonly path: string;
  readonly from: string | undefined;
  readonly to: string;
}

/**
 * The record with what is about to be written. It is stored before the files are: if the run is killed between two renames, the next one knows the files on either
 * side. So an earlier hash stays when the file still has it.
 */
export function withWritings(record: WrittenRecord, writings: readonly Writing[]): WrittenRecord {
  const next = new Map(record);
  for (const { path, from, to } of writings) {
    const known = (record.get(path) ?? []).filter((hash) => hash === from && hash !== to);
    next.set(path, [to, ...known].slice(0, KEPT));
  }
  return next;
}

/** Replaces the record in one step. Throws the error of the system. */
export async function storeRecord(path: string, record: WrittenRecord): Promise<void> {
  const dir = dirname(path);
  await mkdir(dir, { recursive: true });
  await removeStale(dir);
  const files = Object.fromEntries([...record].sort(([a], [b]) => (a < b ? -1 : 1)));
  const bytes = Buffer.from(`${JSON.stringify({ version: 1, files }, undefined, 1)}\n`, 'utf8');
  const temporary = await writeTemporary(dir, bytes, undefined);
  await rename(temporary, path).catch(async (error: unknown) => {
    await rm(temporary, { force: true });
    throw error;
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

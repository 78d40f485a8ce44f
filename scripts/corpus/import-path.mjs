import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The import path of a tree without go.mod: the prefix under which most of its imports name its own directories.
 *
 * @param {string} tree
 * @returns {Promise<string>}
 */
export async function inferImportPath(tree) {
  const declared = await declaredModule(tree);
  if (declared !== undefined) return declared;
  /** @type {Map<string, number>} */
  const votes = new Map();
  for (const file of await goFiles(tree)) {
    const text = await readFile(file, 'utf8');
    for (const [, imported = ''] of text.matchAll(
      /^\s*(?:import\s+)?(?:[\w.]+\s+)?"([\w-]+(?:\.[\w-]+)+\/[^"\s]+)"/gm,
    )) {
      for (const [prefix, directory] of splits(imported)) {
        if (existsSync(path.join(tree, directory))) votes.set(prefix, (votes.get(prefix) ?? 0) + 1);
      }
    }
  }
  const [winner] = [...votes].sort((a, b) => b[1] - a[1]);
  return winner?.[0] ?? 'example.com/unnamed';
}

/** @param {string} tree */
async function declaredModule(tree) {
  const file = path.join(tree, 'go.mod');
  if (!existsSync(file)) return undefined;
  return /^module\s+"?([^\s"]+)/m.exec(await readFile(file, 'utf8'))?.[1];
}

/**
 * @param {string} imported
 * @returns {[prefix: string, directory: string][]} every way to read an import as prefix + directory
 */
function splits(imported) {
  const segments = imported.split('/');
  return segments
    .slice(1)
    .map((_, index) => [segments.slice(0, index + 1).join('/'), segments.slice(index + 1).join('/')]);
}

/**
 * @param {string} directory
 * @param {number} [limit]
 * @returns {Promise<string[]>} Go files outside vendored, hidden and test-data directories
 */
export async function goFiles(directory, limit = Number.POSITIVE_INFINITY) {
  /** @type {string[]} */
  const found = [];
  /** @param {string} current */
  const visit = async (current) => {
    for (const entry of await readdir(current, { withFileTypes: true })) {
      if (found.length >= limit) return;
      const full = path.join(current, entry.name);
      if (entry.isFile() && entry.name.endsWith('.go')) found.push(full);
      else if (entry.isDirectory() && !/^[._]|^vendor$|^testdata$|^Godeps$|^third_party$/.test(entry.name))
        await visit(full);
    }
  };
  await visit(directory);
  return found;
}

import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Rows of a measurement by key, written after each one, so that an interrupted run goes on where it stopped.
 *
 * @template Row
 */
export class ResultStore {
  /** @type {Map<string, Row>} */
  #rows = new Map();
  #file;

  /** @param {string} file */
  constructor(file) {
    this.#file = path.resolve(file);
  }

  /**
   * @template Row
   * @param {string} file
   * @param {{ fresh: boolean }} options  fresh: forget earlier rows
   * @returns {Promise<ResultStore<Row>>}
   */
  static async open(file, { fresh }) {
    /** @type {ResultStore<Row>} */
    const store = new ResultStore(file);
    if (!fresh && existsSync(store.#file)) {
      store.#rows = new Map(Object.entries(JSON.parse(await readFile(store.#file, 'utf8'))));
    }
    return store;
  }

  /** @param {string} key */
  get(key) {
    return this.#rows.get(key);
  }

  /**
   * @param {string} key
   * @param {Row} row
   */
  async set(key, row) {
    this.#rows.set(key, row);
    await mkdir(path.dirname(this.#file), { recursive: true });
    await writeFile(`${this.#file}.new`, JSON.stringify(Object.fromEntries(this.#rows), null, 1));
    await rename(`${this.#file}.new`, this.#file);
  }
}

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createGoParser, load } from '../../../src/phases/1-load/index.js';
import { bind } from '../../../src/phases/2-bind/index.js';
import { listing } from './listing.js';

const root = fileURLToPath(new URL('../../../fixtures/bind', import.meta.url));
const parser = await createGoParser();
/** No Go installation and no module cache: the answers must not depend on the machine. */
const env = {
  GOROOT: '/nonexistent',
  GOPATH: '/nonexistent',
  GOMODCACHE: '/nonexistent',
  PATH: '',
  HOME: '/nonexistent',
  GOWORK: 'off',
};

describe('bind', () => {
  for (const name of readdirSync(root).sort()) {
    test(name, async () => {
      const cwd = `${root}/${name}`;
      const { program } = await load({ cwd, patterns: ['./...'], env, parser });
      const binding = bind(program);
      const files = program.packages.flatMap((unit) => unit.files.map((file) => ({ unit, file })));
      const actual = files
        .map(({ unit, file }) => `== ${file.displayPath} in ${unit.id}\n${listing(binding, file)}`)
        .join('\n');
      const path = `${cwd}/expected.txt`;
      if (process.env.UPDATE !== undefined || !existsSync(path)) writeFileSync(path, actual);
      expect(actual).toBe(readFileSync(path, 'utf8'));

      // released files answer the same
      for (const { file } of files) binding.release(file);
      const again = files
        .map(({ unit, file }) => `== ${file.displayPath} in ${unit.id}\n${listing(binding, file)}`)
        .join('\n');
      expect(again).toBe(actual);
    });
  }
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMMANDS, FLAGS, type Flag } from '../../src/cli/flags.js';
import { DIAGNOSTIC_CODES } from '../../src/go/diagnostic-codes.js';
import { configurationJsonSchema } from '../../src/phases/1-load/configuration-schema.js';
import { renderDiagnosticCodes } from '../../src/phases/7-report/diagnostic-codes-page.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('pages that come from code are fresh', () => {
  it('docs/diagnostic-codes.md (node scripts/generate-docs.mjs)', () => {
    expect(read('docs/diagnostic-codes.md')).toBe(renderDiagnosticCodes(DIAGNOSTIC_CODES));
  });

  it('schema/config.schema.json (node scripts/generate-schemas.mjs)', () => {
    expect(read('schema/config.schema.json')).toBe(`${JSON.stringify(configurationJsonSchema(), undefined, 2)}\n`);
  });
});

describe('docs/cli.md', () => {
  const page = read('docs/cli.md');

  it.each(Object.entries<Flag>(FLAGS))('describes --%s for its commands', (name, flag) => {
    const row = page.split('\n').find((line) => line.startsWith('| `-') && line.split('|')[1]?.includes(`\`--${name}`));
    expect(row).toBeDefined();
    if (flag.alias !== undefined) expect(row).toContain(`\`-${flag.alias}\``);
    const commands = row?.split('|')[2]?.trim();
    expect(commands).toBe((flag.commands ?? COMMANDS).length === COMMANDS.length ? 'all' : flag.commands?.join(', '));
  });

  it('describes no other flag', () => {
    const named = [...page.matchAll(/`--([a-z-]+)/g)].map((match) => match[1]!);
    expect([...new Set(named)].filter((name) => !(name in FLAGS))).toEqual([]);
  });
});

describe('links and paths in the documentation lead somewhere', () => {
  const pages = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)];

  it.each(pages)('%s', (page) => {
    const text = read(page);
    const prose = text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
    const links = [...prose.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => join(dirname(page), match[1]!));
    const paths = [
      ...text.matchAll(/`((?:src|transforms|test|docs|schema|scripts|examples|fixtures)\/[\w./-]*\w)`/g),
    ].map((match) => match[1]!);
    expect([...links, ...paths].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMMANDS, FLAGS, type Flag } from '../../src/cli/flags.js';
import { DIAGNOSTIC_CODES } from '../../src/go/diagnostic-codes.js';
import { configurationJsonSchema } from '../../src/phases/1-load/configuration-schema.js';
import { renderCodesPage } from '../../src/phases/7-report/codes-page.js';
import { DECISION_CODES } from '../../src/phases/7-report/decision-codes.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('pages that come from code are fresh', () => {
  it('docs/diagnostic-codes.md (node scripts/generate-docs.mjs)', () => {
    expect(read('docs/diagnostic-codes.md')).toBe(renderCodesPage(DIAGNOSTIC_CODES, DECISION_CODES));
  });

  it('schema/config.schema.json (node scripts/generate-schemas.mjs)', () => {
    expect(read('schema/config.schema.json')).toBe(`${JSON.stringify(configurationJsonSchema(), undefined, 2)}\n`);
  });
});

describe('the catalogues hold every code', () => {
  const sources = ['src', 'transforms'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('_template'))
      .map((name) => read(join(folder, name))),
  );
  const matches = (pattern: RegExp): string[] => [
    ...new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1]!))),
  ];
  const union = (name: string): string[] => {
    const declaration = sources
      .map((text) => new RegExp(`${name}[ =:]+((?:\\s*\\|? *'[a-z0-9-]+')+)`).exec(text)?.[1])
      .find((text) => text !== undefined);
    return [...(declaration ?? '').matchAll(/'([a-z0-9-]+)'/g)].map((match) => match[1]!);
  };
  const documented: readonly string[] = [...Object.keys(DIAGNOSTIC_CODES), ...Object.keys(DECISION_CODES)];

  it('of refusals, hazards, causes and diagnostics', () => {
    const refusals = union('type RefusalCode');
    expect(refusals.length).toBeGreaterThan(10);
    const given = [
      ...refusals,
      ...matches(/\bcode: '([a-z0-9-]+)'/g),
      ...matches(/\brefused\('([a-z0-9-]+)'/g),
      'no-strategy',
      'not-available',
    ];
    expect(given.filter((code) => !documented.includes(code))).toEqual([]);
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

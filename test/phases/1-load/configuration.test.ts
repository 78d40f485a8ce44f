import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/diagnostic.js';
import { DEFAULT_CONFIGURATION } from '../../../src/phases/1-load/configuration.js';
import { configurationJsonSchema, configurationSchema } from '../../../src/phases/1-load/configuration-schema.js';
import { loadIn, tree } from './tree.js';

const module = { 'go.mod': 'module m\n', 'x.go': 'package m\n', 'sub/y.go': 'package sub\n' };

describe('configuration', () => {
  it('has defaults, the same with and without a file', async () => {
    expect((await loadIn(tree(module))).configuration).toEqual(DEFAULT_CONFIGURATION);
    expect((await loadIn(tree({ ...module, 'mapguard.config.json': '{}' }))).configuration).toEqual(
      DEFAULT_CONFIGURATION,
    );
    expect((await loadIn(tree({ ...module, 'mapguard.config.yaml': '# none\n' }))).configuration).toEqual(
      DEFAULT_CONFIGURATION,
    );
    expect(configurationSchema.parse({})).toEqual(DEFAULT_CONFIGURATION);
  });

  it('is found upward to the root of the repository', async () => {
    const dir = tree({
      'mapguard.config.json': '{"confidence": "high"}',
      'repo/.git/HEAD': '',
      'repo/svc/go.mod': 'module m\n',
      'repo/svc/a/x.go': 'package a\n',
    });
    const cwd = join(dir, 'repo/svc/a');
    expect((await loadIn(cwd)).configurationFile).toBeUndefined();
    const within = tree({
      '.git/HEAD': '',
      'mapguard.config.yml': 'confidence: low\n',
      'svc/go.mod': 'module m\n',
      'svc/a/x.go': 'package a\n',
    });
    const found = await loadIn(join(within, 'svc/a'));
    expect(found.configuration.confidence).toBe('low');
    expect(found.configurationFile).toBe(join(within, 'mapguard.config.yml'));
  });

  it('is found at the module that the patterns name, and by --config', async () => {
    const dir = tree({
      'examples/go.mod': 'module m\n',
      'examples/x.go': 'package m\n',
      'examples/mapguard.config.json': '{"tests": true}',
      'other.yaml': 'verify: off\n',
    });
    expect((await loadIn(dir, ['./examples/...'])).configuration.tests).toBe(true);
    const named = await loadIn(dir, ['./examples/...'], { configurationFile: 'other.yaml' });
    expect(named.configuration).toMatchObject({ verify: 'off', tests: false });
  });

  it('reads every key from YAML and JSON', async () => {
    const value = {
      $schema: './x.json',
      confidence: 'low',
      mutexStyle: 'wrapped',
      strategies: { 'example.com/*': 'rwmutex' },
      skip: ['m.cache'],
      tests: true,
      verify: 'race',
      spawners: ['example.com/pool.Pool.Go'],
      diagnostics: { 'wrong-lock': 'off' },
    };
    const { $schema: _, ...expected } = value;
    expect((await loadIn(tree({ ...module, 'mapguard.config.json': JSON.stringify(value) }))).configuration).toEqual(
      expected,
    );
    const yaml = Object.entries(value).map(([k, v]) => `${k}: ${JSON.stringify(v)}\n`);
    expect((await loadIn(tree({ ...module, 'mapguard.config.yaml': yaml.join('') }))).configuration).toEqual(expected);
  });

  it.each([
    ['{"confidance": "low"}', /unknown key "confidance"; allowed are confidence, mutexStyle, strategies/],
    ['{"confidence": "sure"}', /confidence must be one of low, medium, high, proven, not "sure"/],
    ['{"skip": "m.cache"}', /skip must be a list, not "m\.cache"/],
    ['{"skip": ["a", 3]}', /skip\.1 must be a string, not 3/],
    ['{"strategies": {"m.cache": 1}}', /strategies\.m\.cache must be a string, not 1/],
    ['{"strategies": []}', /strategies must be an object, not \[\]/],
    ['{"tests": "yes"}', /tests must be true or false, not "yes"/],
    ['{"spawners": ["Go"]}', /spawners\.0 must be an import path, a dot and a name/],
    ['{"diagnostics": {"wrong-lock": "loud"}}', /diagnostics\.wrong-lock must be one of off, note, warning, error/],
    ['{"skip": [""]}', /skip\.0 must not be empty/],
    ['[]', /must be an object/],
    ['null', /must be an object/],
    ['{', /is not valid JSON: /],
  ])('%s is a mistake of the user', async (json, message) => {
    const dir = tree({ ...module, 'mapguard.config.json': json });
    const failure = await loadIn(dir).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    const text = (failure as UserError).message;
    expect(text).toMatch(message);
    expect(text).toContain(join(dir, 'mapguard.config.json'));
    expect(text).not.toContain('\n');
  });

  it.each([
    ['skip: [\n', /mapguard\.config\.yaml:\d+:\d+ is not valid YAML/],
    ['tests: true\ntests: false\n', /mapguard\.config\.yaml:2:1 is not valid YAML: .*unique/],
    [
      `a: &a [x]\n${[...'bcdefghij'].map((k, i) => `${k}: &${k} [${Array(10).fill(`*${'abcdefghij'[i]}`).join(', ')}]\n`).join('')}`,
      /not valid YAML|unknown key/,
    ],
  ])('YAML %#', async (yaml, message) => {
    await expect(loadIn(tree({ ...module, 'mapguard.config.yaml': yaml }))).rejects.toThrow(message);
  });

  it('a missing file and two files are mistakes', async () => {
    await expect(loadIn(tree(module), [], { configurationFile: 'none.json' })).rejects.toThrow(
      /no such configuration file: .*none\.json/,
    );
    const two = tree({ ...module, 'mapguard.config.json': '{}', 'mapguard.config.yml': '' });
    await expect(loadIn(two)).rejects.toThrow(/both mapguard\.config\.json and mapguard\.config\.yml; keep one/);
  });

  it('the published schema is in step; else run scripts/generate-schemas.mjs', () => {
    const published = readFileSync(new URL('../../../schema/config.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(configurationJsonSchema())));
  });
});

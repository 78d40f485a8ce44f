import { afterEach, describe, expect, it } from 'vitest';
import { GO_MOD, RACE, removeTree, runIn, SAFE, temporaryTree } from './run-command.js';

let root = '';
afterEach(() => removeTree(root));

const shop = { 'go.mod': GO_MOD, 'main.go': RACE };

describe('version and help', () => {
  it.each([['--version'], ['-V'], ['scan', '--version']])('%j prints the version', async (...argv) => {
    const ran = await runIn('/', argv);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^mapguard \d+\.\d+\.\d+\n$/);
  });

  it('--help goes to stdout', async () => {
    expect(await runIn('/', ['--help'])).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('mapguard scan') as string,
    });
  });

  it('--version behind -- is a pattern', async () => {
    root = temporaryTree(shop);
    expect((await runIn(root, ['scan', '--', '--version'])).code).toBe(2);
  });
});

describe('scan', () => {
  it('prints a block for each unsafe map and exits 1', async () => {
    root = temporaryTree(shop);
    const ran = await runIn(root, ['scan']);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^hits {2}/);
    expect(ran.stdout).toContain('  verdict   unsafe, high confidence\n');
    expect(ran.stderr).toMatch(/^mapguard: 1 unsafe map among 1\n/);
  });

  it('exits 0 when nothing is unsafe', async () => {
    root = temporaryTree({ 'go.mod': GO_MOD, 'main.go': SAFE });
    expect(await runIn(root, ['scan'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'mapguard: no unsafe map among 1 map\n',
    });
  });

  it.each([
    ['--skip', ['--skip', 'hits']],
    ['--skip with a glob', ['--skip', 'example.com/shop.*']],
    ['--only another', ['--only', 'other']],
  ])('a map set aside with %s does not count', async (_how, argv) => {
    root = temporaryTree({ 'go.mod': GO_MOD, 'main.go': `${RACE}\nvar other = map[string]int{}\n` });
    expect(await runIn(root, ['scan', ...argv])).toMatchObject({ code: 0, stdout: '' });
  });

  it('a map ignored in the source does not count, and its reason is kept', async () => {
    root = temporaryTree({
      ...shop,
      'main.go': RACE.replace('var hits', '//mapguard:ignore a counter, lost updates are fine\nvar hits'),
    });
    const ran = await runIn(root, ['scan', '--json']);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      maps: [
        {
          name: 'hits',
          ignored: 'a counter, lost updates are fine',
          decision: { outcome: 'left-alone', reason: 'ignored' },
        },
      ],
    });
  });

  it('takes the threshold from the flag before the configuration', async () => {
    const tree = { ...shop, 'mapguard.config.json': '{"confidence": "proven"}' };
    root = temporaryTree(tree);
    expect((await runIn(root, ['scan'])).code).toBe(0);
    expect((await runIn(root, ['scan', '--confidence', 'medium'])).code).toBe(1);
  });

  it('says which packages a pattern chooses, and reads the others', async () => {
    root = temporaryTree({ ...shop, 'sub/sub.go': 'package sub\n\nvar M = map[string]int{}\n' });
    expect((await runIn(root, ['scan', './sub'])).code).toBe(0);
    expect((await runIn(root, ['scan', '.'])).code).toBe(1);
    expect((await runIn(root, ['scan', 'main.go'])).code).toBe(1);
  });
});

describe('explain', () => {
  it('prints everything known of one map', async () => {
    root = temporaryTree(shop);
    const ran = await runIn(root, ['explain', 'hits']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    for (const part of [
      'verdict   unsafe',
      'id        example.com/shop.hits',
      'Uses and the locks held there (3)',
      'Access profile',
    ])
      expect(ran.stdout).toContain(part);
  });

  it('lists what an ambiguous name means', async () => {
    root = temporaryTree({ ...shop, 'sub/sub.go': 'package sub\n\nvar hits = map[string]int{}\n' });
    const ran = await runIn(root, ['explain', 'hits']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(
      'hits means 2 maps:\n  example.com/shop.hits  main.go:5:5  unsafe\n  example.com/shop/sub.hits  sub/sub.go:3:5  ',
    );
    expect((await runIn(root, ['explain', 'example.com/shop/sub.hits'])).stdout).toMatch(/^hits {2}/);
  });

  it('prints the document of these maps with --json', async () => {
    root = temporaryTree({ ...shop, 'other.go': 'package main\n\nvar other = map[string]int{}\n' });
    const { maps } = JSON.parse((await runIn(root, ['explain', 'other', '--json'])).stdout) as {
      maps: { name: string }[];
    };
    expect(maps.map(({ name }) => name)).toEqual(['other']);
  });
});

describe('output', () => {
  it('is coloured on a terminal only, and not with NO_COLOR', async () => {
    root = temporaryTree(shop);
    const coloured = async (argv: string[], terminal: boolean, env: Record<string, string> = {}) =>
      /\p{Cc}\[/u.test((await runIn(root, ['scan', '--no-progress', ...argv], { terminal, env })).stdout);
    expect(await coloured([], false)).toBe(false);
    expect(await coloured([], true)).toBe(true);
    expect(await coloured([], true, { NO_COLOR: '1' })).toBe(false);
    expect(await coloured([], true, { TERM: 'dumb' })).toBe(false);
    expect(await coloured(['--color'], false, { NO_COLOR: '1' })).toBe(true);
    expect(await coloured(['--no-color'], true)).toBe(false);
  });

  it('is a JSON document alone on stdout', async () => {
    root = temporaryTree(shop);
    const ran = await runIn(root, ['scan', '--json=compact'], { terminal: true });
    expect(JSON.parse(ran.stdout)).toMatchObject({ version: 1, summary: { unsafe: 1 } });
  });

  it('ends with one line of timings when asked for', async () => {
    root = temporaryTree(shop);
    const ran = await runIn(root, ['scan'], { env: { MAPGUARD_TIMINGS: '1' } });
    const line = ran.stderr.split('\n').find((text) => text.startsWith('{"timings"'));
    const measured = JSON.parse(line ?? '') as { timings: Record<string, number> };
    expect(measured).toMatchObject({ files: 1, bytes: RACE.length, maps: 1 });
    for (const phase of ['read', 'parse', 'walk', 'bind', 'find', 'decide', 'rewrite'])
      expect(measured.timings[phase]).toBeGreaterThanOrEqual(0);
  });
});

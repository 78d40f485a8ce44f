import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, describe, expect, it } from 'vitest';
import { exactResultSchema } from '../../src/phases/7-report/result-document.js';
import { transforms } from '../../transforms/index.js';
import { GO_MOD, RACE, type Ran, removeTree, runIn, SAFE, temporaryTree } from './run-command.js';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

let root = '';
afterEach(() => removeTree(root));

const shop = { 'go.mod': GO_MOD, 'main.go': RACE };
const fix = (...argv: string[]): Promise<Ran> => runIn(root, argv, { transforms });
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(root) };
  return execFileSync('git', [...identity, ...args], { cwd: root, env, encoding: 'utf8' });
}

function commitAll(): void {
  git('init', '--quiet');
  git('add', '-A');
  git('commit', '--quiet', '-m', 'start');
}

describe('a dry run', () => {
  it('prints the diff on stdout, the reasons on stderr, and changes nothing', async () => {
    root = temporaryTree(shop);
    const ran = await fix('--verify=off');
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^--- a\/main\.go\n\+\+\+ b\/main\.go\n@@ /);
    expect(ran.stderr).toMatch(/^hits {2}/);
    expect(ran.stderr).toContain('  rewrite   ');
    expect(ran.stderr).toMatch(
      /mapguard: 1 unsafe map among 1: 1 rewritten, 0 refused\nmapguard: 1 file would change; --write applies it\n/,
    );
    expect(read('main.go')).toBe(RACE);
  });

  it('gives the contents that --write gives, when git applies it', async () => {
    root = temporaryTree({
      ...shop,
      'naïve dir/a b.go': RACE.replace('main', 'odd').replaceAll('main', 'Main').replaceAll('\n', '\r\n'),
    });
    commitAll();
    const { stdout } = await fix('--verify=off');
    expect((await fix('--verify=off', '--write')).code).toBe(0);
    const written = git('diff');
    git('checkout', '--quiet', '.');
    execFileSync('git', ['apply', '-'], { cwd: root, input: stdout });
    expect(git('diff')).toBe(written);
    expect(written).toContain('naïve dir/a b.go'.replace('ï', '\\303\\257'));
  });

  it('lists the files with --list', async () => {
    root = temporaryTree(shop);
    const ran = await fix('--verify=off', '-l');
    expect(ran).toMatchObject({ code: 1, stdout: 'main.go\n' });
    expect(ran.stderr).not.toContain('verdict');
  });

  it('exits 0 and prints nothing when nothing is unsafe', async () => {
    root = temporaryTree({ ...shop, 'main.go': SAFE });
    expect(await fix()).toEqual({ code: 0, stdout: '', stderr: 'mapguard: no unsafe map among 1 map\n' });
  });
});

describe('--write', () => {
  it('writes, exits 0, and has nothing to do the second time', async () => {
    root = temporaryTree(shop);
    commitAll();
    const first = await fix('--verify=off', '--write');
    expect(first).toMatchObject({ code: 0, stdout: '' });
    expect(first.stderr).toContain('mapguard: 1 file written\n');
    expect(git('status', '--porcelain')).toBe(' M main.go\n');
    expect(await fix('--verify=off', '--write')).toMatchObject({ code: 0, stdout: '' });
  });

  it('refuses files with uncommitted changes in one line, and takes them with --allow-dirty', async () => {
    root = temporaryTree(shop);
    commitAll();
    writeFileSync(join(root, 'main.go'), `${RACE}\n// more\n`);
    const refused = await fix('--verify=off', '--write');
    expect(refused.code).toBe(2);
    expect(refused.stderr.trimEnd().split('\n').at(-1)).toMatch(
      /^mapguard: not committed to git: main\.go.*--allow-dirty/,
    );
    expect(read('main.go')).toBe(`${RACE}\n// more\n`);
    expect((await fix('--verify=off', '--write', '--allow-dirty')).code).toBe(0);
    expect(read('main.go')).not.toContain('hits[k]++ }');
  });

  it('goes on outside of git, with a note', async () => {
    root = temporaryTree(shop);
    const ran = await fix('--verify=off', '--write');
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(/note: .*git/);
  });
});

describe('names on the command line', () => {
  const two = {
    ...shop,
    'other/other.go': RACE.replace('package main', 'package other').replace('func main()', 'func Main()'),
  };

  it('--only and --skip choose the maps', async () => {
    root = temporaryTree(two);
    expect((await fix('--verify=off', '-l', '--only', 'example.com/shop.hits')).stdout).toBe('main.go\n');
    expect((await fix('--verify=off', '-l', '--skip', 'example.com/shop.hits')).stdout).toBe('other/other.go\n');
    expect((await fix('--verify=off', '-l', '--only', 'example.com/shop/**')).stdout).toBe('other/other.go\n');
  });

  it('--strategy chooses for one map before all maps', async () => {
    root = temporaryTree(two);
    const ran = await fix(
      '--verify=off',
      '--json',
      '--strategy',
      'rwmutex',
      '--strategy',
      'example.com/shop.hits=mutex',
    );
    const { maps } = JSON.parse(ran.stdout) as {
      maps: { id: string; decision: { strategy: string; reason: string } }[];
    };
    expect(maps.map(({ id, decision }) => [id, decision.strategy, decision.reason])).toEqual([
      ['example.com/shop.hits', 'mutex', 'requested'],
      ['example.com/shop/other.hits', 'rwmutex', 'requested'],
    ]);
  });
});

describe('verification', () => {
  it('says that nothing was verified', async () => {
    root = temporaryTree(shop);
    expect((await fix('--verify=off')).stderr).toMatch(/mapguard: nothing was verified: --verify=off\n$/);
  });

  it('says what was verified without Go, and why not more', async () => {
    root = temporaryTree(shop);
    const ran = await runIn(root, [], { transforms, env: { PATH: '/nowhere' } });
    expect(ran.code).toBe(1);
    expect(ran.stderr.replaceAll(/\nmapguard: {3}/g, ' ')).toMatch(
      /verified without Go: passed re-analysis; not run: gofmt, go build, go vet, go test -race \(go was not found on the PATH\)/,
    );
  });

  it('a package that does not parse is left out, the others are rewritten, exit code 3', async () => {
    root = temporaryTree({ ...shop, 'bad/bad.go': 'package bad\n\nfunc f( {\n' });
    const ran = await fix('--verify=off');
    expect(ran.code).toBe(3);
    expect(ran.stdout).toMatch(/^--- a\/main\.go\n/);
    expect(ran.stderr).toMatch(/^bad\/bad\.go:3:1: error: syntax error/);
  });
});

describe('documents of real trees', () => {
  const validate = new Ajv2020({ strict: true }).compile(exactResultSchema());
  const trees = [
    'examples/session-service',
    'fixtures/find/worker-in-constructor-library',
    'fixtures/transforms/wrapped/refused-exported-field/input',
  ];

  it.each(
    trees.flatMap(
      (tree) =>
        [
          ['fix', tree],
          ['scan', tree],
        ] as const,
    ),
  )('%s %s', async (command, tree) => {
    root = temporaryTree({});
    cpSync(join(PROJECT, tree), root, { recursive: true });
    const argv = command === 'fix' ? ['--json=compact', '--verify=off'] : ['scan', '--json=compact'];
    const ran = await fix(...argv);
    expect(ran.code).toBeLessThanOrEqual(1);
    expect(validate(JSON.parse(ran.stdout)) ? [] : validate.errors).toEqual([]);
  });
});

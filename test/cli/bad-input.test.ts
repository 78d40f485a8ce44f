import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { GO_MOD, RACE, type Ran, removeTree, runIn, temporaryTree } from './run-command.js';

let root = '';
afterEach(() => removeTree(root));

async function run(files: Readonly<Record<string, string | Uint8Array>>, ...argv: string[]): Promise<Ran> {
  root = temporaryTree(files);
  return await runIn(root, argv);
}

const project = { 'go.mod': GO_MOD, 'main.go': RACE };

function expectOneLine(ran: Ran, text: string | RegExp): void {
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toMatch(/^mapguard: [^\n]+\n$/);
  expect(ran.stderr).toMatch(text);
}

describe('what the user can mend gives one line and exit code 2', () => {
  it.each<[string, Record<string, string>, string[], string | RegExp]>([
    ['no such path', project, ['./nowhere'], 'no such file or directory: ./nowhere'],
    ['no such file', project, ['nowhere.go'], 'no such file: nowhere.go'],
    ['a misspelt command', project, ['scna'], /scna is no package/],
    ['no Go files', { 'go.mod': GO_MOD, 'a/readme.txt': '' }, ['./...'], 'no Go files match ./...'],
    ['unknown flag', project, ['--wirte'], 'unknown flag --wirte (did you mean --write?)'],
    ['bad map name', project, ['--only', 'hit'], '--only: no map hit (did you mean hits?)'],
    ['bad map name to skip', project, ['--skip', 'example.com/shop.hist'], '(did you mean example.com/shop.hits?)'],
    ['bad map name to explain', project, ['explain', 'Hits'], 'no map Hits (did you mean hits?)'],
    [
      'bad map name of a strategy',
      project,
      ['--strategy', 'nothing=auto'],
      '--strategy: no map nothing; mapguard scan --json lists all',
    ],
    ['bad strategy', project, ['--strategy', 'autto'], '--strategy: no strategy autto (did you mean auto?)'],
    [
      'configuration that is no JSON',
      { ...project, 'mapguard.config.json': '{' },
      [],
      /mapguard\.config\.json is not valid JSON/,
    ],
    [
      'configuration with an unknown key',
      { ...project, 'mapguard.config.yaml': 'confidance: low\n' },
      [],
      'unknown key "confidance"',
    ],
    [
      'configuration with a wrong value',
      { ...project, 'mapguard.config.json': '{"confidence":"sure"}' },
      [],
      /confidence must be one of low/,
    ],
    [
      'configuration with a bad strategy',
      { ...project, 'mapguard.config.json': '{"strategies":{"hits":"x"}}' },
      [],
      'no strategy x',
    ],
    ['no such configuration', project, ['--config', 'x.json'], 'no such configuration file'],
  ])('%s', async (_what, files, argv, text) => {
    const ran = await run(files, ...argv);
    expectOneLine(ran, typeof text === 'string' ? new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : text);
  });
});

describe('a file that cannot be read leaves its package out, the rest is done, exit code 3', () => {
  it.each<[string, string, string | Uint8Array, string]>([
    [
      'syntax error',
      'bad/bad.go',
      'package bad\n\nvar m = map[string]int{}\n\nfunc f( {\n',
      'bad/bad.go:5:1: error: syntax error near "func f( {" (syntax-error)',
    ],
    [
      'invalid UTF-8',
      'bad/bad.go',
      Buffer.from('package bad\n\nvar s = "\xff"\n', 'latin1'),
      'bad/bad.go:3:10: error: invalid UTF-8 (invalid-utf8)',
    ],
    ['NUL byte', 'bad/bad.go', 'package bad\n\nvar s = "\0"\n', 'bad/bad.go:3:10: error: NUL byte (nul-byte)'],
  ])('%s', async (_what, name, content, line) => {
    const ran = await run({ ...project, [name]: content }, 'scan');
    expect(ran.code).toBe(3);
    expect(ran.stderr.split('\n')).toContain(line);
    expect(ran.stdout).toContain('hits  ');
  });

  it('a broken link', async () => {
    root = temporaryTree(project);
    symlinkSync('nowhere.go', join(root, 'broken.go'));
    const ran = await runIn(root, ['scan']);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(
      'broken.go:1:1: error: cannot be read: no such file (a broken link?) (unreadable-file)',
    );
  });
});

describe('trees of every shape', () => {
  const names = async (files: Record<string, string>, ...argv: string[]): Promise<string[]> => {
    const ran = await run(files, 'scan', '--json=compact', ...argv);
    expect(ran.code).toBe(1);
    const document = JSON.parse(ran.stdout) as {
      readonly maps: readonly { readonly id: string; readonly verdict: string }[];
    };
    return document.maps.filter(({ verdict }) => verdict === 'unsafe').map(({ id }) => id);
  };

  it('no go.mod', async () => {
    expect(await names({ 'main.go': RACE })).toHaveLength(1);
  });

  it('nested modules', async () => {
    const files = { ...project, 'sub/go.mod': 'module example.com/sub\n\ngo 1.20\n', 'sub/main.go': RACE };
    expect(await names(files)).toEqual(['example.com/shop.hits', 'example.com/sub.hits']);
  });

  it('go.work', async () => {
    const files = {
      'go.work': 'go 1.21\n\nuse (\n\t./a\n\t./b\n)\n',
      'a/go.mod': 'module example.com/a\n',
      'a/main.go': RACE,
      'b/go.mod': 'module example.com/b\n',
      'b/main.go': RACE,
    };
    expect(await names(files)).toEqual(['example.com/a.hits', 'example.com/b.hits']);
  });

  it('a loop of links', async () => {
    root = temporaryTree(project);
    symlinkSync('.', join(root, 'self'));
    const ran = await runIn(root, ['scan']);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('1 unsafe map among 1');
  });

  it('a function of 10,000 lines', async () => {
    const body = Array.from({ length: 3400 }, (_, i) => `\tif hits["k${i}"] > ${i} {\n\t\thits["k${i}"]++\n\t}\n`).join(
      '',
    );
    expect(
      await names({
        'go.mod': GO_MOD,
        'main.go': `package main\n\nvar hits = map[string]int{}\n\nfunc main() {\n\tgo func() { hits["a"]++ }()\n${body}}\n`,
      }),
    ).toHaveLength(1);
  });

  it('10,000 nested parentheses', async () => {
    const nested = `${'('.repeat(10_000)}1${')'.repeat(10_000)}`;
    expect(
      await names({ 'go.mod': GO_MOD, 'main.go': RACE, 'deep/deep.go': `package deep\n\nvar x = ${nested}\n` }),
    ).toHaveLength(1);
  });

  it('a file of 10 MB', async () => {
    const one = (i: number) =>
      `func f${i}(a, b int) int {\n\tm := map[int]int{a: b}\n\treturn m[a] + f${Math.max(0, i - 1)}(b, a)\n}\n\n`;
    let text = RACE;
    for (let i = 0; text.length < 10 * 1024 * 1024; i++) text += one(i);
    expect(await names({ 'go.mod': GO_MOD, 'main.go': text })).toHaveLength(1);
  });
});

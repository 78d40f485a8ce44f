import { describe, expect, it } from 'vitest';
import { goMinorOf, parseGoMod } from '../../../src/phases/1-load/go-mod.js';
import { parseGoWork } from '../../../src/phases/1-load/go-work.js';

describe('go.mod', () => {
  it('reads blocks, comments and quoted strings', () => {
    const mod = parseGoMod(
      [
        '// Deprecated: no more.',
        'module "example.com/shop" // the shop',
        '',
        'go 1.21.3',
        'toolchain go1.22.0',
        'require example.com/a v1.2.3 // indirect',
        'require (',
        '\texample.com/b/v2 v2.0.0+incompatible',
        '\t`example.com/c` v0.0.0-20200101000000-abcdefabcdef // indirect',
        ')',
        'replace example.com/a => ../a',
        'replace (',
        '\texample.com/b/v2 v2.0.0 => example.com/fork/v2 v2.1.0',
        ')',
        'retract [v1.0.0, v1.1.0] // broken',
        'exclude ()',
        'ignore ./web',
        'tool example.com/a/cmd',
      ].join('\r\n'),
    );
    expect(mod.errors).toEqual([]);
    expect(mod.path).toBe('example.com/shop');
    expect(mod.go).toBe('1.21.3');
    expect([...mod.requires]).toEqual([
      ['example.com/a', 'v1.2.3'],
      ['example.com/b/v2', 'v2.0.0+incompatible'],
      ['example.com/c', 'v0.0.0-20200101000000-abcdefabcdef'],
    ]);
    expect(mod.replaces).toEqual([
      { path: 'example.com/a', version: undefined, target: '../a', targetVersion: undefined },
      { path: 'example.com/b/v2', version: 'v2.0.0', target: 'example.com/fork/v2', targetVersion: 'v2.1.0' },
    ]);
    expect(mod.ignores).toEqual(['./web']);
  });

  it('reports what does not fit and keeps the rest', () => {
    const mod = parseGoMod(
      'module a b\ngo one\nrequire x\nreplace a b\nrequire (\n\tgood v1.0.0\n\t"open v1\n)\n)\nrequire (',
    );
    expect(mod.path).toBe('');
    expect(mod.requires.get('good')).toBe('v1.0.0');
    expect(mod.errors.map((e) => e.line).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 7, 9, 10]);
  });

  it.each([
    ['1.21', 21],
    ['1.21.13', 21],
    ['1.22rc1', 22],
    ['1', 0],
    ['1.9', 9],
    ['2.0', undefined],
    ['1.x', undefined],
    ['', undefined],
  ])('go %s', (directive, minor) => {
    expect(goMinorOf(directive)).toBe(minor);
  });

  it('takes linear time over a bomb', () => {
    const started = performance.now();
    parseGoMod(`module m\n${'require example.com/a v1.0.0 // x\n'.repeat(200_000)}`);
    parseGoMod(`module m\nrequire ${'('.repeat(3_000_000)}`);
    parseGoMod(`module m\nrequire "${'\\"'.repeat(3_000_000)}`);
    parseGoMod(`${'"'.repeat(60_000)}\n`.repeat(50));
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('go.work', () => {
  it('reads uses and replaces', () => {
    const work = parseGoWork('go 1.22\nuse ./a\nuse (\n\t"./b c"\n\t.\n)\nreplace x => ./x\nuse\n');
    expect(work.uses.map((u) => u.dir)).toEqual(['./a', './b c', '.']);
    expect(work.replaces).toHaveLength(1);
    expect(work.errors).toEqual([{ line: 8, message: 'want: use <directory>' }]);
  });
});

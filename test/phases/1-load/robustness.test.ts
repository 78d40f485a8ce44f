import { describe, expect, it } from 'vitest';
import { codes, ids, loadIn, tree } from './tree.js';

const module = { 'go.mod': 'module m\n' };

describe('odd input', () => {
  it('a file of 10 MB', async () => {
    const line = 'var _ = map[string]int{"some key": 1, "another key": 2}\n';
    const result = await loadIn(
      tree({ ...module, 'big.go': `package m\n\n${line.repeat(Math.ceil(1e7 / line.length))}` }),
    );
    expect(codes(result)).toEqual([]);
    expect(result.stats.bytes).toBeGreaterThan(1e7);
  });

  it('a file beyond the limit is left out, its package with it', async () => {
    const result = await loadIn(
      tree({ ...module, 'a.go': 'package m\n', 'huge.go': Buffer.alloc(32 * 1024 * 1024, 0x20) }),
    );
    expect(codes(result)).toEqual(['file-too-large']);
    expect(result.program.packages[0]?.syntaxOk).toBe(false);
  });

  it.each<[string, string]>([
    ['parentheses', `var x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}`],
    ['open parentheses', `var x = ${'('.repeat(10_000)}1`],
    ['blocks', `func f() ${'{'.repeat(10_000)}${'}'.repeat(10_000)}`],
    ['operators', `var x = 1${' + 1'.repeat(10_000)}`],
    ['indices and calls', `var x = m${'[k](c)'.repeat(10_000)}`],
    ['type arguments', `var x = f${'[a'.repeat(10_000)}${']'.repeat(10_000)}(c)`],
    ['else if', `func f() {\n\tif a {\n\t}${' else if a {\n\t}'.repeat(10_000)}\n}`],
    ['comments', '// x\n'.repeat(100_000)],
    ['garbage', 'x y z ((( \n'.repeat(5000)],
  ])('10,000 nested %s', async (_, text) => {
    const started = performance.now();
    const result = await loadIn(tree({ ...module, 'a.go': `package m\n\n${text}\n` }));
    expect(ids(result)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('many files and directories, in a deep tree', async () => {
    const deep = Array.from({ length: 60 }, (_, i) => `d${i}`).join('/');
    const files: Record<string, string> = { ...module, [`${deep}/x.go`]: 'package x\n' };
    for (let i = 0; i < 500; i++) files[`p${i % 50}/f${i}.go`] = 'package p\n';
    const result = await loadIn(tree(files));
    expect(result.stats.files).toBe(501);
    expect(result.program.packages).toHaveLength(51);
  });

  it('an empty tree is a mistake of the user', async () => {
    await expect(loadIn(tree({ 'README.md': '' }))).rejects.toThrow(/^no Go files match \.\/\.\.\./);
  });
});

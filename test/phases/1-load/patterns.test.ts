import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/diagnostic.js';
import { matchesWildcard } from '../../../src/phases/1-load/wildcard.js';
import { ids, loadIn, selectedIds, tree } from './tree.js';

const shop = () =>
  tree({
    'go.mod': 'module example.com/shop\n\ngo 1.21\n',
    'main.go': 'package main\n',
    'internal/cache/cache.go': 'package cache\n',
    'internal/cache/cache_test.go': 'package cache\n',
    'internal/cache/ext_test.go': 'package cache_test\n',
    'internal/cache/lru/lru.go': 'package lru\n',
    'internal/queue/queue.go': 'package queue\n',
    'tools/go.mod': 'module example.com/shop/tools\n',
    'tools/gen/gen.go': 'package main\n',
    'testdata/sample/x.go': 'package x\n',
    'docs/README.md': '',
  });

const base = 'example.com/shop';

describe('package patterns', () => {
  it.each<[string[], string[]]>([
    [[], [base, '/internal/cache', '/internal/cache [test]', '/internal/cache/lru', '/internal/queue', '/tools/gen']],
    [['.'], [base]],
    [
      ['./...'],
      [base, '/internal/cache', '/internal/cache [test]', '/internal/cache/lru', '/internal/queue', '/tools/gen'],
    ],
    [
      ['...'],
      [base, '/internal/cache', '/internal/cache [test]', '/internal/cache/lru', '/internal/queue', '/tools/gen'],
    ],
    [['./internal/cache'], ['/internal/cache', '/internal/cache [test]']],
    [['internal/cache/'], ['/internal/cache', '/internal/cache [test]']],
    [['./internal/cache/...'], ['/internal/cache', '/internal/cache [test]', '/internal/cache/lru']],
    [['internal/...'], ['/internal/cache', '/internal/cache [test]', '/internal/cache/lru', '/internal/queue']],
    [['./internal/c...'], ['/internal/cache', '/internal/cache [test]', '/internal/cache/lru']],
    [['./.../queue'], ['/internal/queue']],
    [['./internal/cache/ext_test.go'], ['/internal/cache [test]']],
    [
      ['internal/cache/cache.go', './internal/queue'],
      ['/internal/cache', '/internal/queue'],
    ],
    [['example.com/shop/internal/queue'], ['/internal/queue']],
    [['example.com/shop/internal/cache/...'], ['/internal/cache', '/internal/cache [test]', '/internal/cache/lru']],
    [['example.com/shop/tools/...'], ['/tools/gen']],
    [['./tools/...'], ['/tools/gen']],
    [['./testdata/sample'], ['/testdata/sample']],
    [['./testdata/...'], ['/testdata/sample']],
  ])('%j', async (patterns, expected) => {
    const result = await loadIn(shop(), patterns);
    expect(selectedIds(result).sort()).toEqual(expected.map((e) => (e.startsWith('/') ? base + e : e)).sort());
  });

  it('always loads the whole module', async () => {
    const result = await loadIn(join(shop(), 'internal/queue'), ['.']);
    expect(selectedIds(result)).toEqual(['example.com/shop/internal/queue']);
    expect(ids(result)).toContain('example.com/shop');
    expect(ids(result)).toContain('example.com/shop/internal/cache/lru');
    expect(ids(result)).not.toContain('example.com/shop/tools/gen');
  });

  it('takes absolute paths and links to directories', async () => {
    const dir = shop();
    const elsewhere = tree({ 'x.txt': '' });
    symlinkSync(join(dir, 'internal'), join(elsewhere, 'link'));
    expect(selectedIds(await loadIn(elsewhere, [join(dir, 'internal/queue')]))).toEqual([
      'example.com/shop/internal/queue',
    ]);
    expect(selectedIds(await loadIn(elsewhere, ['./link/queue/...']))).toEqual(['example.com/shop/internal/queue']);
  });

  it.each([
    ['./nowhere', /^no such file or directory: \.\/nowhere \(looked for /],
    ['./nowhere/...', /^no such file or directory: \.\/nowhere\/\.\.\./],
    ['nowhere.go', /^no such file: nowhere\.go/],
    ['./docs', /^no Go files in \.\/docs; /],
    ['./docs/...', /^no Go files match \.\/docs\/\.\.\. /],
    ['./docs/README.md', /is not a Go file; /],
    ['example.com/other', /^example\.com\/other is no package of the module around /],
    ['example.com/shop@latest', /versions cannot be analysed/],
    ['', /^empty package pattern/],
  ])('%s is a mistake in one line', async (pattern, message) => {
    const failure = await loadIn(shop(), [pattern]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as UserError).message).toMatch(message);
    expect((failure as UserError).message).not.toContain('\n');
    expect((failure as UserError).exitCode).toBe(2);
  });

  it('one pattern without a match is a mistake even when another has one', async () => {
    await expect(loadIn(shop(), ['./internal/queue', './docs'])).rejects.toThrow('no Go files in ./docs');
  });
});

describe('wildcards', () => {
  it.each([
    ['a/...', 'a', true],
    ['a/...', 'a/b/c', true],
    ['a/...', 'ab', false],
    ['a...', 'ab/c', true],
    ['.../c', 'a/b/c', true],
    ['.../c', 'c', false],
    ['a/.../c', 'a/b/c', true],
    ['a/.../c', 'a/c', false],
    ['...', '', true],
    ['ab...bc', 'abc', false],
  ])('%s against %s', (pattern, name, expected) => {
    expect(matchesWildcard(pattern, name)).toBe(expected);
  });

  it('takes no exponential time', () => {
    expect(matchesWildcard('a...'.repeat(2000), `${'a'.repeat(5000)}b`)).toBe(true);
    expect(matchesWildcard(`${'a...'.repeat(2000)}c`, `${'a'.repeat(5000)}b`)).toBe(false);
  });
});

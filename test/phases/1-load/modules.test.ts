import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codes, ids, loadIn, NO_GO, places, selectedIds, tree } from './tree.js';

describe('modules', () => {
  it('loads the siblings of a go.work, selected or not', async () => {
    const dir = tree({
      'go.work': 'go 1.22\nuse (\n\t./a\n\t./b\n\t./gone\n)\n',
      'a/go.mod': 'module example.com/a\ngo 1.22\n',
      'a/a.go': 'package a\n',
      'b/go.mod': 'module example.com/b\ngo 1.20\n',
      'b/b.go': 'package b\n',
      'c/go.mod': 'module example.com/c\n',
      'c/c.go': 'package c\n',
    });
    const inA = await loadIn(join(dir, 'a'));
    expect(ids(inA)).toEqual(['example.com/a', 'example.com/b']);
    expect(selectedIds(inA)).toEqual(['example.com/a']);
    expect(inA.program.modules.map((m) => [m.path, m.go, m.goMinor])).toEqual([
      ['example.com/a', '1.22', 22],
      ['example.com/b', '1.20', 20],
    ]);
    expect(codes(inA)).toEqual(['malformed-go-work']);

    // c is no part of the workspace, and found only as a nested tree.
    expect(ids(await loadIn(join(dir, 'c')))).toEqual(['example.com/c']);
    expect(selectedIds(await loadIn(dir))).toEqual(['example.com/a', 'example.com/b', 'example.com/c']);
    expect(selectedIds(await loadIn(dir, ['example.com/b']))).toEqual(['example.com/b']);
    expect(ids(await loadIn(join(dir, 'a'), [], { env: { ...NO_GO, GOWORK: 'off' } }))).toEqual(['example.com/a']);
  });

  it('analyses a tree without go.mod as one unnamed module, whose own imports it works out', async () => {
    const dir = tree({
      'main.go': 'package main\n\nimport "github.com/acme/shop/store"\nimport "github.com/pkg/errors"\n',
      'store/store.go': 'package store\n',
      'errors/errors.go': 'package errors\n',
      'sync/sync.go': 'package sync\n\nimport "github.com/acme/shop/errors"\n',
    });
    const { program } = await loadIn(dir);
    expect(program.modules).toEqual([{ path: '', dir, go: undefined, goMinor: 17 }]);
    expect(program.packages.map((p) => p.id)).toEqual(['main', 'errors', 'store', 'sync']);
    expect(program.packageByPath.get('github.com/acme/shop/store')?.id).toBe('store');
    expect(program.packageByPath.get('github.com/acme/shop')?.id).toBe('main');
    // The standard library is not shadowed by a directory of that name, nor a stranger's package.
    expect(program.packageByPath.has('sync')).toBe(false);
    expect(program.packageByPath.has('github.com/pkg/errors')).toBe(false);
  });

  it('a file outside any module loads its directory only', async () => {
    const dir = tree({ 'a/x.go': 'package x\n', 'a/below/y.go': 'package y\n', 'z.go': 'package z\n' });
    expect(ids(await loadIn(dir, ['a/x.go']))).toEqual(['x']);
  });

  it('analyses several modules below a directory without go.mod', async () => {
    const dir = tree({
      'one/go.mod': 'module one\n',
      'one/one.go': 'package one\n',
      'two/go.mod': 'module two\n',
      'two/sub/two.go': 'package two\n',
    });
    expect(selectedIds(await loadIn(dir))).toEqual(['one', 'two/sub']);
  });

  it('modules of one path keep apart', async () => {
    const file = 'package util\n';
    const dir = tree({
      'a/go.mod': 'module example\n',
      'a/util/u.go': file,
      'b/go.mod': 'module example\n',
      'b/util/u.go': file,
    });
    const { program } = await loadIn(dir);
    expect(program.packages.map((p) => p.id)).toEqual(['example/util', 'example/util [b/util]']);
    const [a, b] = program.modules;
    expect(program.imported('example/util', a!)?.dir).toBe(join(dir, 'a/util'));
    expect(program.imported('example/util', b!)?.dir).toBe(join(dir, 'b/util'));
    expect(program.packageByPath.get('example/util')?.dir).toBe(join(dir, 'a/util'));
  });

  it('gives the standard library import paths without prefix', async () => {
    const dir = tree({
      'go.mod': 'module std\n\ngo 1.26\n',
      'net/http/http.go': 'package http\n',
      'vendor/golang.org/x/net/idna/idna.go': 'package idna\n\nfunc ToASCII(s string) string {\n\treturn s\n}\n',
      'cmd/go.mod': 'module cmd\n',
      'cmd/go/main.go': 'package main\n',
    });
    const result = await loadIn(dir);
    expect(ids(result)).toEqual(['net/http', 'cmd/go']);
    const std = result.program.modules[0]!;
    expect(result.program.external('golang.org/x/net/idna', std)?.name).toBe('idna');
  });

  it('does not enter what Go does not enter', async () => {
    const dir = tree({
      'go.mod': 'module m\n',
      'x.go': 'package m\n',
      'vendor/v/v.go': 'package v\n',
      'testdata/t.go': 'package t\n',
      '.hidden/h.go': 'package h\n',
      '_draft/d.go': 'package d\n',
      'node_modules/n/n.go': 'package n\n',
      '_a.go': 'package m\n',
      '.b.go': 'package m\n',
    });
    const result = await loadIn(dir);
    expect(ids(result)).toEqual(['m', 'm/node_modules/n']);
    expect(result.program.files.map((f) => f.displayPath)).toEqual(['x.go', 'node_modules/n/n.go']);
    expect(result.skipped.map((s) => s.path.slice(dir.length + 1)).sort()).toEqual([
      '.b.go',
      '.hidden',
      '_a.go',
      '_draft',
      'testdata',
      'vendor',
    ]);
    await expect(loadIn(dir, ['./_a.go'])).rejects.toThrow('left out by Go');
  });

  it('directories that go.mod ignores are loaded but not matched by ...', async () => {
    const dir = tree({
      'go.mod': 'module m\n\nignore ./web\nignore gen\n',
      'x.go': 'package m\n',
      'web/w.go': 'package web\n',
      'a/gen/g.go': 'package gen\n',
    });
    const result = await loadIn(dir);
    expect(selectedIds(result)).toEqual(['m']);
    expect(ids(result)).toEqual(['m', 'm/a/gen', 'm/web']);
    expect(selectedIds(await loadIn(dir, ['./web']))).toEqual(['m/web']);
  });

  it('links: directories are not followed, loops are harmless, files are read and not edited', async () => {
    const dir = tree({
      'go.mod': 'module m\n',
      'x.go': 'package m\n',
      'real/r.go': 'package real\n',
      'target.txt': 'package m\n',
    });
    symlinkSync(dir, join(dir, 'loop'));
    symlinkSync(join(dir, 'real'), join(dir, 'again'));
    symlinkSync(join(dir, 'target.txt'), join(dir, 'linked.go'));
    symlinkSync(join(dir, 'nowhere'), join(dir, 'broken.go'));
    symlinkSync('self.go', join(dir, 'self.go'));
    mkdirSync(join(dir, 'dir.go'));
    const result = await loadIn(dir);
    expect(result.program.files.map((f) => [f.displayPath, f.editable])).toEqual([
      ['linked.go', false],
      ['x.go', true],
      ['real/r.go', true],
    ]);
    expect(places(result)).toEqual(['unreadable-file broken.go:1:1', 'unreadable-file self.go:1:1']);
    expect(result.diagnostics[0]?.severity).toBe('error');
    // What the missing files use is not known.
    expect(result.program.packages.map((p) => [p.id, p.syntaxOk])).toEqual([
      ['m', false],
      ['m/real', true],
    ]);
  });

  it('a malformed go.mod is a diagnostic', async () => {
    const dir = tree({ 'go.mod': '\n{"json": true}\ngo 1.x\n', 'x.go': 'package m\n' });
    const result = await loadIn(dir);
    expect(codes(result)).toContain('malformed-go-mod');
    expect(result.program.modules[0]).toMatchObject({ path: '', goMinor: 17 });
  });

  it('display paths are relative to where the command runs, or to the repository when more is loaded', async () => {
    const dir = tree({ '.git/HEAD': '', 'svc/go.mod': 'module m\n', 'svc/a/x.go': 'package a\n' });
    const shown = async (cwd: string) => (await loadIn(cwd)).program.files[0]?.displayPath;
    expect(await shown(dir)).toBe('svc/a/x.go');
    expect(await shown(join(dir, 'svc'))).toBe('a/x.go');
    expect(await shown(join(dir, 'svc/a'))).toBe('svc/a/x.go');
  });
});

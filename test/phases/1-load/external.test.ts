import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Kind } from '../../../src/go/grammar.js';
import type { SourceFile } from '../../../src/model/source.js';
import { cutBodies } from '../../../src/phases/1-load/cut-bodies.js';
import { escapePath } from '../../../src/phases/1-load/external-directory.js';
import { loadIn, tree } from './tree.js';

const goRoot = () =>
  tree({
    'src/fmt/print.go':
      'package fmt\n\n// Println prints.\nfunc Println(a ...any) (n int, err error) {\n\tfor {\n\t}\n}\n',
    'src/fmt/print_windows.go': 'package fmt\n\nfunc windows() {}\n',
    'src/fmt/gen.go': '//go:build ignore\n\npackage main\n',
    'src/fmt/fmt_test.go': 'package fmt\n',
    'src/vendor/golang.org/x/net/idna/idna.go': 'package idna\n',
  });

const library = (name: string) => `package ${name}\n\nconst Version = "${name}"\n`;

async function open(files: Record<string, string>, env: Record<string, string>) {
  const result = await loadIn(tree(files), [], { env: { PATH: '', HOME: '/nonexistent', ...env } });
  return { program: result.program, module: result.program.modules[0]! };
}

describe('external packages', () => {
  it('come from GOROOT, bodies cut out, behind the files of the program, once', async () => {
    // only what the program names is read
    const user = 'package m\n\nimport "fmt"\n\nfunc hello() { fmt.Println("hello") }\n';
    const { program, module } = await open({ 'go.mod': 'module m\n', 'a.go': user }, { GOROOT: goRoot() });
    const fmt = program.external('fmt', module)!;
    expect(fmt.name).toBe('fmt');
    expect(fmt.importPath).toBe('fmt');
    expect(fmt.files).toHaveLength(1);
    const file = fmt.files[0]!;
    expect(file.index).toBe(1);
    expect(program.files[1]).toBe(file);
    expect(file.editable).toBe(false);
    expect(file.text).toContain('func Println(a ...any) (n int, err error)\n');
    expect(file.text).not.toContain('for {');
    expect(program.external('fmt', module)).toBe(fmt);
    expect(program.external('golang.org/x/net/idna', module)?.name).toBe('idna');
    for (const path of ['nope', '', '.', '../fmt', '/etc', 'fmt/../fmt', 'C'])
      expect(program.external(path, module)).toBeUndefined();
  });

  it('are read on for what is mentioned later, each declaration once', async () => {
    const root = tree({
      'src/fmt/print.go': 'package fmt\n',
      'src/go/ast/ast.go':
        'package ast\n\ntype File struct{ Scope *Scope }\n\ntype Scope struct{ Objects map[string]int }\n\ntype Func struct {\n\tNames map[string]bool\n\tScope *Scope\n}\n',
    });
    const user =
      'package m\n\nimport "go/ast"\n\nfunc f(f *ast.File) { _ = f.Scope.Objects }\n\nvar x struct{ Names int }\n';
    const { program, module } = await open({ 'go.mod': 'module m\n', 'a.go': user }, { GOROOT: root });
    const ast = program.external('go/ast', module)!;
    expect(ast.files.map((f) => f.text).join('')).not.toContain('Func');
    const more = ast.more('Func');
    expect(more).toHaveLength(1);
    expect(more[0]!.text).toContain('type Func struct');
    expect(more[0]!.text).not.toContain('type Scope');
    expect(program.files[more[0]!.index]).toBe(more[0]);
    expect(ast.more('Func')).toEqual([]);
    expect(ast.more('Missing')).toEqual([]);
  });

  it('come from the vendor directory, the module cache and replacements', async () => {
    const cache = tree({
      'example.com/!big/lib@v1.2.3/lib.go': library('cached'),
      'example.com/!big/lib@v1.2.3/sub/sub.go': library('sub'),
      'example.com/lib/sub@v0.1.0/x.go': library('longest'),
      'example.com/lib@v1.0.0/sub/x.go': library('shorter'),
      'example.com/fork@v2.0.0/x.go': library('fork'),
      'example.com/unlisted@v1.0.0/x.go': library('unlisted'),
    });
    const { program, module } = await open(
      {
        'go.mod': [
          'module m',
          'require example.com/Big/lib v1.2.3',
          'require example.com/lib v1.0.0 // indirect',
          'require example.com/lib/sub v0.1.0',
          'require example.com/old v1.0.0',
          'require example.com/other v1.0.0',
          'replace example.com/old v1.0.0 => example.com/fork v2.0.0',
          'replace example.com/other v9.9.9 => example.com/fork v2.0.0',
          'replace example.com/local => ./third/local',
        ].join('\n'),
        'a.go': 'package m\n',
        'vendor/example.com/vendored/v.go': library('vendored'),
        'third/local/go.mod': 'module example.com/local\n',
        'third/local/pkg/l.go': library('local'),
      },
      { GOROOT: goRoot(), GOMODCACHE: cache },
    );
    const name = (path: string) => program.external(path, module)?.name;
    expect(name('example.com/Big/lib')).toBe('cached');
    expect(name('example.com/Big/lib/sub')).toBe('sub');
    expect(name('example.com/lib/sub')).toBe('longest');
    expect(name('example.com/old')).toBe('fork');
    expect(name('example.com/other')).toBeUndefined();
    expect(name('example.com/local/pkg')).toBe('local');
    expect(name('example.com/vendored')).toBe('vendored');
    expect(name('example.com/unlisted')).toBeUndefined();
  });

  it('in a workspace use its replacements and the requirements of its modules', async () => {
    const cache = tree({ 'example.com/lib@v1.0.0/x.go': library('lib') });
    const dir = tree({
      'go.work': 'use ./a\nuse ./b\nreplace example.com/r => ./r\n',
      'a/go.mod': 'module a\nrequire example.com/r v1.0.0\n',
      'a/a.go': 'package a\n',
      'b/go.mod': 'module b\nrequire example.com/lib v1.0.0\n',
      'b/b.go': 'package b\n',
      'r/r.go': library('r'),
    });
    const { program } = await loadIn(join(dir, 'a'), [], {
      env: { PATH: '', HOME: '/', GOROOT: '/nonexistent', GOMODCACHE: cache },
    });
    const a = program.modules[0]!;
    expect(program.external('example.com/r', a)?.name).toBe('r');
    expect(program.external('example.com/lib', a)?.name).toBe('lib');
  });

  it('come from GOPATH where there is no go.mod', async () => {
    const path = tree({ 'src/example.com/lib/x.go': library('lib') });
    const { program, module } = await open({ 'a.go': 'package m\n' }, { GOPATH: path });
    expect(program.external('example.com/lib', module)?.name).toBe('lib');
  });

  it('where the cut text does not parse, the whole is taken', async () => {
    const text = 'package odd\n\nfunc F() string {\n\treturn `\n}\nfunc G() {\n`\n}\n\nvar After map[string]int\n';
    const { program, module } = await open(
      {
        'go.mod': 'module m\n',
        'a.go': 'package m\n\nimport "odd.org/odd"\n\nvar x, y = odd.F(), odd.After\n',
        'vendor/odd.org/odd/odd.go': text,
      },
      {},
    );
    const file = program.external('odd.org/odd', module)!.files[0]!;
    expect(topLevel(file)).toEqual([Kind.package_clause, Kind.function_declaration, Kind.var_declaration]);
  });

  it('escapes capitals', () => {
    expect(escapePath('github.com/BurntSushi/toml')).toBe('github.com/!burnt!sushi/toml');
  });
});

describe('cutting bodies', () => {
  it.each([
    ['func f() {\n\treturn\n}\n', 'func f()\n\n'],
    [
      'func (t *T[K]) f(\n\ta int,\n) (b error) {\n\tif a {\n\t}\n}\nvar x int\n',
      'func (t *T[K]) f(\n\ta int,\n) (b error)\n\nvar x int\n',
    ],
    ['func one() { return }\nvar x int\n', 'func one() { return }\nvar x int\n'],
    ['func asm(x int) int\n\nfunc f() {\n}\n', 'func asm(x int) int\n\nfunc f()\n\n'],
    ['func f() struct {\n\tx int\n} {\n\treturn\n}\n', 'func f() struct {\n\tx int\n} {\n\treturn\n}\n'],
    ['var f = func() {\n\tx()\n}\n', 'var f = func() {\n\tx()\n}\n'],
    ['func f() {\r\n\treturn\r\n}\r\n', 'func f()\n\r\n'],
    ['func f() {\n', 'func f() {\n'],
  ])('%j', (text, expected) => {
    expect(cutBodies(text)).toBe(expected);
  });
});

function topLevel(file: SourceFile): number[] {
  return file.tree.children(0).map((n) => file.tree.kind[n]!);
}

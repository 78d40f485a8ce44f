import { describe, expect, it } from 'vitest';
import { project, rangeOf } from './project.js';

const BODY = '\nvar m = map[string]int{}\n';

/** Puts `var mu <sync>.Mutex` at the end of the file and answers its text; `paths` are asked for, in order. */
async function withImports(
  text: string,
  paths: readonly string[] = ['sync'],
  others: Readonly<Record<string, string>> = {},
): Promise<string> {
  const p = await project({ 'a.go': text, ...others });
  const file = p.file('a.go');
  const end = file.text.length;
  return p.rewrite((e) => {
    for (const path of paths) e.insert(file, end, `\nvar _ ${e.importName(file, path, end)}.X\n`);
  })[0]!.after;
}

function use(name: string): string {
  return `\nvar _ ${name}.X\n`;
}

describe('an import that a file needs', () => {
  it.each<[string, string, string]>([
    ['no import', `package p\n${BODY}`, `package p\n\nimport "sync"\n${BODY}`],
    ['no import, no blank line', 'package p\nvar m int\n', 'package p\n\nimport "sync"\n\nvar m int\n'],
    [
      'a comment behind the clause',
      `package p // import "x"\n${BODY}`,
      `package p // import "x"\n\nimport "sync"\n${BODY}`,
    ],
    ['code behind the clause', 'package p; var m int\n', 'package p;\n\nimport "sync"\n\n var m int\n'],
    ['its own', `package p\n\nimport "sync"\n${BODY}`, `package p\n\nimport "sync"\n${BODY}`],
    ['one single import', `package p\n\nimport "fmt"\n${BODY}`, `package p\n\nimport (\n\t"fmt"\n\t"sync"\n)\n${BODY}`],
    [
      'one single import with comment',
      `package p\n\nimport "time" // ticks\n${BODY}`,
      `package p\n\nimport (\n\t"sync"\n\t"time" // ticks\n)\n${BODY}`,
    ],
    [
      'one single third-party import',
      `package p\n\nimport "x.org/y"\n${BODY}`,
      `package p\n\nimport (\n\t"sync"\n\n\t"x.org/y"\n)\n${BODY}`,
    ],
    [
      'several single imports',
      `package p\n\nimport "fmt"\nimport "time"\nimport "x.org/y"\n${BODY}`,
      `package p\n\nimport "fmt"\nimport "sync"\nimport "time"\nimport "x.org/y"\n${BODY}`,
    ],
    [
      'a block',
      `package p\n\nimport (\n\t"fmt"\n\t"time"\n)\n${BODY}`,
      `package p\n\nimport (\n\t"fmt"\n\t"sync"\n\t"time"\n)\n${BODY}`,
    ],
    [
      'a block, last',
      `package p\n\nimport (\n\t"fmt"\n)\n${BODY}`,
      `package p\n\nimport (\n\t"fmt"\n\t"sync"\n)\n${BODY}`,
    ],
    ['an empty block', `package p\n\nimport ()\n${BODY}`, `package p\n\nimport (\n\t"sync"\n)\n${BODY}`],
    [
      'a block on one line',
      `package p\n\nimport ("fmt"; "time")\n${BODY}`,
      `package p\n\nimport ("fmt"; "sync"; "time")\n${BODY}`,
    ],
    [
      'sections with comments',
      `package p\n\nimport (\n\t// std\n\t"fmt"\n\t// clock\n\t"time" // ticks\n\n\t// others\n\t"x.org/y"\n)\n${BODY}`,
      `package p\n\nimport (\n\t// std\n\t"fmt"\n\t"sync"\n\t// clock\n\t"time" // ticks\n\n\t// others\n\t"x.org/y"\n)\n${BODY}`,
    ],
    [
      'third-party imports only',
      `package p\n\nimport (\n\t// others\n\t"x.org/y"\n\t"x.org/z"\n)\n${BODY}`,
      `package p\n\nimport (\n\t"sync"\n\n\t// others\n\t"x.org/y"\n\t"x.org/z"\n)\n${BODY}`,
    ],
    [
      'comments whose columns move',
      `package p\n\nimport (\n\t"io" // a\n\t"os" // b\n)\n${BODY}`,
      `package p\n\nimport (\n\t"io" // a\n\t"os" // b\n\t"sync"\n)\n${BODY}`,
    ],
    [
      'a dot import of the same',
      `package p\n\nimport . "sync"\n${BODY}`,
      `package p\n\nimport (\n\t"sync"\n\t. "sync"\n)\n${BODY}`,
    ],
    [
      'a blank import of the same',
      `package p\n\nimport (\n\t_ "sync"\n)\n${BODY}`,
      `package p\n\nimport (\n\t"sync"\n\t_ "sync"\n)\n${BODY}`,
    ],
  ])('%s', async (_name, before, after) => {
    expect(await withImports(before)).toBe(after + use('sync'));
  });

  it('uses the name that an existing import has', async () => {
    const text = `package p\n\nimport locks "sync"\n${BODY}`;
    expect(await withImports(text)).toBe(text + use('locks'));
  });

  it('leaves import "C" alone', async () => {
    const text = `package p\n\n// #include <x.h>\nimport "C"\n${BODY}`;
    const p = await project({ 'a.go': text });
    const file = { ...p.file('a.go') };
    expect(file.editable).toBe(false);
  });

  it.each<[string, string, Record<string, string>]>([
    ['a package-level variable', `package p\n\nvar sync = 1\n`, {}],
    ['a function of another file', `package p\n`, { 'b.go': 'package p\n\nfunc sync() {}\n' }],
    ['a type of an in-package test', `package p\n`, { 'b_test.go': 'package p\n\ntype sync int\n' }],
    [
      'another import',
      `package p\n\nimport "example.com/p/sync"\n\nvar _ = sync.X\n`,
      { 'sync/a.go': 'package sync\n\nvar X int\n' },
    ],
    ['an import whose package clause is not seen', `package p\n\nimport "x.org/y"\n\nvar _ = sync.X\n`, {}],
  ])('gets another name where it is taken by %s', async (_name, text, others) => {
    const after = await withImports(text, ['sync'], others);
    expect(after).toContain('gosync "sync"');
    expect(after).toContain(use('gosync'));
  });

  it('gets another name where a local hides it, beside the plain one elsewhere', async () => {
    const p = await project({
      'a.go':
        'package p\n\nimport "sync"\n\nvar mu sync.Mutex\n\nfunc f(sync int) {\n\treturn\n}\n\nfunc g() {\n\treturn\n}\n',
    });
    const file = p.file('a.go');
    const names: string[] = [];
    const after = p.rewrite((e) => {
      for (const nth of [1, 2]) {
        const [at] = rangeOf(file, 'return', nth);
        const name = e.importName(file, 'sync', at);
        names.push(name);
        e.insert(file, at, `var _ ${name}.Mutex\n\t`);
      }
    })[0]!.after;
    expect(names).toEqual(['gosync', 'sync']);
    expect(after).toContain('import (\n\t"sync"\n\tgosync "sync"\n)');
  });

  it('adds several at once, each once', async () => {
    const after = await withImports(`package p\n\nimport "fmt"\n${BODY}`, [
      'sync',
      'maps',
      'sync/atomic',
      'sync',
      'x.org/y',
    ]);
    expect(after).toContain('import (\n\t"fmt"\n\t"maps"\n\t"sync"\n\t"sync/atomic"\n\n\t"x.org/y"\n)\n');
    const block = await withImports(`package p\n\nimport (\n\t"x.org/a"\n)\n${BODY}`, ['sync', 'maps']);
    expect(block).toContain('import (\n\t"maps"\n\t"sync"\n\n\t"x.org/a"\n)\n');
    const single = await withImports(`package p\n${BODY}`, ['sync', 'maps']);
    expect(single).toContain('package p\n\nimport (\n\t"maps"\n\t"sync"\n)\n\nvar m');
  });

  it('is not added when nothing names it', async () => {
    const p = await project({ 'a.go': `package p\n${BODY}` });
    expect(p.rewrite((e) => void e.importName(p.file('a.go'), 'sync', 12))).toEqual([]);
  });
});

describe('an import that is no longer used', () => {
  async function without(text: string, ...removed: string[]): Promise<string> {
    const p = await project({ 'a.go': text });
    const file = p.file('a.go');
    return p.rewrite((e) => {
      for (const r of removed) e.replace(file, ...rangeOf(file, r), '0');
    })[0]!.after;
  }

  it.each<[string, string, string]>([
    ['single', 'package p\n\nimport "maps"\n\nvar x = maps.Keys\n', 'package p\n\nvar x = 0\n'],
    [
      'with its comment',
      'package p\n\n// for x\nimport "maps" // keys\n\nvar x = maps.Keys\n',
      'package p\n\nvar x = 0\n',
    ],
    [
      'in a block',
      'package p\n\nimport (\n\t"fmt"\n\t"maps"\n)\n\nvar x, y = maps.Keys, fmt.X\n',
      'package p\n\nimport (\n\t"fmt"\n)\n\nvar x, y = 0, fmt.X\n',
    ],
    ["the block's last", 'package p\n\nimport (\n\t"maps"\n)\n\nvar x = maps.Keys\n', 'package p\n\nvar x = 0\n'],
    [
      "its section's last",
      'package p\n\nimport (\n\t"maps"\n\n\t"x.org/y"\n)\n\nvar x, z = maps.Keys, y.Z\n',
      'package p\n\nimport (\n\t"x.org/y"\n)\n\nvar x, z = 0, y.Z\n',
    ],
  ])('%s', async (_name, before, after) => {
    expect(await without(before, 'maps.Keys')).toBe(after);
  });

  it('stays where another use is left, where it was unused before, and where inserted text names it', async () => {
    const two = 'package p\n\nimport "maps"\n\nvar x, y = maps.Keys, maps.Values\n';
    expect(await without(two, 'maps.Keys')).toBe(two.replace('maps.Keys', '0'));
    const unused = 'package p\n\nimport "maps"\n\nvar x = 1\n';
    expect(await without(unused, '1')).toBe(unused.replace('1', '0'));
    const p = await project({ 'a.go': 'package p\n\nimport "maps"\n\nvar x = maps.Keys\n' });
    const file = p.file('a.go');
    expect(p.rewrite((e) => e.replace(file, ...rangeOf(file, 'maps.Keys'), 'maps.Values'))[0]!.after).toContain(
      'import "maps"',
    );
    const shadowed = 'package p\n\nimport "maps"\n\nvar x = maps.Keys\n\nfunc f(maps T) { maps.X() }\n';
    expect(await without(shadowed, 'maps.Keys')).not.toContain('import');
  });

  it('makes way for another one in its place', async () => {
    const p = await project({ 'a.go': 'package p\n\nimport "maps"\n\nvar x = maps.Keys\n' });
    const file = p.file('a.go');
    const after = p.rewrite((e) =>
      e.replace(file, ...rangeOf(file, 'maps.Keys'), `${e.importName(file, 'sync', 40)}.Mutex{}`),
    )[0]!.after;
    expect(after).toBe('package p\n\nimport "sync"\n\nvar x = sync.Mutex{}\n');
    const block = await project({ 'a.go': 'package p\n\nimport (\n\t"maps"\n)\n\nvar x = maps.Keys\n' });
    const inBlock = block.file('a.go');
    const blockAfter = block.rewrite((e) =>
      e.replace(inBlock, ...rangeOf(inBlock, 'maps.Keys'), `${e.importName(inBlock, 'sync', 40)}.Mutex{}`),
    )[0]!.after;
    expect(blockAfter).toBe('package p\n\nimport (\n\t"sync"\n)\n\nvar x = sync.Mutex{}\n');
  });
});

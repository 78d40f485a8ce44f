import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { padColumns } from '../../../src/phases/5-rewrite/align/columns.js';
import { outlineOf } from '../../../src/phases/5-rewrite/align/outline.js';
import { paddingChanges, realign, sectionsOf } from '../../../src/phases/5-rewrite/align/realign.js';
import { requireGo } from '../../go/require-go.js';
import { project, rangeOf } from './project.js';

const go = await requireGo();

async function replaced(text: string, old: string, by: string): Promise<string> {
  const p = await project({ 'a.go': text });
  const file = p.file('a.go');
  return p.rewrite((e) => e.replace(file, ...rangeOf(file, old), by))[0]!.after;
}

describe('alignment after an edit', () => {
  it.each<[string, string, [string, string], string]>([
    [
      'a field added to a struct',
      'package p\n\ntype T struct {\n\ta    int            // one\n\tlong map[string]int `json:"x"`\n}\n',
      ['\ta    int', '\tmu sync.RWMutex // guards long\n\ta    int'],
      'package p\n\ntype T struct {\n\tmu   sync.RWMutex   // guards long\n\ta    int            // one\n\tlong map[string]int `json:"x"`\n}\n',
    ],
    [
      'the type of a field',
      'package p\n\ntype T struct {\n\ta map[string]int // one\n\tb int            // two\n\n\tc int // three\n}\n',
      ['map[string]int', '*guarded'],
      'package p\n\ntype T struct {\n\ta *guarded // one\n\tb int      // two\n\n\tc int // three\n}\n',
    ],
    [
      'a spec added to a group',
      'package p\n\nvar (\n\ta   = 1\n\tbcd = map[string]int{} // x\n)\n',
      ['\ta   =', '\tbcdMu sync.Mutex // guards bcd\n\ta   ='],
      'package p\n\nvar (\n\tbcdMu sync.Mutex // guards bcd\n\ta     = 1\n\tbcd   = map[string]int{} // x\n)\n',
    ],
    [
      'a key in a literal',
      'package p\n\nvar t = T{\n\ta:  1,\n\tbc: 2, // two\n}\n',
      ['\tbc: 2,', '\tlonger: 3,\n\tbc: 2,'],
      'package p\n\nvar t = T{\n\ta:      1,\n\tlonger: 3,\n\tbc:     2, // two\n}\n',
    ],
    [
      'trailing comments of statements',
      'package p\n\nfunc f() {\n\tm[k] = v // one\n\tx()      // two\n}\n',
      ['m[k] = v', 'm.Store(k, v)'],
      'package p\n\nfunc f() {\n\tm.Store(k, v) // one\n\tx()           // two\n}\n',
    ],
    [
      'functions on one line',
      'package p\n\nfunc (t T) Len() int      { return len(t.m) }\nfunc (t T) Swap(i, j int) { return }\nfunc (t T) X()            {}\n',
      ['      { return len(t.m) }', ' {\n\treturn t.m.Len()\n}'],
      'package p\n\nfunc (t T) Len() int {\n\treturn t.m.Len()\n}\nfunc (t T) Swap(i, j int) { return }\nfunc (t T) X()            {}\n',
    ],
  ])('%s', async (_name, before, [old, by], after) => {
    expect(await replaced(before, old, by)).toBe(after);
  });

  it('touches no other line of code that nobody formatted', async () => {
    const before = 'package p\n\ntype T struct {\n\ta   int // one\n\tlonger map[string]int\n}\n\nvar  x = 1\n';
    expect(await replaced(before, 'map[string]int', 'int')).toBe(before.replace('map[string]int', 'int'));
  });

  it('moves the ranges with the text', async () => {
    const p = await project({ 'a.go': 'package p\n\ntype T struct {\n\ta    int\n\tlong map[string]int // x\n}\n' });
    const file = p.file('a.go');
    const change = p.rewrite(
      (e) => e.replace(file, ...rangeOf(file, 'a    int'), 'longerName    int'),
      (e) => e.replace(file, ...rangeOf(file, 'map[string]int'), 'int'),
    )[0]!;
    const shown = change.ranges.map((r) => change.after.slice(r.start, r.end));
    expect(shown).toEqual(['longerName int', 'int']);
  });

  it('keeps CRLF', async () => {
    const before = 'package p\n\nfunc f() {\n\tm[k] = v // one\n\tx()      // two\n}\n'.replaceAll('\n', '\r\n');
    expect(await replaced(before, 'm[k] = v', 'm.Store(k, v)')).toBe(
      'package p\n\nfunc f() {\n\tm.Store(k, v) // one\n\tx()           // two\n}\n'.replaceAll('\n', '\r\n'),
    );
  });
});

describe.skipIf(go === undefined)('the rules of gofmt', () => {
  const files = ['net/http', 'encoding', 'go', 'sync', 'database', 'crypto/tls'].flatMap((dir) => {
    const path = join(go!.goRoot, 'src', dir);
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.go') && !f.includes('testdata'))
      .map((f) => join(path, f));
  });

  it('hold for every line of packages of the standard library', () => {
    const wrong: string[] = [];
    for (const path of files) {
      const outline = outlineOf(readFileSync(path, 'utf8'));
      for (const section of sectionsOf(outline)) {
        const padded = padColumns(section.cells);
        section.lines.forEach((line, i) => {
          if (paddingChanges(outline, line, section.cells[i]!, padded[i]!).length > 0)
            wrong.push(`${path}:${line + 1}`);
        });
      }
    }
    expect(files.length).toBeGreaterThan(300);
    expect(wrong).toEqual([]);
  });

  it('are restored after all blanks between cells were squeezed to one', () => {
    for (const path of files.filter((_, i) => i % 10 === 0)) {
      const text = readFileSync(path, 'utf8');
      const outline = outlineOf(text);
      let squeezed = text;
      const gaps = sectionsOf(outline).flatMap((section) =>
        section.lines.flatMap((line, i) =>
          paddingChanges(outline, line, section.cells[i]!, section.cells[i]!.filter((c) => c !== '').join(' ')),
        ),
      );
      for (const gap of gaps.sort((a, b) => b.start - a.start))
        squeezed = squeezed.slice(0, gap.start) + gap.text + squeezed.slice(gap.end);
      expect(realign('', squeezed, [], []).text === text, path).toBe(true);
    }
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { columnFromBytes, columnToBytes } from '../../../src/go/columns.js';
import { offsetAt, positionAt } from '../../../src/model/position.js';
import { decode } from '../../../src/phases/1-load/decode.js';
import { loadIn, places, tree } from './tree.js';

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((p) => (typeof p === 'string' ? Buffer.from(p) : Buffer.from(p))));

describe('bytes to text', () => {
  it('keeps BOM, CRLF and a missing final newline', async () => {
    const raw = bytes([0xef, 0xbb, 0xbf], 'package p\r\n\r\nvar größe = "😀"');
    const { program, diagnostics } = await loadIn(tree({ 'go.mod': 'module m\n', 'a.go': raw }));
    const file = program.files[0]!;
    expect(diagnostics).toEqual([]);
    expect(file.bom).toBe(true);
    expect(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(file.text)])).toEqual(raw);
    expect(file.hash).toBe(createHash('sha256').update(raw).digest('hex'));
  });

  it('refuses invalid UTF-8 and NUL bytes, with their place', async () => {
    const dir = tree({
      'go.mod': 'module m\n',
      'a/a.go': bytes('package a\n\nvar x = "ä', [0xff], '"\n'),
      'b/b.go': bytes('package b\n\nvar x = "é', [0], '"\n'),
      'c/c.go': bytes('package c\n\nvar x = "', [0xed, 0xa0, 0x80], '"\n'),
      'd/d.go': bytes('package d // ', [0xe2, 0x82]),
    });
    const result = await loadIn(dir);
    expect(places(result)).toEqual([
      'invalid-utf8 a/a.go:3:11',
      'nul-byte b/b.go:3:11',
      'invalid-utf8 c/c.go:3:10',
      'invalid-utf8 d/d.go:1:14',
    ]);
    expect(result.program.packages.map((p) => [p.id, p.syntaxOk])).toEqual([
      ['m/a', false],
      ['m/b', false],
      ['m/c', false],
      ['m/d', false],
    ]);
    expect(result.program.files.every((f) => !f.editable)).toBe(true);
    expect(result.syntaxErrors).toEqual([]);
  });

  it('finds the first invalid byte wherever it stands', () => {
    for (const text of ['', 'a', 'ä', '€', '😀', 'aä€😀', '😀'.repeat(50), 'aé'.repeat(33)]) {
      for (const bad of [
        [0xff],
        [0x80],
        [0xc0, 0x80],
        [0xf5, 0x80, 0x80, 0x80],
        [0xe2, 0x82],
        [0x80, 0x80, 0x80, 0x80, 0x80],
      ]) {
        const { problem } = decode(bytes(text, bad, 'tail€', [0xff]));
        expect(problem).toEqual({ code: 'invalid-utf8', offset: text.length });
      }
    }
  });
});

describe('positions', () => {
  it('converts offsets, and columns in bytes', async () => {
    const text = 'package p // ä😀x\n\nvar größe = 1\n';
    const { program } = await loadIn(
      tree({ 'go.mod': 'module m\n', 'a.go': text, 'b.go': bytes([0xef, 0xbb, 0xbf], text) }),
    );
    const [plain, marked] = program.files as [(typeof program.files)[0], (typeof program.files)[0]];
    const at = text.indexOf('= 1');
    expect(positionAt(plain, at)).toEqual({ file: 'a.go', line: 3, column: 11 });
    expect(offsetAt(plain, 3, 11)).toBe(at);
    expect(positionAt(plain, text.length)).toEqual({ file: 'a.go', line: 4, column: 1 });
    expect(columnToBytes(plain, 3, 11)).toBe(13);
    expect(columnFromBytes(plain, 3, 13)).toBe(11);
    const x = text.indexOf('x') + 1;
    expect(columnToBytes(plain, 1, x)).toBe(x + 1 + 2);
    expect(columnFromBytes(plain, 1, x + 3)).toBe(x);
    // go counts the bytes of the BOM in line 1.
    expect(columnToBytes(marked, 1, 1)).toBe(4);
    expect(columnFromBytes(marked, 1, 4)).toBe(1);
    expect(columnToBytes(marked, 3, 11)).toBe(13);
    expect(columnFromBytes(plain, 99, 5)).toBe(1);
  });
});

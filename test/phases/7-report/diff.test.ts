import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileChange } from '../../../src/model/result.js';
import { unifiedDiff, unifiedDiffs } from '../../../src/phases/7-report/diff.js';
import { change, newFile } from './hand-made.js';

const BYTE_ORDER_MARK = '\uFEFF';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mapguard-diff-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function onDisk(file: FileChange, text: string): string {
  return (file.original?.bom === true ? BYTE_ORDER_MARK : '') + text;
}

/** Writes the originals, applies the patch with a real tool, and compares every byte. */
function expectApplies(changes: readonly FileChange[], command: string, args: readonly string[]): void {
  for (const file of changes) {
    if (file.original === undefined) continue;
    mkdirSync(dirname(join(root, file.displayPath)), { recursive: true });
    writeFileSync(join(root, file.displayPath), onDisk(file, file.before));
  }
  execFileSync(command, args, {
    cwd: root,
    input: unifiedDiffs(changes),
    env: { ...process.env, GIT_CEILING_DIRECTORIES: dirname(root) },
  });
  for (const file of changes) expect(readFileSync(join(root, file.displayPath), 'utf8')).toBe(onDisk(file, file.after));
}

const git = (changes: readonly FileChange[]) => expectApplies(changes, 'git', ['apply', '--whitespace=nowarn', '-']);
const patch = (changes: readonly FileChange[]) => expectApplies(changes, 'patch', ['-p1', '--binary', '--quiet']);

const LINES = ['package a', '', 'var m = map[string]int{}', '', 'func f() {', '\tm["a"] = 1', '}'];
const lf = `${LINES.join('\n')}\n`;
const withMutex = lf.replace('\tm["a"]', '\tmu.Lock()\n\tdefer mu.Unlock()\n\tm["a"]');

describe('the text of a diff', () => {
  it('has prefixes, and neither timestamps nor suffixes', () => {
    expect(unifiedDiff(change('a/b.go', lf, withMutex))).toBe(
      [
        '--- a/a/b.go',
        '+++ b/a/b.go',
        '@@ -3,5 +3,7 @@',
        ' var m = map[string]int{}',
        ' ',
        ' func f() {',
        '+\tmu.Lock()',
        '+\tdefer mu.Unlock()',
        ' \tm["a"] = 1',
        ' }',
        '',
      ].join('\n'),
    );
  });

  it('names /dev/null for a new file', () => {
    expect(unifiedDiff(newFile('a/guard.go', 'package a\n'))).toBe(
      '--- /dev/null\n+++ b/a/guard.go\n@@ -0,0 +1,1 @@\n+package a\n',
    );
  });

  it('is empty for a file that does not change', () => {
    expect(unifiedDiff(change('a.go', lf, lf))).toBe('');
  });

  it('quotes odd names as git does', () => {
    const names = [
      'plain.go',
      'with space.go',
      'quo"te.go',
      'back\\slash.go',
      'tab\there.go',
      'bell\u0007.go',
      'naïve.go',
      '日本.go',
      '\u007F.go',
      'x y"z.go',
    ];
    execFileSync('git', ['init', '--quiet'], { cwd: root });
    for (const name of names) writeFileSync(join(root, name), 'a\n');
    execFileSync('git', ['add', '-A'], { cwd: root });
    for (const name of names) {
      writeFileSync(join(root, name), 'b\n');
      const theirs = execFileSync('git', ['diff', '--', name], { cwd: root, encoding: 'utf8' });
      const header = (text: string) =>
        text.split('\n').filter((line) => line.startsWith('--- ') || line.startsWith('+++ '));
      expect(header(unifiedDiff(change(name, 'a\n', 'b\n')))).toEqual(header(theirs));
    }
  });
});

describe.each([
  ['git apply', git],
  ['patch -p1', patch],
])('%s takes it', (_name, apply) => {
  it.each<[string, FileChange]>([
    ['line feeds', change('a.go', lf, withMutex)],
    ['carriage returns', change('a.go', lf.replaceAll('\n', '\r\n'), withMutex.replaceAll('\n', '\r\n'))],
    ['mixed line ends', change('a.go', lf.replace('a\n', 'a\r\n'), withMutex.replace('a\n', 'a\r\n'))],
    ['no last newline', change('a.go', lf.slice(0, -1), withMutex.slice(0, -1))],
    ['a last newline that appears', change('a.go', lf.slice(0, -1), withMutex)],
    ['a last newline that goes', change('a.go', lf, withMutex.slice(0, -1))],
    ['a byte-order mark, first line changed', change('a.go', lf, `// x\n${lf}`, { bom: true })],
    ['a byte-order mark, later line changed', change('a.go', lf, withMutex, { bom: true })],
    ['lone carriage returns', change('a.go', 'a\rb\nc\r\rd\n', 'a\rb\nX\nc\r\rd\n')],
    ['unusual separators', change('a.go', 'a\u2028b\u0085c\u000Bd\ne\n', 'a\u2028b\u0085c\u000Bd\nE\n')],
    ['text beyond the basic plane', change('a.go', 'a 𝕏 é\nb\n', 'a 𝕏 é\nB 🗺\n')],
    ['lines that look like headers', change('a.go', '-- a\n++ b\n@@ c\n', '-- a2\n++ b2\n@@ c2\n')],
    ['everything replaced', change('a.go', 'a\n', 'b\n')],
    ['an empty file filled', change('a.go', '', 'b\n')],
  ])('%s', (_what, file) => apply([file]));

  it('several files, some new, in folders', () => {
    apply([
      change('a/a.go', lf, withMutex),
      newFile('b/c/guard.go', lf),
      change('a.go', lf, withMutex),
      newFile('x.go', 'package x'),
    ]);
  });

  it('a name with a space', () => {
    apply([change('my dir/my file.go', lf, withMutex), newFile('my dir/new file.go', lf)]);
  });
});

describe('git apply takes odd names', () => {
  it.each(['quo"te.go', 'back\\slash.go', 'tab\there.go', 'naïve/日本.go', 'x y"z.go'])('%s', (name) =>
    git([change(name, lf, withMutex)]),
  );
});

it('git apply restores any text from any other', () => {
  const line = fc.constantFrom('a', 'b', '', '\tc', '-', '+', '\\', ' d', 'e\r', 'é');
  const text = fc
    .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
    .map(([lines, end]) => lines.join('\n') + (end ? '\n' : ''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after && before !== '' && after !== '');
      git([change('a.go', before, after)]);
    }),
    { numRuns: 60 },
  );
});

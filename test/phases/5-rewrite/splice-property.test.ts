import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Edit, Kept } from '../../../src/model/edit.js';
import type { SourceFile } from '../../../src/model/source.js';
import { applyEdits } from '../../../src/phases/5-rewrite/apply-edits.js';
import { resolveEdits } from '../../../src/phases/5-rewrite/splice.js';

/** A replacement whose kept parts hold further replacements; offsets are relative shares of the parent's range. */
interface Shape {
  readonly before: string;
  readonly children: readonly { readonly gap: number; readonly length: number; readonly inner: Shape | undefined }[];
  readonly after: string;
}

const shape: fc.Arbitrary<Shape> = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.record({
    before: fc.string({ maxLength: 3 }),
    children: fc.array(
      fc.record({
        gap: fc.integer({ min: 1, max: 3 }),
        length: fc.integer({ min: 3, max: 40 }),
        inner: fc.option(tie('shape'), { nil: undefined, maxDepth: 3 }),
      }),
      { maxLength: 3 },
    ),
    after: fc.string({ maxLength: 3 }),
  }),
})).shape;

/** Records the edits of a shape over a range and answers the text that must come out. */
function lay(text: string, { before, children, after }: Shape, start: number, end: number, edits: Edit[]): string {
  const parts: (string | Kept)[] = [before];
  let expected = before;
  let at = start;
  for (const { gap, length, inner } of children) {
    const from = at + gap;
    const to = from + length;
    if (to >= end) break;
    parts.push({ start: from, end: to }, '|');
    // the nested edit leaves a character on both sides, so that no two edits have the same range
    const nested = inner === undefined || to - from < 3 ? undefined : lay(text, inner, from + 1, to - 1, edits);
    expected += `${nested === undefined ? text.slice(from, to) : text[from]! + nested + text[to - 1]!}|`;
    at = to;
  }
  parts.push(after);
  const file = { text, displayPath: 'a.go' } as SourceFile;
  edits.push({ file, start, end, parts, mapId: `map${edits.length}` });
  return expected + after;
}

describe('edits that nest', () => {
  it('give the same text in whatever order they were recorded, and segments that tell where it is from', () => {
    fc.assert(
      fc.property(shape, fc.integer({ min: 5, max: 300 }), fc.infiniteStream(fc.nat()), (tree, length, random) => {
        const text = Array.from({ length }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');
        const edits: Edit[] = [];
        const expected = text.slice(0, 2) + lay(text, tree, 2, length - 2, edits) + text.slice(length - 2);
        const shuffled = edits.map((e) => ({ e, key: random.next().value })).sort((a, b) => a.key - b.key);
        const applied = applyEdits(
          text,
          resolveEdits(
            text,
            shuffled.map(({ e }) => e),
          ),
        );
        expect(applied.text).toBe(expected);
        expect(applied.segments.map((s) => applied.text.slice(s.start, s.end)).join('')).toBe(expected);
        for (const { start, end, origin } of applied.segments) {
          if (origin !== undefined)
            expect(applied.text.slice(start, end)).toBe(text.slice(origin, origin + end - start));
        }
      }),
      { numRuns: 500 },
    );
  });
});

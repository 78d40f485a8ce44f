import { describe, expect, it } from 'vitest';
import type { EditRecorder } from '../../../src/model/edit.js';
import { rewriteWithoutConflicts } from '../../../src/phases/5-rewrite/index.js';
import { accepted, project, rangeOf } from './project.js';

const SOURCE = 'package p\n\nfunc f() {\n\tm[k(1)] = v(2)\n\treturn\n}\n';

async function source() {
  const p = await project({ 'a.go': SOURCE });
  return { p, file: p.file('a.go') };
}

describe('edits of one file', () => {
  it('applies an edit that lies in a kept part of another, whichever was recorded first', async () => {
    const { p, file } = await source();
    const [start, end] = rangeOf(file, 'm[k(1)] = v(2)');
    const [keyStart, keyEnd] = rangeOf(file, 'k(1)');
    const [valueStart, valueEnd] = rangeOf(file, 'v(2)');
    const outer = (e: EditRecorder) =>
      e.replace(
        file,
        start,
        end,
        'm.Store(',
        { start: keyStart, end: keyEnd },
        ', ',
        { start: valueStart, end: valueEnd },
        ')',
      );
    const inner = (e: EditRecorder) => e.replace(file, keyStart, keyEnd, 'g(', { start: keyStart, end: keyEnd }, ')');
    const expected = SOURCE.replace('m[k(1)] = v(2)', 'm.Store(g(k(1)), v(2))');
    expect(p.rewrite(outer, inner)[0]!.after).toBe(expected);
    expect(p.rewrite(inner, outer)[0]!.after).toBe(expected);
  });

  it('nests two edits of the same range in the order of recording', async () => {
    const { p, file } = await source();
    const [start, end] = rangeOf(file, 'k(1)');
    const wrap = (name: string) => (e: EditRecorder) => e.replace(file, start, end, `${name}(`, { start, end }, ')');
    expect(p.rewrite(wrap('a'), wrap('b'))[0]!.after).toContain('m[a(b(k(1)))]');
  });

  it('keeps the order of insertions at one place, and puts those at the ends of a replaced range outside of it', async () => {
    const { p, file } = await source();
    const [start, end] = rangeOf(file, 'm[k(1)] = v(2)');
    const after = p.rewrite(
      (e) => e.insert(file, start, 'a()\n\t'),
      (e) => e.replace(file, start, end, 'x(', { start, end }, ')'),
      (e) => e.insert(file, start, 'b()\n\t'),
      (e) => e.insert(file, end, '\n\tc()'),
      (e) => e.insert(file, end, '\n\td()'),
    )[0]!.after;
    expect(after).toContain('\ta()\n\tb()\n\tx(m[k(1)] = v(2))\n\tc()\n\td()\n\treturn');
  });

  it('takes out a range and puts insertions at its ends around it', async () => {
    const { p, file } = await source();
    const [start, end] = rangeOf(file, 'v(2)');
    const after = p.rewrite(
      (e) => e.replace(file, start, end),
      (e) => e.insert(file, start, '1'),
      (e) => e.insert(file, end, ' + 2'),
    )[0]!.after;
    expect(after).toContain('m[k(1)] = 1 + 2\n');
  });

  it('throws where edits overlap, and says which', async () => {
    const { p, file } = await source();
    const [start, end] = rangeOf(file, 'm[k(1)]');
    expect(() =>
      p.rewrite(
        (e) => e.replace(file, start, end, 'x'),
        (e) => e.replace(file, end - 2, end + 3, 'y'),
      ),
    ).toThrow(/edits overlap in a\.go: map1 .* and map2/);
    expect(() =>
      p.rewrite(
        (e) => e.replace(file, start, end, 'x'),
        (e) => e.insert(file, start + 1, 'y'),
      ),
    ).toThrow(/overlap/);
  });

  it('or leaves the later map out and says so', async () => {
    const { p, file } = await source();
    const [start, end] = rangeOf(file, 'm[k(1)]');
    const [at] = rangeOf(file, 'return');
    const plans = [
      (e: EditRecorder) => e.replace(file, start, end, 'x'),
      (e: EditRecorder) => e.insert(file, at, 'a()\n\t'),
      (e: EditRecorder) => e.replace(file, end - 2, end + 3, 'y'),
      (e: EditRecorder) => {
        e.replace(file, at, at + 3, 'u');
        e.replace(file, at + 1, at + 4, 'v');
      },
    ].map(accepted);
    const result = rewriteWithoutConflicts(plans, p.program, p.binding);
    expect(result.conflicts.map((c) => c.mapId)).toEqual(['map3', 'map4']);
    expect(result.plans.map((x) => x.mapId)).toEqual(['map1', 'map2']);
    expect(result.changes[0]!.after).toContain('\tx = v(2)\n\ta()\n\treturn');
  });

  it('checks each edit as it is recorded', async () => {
    const { p, file } = await source();
    const at = (start: number, end: number) => () => p.rewrite((e) => e.replace(file, start, end, 'x'));
    expect(at(5, 4)).toThrow(/is no range/);
    expect(at(0, 10_000)).toThrow(/is no range/);
    expect(() => p.rewrite((e) => e.replace(file, 10, 12, { start: 9, end: 11 }))).toThrow(/lies outside/);
    expect(() => p.rewrite((e) => e.insert({ ...file, editable: false }, 3, 'x'))).toThrow(/must not be edited/);
    expect(() => p.rewrite((e) => e.insert({ ...file, text: `x${file.text}` }, 3, 'x'))).toThrow(/not what was parsed/);
  });

  it('says whose edits stand where in the new text', async () => {
    const { p, file } = await source();
    const [start, end] = rangeOf(file, 'm[k(1)] = v(2)');
    const [keyStart, keyEnd] = rangeOf(file, 'k(1)');
    const change = p.rewrite(
      (e) => e.replace(file, start, end, 'first(', { start: keyStart, end: keyEnd }, ')'),
      (e) => e.replace(file, keyStart, keyEnd, 'second'),
      (e) => e.insert(file, end, '\n\tthird()'),
    )[0]!;
    const shown = change.ranges.map((r) => [change.after.slice(r.start, r.end), r.mapIds]);
    expect(shown).toEqual([
      ['first(', ['map1']],
      ['second', ['map2']],
      [')', ['map1']],
      ['\n\tthird()', ['map3']],
    ]);
    expect(change.maps).toEqual(['map1', 'map2', 'map3']);
  });

  it('answers no change for plans that record nothing, and keeps CRLF', async () => {
    const p = await project({ 'a.go': SOURCE.replaceAll('\n', '\r\n') });
    const file = p.file('a.go');
    expect(p.rewrite(() => undefined)).toEqual([]);
    const [start] = rangeOf(file, 'return');
    const after = p.rewrite((e) => e.insert(file, start, 'a()\n\t'))[0]!.after;
    expect(after).toBe(SOURCE.replace('\treturn', '\ta()\n\treturn').replaceAll('\n', '\r\n'));
  });
});

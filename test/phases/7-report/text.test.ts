import { describe, expect, it } from 'vitest';
import { explainMap } from '../../../src/phases/7-report/explain.js';
import { coloured } from '../../../src/phases/7-report/paint.js';
import { renderFindings, renderMap } from '../../../src/phases/7-report/text.js';
import { at, leftAlone, refused, result, rewritten, safeMap, unsafeMap } from './hand-made.js';

const ESCAPES = /\p{Cc}\[\d+m/gu;

describe('the block of a map', () => {
  it('names the uses that meet, the missing lock, the strategy and why not another', () => {
    expect(renderMap({ map: unsafeMap(), decision: rewritten })).toBe(`Store.items  map[string]*Item
  declared  cache/store.go:12:2
  verdict   unsafe, high confidence
  writes    cache/store.go:41:2
            s.items is written here while other requests run
            via main.go:9:2 registers (*Store).Put
  reads     cache/store.go:52:9
            range, holding s.mu; from a go statement
  missing   s.mu, which is held at 3 of 5 uses and 1 of 2 writes
  rewrite   existing-lock: s.mu is held at 3 of 5 uses
  not       sync-map: needs-len
  note      the value may be built twice (double-build, cache/store.go:60:2)
`);
  });

  it('gives a refusal its reason and the place that prevents the rewrite', () => {
    const text = renderMap({ map: unsafeMap({ guards: [] }), decision: refused });
    expect(text).toContain('missing   any lock: no use holds one\n');
    expect(text).toContain(
      'refused   escapes: s.items is passed to a function outside the module\n            at cache/store.go:70:12\n',
    );
  });

  it('says why a verdict is unknown', () => {
    const cause = { code: 'instance', message: 'two handlers may hold different stores' };
    const text = renderMap({ map: safeMap({ verdict: 'unknown', cause }), decision: leftAlone });
    expect(text).toContain('verdict     unknown (instance): two handlers may hold different stores\n');
    expect(text).toContain('left alone  it is filled before the first goroutine starts\n');
  });

  it('wraps prose at 80 columns and never breaks a path', () => {
    const path = `${'deep/'.repeat(30)}store.go`;
    const map = unsafeMap({
      position: at(3, 1, path),
      evidence: [{ role: 'note', root: '', operation: '', locks: [], message: 'word '.repeat(60), position: at(1) }],
    });
    const lines = renderMap({ map, decision: rewritten }).split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([`  declared  ${path}:3:1`]);
  });

  it('colours change nothing but the colours', () => {
    const decided = { map: unsafeMap(), decision: rewritten };
    const text = renderMap(decided, coloured);
    expect(text).toMatch(ESCAPES);
    expect(text.replaceAll(ESCAPES, '')).toBe(renderMap(decided));
  });

  it('does not let source text drive the terminal', () => {
    const map = unsafeMap({ typeText: 'map[string]struct {\n\tA int `x:"\u001B[2J\u202E"`\n}' });
    expect(renderMap({ map, decision: rewritten }).split('\n')[0]).toBe(
      'Store.items  map[string]struct { A int `x:"\\u001b[2J\\u202e"` }',
    );
  });
});

it('findings are the unsafe maps of the run, in order', () => {
  const text = renderFindings([
    { map: safeMap(), decision: leftAlone },
    ...result().maps,
    { map: unsafeMap({ name: 'second' }), decision: refused },
  ]);
  expect(text.match(/^\S+ {2}map/gm)).toEqual(['Store.items  map', 'second  map']);
});

it('explain adds the id, every use with its locks, the guards and the profile', () => {
  const hazards = [
    { code: 'escapes', message: 'passed to opaque.Keep', position: at(70), file: unsafeMap().file, node: 0 } as const,
  ];
  const text = explainMap({ map: unsafeMap({ hazards }), decision: rewritten });
  expect(text).toContain(renderMap({ map: unsafeMap(), decision: rewritten }));
  expect(text.slice(text.indexOf('\n\n') + 1)).toBe(`
Identity
  id        example.com/shop/cache.Store.items

Uses and the locks held there (2)
  store     cache/store.go:1:1
            package level, no lock held
  read      cache/store.go:1:1
            package level, holding s.mu

Locks that guard it somewhere
  s.mu      held at 3 of 5 uses, 1 of 2 writes

Access profile (production code outside construction)
  places    reads 4, stores 1, deletes 1, ranges 1, lens 1

Hazards
  hazard    escapes: passed to opaque.Keep (cache/store.go:70:2)
`);
});

it('explain says what can be done about a refusal', () => {
  const text = explainMap({ map: unsafeMap(), decision: refused });
  expect(text).toContain('\nWhat you can do\n  help      Give that code a copy, or let it ask for what it needs.\n');
});

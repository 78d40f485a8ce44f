import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../src/model/result.js';
import { unifiedDiff } from '../../../src/phases/7-report/diff.js';
import { renderJson, toDocument } from '../../../src/phases/7-report/json.js';
import { exactResultSchema, resultSchema } from '../../../src/phases/7-report/result-document.js';
import {
  at,
  change,
  leftAlone,
  NOT_VERIFIED,
  newFile,
  ROOT,
  refused,
  result,
  rewritten,
  safeMap,
  unsafeMap,
} from './hand-made.js';

const PUBLISHED = readFileSync(new URL('../../../schema/result.schema.json', import.meta.url), 'utf8');

const changes = [change('cache/store.go', 'a\n', 'b\n'), newFile('cache/guard.go', 'b\n')];
const full = result({
  changes,
  maps: [
    { map: unsafeMap(), decision: rewritten },
    { map: unsafeMap({ id: 'x.y', name: 'y', confidence: 'low', evidenceKind: 'api' }), decision: refused },
    { map: unsafeMap({ id: 'x.z', name: 'z' }), decision: { ...refused, strategy: undefined, position: undefined } },
    { map: safeMap({ ignored: 'only main uses it' }), decision: leftAlone },
    {
      map: safeMap({ verdict: 'unknown', cause: { code: 'instance', message: 'which one is not seen' } }),
      decision: leftAlone,
    },
  ],
  modules: [
    { path: 'example.com/shop', dir: ROOT, go: '1.21', goMinor: 21 },
    { path: '', dir: `${ROOT}/tools/gen`, go: undefined, goMinor: 17 },
  ],
  diagnostics: [
    {
      code: 'syntax-error',
      severity: 'error',
      message: 'does not parse',
      position: at(3),
      related: [{ position: at(1), message: 'opened here' }],
    },
    { code: 'unreadable-file', severity: 'warning', message: 'cannot be read' },
  ],
});

describe('the schema', () => {
  it('is published as generated (node scripts/generate-schemas.mjs)', () => {
    expect(PUBLISHED).toBe(`${JSON.stringify(resultSchema(), undefined, 2)}\n`);
  });

  const validators: [string, ValidateFunction][] = [
    ['published', new Ajv2020({ strict: true }).compile(JSON.parse(PUBLISHED))],
    ['exact', new Ajv2020({ strict: true }).compile(exactResultSchema())],
  ];
  const results: [string, RunResult][] = [
    ['every outcome', full],
    ['nothing found', result({ maps: [], verification: NOT_VERIFIED })],
  ];
  it.each(validators.flatMap(([v, validate]) => results.map(([r, run]) => [v, r, validate, run] as const)))(
    '%s: takes %s',
    (_v, _r, validate, run) => {
      expect(validate(JSON.parse(renderJson(run, ROOT, 'compact'))) ? [] : validate.errors).toEqual([]);
    },
  );

  it('rejects a document without a documented key', () => {
    const [, validate] = validators[0]!;
    const { summary: _summary, ...rest } = toDocument(full, ROOT);
    expect(validate(rest)).toBe(false);
  });
});

describe('the document', () => {
  const document = toDocument(full, ROOT);

  it('has the keys of the contract', () => {
    expect(document).toMatchObject({
      version: 1,
      tool: { name: 'mapguard', version: '0.1.0' },
      modules: [
        { path: 'example.com/shop', dir: '.', go: '1.21' },
        { path: '', dir: 'tools/gen', go: null },
      ],
      files: changes.map((file) => ({ path: file.displayPath, diff: unifiedDiff(file) })),
      verification: {
        toolchain: 'go1.26.8',
        gofmt: 'passed',
        build: 'passed',
        vet: 'passed',
        race: 'not-run',
        why: 'race is opt-in',
      },
      summary: { unsafe: 3, rewritten: 1, refused: 2 },
    });
  });

  it('describes a map as the contract does', () => {
    expect(document.maps[0]).toEqual({
      id: 'example.com/shop/cache.Store.items',
      name: 'Store.items',
      package: 'example.com/shop/cache',
      kind: 'field',
      type: 'map[string]*Item',
      position: at(12),
      verdict: 'unsafe',
      confidence: 'high',
      evidenceKind: 'goroutines',
      cause: null,
      ignored: null,
      evidence: [
        {
          role: 'writer',
          root: 'an HTTP handler',
          operation: 'store',
          locks: [],
          message: 's.items is written here while other requests run',
          position: at(41),
          path: [{ position: at(9, 2, 'main.go'), message: 'registers (*Store).Put' }],
        },
        {
          role: 'reader',
          root: 'a go statement',
          operation: 'range',
          locks: ['s.mu'],
          message: '',
          position: at(52, 9),
          path: [],
        },
      ],
      guards: [{ lock: 's.mu', held: 3, total: 5, writesHeld: 1, writes: 2 }],
      profile: { reads: 4, stores: 1, deletes: 1, ranges: 1, lens: 1, clears: 0, replacements: 0, compound: 0 },
      decision: {
        outcome: 'rewritten',
        strategy: 'existing-lock',
        reason: 'common-lock',
        because: 's.mu is held at 3 of 5 uses',
        position: null,
        alternatives: [{ strategy: 'sync-map', reason: 'needs-len' }],
        notes: [{ code: 'double-build', message: 'the value may be built twice', position: at(60) }],
      },
    });
  });

  it('is one line when compact, indented when pretty', () => {
    expect(renderJson(full, ROOT, 'compact').split('\n')).toHaveLength(2);
    expect(renderJson(full, ROOT, 'pretty')).toBe(`${JSON.stringify(document, undefined, 2)}\n`);
  });
});

import { expect, it } from 'vitest';
import { FINDINGS_ONLY } from '../../../src/phases/7-report/findings.js';
import { fileList } from '../../../src/phases/7-report/list.js';
import { renderDiagnostics, renderSummary, verificationLine } from '../../../src/phases/7-report/summary.js';
import {
  at,
  change,
  leftAlone,
  NOT_VERIFIED,
  newFile,
  refused,
  result,
  safeMap,
  unsafeMap,
  VERIFIED,
} from './hand-made.js';

const changes = [change('a.go', 'a\n', 'b\n'), newFile('b.go', 'b\n')];

it('counts what was found and names the toolchain that vouches for it', () => {
  expect(
    renderSummary(result({ changes }), { changes: 'proposed' }),
  ).toBe(`mapguard: 1 unsafe map among 2: 1 rewritten, 0 refused
mapguard: 2 files would change; --write applies it
mapguard: verified with go1.26.8 for linux/amd64: passed re-analysis, gofmt,
mapguard:   go build, go vet; not run: go test -race (race is opt-in)
`);
  expect(renderSummary(result({ changes }), { changes: 'written' })).toContain('mapguard: 2 files written\n');
});

it('counts refusals by reason', () => {
  const maps = ['a', 'b', 'c'].map((name) => ({
    map: unsafeMap({ name }),
    decision: { ...refused, reason: name === 'b' ? 'cross-package' : 'escapes' },
  }));
  expect(renderSummary(result({ maps }), { changes: 'proposed' })).toBe(
    'mapguard: 3 unsafe maps among 3: 0 rewritten, 3 refused\nmapguard: refused for 2×escapes, 1×cross-package\n',
  );
});

it('says when nothing is unsafe, and in a scan only what was found', () => {
  expect(renderSummary(result({ maps: [{ map: safeMap(), decision: leftAlone }] }), { changes: 'proposed' })).toBe(
    'mapguard: no unsafe map among 1 map\n',
  );
  const maps = [{ map: unsafeMap(), decision: { outcome: 'left-alone', reason: FINDINGS_ONLY, because: '' } as const }];
  expect(renderSummary(result({ maps }), { changes: 'none' })).toBe('mapguard: 1 unsafe map among 1\n');
});

it('always says what was verified, or that nothing was', () => {
  expect(verificationLine(NOT_VERIFIED)).toBe('nothing was verified: --verify=off');
  expect(verificationLine({ ...NOT_VERIFIED, reanalysis: 'passed', why: 'go was not found' })).toBe(
    'verified without Go: passed re-analysis; not run: gofmt, go build, go vet, go test -race (go was not found)',
  );
  expect(verificationLine({ ...VERIFIED, vet: 'failed', why: 'copylocks' })).toContain(
    'failed go vet; not run: go test -race (copylocks)',
  );
});

it('prints a diagnostic as file:line:column with its code', () => {
  expect(
    renderDiagnostics([
      {
        code: 'syntax-error',
        severity: 'error',
        message: 'the file does not parse',
        position: at(3, 7),
        related: [{ position: at(1), message: 'opened here' }],
      },
      { code: 'unreadable-file', severity: 'error', message: 'no place' },
    ]),
  ).toBe(
    'cache/store.go:3:7: error: the file does not parse (syntax-error)\n  cache/store.go:1:2: opened here\nerror: no place (unreadable-file)\n',
  );
});

it('lists the files that change', () => {
  expect(fileList(changes)).toBe('a.go\nb.go\n');
});

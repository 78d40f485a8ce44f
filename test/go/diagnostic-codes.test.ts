import { describe, expect, it } from 'vitest';
import { diagnostic, withSeverities } from '../../src/go/diagnostic-codes.js';

describe('severities of diagnostics', () => {
  const said = [diagnostic('wrong-lock', 'a'), diagnostic('atomicity-gap', 'b')];

  it('are those of the catalogue unless configured', () => {
    expect(withSeverities(said, {}).map(({ severity }) => severity)).toEqual(['warning', 'note']);
  });

  it('can be raised, and turned off', () => {
    expect(withSeverities(said, { 'atomicity-gap': 'error', 'wrong-lock': 'off' })).toEqual([
      { code: 'atomicity-gap', severity: 'error', message: 'b' },
    ]);
  });
});

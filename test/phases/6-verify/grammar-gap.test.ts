import { describe, expect, it } from 'vitest';
import { createGoParser, load } from '../../../src/phases/1-load/index.js';
import { withGrammarGaps } from '../../../src/phases/6-verify/index.js';
import { requireGo } from '../../go/require-go.js';
import { temporaryDirectory, writeFiles } from '../5-rewrite/project.js';

const go = await requireGo();

describe('a file that does not parse', () => {
  it.skipIf(go === undefined)('is a grammar gap where gofmt accepts it, else a syntax error', async () => {
    const dir = temporaryDirectory();
    writeFiles(dir, {
      'go.mod': 'module example.com/p\n\ngo 1.26\n',
      'wrong.go': 'package p\n\nfunc f() {\n',
      'right.go': 'package p\n\nvar x = 1\n',
    });
    const loaded = await load({ cwd: dir, patterns: ['./...'], parser: await createGoParser() });
    const right = loaded.program.files.find((f) => f.path.endsWith('right.go'))!;
    // today's grammar reads everything we know of: a gap is made up
    const gap = {
      code: 'syntax-error',
      severity: 'error' as const,
      message: 'syntax error near "x"',
      position: { file: right.displayPath, line: 3, column: 5 },
    };
    const errors = [...loaded.syntaxErrors, { file: right, offset: 15 }];
    const result = await withGrammarGaps([...loaded.diagnostics, gap], errors, go);
    expect(result.map((d) => [d.code, d.severity, d.position?.file])).toEqual([
      ['syntax-error', 'error', 'wrong.go'],
      ['grammar-gap', 'warning', 'right.go'],
    ]);
    expect(await withGrammarGaps([gap], errors, undefined)).toEqual([gap]);
  });
});

import { describe, expect, it } from 'vitest';
import { bisect } from '../../../src/phases/6-verify/blame.js';
import { failedPackages, parseCompilerOutput } from '../../../src/phases/6-verify/compiler-output.js';
import { newProblems, problemText } from '../../../src/phases/6-verify/problem.js';

const resolve = (path: string) => path.replace(/^.*overlay\d+\/\d+/, '/tree').replace(/^\.\//, '/tree/');

const parse = (output: string) => parseCompilerOutput(output, 'build', resolve);

describe('what the compiler prints', () => {
  it('is read with places, continuation lines and packages', () => {
    const problems = parse(
      '# example.com/p\n../tmp/overlay0/1/a.go:3:7: cannot use x\n\thave (int)\n\twant (string)\n./b.go:10:2: x redeclared\n\t/tmp/overlay0/1/a.go:4:5: other declaration of x\n# example.com/p/sub [example.com/p/sub.test]\nvet: ./c.go:1:1: undefined: y\ntoo many errors\n',
    );
    expect(problems.map((p) => [p.path, p.line, p.column, p.message, p.packagePath])).toEqual([
      ['/tree/a.go', 3, 7, 'cannot use x\n\thave (int)\n\twant (string)', 'example.com/p'],
      ['/tree/b.go', 10, 2, 'x redeclared\n\t/tree/a.go:4:5: other declaration of x', 'example.com/p'],
      ['/tree/c.go', 1, 1, 'undefined: y', 'example.com/p/sub'],
    ]);
    expect(problemText(problems[0]!, (path) => path.slice(6))).toMatch(/^go build: a\.go:3:7: cannot use x/);
  });

  it('without a place is kept in words', () => {
    expect(parse('# example.com/p\n/usr/bin/ld: cannot find -lx\ncollect2: error\n')).toMatchObject([
      { path: undefined, line: undefined, message: '/usr/bin/ld: cannot find -lx\ncollect2: error' },
    ]);
    expect(parse('?   \texample.com/p\t[no test files]\nFAIL\n\n')).toEqual([]);
  });

  it('names the packages that failed, tests under the package they test', () => {
    const output =
      '# example.com/a\nx.go:1:1: no\n# example.com/b [example.com/b.test]\n# example.com/c_test [example.com/c.test]\nFAIL\texample.com/d [build failed]\n';
    expect([...failedPackages(output)]).toEqual(['example.com/a', 'example.com/b', 'example.com/c', 'example.com/d']);
  });

  it('is new only if it was not there as often before, wherever it was', () => {
    const [a] = parse('./a.go:3:7: undefined: x\n');
    const moved = { ...a!, line: 99 };
    expect(newProblems([moved], [a!])).toEqual([]);
    expect(newProblems([a!, moved], [a!])).toEqual([moved]);
    expect(newProblems([{ ...a!, path: '/tree/b.go' }], [a!])).toHaveLength(1);
    const before = parse('./a.go:3:7: x redeclared\n\t./b.go:1:5: other declaration\n');
    expect(newProblems(parse('./a.go:4:7: x redeclared\n\t./b.go:2:5: other declaration\n'), before)).toEqual([]);
  });
});

describe('leaving maps out', () => {
  const maps = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

  it('finds one that fails, whichever it is, in few tries', async () => {
    for (const culprit of maps) {
      let tries = 0;
      const found = await bisect(maps, async (subset) => {
        tries++;
        return subset.includes(culprit);
      });
      expect(found).toBe(culprit);
      expect(tries).toBeLessThanOrEqual(5);
    }
  });

  it('finds one of two that fail only together', async () => {
    expect(await bisect(maps, async (s) => s.includes('b') && s.includes('e'))).toBe('e');
  });

  it('finds none where all fail, or nothing does', async () => {
    expect(await bisect(maps, async () => true)).toBeUndefined();
    expect(await bisect(maps, async () => false)).toBeUndefined();
    expect(await bisect([], async () => true)).toBeUndefined();
  });
});

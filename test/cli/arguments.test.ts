import { describe, expect, it } from 'vitest';
import {
  type Arguments,
  type ExplainArguments,
  type FixArguments,
  parseArguments,
  type ScanArguments,
} from '../../src/cli/arguments.js';
import { UserError } from '../../src/model/diagnostic.js';

async function fix(...argv: string[]): Promise<FixArguments> {
  const parsed = await parseArguments(argv);
  expect(parsed.command).toBe('fix');
  return parsed as FixArguments;
}

async function failure(...argv: string[]): Promise<string> {
  const parsed: Arguments | UserError = await parseArguments(argv).catch((error: unknown) => error as UserError);
  expect(parsed).toBeInstanceOf(UserError);
  const { message, exitCode } = parsed as UserError;
  expect(exitCode).toBe(2);
  expect(message).not.toContain('\n');
  return message;
}

describe('commands', () => {
  it('fixes by default', async () => {
    expect((await fix()).patterns).toEqual(['./...']);
    expect((await fix('./a', './b')).patterns).toEqual(['./a', './b']);
    expect(await fix('./a')).toEqual(await fix('fix', './a'));
  });

  it('reads scan and explain', async () => {
    expect(await parseArguments(['scan', './a', '--only', 'x'])).toMatchObject({
      command: 'scan',
      patterns: ['./a'],
      only: ['x'],
    });
    const explain = (await parseArguments(['explain', 'Store.items', './a'])) as ExplainArguments;
    expect(explain).toMatchObject({ command: 'explain', map: 'Store.items', patterns: ['./a'] });
    expect(((await parseArguments(['explain', 'x'])) as ExplainArguments).patterns).toEqual(['./...']);
  });

  it('takes what stands behind -- as patterns', async () => {
    expect((await fix('-w', '--', '-odd', '--dir')).patterns).toEqual(['-odd', '--dir']);
    expect((await fix('fix', 'a', '--', 'fix')).patterns).toEqual(['a', 'fix']);
    expect(((await parseArguments(['scan', '--', '--json'])) as ScanArguments).patterns).toEqual(['--json']);
  });

  it('does not turn names into numbers', async () => {
    expect((await fix('007', '--only', '1e3')).patterns).toEqual(['007']);
    expect((await fix('--only', '1e3')).only).toEqual(['1e3']);
  });
});

describe('flags', () => {
  it('has the defaults of the design', async () => {
    expect(await fix()).toEqual({
      command: 'fix',
      patterns: ['./...'],
      only: [],
      skip: [],
      strategies: [],
      write: false,
      list: false,
      allowDirty: false,
      allowApiChange: false,
      progress: true,
      color: 'auto',
    });
  });

  it('reads short and grouped flags', async () => {
    expect(await fix('-wl')).toMatchObject({ write: true, list: true });
  });

  it('repeats --only, --skip and --strategy without eating the pattern behind them', async () => {
    const parsed = await fix(
      '--only',
      'a',
      '--only=b',
      '--skip',
      'c*',
      '--strategy',
      'mutex',
      '--strategy',
      'x.y=sync-map',
      './p',
    );
    expect(parsed).toMatchObject({
      patterns: ['./p'],
      only: ['a', 'b'],
      skip: ['c*'],
      strategies: [
        { map: undefined, strategy: 'mutex' },
        { map: 'x.y', strategy: 'sync-map' },
      ],
    });
  });

  it('takes the value of --json and --color only with =', async () => {
    expect(await fix('--json', './p')).toMatchObject({ json: 'pretty', patterns: ['./p'] });
    expect(await fix('--json=compact')).toMatchObject({ json: 'compact' });
    expect(await fix('--color', './p')).toMatchObject({ color: 'always', patterns: ['./p'] });
    expect(await fix('--color=auto')).toMatchObject({ color: 'auto' });
    expect(await fix('--no-color')).toMatchObject({ color: 'never' });
  });
});

describe('mistakes give one line', () => {
  it.each([
    [['--wirte'], 'unknown flag --wirte (did you mean --write?); mapguard --help lists all'],
    [['-x'], /^unknown flag -x/],
    [['--frobnicate'], 'unknown flag --frobnicate; mapguard --help lists all'],
    [['scan', '--write'], '--write is not a flag of scan, but of fix'],
    [['--only'], '--only needs a value'],
    [['--only', '--write'], '--only needs a value'],
    [['--confidence', 'hihg'], '--confidence does not take "hihg"; it takes low, medium, high, proven'],
    [['--json=xml'], '--json does not take "xml"; it takes pretty, compact'],
    [['--confidence', 'low', '--confidence', 'high'], '--confidence is given more than once'],
    [['--write=maybe'], '--write takes no value'],
    [['explain'], /^explain needs the name of a map/],
    [['--strategy', '=mutex'], /--strategy does not take "=mutex"/],
    [['--list', '--json'], /--list and --json/],
  ])('%j', async (argv, expected) => {
    const message = await failure(...argv);
    if (typeof expected === 'string') expect(message).toBe(expected);
    else expect(message).toMatch(expected);
  });

  it.each([
    '--sarif',
    '--html',
    '--interactive',
    '--from-trace',
    '--baseline',
    '--profile',
    '-j',
    '--new-from-rev',
    '--decisions',
  ])('a flag of a later stage does not exist: %s', async (flag) => {
    expect(await failure(flag, 'x')).toMatch(/^unknown flag/);
  });
});

describe('help', () => {
  it('lists the commands, the flags and the exit codes in 80 columns', async () => {
    const parsed = await parseArguments(['--help']);
    expect(parsed.command).toBe('help');
    const { text } = parsed as { text: string };
    for (const word of ['scan', 'explain', '--write', '--verify', 'Exit code']) expect(text).toContain(word);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('shows the flags of one command', async () => {
    const { text } = (await parseArguments(['explain', '--help'])) as { text: string };
    expect(text).toContain('--strategy');
    expect(text).not.toContain('--write');
  });
});

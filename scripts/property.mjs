/**
 * Rewrites random Go programs and runs them before and after (test/property/).
 *
 *   npm run property -- [--count 400] [--seed N] [--mode plain|only|in-place|wrapped] [--shrink 2]
 *
 * Without a seed one is chosen, and printed. Of each kind of failure the first few (--shrink) are made smaller. Needs Go.
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '400' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    mode: { type: 'string' },
    shrink: { type: 'string', default: '2' },
  },
});

const environment = {
  ...process.env,
  PROPERTY_COUNT: values.count,
  PROPERTY_SEED: values.seed,
  PROPERTY_SHRINK: values.shrink,
  ...(values.mode === undefined ? {} : { PROPERTY_MODE: values.mode }),
};
const vitest = ['vitest', 'run', 'test/property/concurrent-programs.test.ts', '--disable-console-intercept'];
const child = spawn('npx', vitest, { stdio: 'inherit', env: environment });
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});

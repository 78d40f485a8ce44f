import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeFailure } from '../../src/cli/failure.js';
import { UserError } from '../../src/model/diagnostic.js';

it('a mistake of the user is one line with its exit code', () => {
  expect(describeFailure(new UserError('no such path: x\n  looked in y'), '1.0.0')).toEqual({
    exitCode: 2,
    message: 'mapguard: no such path: x; looked in y\n',
  });
  expect(describeFailure(new UserError('changed on disk', 3), '1.0.0').exitCode).toBe(3);
});

it('an error of the machine is one line', () => {
  const path = '/proc/nowhere/x';
  let error: unknown;
  try {
    readFileSync(path);
  } catch (caught) {
    error = caught;
  }
  expect(describeFailure(error, '1.0.0')).toEqual({
    exitCode: 3,
    message: `mapguard: ${path}: no such file or directory\n`,
  });
});

it('a bug gives its stack and how to report it', () => {
  const { exitCode, message } = describeFailure(new TypeError('x is undefined'), '1.2.3');
  expect(exitCode).toBe(4);
  expect(message).toMatch(/^TypeError: x is undefined\n\s+at /);
  expect(message).toContain(`mapguard 1.2.3, node ${process.version}`);
  expect(message).toContain('Please report');
});

it('what is thrown need not be an error', () => {
  expect(describeFailure('text', '1.0.0')).toMatchObject({
    exitCode: 4,
    message: expect.stringMatching(/^text\n/) as string,
  });
});

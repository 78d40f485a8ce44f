import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createOutput } from '../../src/cli/output.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function output(terminal: boolean, env: Record<string, string> = {}, progress = true) {
  const written: string[] = [];
  const stream = { isTTY: terminal, write: (text: string) => written.push(text) };
  const out = createOutput({ cwd: '/', env, stdout: { write: () => {} }, stderr: stream }, { color: 'auto', progress });
  return { out, written };
}

it('shows progress on a terminal once the run is long, and clears it before anything else', () => {
  const { out, written } = output(true);
  out.progress('load');
  expect(written).toEqual([]);
  vi.advanceTimersByTime(2000);
  out.progress('find');
  out.progress('decide');
  out.message('done\n');
  out.message('more\n');
  expect(written).toEqual(['\r\u001B[Kfind', '\r\u001B[Kdecide', '\r\u001B[K', 'done\n', 'more\n']);
});

it.each<[string, boolean, Record<string, string>, boolean]>([
  ['no terminal', false, {}, true],
  ['--no-progress', true, {}, false],
  ['CI', true, { CI: 'true' }, true],
  ['a dumb terminal', true, { TERM: 'dumb' }, true],
])('shows no progress with %s', (_what, terminal, env, progress) => {
  const { out, written } = output(terminal, env, progress);
  vi.advanceTimersByTime(2000);
  out.progress('find');
  expect(written).toEqual([]);
});

import { expect, test } from 'vitest';
import { importNameOf, importNamesOf, isStandardPath } from '../../src/go/import-name.js';

test.each([
  ['fmt', 'fmt'],
  ['net/http', 'http'],
  ['math/rand/v2', 'rand'],
  ['github.com/a/b', 'b'],
  ['github.com/a/b/v12', 'b'],
  ['gopkg.in/yaml.v3', 'yaml'],
  ['github.com/a/go-redis/v9', 'redis'],
  ['github.com/a/client.go', 'client'],
  ['github.com/a/nats-go', 'nats'],
  ['v2', 'v2'],
])('%s is imported as %s', (path, name) => {
  expect(importNameOf(path)).toBe(name);
});

test('other names that a path suggests', () => {
  expect(importNamesOf('github.com/a/bar-baz/v2')).toEqual(['bar', 'baz', 'barbaz', 'bar_baz']);
});

test('paths of the standard library have no dot in their first element', () => {
  expect(isStandardPath('encoding/json')).toBe(true);
  expect(isStandardPath('example.com/json')).toBe(false);
});

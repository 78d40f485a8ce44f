import { expect, it } from 'vitest';
import { loadIn, places, tree } from './tree.js';

it('reads //mapguard:ignore with the line that it covers', async () => {
  const text = `package p

//mapguard:ignore filled by init only
var a map[string]int

var b map[string]int //mapguard:ignore one goroutine owns it

// c is a table.
//
//mapguard:ignore read-only
//nolint
var c map[string]int

//mapguard:ignore
var d map[string]int

// mapguard:ignore with a space
var e map[string]int

//mapguard:ignored is another word
var f = "//mapguard:ignore in a string"

//mapguard:ignore nothing below

type T struct {
	//mapguard:ignore the field
	m map[string]int
}
`;
  const result = await loadIn(
    tree({
      'go.mod': 'module m\n',
      'a.go': text,
      'b.go': 'package p\n\n//mapguard:ignore crlf\r\nvar g map[string]int\r\n',
    }),
  );
  expect(result.suppressions.map((s) => [s.file.displayPath, s.at, s.line, s.reason])).toEqual([
    ['a.go', 3, 4, 'filled by init only'],
    ['a.go', 6, 6, 'one goroutine owns it'],
    ['a.go', 10, 12, 'read-only'],
    ['a.go', 23, 23, 'nothing below'],
    ['a.go', 26, 27, 'the field'],
    ['b.go', 3, 4, 'crlf'],
  ]);
  expect(places(result)).toEqual(['ignore-without-reason a.go:14:1', 'ignore-with-space a.go:17:1']);
  expect(result.diagnostics.every((d) => d.severity === 'warning')).toBe(true);
});

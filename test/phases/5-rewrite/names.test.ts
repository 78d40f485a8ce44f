import { describe, expect, it } from 'vitest';
import type { EditRecorder } from '../../../src/model/edit.js';
import { project, rangeOf } from './project.js';

const SOURCE = `package p

import "fmt"

type inner struct{ lock int }

type store struct {
	inner
	items map[string]int // here
}

func (s *store) close() {}

var global = func() int {
	x := 1
	return x
}

func (s *store) get(key string) int {
	value := s.items[key] // in get
	fmt.Println(value)
	return value
}

func other() {
	ok := true // in other
	_ = ok
}
`;

async function fresh(place: string, ...bases: string[]): Promise<string[]> {
  const p = await project({
    'a.go': SOURCE,
    'b.go': 'package p\n\nvar taken int\n',
    'a_test.go': 'package p_test\n\nvar external int\n',
  });
  const file = p.file('a.go');
  const [at] = rangeOf(file, place);
  let names: string[] = [];
  p.rewrite((e) => {
    names = bases.map((b) => e.freshName(file, at, b));
  });
  return names;
}

describe('a fresh name', () => {
  it('in a function is one that occurs neither there nor at package level', async () => {
    expect(await fresh('// in get', 'ok', 'value', 'key', 'fmt', 'taken', 'other', 'len', 'range', 'lock')).toEqual([
      'ok',
      'value2',
      'key2',
      'fmt2',
      'taken2',
      'other2',
      'len2',
      'range2',
      'lock',
    ]);
  });

  it('is given out once in a function, and again in another', async () => {
    const p = await project({ 'a.go': SOURCE });
    const file = p.file('a.go');
    const names: string[] = [];
    const plan = (e: EditRecorder) => {
      for (const place of ['// in get', '// in other']) names.push(e.freshName(file, rangeOf(file, place)[0], 'entry'));
    };
    p.rewrite(plan, plan);
    expect(names).toEqual(['entry', 'entry', 'entry2', 'entry2']);
  });

  it('at package level occurs nowhere in the package', async () => {
    expect(await fresh('var global', 'mu', 'mu', 'value', 'taken', 'external')).toEqual([
      'mu',
      'mu2',
      'value2',
      'taken2',
      'external',
    ]);
  });

  it('in a function literal of a package variable counts as local', async () => {
    expect(await fresh('return x', 'x', 'value', 'taken')).toEqual(['x2', 'value', 'taken2']);
  });

  it('in a struct is no field or method of it, nor promoted from an embedded one', async () => {
    expect(await fresh('// here', 'mu', 'items', 'lock', 'close', 'inner', 'value', 'mu')).toEqual([
      'mu',
      'items2',
      'lock2',
      'close2',
      'inner2',
      'value',
      'mu2',
    ]);
  });

  it('is not given out at package level after a function got it, nor the reverse', async () => {
    const p = await project({ 'a.go': SOURCE });
    const file = p.file('a.go');
    const given: string[] = [];
    p.rewrite((e) => {
      given.push(
        e.freshName(file, rangeOf(file, '// in get')[0], 'a'),
        e.freshName(file, rangeOf(file, 'var global')[0], 'a'),
      );
      given.push(
        e.freshName(file, rangeOf(file, 'var global')[0], 'b'),
        e.freshName(file, rangeOf(file, '// in get')[0], 'b'),
      );
    });
    expect(given).toEqual(['a', 'a2', 'b', 'b2']);
  });
});

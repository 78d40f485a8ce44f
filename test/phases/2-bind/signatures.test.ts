import { expect, test } from 'vitest';
import { SIGNATURES } from '../../../src/go/signatures.js';
import type { GoType } from '../../../src/model/go-type.js';
import { bind, typeToString } from '../../../src/phases/2-bind/index.js';
import { programOf } from './program-of.js';

/** Every declaration of the table, used from a program that has no source of the package. */
test('every declaration of the table of signatures is understood', () => {
  const broken: string[] = [];
  for (const [path, text] of SIGNATURES) {
    const lines = text.split(/\n(?! )/).filter((line) => line.trim() !== '');
    const names = lines.flatMap((line) => {
      const head = /^(type|func|var|const) ((?:\w+, )*\w+)/.exec(line);
      if (head === null) broken.push(`${path}: ${line}`);
      return (head?.[2] ?? '')
        .split(', ')
        .map((name) => ({ name, isType: head?.[1] === 'type', generic: line.startsWith(`type ${name}[`) }));
    });
    const uses = names.map(({ name, isType, generic }, i) =>
      isType ? `var v${i} p.${name}${generic ? args(lines, name) : ''}` : `var v${i} = p.${name}`,
    );
    const program = programOf({ 'a.go': `package a\nimport p "${path}"\n${uses.join('\n')}\n` });
    const binding = bind(program);
    for (const [i, v] of binding.variablesOf(program.packages[0]!).entries()) {
      const type = binding.typeOfSymbol(v);
      const seen = names[i]!.isType ? binding.underlying(type) : type;
      if (mentionsUnknown(seen)) broken.push(`${path}.${names[i]!.name}: ${typeToString(seen)}`);
    }
  }
  expect(broken).toEqual([]);
});

/** As many type arguments as the type has parameters. */
function args(lines: readonly string[], name: string): string {
  const list = /\[([^\]]*)\]/.exec(lines.find((l) => l.startsWith(`type ${name}[`))!)![1]!;
  return `[${list
    .split(',')
    .map(() => 'int')
    .join(', ')}]`;
}

function mentionsUnknown(type: GoType): boolean {
  return typeToString(type).includes('unknown(') || typeToString(type) === '';
}

test('methods of the table are found on values, pointers and embedded types', () => {
  const source = [
    'package a',
    'import ("sync"; "sync/atomic"; "net/http"; "time"; "context")',
    'type T struct { sync.Map; *http.Request }',
    'var t T',
    'var p atomic.Pointer[map[string]int]',
    'var v1, v2 = t.Load("a")',
    'var v3 = (*p.Load())["a"]',
    'var v4 = t.Header["a"]',
    'var v5 = t.URL.Query()',
    'var v6 = time.Now().Sub(time.Time{}).Seconds()',
    'var v7, v8 = context.WithCancel(nil)',
    'var v9 = http.StatusOK',
    '',
  ].join('\n');
  const program = programOf({ 'a.go': source });
  const binding = bind(program);
  const types = binding.variablesOf(program.packages[0]!).filter((v) => v.name.startsWith('v'));
  expect(types.map((v) => typeToString(binding.typeOfSymbol(v)))).toEqual([
    'any',
    'bool',
    'int',
    '[]string',
    'url.Values',
    'float64',
    'context.Context',
    'context.CancelFunc',
    'int',
  ]);
});

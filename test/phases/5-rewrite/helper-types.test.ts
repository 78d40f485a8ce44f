import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type GoFeature, SINCE } from '../../../src/go/versions.js';
import {
  HELPER_METHOD_NAMES,
  HELPER_METHODS,
  MUTEX_MAP_FAMILIES,
} from '../../../src/phases/5-rewrite/helpers/methods.js';
import { type MutexMapText, mutexMapText } from '../../../src/phases/5-rewrite/helpers/mutex-map.js';
import { requireGo } from '../../go/require-go.js';
import { temporaryDirectory, writeFiles } from './project.js';

const go = await requireGo();

const NEWEST = go?.minor ?? 26;

interface Variant {
  readonly goMinor: number;
  readonly generic: boolean;
}

const VARIANTS: readonly Variant[] = [
  { goMinor: 17, generic: false },
  { goMinor: 18, generic: true },
  { goMinor: 20, generic: true },
  { goMinor: 21, generic: true },
  { goMinor: 21, generic: false },
  { goMinor: 23, generic: true },
  { goMinor: NEWEST, generic: true },
  { goMinor: NEWEST, generic: false },
];

function methodsFor(goMinor: number): string[] {
  return HELPER_METHOD_NAMES.filter((m) => HELPER_METHODS[m].goMinor <= goMinor);
}

/** A file with the types that helpers_test.go.txt expects: string to int, any to int, float64 to int. */
function helperFile(variant: Variant, family: MutexMapText['family'], shadowed: readonly string[] = []): string {
  const imports = new Set<string>();
  const print = (name: string, specialised: MutexMapText['specialised']) =>
    mutexMapText({
      family,
      name,
      specialised,
      methods: methodsFor(variant.goMinor),
      goMinor: variant.goMinor,
      shadowed: new Set(shadowed),
      importName: (path) => {
        imports.add(path);
        return path;
      },
    });
  const any = shadowed.includes('any') || variant.goMinor < 18 ? 'interface{}' : 'any';
  const types = variant.generic
    ? [
        print('guardedMap', undefined),
        `type stringTable = guardedMap[string, int]\n\ntype floatTable = guardedMap[float64, int]\n`,
      ]
    : [
        print('stringTable', { key: 'string', value: 'int' }),
        print('floatTable', { key: 'float64', value: 'int' }),
        // the type's text uses names that the methods' parameters have
        print('keyTable', { key: 'key', value: 'map[value]ok' }),
        'type key string\n\ntype value string\n\ntype ok bool\n',
      ];
  const interfaces = variant.generic
    ? `type anyTable = guardedMap[${any}, int]\n`
    : print('anyTable', { key: any, value: 'int' });
  const withInterfaces = !variant.generic || variant.goMinor >= SINCE['comparable interfaces'];
  const body = [...types, ...(withInterfaces ? [interfaces] : [])].join('\n');
  const lines = [...imports].sort().map((i) => `\t"${i}"\n`);
  return `package helpers\n\nimport (\n${lines.join('')})\n\n${body}`;
}

function goFiles(variant: Variant, family: MutexMapText['family']): Record<string, string> {
  const tests = (name: string) => readFileSync(join(import.meta.dirname, 'go', name), 'utf8');
  const hasAny = !variant.generic || variant.goMinor >= SINCE['comparable interfaces'];
  const create = variant.generic ? ['newGuardedMap', 'newGuardedMap'] : ['newStringTable', 'newFloatTable'];
  const adapter = `package helpers\n\nfunc newStrings(m map[string]int) *stringTable { return ${create[0]}(m) }\n\nfunc newFloats(m map[float64]int) *floatTable { return ${create[1]}(m) }\n\nconst clearsNaN = ${variant.goMinor >= SINCE.clear}\n`;
  return {
    'go.mod': `module example.com/helpers\n\ngo 1.${variant.goMinor}\n`,
    'helpers.go': helperFile(variant, family),
    'adapter_test.go': adapter,
    'helpers_test.go': tests('helpers_test.go.txt'),
    ...(hasAny ? { 'interface_test.go': tests('interface_test.go.txt') } : {}),
    ...(variant.goMinor >= SINCE['iter.Seq2'] ? { 'all_test.go': tests('all_test.go.txt') } : {}),
  };
}

describe.skipIf(go === undefined).each(MUTEX_MAP_FAMILIES)('%s', (family) => {
  it.each(VARIANTS)('go 1.$goMinor, generic: $generic: formatted, vetted, raced', async (variant) => {
    const cwd = temporaryDirectory();
    writeFiles(cwd, goFiles(variant, family));
    const formatted = await go!.gofmt(['-d', '.'], { cwd });
    expect(formatted.stdout + formatted.stderr).toBe('');
    const vet = await go!.go(['vet', './...'], { cwd });
    expect(vet.stderr).toBe('');
    const raced = await go!.go(['test', '-race', '-count=1', '-timeout=120s', './...'], { cwd });
    expect(raced.stdout + raced.stderr).toMatch(/^ok\b/m);
    expect(raced.code).toBe(0);
  });

  it('compiles where the package declares any and clear itself', async () => {
    const cwd = temporaryDirectory();
    const text = helperFile({ goMinor: NEWEST, generic: true }, family, ['any', 'clear']);
    writeFiles(cwd, {
      'go.mod': `module example.com/h\n\ngo 1.${NEWEST}\n`,
      'h.go': `${text}\ntype any int\n\nfunc clear() {}\n`,
    });
    const vet = await go!.go(['vet', './...'], { cwd });
    expect(vet.stderr).toBe('');
  });
});

describe('standard names', () => {
  it.skipIf(go === undefined)('are as old as the table says', () => {
    const since = (name: string): number => {
      for (let minor = 0; minor <= NEWEST; minor++) {
        const api = readFileSync(join(go!.goRoot, 'api', minor === 0 ? 'go1.txt' : `go1.${minor}.txt`), 'utf8');
        if (apiLines(name).some((pattern) => pattern.test(api))) return minor;
      }
      throw new Error(`${name} is in no api file`);
    };
    const names = (Object.keys(SINCE) as GoFeature[]).filter((n) => n.includes('.'));
    expect(Object.fromEntries(names.map((n) => [n, since(n)]))).toEqual(
      Object.fromEntries(names.map((n) => [n, SINCE[n]])),
    );
  });

  it('that the helpers name are all in the table, and old enough for their version', () => {
    for (const family of MUTEX_MAP_FAMILIES) {
      for (const variant of VARIANTS) {
        const text = helperFile(variant, family);
        const code = text.replace(/\/\/.*$/gm, '');
        const names = [...code.matchAll(/\b(sync|maps|iter)\.(\w+)/g)].map((m) => m[0]);
        const mutex = family === 'mutex-map' ? 'sync.Mutex' : 'sync.RWMutex';
        names.push(...[...code.matchAll(/\.mu\.(\w+)/g)].map((m) => `${mutex}.${m[1]}`));
        if (/\bclear\(/.test(code)) names.push('clear');
        if (code.includes('[K comparable')) names.push('generics');
        for (const name of names) {
          expect(SINCE).toHaveProperty([name]);
          expect(SINCE[name as GoFeature], name).toBeLessThanOrEqual(variant.goMinor);
        }
      }
    }
  });
});

/** Lines of the api files: `pkg maps, func Clone[…](…)`, `pkg sync, type Mutex struct`, `pkg sync, method (*Mutex) Lock()`. */
function apiLines(name: string): RegExp[] {
  const [pkg, first, method] = name.split('.') as [string, string, string | undefined];
  if (method !== undefined) return [new RegExp(`^pkg ${pkg}, method \\(\\*?${first}\\) ${method}\\(`, 'm')];
  return [new RegExp(`^pkg ${pkg}, (?:func|type|var|const) ${first}\\b`, 'm')];
}

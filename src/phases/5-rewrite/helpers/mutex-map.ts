import { tokenise } from '../../../go/tokens.js';
import { mayUse } from '../../../go/versions.js';
import {
  constructorName,
  HELPER_METHOD_NAMES,
  HELPER_METHODS,
  type HelperMethodName,
  type MutexMapFamily,
} from './methods.js';

/** One helper type to print. */
export interface MutexMapText {
  readonly family: MutexMapFamily;
  readonly name: string;
  /** key and value type as Go text; undefined for a generic type */
  readonly specialised: { readonly key: string; readonly value: string } | undefined;
  readonly methods: readonly string[];
  /** Go version of the file that takes it */
  readonly goMinor: number;
  /** names that the package declares and the text therefore cannot use in their predeclared meaning */
  readonly shadowed: ReadonlySet<string>;
  /** name of an imported package in the file that takes the text */
  importName(path: string): string;
}

/** Identifiers of the bodies below, to be renamed where a specialised type's text uses them. */
const OWN_NAMES = [
  'g',
  'key',
  'value',
  'ok',
  'actual',
  'loaded',
  'previous',
  'old',
  'update',
  'yield',
  'm',
  'snapshot',
  'keys',
] as const;

/** What the Go text of one type is written with. */
interface Spelling {
  readonly K: string;
  readonly V: string;
  /** `guardedMap[K, V]`, or `sessionMap` */
  readonly type: string;
  readonly own: Readonly<Record<(typeof OWN_NAMES)[number], string>>;
  readonly text: MutexMapText;
}

/** The requested methods and those they need, in the fixed order of emission. Unknown names throw: a transform's mistake. */
export function methodsToEmit(requested: readonly string[]): HelperMethodName[] {
  const wanted = new Set<string>();
  const add = (name: string): void => {
    const method = HELPER_METHODS[name as HelperMethodName];
    if (method === undefined) throw new Error(`no helper method ${name}`);
    if (wanted.has(name)) return;
    wanted.add(name);
    method.needs.forEach(add);
  };
  requested.forEach(add);
  return HELPER_METHOD_NAMES.filter((n) => wanted.has(n));
}

/** Go source of the type and its methods, gofmt's form, `\n` line ends, without package clause and imports. */
export function mutexMapText(text: MutexMapText): string {
  const s = spelling(text);
  const methods = methodsToEmit(text.methods);
  return [typeDeclaration(s), ...methods.map((m) => methodText(m, s))].join('\n');
}

function spelling(text: MutexMapText): Spelling {
  const { specialised, name } = text;
  const K = specialised?.key ?? 'K';
  const V = specialised?.value ?? 'V';
  const used = new Set(tokenise(`${K} ${V} ${name} ${constructorName(name)}`).map((t) => t.text));
  const fresh = (own: string) => (used.has(own) ? `${own}2` : own);
  const own = Object.fromEntries(OWN_NAMES.map((n) => [n, fresh(n)])) as Spelling['own'];
  return { K, V, type: specialised === undefined ? `${name}[K, V]` : name, own, text };
}

function typeDeclaration(s: Spelling): string {
  const { name, family, specialised } = s.text;
  const any = s.text.shadowed.has('any') ? 'interface{}' : 'any';
  const parameters = specialised === undefined ? `[K comparable, V ${any}]` : '';
  const mutex = `${s.text.importName('sync')}.${family === 'rwmutex-map' ? 'RWMutex' : 'Mutex'}`;
  const doc = `${name} is a map that several goroutines may use at once. Each method is atomic and means what the same operation on a plain map means; on a nil map too. It must not be copied after first use.`;
  return `${comment(doc)}type ${name}${parameters} struct {\n\tmu ${mutex} // guards m\n\tm  map[${s.K}]${s.V}\n}\n`;
}

function methodText(name: HelperMethodName, s: Spelling): string {
  const method = HELPER_METHODS[name];
  if (name === 'New') return constructorText(s);
  const receiver = `(${s.own.g} *${s.type})`;
  const body = BODIES[name](s).map((line) => (line === '' ? '' : `\t${line}`));
  return `${comment(`${name} ${docOf(name, s)}`)}func ${receiver} ${name}${spell(method.signature, s)} {\n${body.join('\n')}\n}\n`;
}

function constructorText(s: Spelling): string {
  const { name, specialised } = s.text;
  const any = s.text.shadowed.has('any') ? 'interface{}' : 'any';
  const create = constructorName(name);
  const parameters = specialised === undefined ? `[K comparable, V ${any}]` : '';
  const { m } = s.own;
  return `${comment(`${create} ${HELPER_METHODS.New.doc}`)}func ${create}${parameters}(${m} map[${s.K}]${s.V}) *${s.type} {\n\treturn &${s.type}{m: ${m}}\n}\n`;
}

function docOf(name: HelperMethodName, s: Spelling): string {
  const doc = HELPER_METHODS[name].doc;
  if (name === 'Clear' && !hasClear(s)) return 'removes all entries, but those whose key is not equal to itself (NaN).';
  return doc;
}

/** A signature or body with K, V and the parameter names of this type. */
function spell(go: string, s: Spelling): string {
  let out = '';
  let at = 0;
  let previous = '';
  for (const { text, start, end } of tokenise(go)) {
    out += go.slice(at, start) + (previous === '.' ? text : respelt(text, s));
    previous = text;
    at = end;
  }
  return out;
}

function respelt(word: string, s: Spelling): string {
  if (word === 'K') return s.K;
  if (word === 'V') return s.V;
  if (word === 'iter') return s.text.importName('iter');
  return Object.hasOwn(s.own, word) ? s.own[word as keyof Spelling['own']] : word;
}

function hasClear(s: Spelling): boolean {
  return mayUse('clear', s.text.goMinor) && !s.text.shadowed.has('clear');
}

/** Locks for the whole method. Deferred throughout: storing to a nil map and hashing an interface key panic, and a recovered panic must not leave the lock held. */
function locked(name: HelperMethodName, s: Spelling): string[] {
  const shared = s.text.family === 'rwmutex-map' && !HELPER_METHODS[name].writes;
  const [lock, unlock] = shared ? ['RLock', 'RUnlock'] : ['Lock', 'Unlock'];
  return [`${s.own.g}.mu.${lock}()`, `defer ${s.own.g}.mu.${unlock}()`];
}

type Body = (s: Spelling) => string[];

function body(name: HelperMethodName, lines: string): Body {
  return (s) => [...locked(name, s), ...spellLines(lines, s)];
}

function spellLines(lines: string, s: Spelling): string[] {
  return lines.split('\n').map((line) => /^\t*/.exec(line)![0] + spell(line.trimStart(), s));
}

const BODIES: Readonly<Record<Exclude<HelperMethodName, 'New'>, Body>> = {
  Load: body('Load', 'value, ok = g.m[key]\nreturn value, ok'),
  Get: body('Get', 'return g.m[key]'),
  Store: body('Store', 'g.m[key] = value'),
  Delete: body('Delete', 'delete(g.m, key)'),
  Len: body('Len', 'return len(g.m)'),
  LoadOrStore: body(
    'LoadOrStore',
    'if actual, loaded = g.m[key]; loaded {\n\treturn actual, true\n}\ng.m[key] = value\nreturn value, false',
  ),
  LoadAndDelete: body('LoadAndDelete', 'value, loaded = g.m[key]\ndelete(g.m, key)\nreturn value, loaded'),
  Swap: body('Swap', 'previous, loaded = g.m[key]\ng.m[key] = value\nreturn previous, loaded'),
  Update: body('Update', 'old, ok := g.m[key]\ng.m[key] = update(old, ok)'),
  Clear: (s) => [
    ...locked('Clear', s),
    ...spellLines(hasClear(s) ? 'clear(g.m)' : 'for key := range g.m {\n\tdelete(g.m, key)\n}', s),
  ],
  Range: (s) => spellLines('for key, value := range g.Snapshot() {\n\tif !yield(key, value) {\n\t\treturn\n\t}\n}', s),
  All: (s) =>
    spellLines(
      'return func(yield func(K, V) bool) {\n\tfor key, value := range g.Snapshot() {\n\t\tif !yield(key, value) {\n\t\t\treturn\n\t\t}\n\t}\n}',
      s,
    ),
  Snapshot: (s) => [
    ...locked('Snapshot', s),
    ...(mayUse('maps.Clone', s.text.goMinor)
      ? [`return ${s.text.importName('maps')}.Clone(${s.own.g}.m)`]
      : spellLines(
          'if g.m == nil {\n\treturn nil\n}\nsnapshot := make(map[K]V, len(g.m))\nfor key, value := range g.m {\n\tsnapshot[key] = value\n}\nreturn snapshot',
          s,
        )),
  ],
  Keys: body(
    'Keys',
    'keys := make([]K, 0, len(g.m))\nfor key := range g.m {\n\tkeys = append(keys, key)\n}\nreturn keys',
  ),
  Replace: body('Replace', 'g.m = m'),
  IsNil: body('IsNil', 'return g.m == nil'),
};

/** Doc comment, wrapped at 80 columns. */
function comment(text: string): string {
  const lines: string[] = [];
  let line = '//';
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > 80) {
      lines.push(line);
      line = '//';
    }
    line += ` ${word}`;
  }
  return `${[...lines, line].join('\n')}\n`;
}

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** One `// want "NAME VERDICT CONFIDENCE"` of a fixture. */
export interface Want {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly verdict: string;
  readonly detail: string | undefined;
}

/** One `// want "CODE"` of a fixture: a diagnostic at its line. */
export interface WantedCode {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

/** One `// held "LOCKS" may "LOCKS"` of a fixture: the locks at the uses of maps on its line. */
export interface Held {
  readonly file: string;
  readonly line: number;
  /** names of locks, each with " shared" behind it if it is; sorted, joined by ", " */
  readonly held: string;
  /** the same for the locks that some way to the use holds; as `held` unless said */
  readonly may: string;
}

/** The want comments of all Go files below a directory. */
export function wantsOf(dir: string): Want[] {
  return linesBelow(dir, wantsIn);
}

/** The want comments of one word: diagnostics. */
export function codesOf(dir: string): WantedCode[] {
  return linesBelow(dir, (file, text) =>
    quotedIn(text).flatMap(({ line, words }) => (words.length === 1 ? [{ file, line, code: words[0]! }] : [])),
  );
}

/** The held comments of all Go files below a directory. */
export function heldOf(dir: string): Held[] {
  return linesBelow(dir, heldIn);
}

function linesBelow<T>(dir: string, read: (file: string, text: string) => T[]): T[] {
  const wants: T[] = [];
  const walk = (d: string) => {
    for (const entry of readdirSync(d, { withFileTypes: true })) {
      const path = join(d, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.name.endsWith('.go'))
        wants.push(...read(relative(dir, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')));
    }
  };
  walk(dir);
  return wants;
}

function wantsIn(file: string, text: string): Want[] {
  return quotedIn(text).flatMap(({ line, words }) => {
    const [name = '', verdict = '', detail] = words;
    return words.length === 1 ? [] : [{ file, line, name, verdict, detail }];
  });
}

function quotedIn(text: string): { line: number; words: string[] }[] {
  return text.split('\n').flatMap((line, i) => {
    const at = line.indexOf('// want ');
    if (at < 0) return [];
    return [...line.slice(at).matchAll(/"([^"]+)"/g)].map((m) => ({ line: i + 1, words: m[1]!.split(/\s+/) }));
  });
}

function heldIn(file: string, text: string): Held[] {
  return text.split('\n').flatMap((line, i) => {
    const match = /\/\/ held "([^"]*)"(?: may "([^"]*)")?/.exec(line);
    if (match === null) return [];
    const held = match[1] ?? '';
    return [{ file, line: i + 1, held, may: match[2] ?? held }];
  });
}

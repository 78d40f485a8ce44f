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

/** The want comments of all Go files below a directory. */
export function wantsOf(dir: string): Want[] {
  const wants: Want[] = [];
  const walk = (d: string) => {
    for (const entry of readdirSync(d, { withFileTypes: true })) {
      const path = join(d, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.name.endsWith('.go'))
        wants.push(...wantsIn(relative(dir, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')));
    }
  };
  walk(dir);
  return wants;
}

function wantsIn(file: string, text: string): Want[] {
  return text.split('\n').flatMap((line, i) => {
    const at = line.indexOf('// want ');
    if (at < 0) return [];
    return [...line.slice(at).matchAll(/"([^"]+)"/g)].map((m) => {
      const [name = '', verdict = '', detail] = m[1]!.split(/\s+/);
      return { file, line: i + 1, name, verdict, detail };
    });
  });
}

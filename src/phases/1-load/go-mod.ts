import type { GoMinor } from '../../model/source.js';
import { type ModfileError, type ModfileLine, readModfile } from './modfile-lines.js';

/** `replace path [version] => target [targetVersion]`; a target without version is a directory. */
export interface Replacement {
  readonly path: string;
  readonly version: string | undefined;
  readonly target: string;
  readonly targetVersion: string | undefined;
}

/** What a go.mod says, as far as mapguard needs it. */
export interface GoMod {
  /** '' when the module line is missing or malformed */
  readonly path: string;
  readonly go: string | undefined;
  /** module path → version, indirect ones too */
  readonly requires: ReadonlyMap<string, string>;
  readonly replaces: readonly Replacement[];
  /** directories that `...` does not match: relative to the module, or a name at any depth */
  readonly ignores: readonly string[];
  readonly errors: readonly ModfileError[];
}

/** Version that code without a go directive may use (strategies.md). */
export const DEFAULT_GO_MINOR = 17;

export function parseGoMod(text: string): GoMod {
  const { lines, errors } = readModfile(text);
  const requires = new Map<string, string>();
  const replaces: Replacement[] = [];
  const ignores: string[] = [];
  let path = '';
  let go: string | undefined;
  for (const line of lines) {
    const [first, second] = line.args;
    switch (line.verb) {
      case 'module':
        if (line.args.length === 1 && first !== '') path = first!;
        else errors.push({ line: line.line, message: 'want: module <path>' });
        break;
      case 'go':
        if (line.args.length === 1 && goMinorOf(first) !== undefined) go = first;
        else errors.push({ line: line.line, message: 'want: go 1.N' });
        break;
      case 'require':
        if (line.args.length === 2) requires.set(first!, second!);
        else errors.push({ line: line.line, message: 'want: require <path> <version>' });
        break;
      case 'replace': {
        const replacement = parseReplacement(line);
        if (replacement !== undefined) replaces.push(replacement);
        else errors.push({ line: line.line, message: 'want: replace <path> [version] => <path> [version]' });
        break;
      }
      case 'ignore':
        if (line.args.length === 1) ignores.push(first!);
        else errors.push({ line: line.line, message: 'want: ignore <directory>' });
        break;
    }
  }
  if (path === '' && !errors.some((e) => e.message.startsWith('want: module')))
    errors.push({ line: 1, message: 'no module line' });
  return { path, go, requires, replaces, ignores, errors };
}

export function parseReplacement({ args }: ModfileLine): Replacement | undefined {
  const arrow = args.indexOf('=>');
  if (arrow < 1 || arrow > 2 || args.length < arrow + 2 || args.length > arrow + 3) return undefined;
  return {
    path: args[0]!,
    version: arrow === 2 ? args[1] : undefined,
    target: args[arrow + 1]!,
    targetVersion: args[arrow + 2],
  };
}

/** Minor version of a go directive: 21 for "1.21", "1.21.3", "1.21rc1"; undefined when it is malformed. */
export function goMinorOf(directive: string | undefined): GoMinor | undefined {
  const m = /^1(?:\.(0|[1-9]\d{0,3})(?:\.\d+)?(?:(?:rc|beta|alpha)\d+)?(?:-\S+)?)?$/.exec(directive ?? '');
  return m === null ? undefined : Number(m[1] ?? 0);
}

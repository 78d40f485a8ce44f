import { goMinorOf, parseReplacement, type Replacement } from './go-mod.js';
import { type ModfileError, readModfile } from './modfile-lines.js';

/** What a go.work says. */
export interface GoWork {
  /** directories as written, with the line that names them */
  readonly uses: readonly { readonly dir: string; readonly line: number }[];
  readonly replaces: readonly Replacement[];
  readonly errors: readonly ModfileError[];
}

export function parseGoWork(text: string): GoWork {
  const { lines, errors } = readModfile(text);
  const uses: { dir: string; line: number }[] = [];
  const replaces: Replacement[] = [];
  for (const line of lines) {
    if (line.verb === 'use') {
      if (line.args.length === 1) uses.push({ dir: line.args[0]!, line: line.line });
      else errors.push({ line: line.line, message: 'want: use <directory>' });
    } else if (line.verb === 'replace') {
      const replacement = parseReplacement(line);
      if (replacement !== undefined) replaces.push(replacement);
      else errors.push({ line: line.line, message: 'want: replace <path> [version] => <path> [version]' });
    } else if (line.verb === 'go' && goMinorOf(line.args[0]) === undefined) {
      errors.push({ line: line.line, message: 'want: go 1.N' });
    }
  }
  return { uses, replaces, errors };
}

import { lineIndex, lineStartsOfFile } from '../../model/position.js';
import type { SourceFile } from '../../model/source.js';
import type { Problem } from './problem.js';

/** A `//mapguard:ignore <reason>` comment. */
export interface Suppression {
  readonly file: SourceFile;
  /** 1-based line that it covers: its own behind code, else the first line below the comments it stands in */
  readonly line: number;
  /** 1-based line of the comment itself */
  readonly at: number;
  readonly reason: string;
}

const DIRECTIVE = '//mapguard:ignore';

/** The suppressions of a file; those without a reason are reported and do not count. */
export function suppressionsOf(file: SourceFile, problems: Problem[]): Suppression[] {
  if (!file.text.includes('mapguard:ignore')) return [];
  const found: Suppression[] = [];
  const starts = lineStartsOfFile(file);
  const { comments } = file.tree;
  for (let i = 0; i < comments.length; i += 2) {
    const start = comments[i]!;
    const comment = file.text.slice(start, comments[i + 1]!);
    const line = lineIndex(starts, start);
    const report = (code: Problem['code'], message: string): void => {
      problems.push({ code, path: file.path, message, line: line + 1, column: start - starts[line]! + 1 });
    };
    if (/^\/\/[ \t]+mapguard:ignore\b/.test(comment)) {
      report('ignore-with-space', 'write //mapguard:ignore without a space after //');
    } else if (comment.startsWith(DIRECTIVE) && /^(?:\s|$)/.test(comment.slice(DIRECTIVE.length))) {
      const reason = comment.slice(DIRECTIVE.length).trim();
      if (reason === '') report('ignore-without-reason', 'write why the map is safe: //mapguard:ignore <reason>');
      else found.push({ file, line: coveredLine(file, starts, line, start) + 1, at: line + 1, reason });
    }
  }
  return found;
}

/** A comment behind code covers its line; one alone covers the line below it, line comments between them stepped over. */
function coveredLine(file: SourceFile, starts: Uint32Array, line: number, start: number): number {
  if (file.text.slice(starts[line]!, start).trim() !== '') return line;
  for (let below = line + 1; below < starts.length; below++) {
    const text = file.text.slice(starts[below]!, starts[below + 1]).trim();
    if (text === '') return line; // A blank line parts it from what follows.
    if (!text.startsWith('//')) return below;
  }
  return line;
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Toolchain } from '../../go/toolchain.js';
import type { RewrittenFile } from '../5-rewrite/index.js';
import { lineEndOf, withLineEnds } from '../5-rewrite/line-ends.js';
import { parseCompilerOutput } from './compiler-output.js';
import type { Problem } from './problem.js';
import type { Workspace } from './workspace.js';

export interface FormatResult {
  /** the changes, those reformatted that were not as gofmt would have them */
  readonly changes: readonly RewrittenFile[];
  readonly problems: readonly Problem[];
  /** display paths of files that were not gofmt-clean before: left as they are */
  readonly unformatted: readonly string[];
  /** why gofmt gave no answer */
  readonly failure: string | undefined;
}

/**
 * Asks gofmt about every changed file whose original it would not have changed (line ends and byte-order mark aside). Where our own alignment
 * differs from gofmt's, gofmt's text is taken: in a file that was clean it can only change what the edits disturbed.
 */
export async function checkFormat(
  changes: readonly RewrittenFile[],
  toolchain: Toolchain,
  workspace: Workspace,
  signal: AbortSignal | undefined,
): Promise<FormatResult> {
  const dir = workspace.subdirectory('gofmt');
  changes.forEach((change, i) => {
    writeFileSync(join(dir, `after${i}.go`), withUnixLines(change.after));
    if (change.original !== undefined) writeFileSync(join(dir, `before${i}.go`), withUnixLines(change.before));
  });
  const listed = await toolchain.gofmt(['-l', '.'], { cwd: dir, timeout: 120_000, signal });
  if (listed.code === undefined)
    return { changes, problems: [], unformatted: [], failure: listed.stderr || `${listed.problem}` };
  const dirty = new Set(listed.stdout.split(/\r?\n/));
  const broken = parseCompilerOutput(listed.stderr, 'gofmt', (path) => path);

  const problems: Problem[] = [];
  const unformatted: string[] = [];
  const formatted: RewrittenFile[] = [];
  for (const [i, change] of changes.entries()) {
    const own = broken.filter((p) => p.path === `after${i}.go`);
    problems.push(...own.map((p) => ({ ...p, path: change.path })));
    const wasDirty = dirty.has(`before${i}.go`) || broken.some((p) => p.path === `before${i}.go`);
    if (wasDirty) unformatted.push(change.displayPath);
    const reformat = own.length === 0 && !wasDirty && dirty.has(`after${i}.go`);
    formatted.push(reformat ? await reformatted(change, `after${i}.go`, dir, toolchain, signal) : change);
  }
  return { changes: formatted, problems, unformatted, failure: undefined };
}

function withUnixLines(text: string): string {
  return text.replace(/\r\n/g, '\n');
}

async function reformatted(
  change: RewrittenFile,
  name: string,
  cwd: string,
  toolchain: Toolchain,
  signal: AbortSignal | undefined,
): Promise<RewrittenFile> {
  const result = await toolchain.gofmt([name], { cwd, timeout: 120_000, signal });
  if (result.code !== 0) return change;
  const after = withLineEnds(result.stdout, lineEndOf(change.after));
  const moved = offsetMap(change.after, after);
  const shift = <T extends { start: number; end: number }>(r: T): T => ({
    ...r,
    start: moved(r.start),
    end: moved(r.end),
  });
  return { ...change, after, ranges: change.ranges.map(shift), segments: change.segments.map(shift) };
}

/** Offsets of one text in another that differs in blanks only: what stands behind the nth character that is no blank stands behind the nth there. */
function offsetMap(from: string, to: string): (offset: number) => number {
  const solid = (text: string) => [...text.matchAll(/\S/g)].map((m) => m.index);
  const source = solid(from);
  const target = solid(to);
  const ends = (list: readonly number[], nth: number) => (nth < 0 ? 0 : (list[nth] ?? Number.POSITIVE_INFINITY) + 1);
  return (offset) => {
    const next = source.findIndex((at) => at >= offset);
    const previous = (next < 0 ? source.length : next) - 1;
    const blanks = offset - ends(source, previous);
    const limit = target[previous + 1] ?? to.length;
    return source[next] === offset && blanks > 0 ? limit : Math.min(ends(target, previous) + blanks, limit);
  };
}

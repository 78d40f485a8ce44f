import { lineStartsOf, positionAt } from '../../model/position.js';
import type { Position } from '../../model/source.js';
import type { RewrittenFile } from '../5-rewrite/index.js';
import type { Problem } from './problem.js';

/** Maps that a problem's place points at: those whose edits hold the place, else those with edits on its line. Empty where it points at none. */
export function suspectsOf(problem: Problem, changes: readonly RewrittenFile[]): readonly string[] {
  if (problem.mapId !== undefined) return [problem.mapId];
  const change = changes.find((c) => c.path === problem.path);
  if (change === undefined || problem.line === undefined) return [];
  const line = lineOf(change.after, problem.line);
  if (line === undefined) return [];
  const at = problem.column === undefined ? undefined : offsetOf(change, problem.line, problem.column);
  const touching = (start: number, end: number) => change.ranges.filter((r) => r.start <= end && start <= r.end);
  const exact =
    at === undefined ? [] : touching(at, at).filter((r) => r.start <= at && (at < r.end || r.start === r.end));
  const found = exact.length > 0 ? exact : touching(line.start, line.end);
  return [...new Set(found.flatMap((r) => r.mapIds))];
}

/** Where the problem is in the text before the rewrite, as near as the edits tell; undefined in a new file. */
export function positionBefore(problem: Problem, changes: readonly RewrittenFile[]): Position | undefined {
  const change = changes.find((c) => c.path === problem.path);
  if (change?.original === undefined || problem.line === undefined) return undefined;
  const at = offsetOf(change, problem.line, problem.column ?? 1);
  let origin = 0;
  for (const segment of change.segments) {
    if (segment.start > at) break;
    if (segment.origin !== undefined) origin = segment.origin + Math.min(at, segment.end) - segment.start;
  }
  return positionAt(change.original, Math.min(origin, change.original.text.length));
}

function lineOf(text: string, line: number): { start: number; end: number } | undefined {
  const starts = lineStartsOf(text);
  const start = starts[line - 1];
  return start === undefined ? undefined : { start, end: (starts[line] ?? text.length + 1) - 1 };
}

/** UTF-16 offset in the new text of a line and a byte column. */
function offsetOf(change: RewrittenFile, line: number, byteColumn: number): number {
  const found = lineOf(change.after, line);
  if (found === undefined) return change.after.length;
  const mark = line === 1 && change.original?.bom === true ? 3 : 0;
  let bytes = byteColumn - 1 - mark;
  let at = found.start;
  while (bytes > 0 && at < found.end) {
    const code = change.after.codePointAt(at)!;
    bytes -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes >= 0) at += code > 0xffff ? 2 : 1;
  }
  return at;
}

/**
 * Finds one of the suspects without which the others pass: the first at which a growing prefix of them begins to fail. `fails` answers whether a subset of the suspects, with
 * everything that is not suspected, fails. undefined where even none of them fails, or all of them pass.
 */
export async function bisect(
  suspects: readonly string[],
  fails: (subset: readonly string[]) => Promise<boolean>,
): Promise<string | undefined> {
  if (suspects.length === 0 || (await fails([])) || !(await fails(suspects))) return undefined;
  let passing = 0;
  let failing = suspects.length;
  while (failing - passing > 1) {
    const middle = (passing + failing) >> 1;
    if (await fails(suspects.slice(0, middle))) failing = middle;
    else passing = middle;
  }
  return suspects[failing - 1];
}

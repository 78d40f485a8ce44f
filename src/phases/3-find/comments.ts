import type { SourceFile } from '../../model/source.js';
import type { NodeId } from '../../model/syntax-tree.js';

const UNSAFE =
  /\b(not|isn't|never)\s+(be\s+)?(safe|thread-?\s?safe|goroutine-?\s?safe)\b.*|\bnot safe for concurrent\b|\bno (lock|locking|mutex|synchroni[sz]ation)\s+(is\s+)?(needed|required|necessary)\b|\bwithout (any )?(locking|synchroni[sz]ation)\b|\bdoes(n't| not) need (a |any )?(lock|locking|mutex)|\bsingle[- ]goroutine\b|\bonly (ever )?(used|accessed|touched) (by|from|in) (a single|one) goroutine\b|\bmust not be (used|called|accessed) concurrently\b/i;

const CALLER_HOLDS =
  /\b(caller|callers)\b.*\b(must|should|has to|have to|needs? to)?\s*(hold|holds|held|lock)|\bmust be (called|invoked) with\b.*\b(lock|mutex|mu)\b|\b(mu|mutex|lock)\b.*\b(must be|is|should be) (held|locked)|\+checklocks:/i;

/** The comment lines directly above a declaration, and the one behind it on its line, as one text. */
export function commentsAt(file: SourceFile, declaration: NodeId): string {
  const { tree } = file;
  const { comments } = tree;
  let at = tree.start[declaration]!;
  const parts: string[] = [];
  // comments are few per file compared with nodes; the ones around a place are found by binary search
  let low = 0;
  let high = comments.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comments[middle * 2]! < at) low = middle + 1;
    else high = middle;
  }
  for (let i = low - 1; i >= 0; i--) {
    const between = file.text.slice(comments[i * 2 + 1], at);
    if (!/^\s*$/.test(between) || between.split('\n').length > 2) {
      // the keyword of a one-name declaration stands between the comment and the spec
      if (!/^\s*(type|var|func)\s+$/.test(between) || between.split('\n').length > 2) break;
    }
    parts.unshift(file.text.slice(comments[i * 2], comments[i * 2 + 1]));
    at = comments[i * 2]!;
  }
  const end = tree.end[declaration]!;
  const lineEnd = file.text.indexOf('\n', end);
  for (let i = low; i * 2 < comments.length; i++) {
    const start = comments[i * 2]!;
    if (start < end) continue;
    if (lineEnd >= 0 && start > lineEnd) break;
    parts.push(file.text.slice(start, comments[i * 2 + 1]));
  }
  return parts
    .join(' ')
    .replaceAll(/\/\/|\/\*|\*\//g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The sentence that says that a type or variable is not meant for several goroutines, if a comment has one. */
export function documentedUnsafe(comment: string): string | undefined {
  return UNSAFE.test(comment) ? comment.slice(0, 160) : undefined;
}

export function saysCallerHoldsLock(comment: string): boolean {
  return CALLER_HOLDS.test(comment);
}

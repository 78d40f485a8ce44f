import type { Edit, Kept } from '../../model/edit.js';

/** A stretch of new text with what it comes from: a place in the original text, or a map's edit. */
export interface Piece {
  readonly text: string;
  /** offset in the original, for text that is kept */
  readonly origin: number | undefined;
  readonly mapIds: readonly string[];
}

/** An outermost edit with everything nested in it already resolved. */
export interface ResolvedEdit {
  readonly start: number;
  readonly end: number;
  readonly pieces: readonly Piece[];
  readonly mapIds: readonly string[];
}

/** An edit that is made for several maps at once: an import, a helper type. */
export type SharedEdit = Edit & { readonly mapIds?: readonly string[] };

/**
 * Resolves the edits of one file to a list of disjoint replacements in source order. An edit that lies in a `Kept` part of another is applied inside it; where
 * two have the same range, the one that keeps all of it is the outer one, and of two such the first recorded. An insertion at either end of another edit's range stays outside of it.
 * Edits that overlap in another way are a bug of the planner and throw.
 */
export function resolveEdits(text: string, edits: readonly SharedEdit[]): ResolvedEdit[] {
  const order = new Map(edits.map((e, i) => [e, i]));
  const sorted = [...edits].sort((a, b) => compare(a, b) || order.get(a)! - order.get(b)!);
  return resolveRange(text, sorted);
}

function compare(a: Edit, b: Edit): number {
  if (a.start !== b.start) return a.start - b.start;
  const aInserts = a.start === a.end;
  const bInserts = b.start === b.end;
  if (aInserts || bInserts) return Number(bInserts) - Number(aInserts);
  if (a.end !== b.end) return b.end - a.end;
  return Number(keepsAll(b)) - Number(keepsAll(a));
}

function keepsAll(edit: Edit): boolean {
  return edit.parts.some((p) => typeof p !== 'string' && p.start === edit.start && p.end === edit.end);
}

function resolveRange(text: string, sorted: readonly SharedEdit[]): ResolvedEdit[] {
  const out: ResolvedEdit[] = [];
  for (let i = 0; i < sorted.length; ) {
    const outer = sorted[i++]!;
    const inner: SharedEdit[] = [];
    while (i < sorted.length && liesBefore(sorted[i]!, outer)) {
      const edit = sorted[i++]!;
      if (!outer.parts.some((p) => typeof p !== 'string' && holds(p, edit))) throw overlap(text, outer, edit);
      inner.push(edit);
    }
    const pieces = resolveParts(text, outer, inner);
    const mapIds = new Set([...idsOf(outer), ...inner.flatMap(idsOf)]);
    out.push({ start: outer.start, end: outer.end, pieces, mapIds: [...mapIds] });
  }
  return out;
}

/** Whether a later edit starts within the outer one; insertions at its end come after it. */
function liesBefore(edit: Edit, outer: Edit): boolean {
  return outer.end > outer.start && edit.start < outer.end;
}

function holds(kept: Kept, edit: Edit): boolean {
  return kept.start <= edit.start && edit.end <= kept.end;
}

function resolveParts(text: string, outer: SharedEdit, inner: readonly SharedEdit[]): Piece[] {
  const pieces: Piece[] = [];
  const ids = idsOf(outer);
  for (const part of outer.parts) {
    if (typeof part === 'string') {
      if (part !== '') pieces.push({ text: part, origin: undefined, mapIds: ids });
      continue;
    }
    const nested = inner.filter((e) => holds(part, e) && !belongsBefore(outer, part, e));
    let at = part.start;
    for (const edit of resolveRange(text, nested)) {
      if (edit.start > at) pieces.push({ text: text.slice(at, edit.start), origin: at, mapIds: [] });
      pieces.push(...edit.pieces);
      at = edit.end;
    }
    if (part.end > at) pieces.push({ text: text.slice(at, part.end), origin: at, mapIds: [] });
  }
  return pieces;
}

/** Whether an insertion at the start of a kept part was taken by another part that ends there. */
function belongsBefore(outer: Edit, part: Kept, edit: Edit): boolean {
  if (edit.end !== part.start) return false;
  return outer.parts.some((p) => typeof p !== 'string' && p.start < part.start && p.end === edit.end);
}

function idsOf(edit: SharedEdit): readonly string[] {
  return edit.mapIds ?? [edit.mapId];
}

/** Two edits want the same text: a transform's bug. */
export class EditConflict extends Error {
  override readonly name = 'EditConflict';
  constructor(
    message: string,
    /** map of the edit that was there first, and of the one that does not fit */
    readonly mapIds: readonly [string, string],
  ) {
    super(message);
  }
}

function overlap(text: string, a: Edit, b: Edit): EditConflict {
  const show = (e: Edit) =>
    `${e.mapId} ${e.start}..${e.end} ${JSON.stringify(text.slice(e.start, Math.min(e.end, e.start + 60)))}`;
  return new EditConflict(`edits overlap in ${a.file.displayPath}: ${show(a)} and ${show(b)}`, [a.mapId, b.mapId]);
}

/**
 * What a planner must never do, checked for every edit: ranges inside the text and the right way round, kept parts inside the edit, and the text under
 * the range the one whose tree was planned on. The model of magic-string's IntegrityCheckingMagicString.
 */
export function checkIntegrity(edit: Edit): void {
  const { file, start, end } = edit;
  const fail = (what: string): never => {
    throw new Error(`edit for ${edit.mapId} in ${file.displayPath} at ${start}..${end}: ${what}`);
  };
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || start > end || end > file.text.length)
    fail('is no range of the file');
  if (!file.editable) fail('the file must not be edited');
  if (file.tree.text !== file.text) fail('the text is not what was parsed');
  for (const part of edit.parts) {
    if (typeof part !== 'string' && (part.start < start || part.end > end || part.start > part.end))
      fail(`keeps ${part.start}..${part.end}, which lies outside`);
  }
}

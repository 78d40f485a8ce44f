import type { EditedRange } from '../apply-edits.js';
import { type AlignedLine, alignedLines } from './cells.js';
import { padColumns } from './columns.js';
import { type Outline, outlineOf } from './outline.js';

/** A stretch of the new text: copied from `origin` of the old one, or written by edits. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly origin: number | undefined;
}

/** The new text, and where its parts are now. In a segment whose padding changed, offsets are near the truth only. */
export interface Realigned {
  readonly text: string;
  readonly ranges: readonly EditedRange[];
  readonly segments: readonly Segment[];
}

interface Padding {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Aligns the columns that edits touched as gofmt would: struct fields, var and const groups, keys, trailing comments, one-line functions. A section is
 * realigned only where the lines that stay were aligned before by the same rules; in code that nobody formatted, lines that were not edited keep their bytes.
 */
export function realign(
  before: string,
  after: string,
  segments: readonly Segment[],
  ranges: readonly EditedRange[],
): Realigned {
  const clean = new CleanLines(before);
  const outline = outlineOf(after);
  const changes: Padding[] = [];
  for (const section of sectionsOf(outline)) {
    if (!section.lines.every((l) => mayChange(outline, l, segments, clean))) continue;
    const padded = padColumns(section.cells);
    section.lines.forEach((l, i) => {
      changes.push(...paddingChanges(outline, l, section.cells[i]!, padded[i]!));
    });
  }
  return applied(after, changes, ranges, segments);
}

interface Section {
  readonly lines: readonly number[];
  readonly cells: readonly (readonly string[])[];
}

/** Runs of lines that gofmt aligns together. */
export function sectionsOf(outline: Outline): Section[] {
  const sections: { lines: number[]; cells: (readonly string[])[] }[] = [];
  let open = false;
  alignedLines(outline).forEach((line: AlignedLine | undefined, i) => {
    if (line === undefined) {
      open = false;
      return;
    }
    if (!open || line.breaks) sections.push({ lines: [], cells: [] });
    open = true;
    sections.at(-1)!.lines.push(i);
    sections.at(-1)!.cells.push(line.cells);
  });
  return sections;
}

/** Whether a line was written by edits, or comes unchanged from one that was aligned. */
function mayChange(outline: Outline, index: number, segments: readonly Segment[], clean: CleanLines): boolean {
  const { start, end } = outline.lines[index]!;
  const segment = segments.find((s) => s.start <= start && end <= s.end && s.end > s.start);
  if (segment?.origin === undefined) return true;
  return clean.has(segment.origin + start - segment.start);
}

/** The lines of a text that stand as the rules would have them. */
class CleanLines {
  private starts: Set<number> | undefined;

  constructor(private readonly text: string) {}

  has(start: number): boolean {
    this.starts ??= this.measure();
    return this.starts.has(start);
  }

  private measure(): Set<number> {
    const outline = outlineOf(this.text);
    const found = new Set<number>();
    for (const section of sectionsOf(outline)) {
      const padded = padColumns(section.cells);
      section.lines.forEach((l, i) => {
        if (paddingChanges(outline, l, section.cells[i]!, padded[i]!).length === 0) found.add(outline.lines[l]!.start);
      });
    }
    return found;
  }
}

/** Changes of the blanks between the cells of one line. */
export function paddingChanges(outline: Outline, index: number, cells: readonly string[], padded: string): Padding[] {
  const { text, lines, tokens } = outline;
  const line = lines[index]!;
  const changes: Padding[] = [];
  let at = tokens[line.from]!.start;
  let inPadded = 0;
  let previousEnd = at;
  let paddedEnd = 0;
  cells.forEach((cell, i) => {
    if (cell === '') return;
    const start = text.indexOf(cell, at);
    const paddedStart = padded.indexOf(cell, inPadded);
    if (i > 0) {
      const wanted = padded.slice(paddedEnd, paddedStart);
      if (text.slice(previousEnd, start) !== wanted) changes.push({ start: previousEnd, end: start, text: wanted });
    }
    previousEnd = start + cell.length;
    paddedEnd = paddedStart + cell.length;
    at = previousEnd;
    inPadded = paddedEnd;
  });
  return changes;
}

function applied(
  text: string,
  changes: readonly Padding[],
  ranges: readonly EditedRange[],
  segments: readonly Segment[],
): Realigned {
  const sorted = [...changes].sort((a, b) => a.start - b.start);
  let out = '';
  let at = 0;
  for (const change of sorted) {
    out += text.slice(at, change.start) + change.text;
    at = change.end;
  }
  out += text.slice(at);
  const moved = (offset: number): number => {
    let shift = 0;
    for (const c of sorted) {
      if (c.start >= offset) break;
      shift += c.text.length - (Math.min(c.end, offset) - c.start);
    }
    return offset + shift;
  };
  const shifted = <T extends { start: number; end: number }>(r: T): T => ({
    ...r,
    start: moved(r.start),
    end: moved(r.end),
  });
  return { text: out, ranges: ranges.map(shifted), segments: segments.map(shifted) };
}

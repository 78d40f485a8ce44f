import type { Token } from '../../../go/tokens.js';
import type { Item, Line, Outline } from './outline.js';

/** How one line takes part in gofmt's alignment. */
export interface AlignedLine {
  /** text of its cells; each but the last is followed by padding */
  readonly cells: readonly string[];
  /** whether a new section starts with it, so that nothing above aligns with it */
  readonly breaks: boolean;
  /** start of the first cell */
  readonly start: number;
}

/**
 * The cells of every line by the rules of go/printer (nodes.go: fieldList, valueSpec, keepTypeColumn, spec, exprList, funcBody, stmtList; printer.go: writeCommentPrefix).
 * undefined for blank lines, comment lines and lines that start inside a token.
 */
export function alignedLines(outline: Outline): (AlignedLine | undefined)[] {
  const { lines } = outline;
  const sections = new ElementSections(outline);
  let previous: Line | undefined;
  return lines.map((line) => {
    const usable = line.to > line.from && !line.insideToken && !startsWithComment(line, outline);
    const above = previous;
    previous = usable ? line : undefined;
    if (!usable) return undefined;
    const breaks = above === undefined || breaksBefore(line, above, outline, sections);
    return { cells: cellsOf(line, outline), breaks, start: outline.tokens[line.from]!.start };
  });
}

function startsWithComment(line: Line, outline: Outline): boolean {
  return outline.text.slice(line.start, outline.tokens[line.from]!.start).trim() !== '';
}

function breaksBefore(line: Line, above: Line, outline: Outline, sections: ElementSections): boolean {
  const item = outline.itemAt.get(line.from);
  const over = outline.itemAt.get(above.from);
  if (item === undefined || over === undefined || item.bracket !== over.bracket) return true;
  const lastAbove = lastItemOn(above, outline);
  if (lastAbove.last >= above.to || above.trailing.some((c) => c.text.includes('\n'))) return true;
  const { kind } = item.bracket;
  if (kind === 'literal' || kind === 'arguments' || kind === 'index') return sections.breaks(item);
  if (kind === 'parameters') return true;
  if (kind === 'block') return isClauseHead(line, outline) || isClauseHead(above, outline);
  if (kind === 'top') return outline.tokens[item.first]!.text === 'func' && item.last >= line.to;
  return false;
}

function lastItemOn(line: Line, outline: Outline): Item {
  let found = outline.itemAt.get(line.from)!;
  const { bracket } = found;
  for (let t = line.from + 1; t < line.to; t++) {
    const item = outline.itemAt.get(t);
    if (item !== undefined && item.bracket === bracket) found = item;
  }
  return found;
}

/** `case …:`, `default:` or a label: what follows is a list of its own. */
function isClauseHead(line: Line, outline: Outline): boolean {
  const first = outline.tokens[line.from]!;
  if (first.text === 'case' || first.text === 'default') return true;
  const second = outline.tokens[line.from + 1];
  return first.kind === 'identifier' && second?.text === ':' && line.from + 1 < line.to;
}

function cellsOf(line: Line, outline: Outline): string[] {
  const item = outline.itemAt.get(line.from);
  const tab = line.trailing.length > 0 ? commentText(line, outline) : undefined;
  const cells = item === undefined ? undefined : itemCells(item, line, outline, tab !== undefined);
  if (cells === undefined) return withComment([between(outline, line.from, line.to)], tab);
  return withComment(cells, tab);
}

function withComment(cells: readonly string[], comment: string | undefined): string[] {
  return comment === undefined ? [...cells] : [...cells, comment];
}

function commentText(line: Line, outline: Outline): string {
  return outline.text.slice(line.trailing[0]!.start, Math.max(line.end, line.trailing[0]!.start)).trimEnd();
}

/** Text from one token to the one before `to`. */
function between(outline: Outline, from: number, to: number): string {
  return to > from ? outline.text.slice(outline.tokens[from]!.start, outline.tokens[to - 1]!.end) : '';
}

function itemCells(item: Item, line: Line, outline: Outline, comment: boolean): string[] | undefined {
  switch (item.bracket.kind) {
    case 'struct':
      return item.bracket.items.length > 1 ? fieldCells(item, line, outline, comment) : undefined;
    case 'var-group':
      return item.bracket.items.length > 1 ? valueCells(item, line, outline, comment) : undefined;
    case 'type-group':
      return item.bracket.items.length > 1 ? typeCells(line, outline) : undefined;
    case 'literal':
      return elementCells(item, line, outline);
    case 'top':
      return functionCells(item, line, outline);
    default:
      return undefined;
  }
}

/** names ⇥ type [⇥ ⇥ tag], or an embedded type [⇥ tag]; a comment stands behind as many tabs as keep it behind the types. */
function fieldCells(item: Item, line: Line, outline: Outline, comment: boolean): string[] {
  const { tokens } = outline;
  const tag =
    item.last < line.to && tokens[item.last]!.kind === 'string' && item.last > line.from ? item.last : undefined;
  const end = tag ?? line.to;
  const type = firstOfType(line, end, tokens);
  if (type === undefined) {
    const cells = [between(outline, line.from, end)];
    if (tag !== undefined) return [...cells, between(outline, tag, line.to)];
    return comment ? [...cells, ''] : cells;
  }
  const cells = [between(outline, line.from, type), between(outline, type, end)];
  return tag === undefined ? cells : [...cells, '', between(outline, tag, line.to)];
}

/** First token behind a field's names; undefined for an embedded field. */
function firstOfType(line: Line, end: number, tokens: readonly Token[]): number | undefined {
  let t = line.from;
  if (tokens[t]!.kind !== 'identifier') return undefined;
  while (tokens[t + 1]?.text === ',' && t + 2 < end) t += 2;
  const type = t + 1;
  if (type >= end) return undefined;
  const next = tokens[type]!;
  if (next.text === '.' || next.text === ',') return undefined;
  // `T[int]` is an embedded generic type, `t [4]int` a field
  if (next.text === '[' && next.start === tokens[t]!.end) return undefined;
  return type;
}

/** names [⇥ type] [⇥ = values], the type column kept where a run of specs with values has a type. */
function valueCells(item: Item, line: Line, outline: Outline, comment: boolean): string[] {
  const { type, assign } = specParts(item, outline);
  const stop = (t: number) => Math.min(t, line.to);
  const namesEnd = stop(type ?? assign ?? item.last + 1);
  const cells = [between(outline, line.from, namesEnd)];
  let tabs = 3;
  if (type !== undefined && type < line.to) {
    cells.push(between(outline, type, stop(assign ?? item.last + 1)));
    tabs--;
  } else if (keepsType(item, outline)) {
    cells.push('');
    tabs--;
  }
  if (assign !== undefined && assign < line.to) {
    cells.push(between(outline, assign, line.to));
    tabs--;
  }
  if (comment) for (; tabs > 1; tabs--) cells.push('');
  return cells;
}

interface SpecParts {
  readonly type: number | undefined;
  readonly assign: number | undefined;
}

function specParts(item: Item, outline: Outline): SpecParts {
  const { tokens, partner } = outline;
  let t = item.first;
  while (tokens[t + 1]?.text === ',' && t + 2 <= item.last) t += 2;
  const next = t + 1;
  if (next > item.last) return { type: undefined, assign: undefined };
  if (tokens[next]!.text === '=') return { type: undefined, assign: next };
  let assign: number | undefined;
  for (let i = next; i <= item.last; i = (partner.get(i) ?? i) + 1) {
    if (tokens[i]!.text === '=') {
      assign = i;
      break;
    }
  }
  return { type: next, assign };
}

/** keepTypeColumn: in a run of specs that all have values, the column stands if one of them has a type. */
function keepsType(item: Item, outline: Outline): boolean {
  const { items } = item.bracket;
  const parts = items.map((i) => specParts(i, outline));
  let at = items.indexOf(item);
  if (parts[at]!.assign === undefined) return false;
  while (at > 0 && parts[at - 1]!.assign !== undefined) at--;
  for (; at < parts.length && parts[at]!.assign !== undefined; at++) if (parts[at]!.type !== undefined) return true;
  return false;
}

function typeCells(line: Line, outline: Outline): string[] {
  const { tokens, partner } = outline;
  let type = line.from + 1;
  if (tokens[type]?.text === '[' && tokens[type]!.start === tokens[line.from]!.end)
    type = (partner.get(type) ?? type) + 1;
  return type < line.to
    ? [between(outline, line.from, type), between(outline, type, line.to)]
    : [between(outline, line.from, line.to)];
}

/** key: ⇥ value, for an element on one line among several. */
function elementCells(item: Item, line: Line, outline: Outline): string[] | undefined {
  const colon = keyEnd(item, outline);
  if (colon === undefined || item.bracket.items.length < 2 || item.last >= line.to) return undefined;
  if (isMultiline(item, outline)) return undefined;
  return [between(outline, line.from, colon + 1), between(outline, colon + 1, line.to)];
}

function keyEnd(item: Item, outline: Outline): number | undefined {
  const { tokens, partner } = outline;
  for (let i = item.first; i <= item.last; i = (partner.get(i) ?? i) + 1) if (tokens[i]!.text === ':') return i;
  return undefined;
}

function isMultiline(item: Item, outline: Outline): boolean {
  const { tokens } = outline;
  return outline.text.slice(tokens[item.first]!.start, tokens[item.last]!.end).includes('\n');
}

/** header ⇥ { body }, for a function on one line. */
function functionCells(item: Item, line: Line, outline: Outline): string[] | undefined {
  const { tokens, partner, kindOfOpen } = outline;
  if (tokens[item.first]!.text !== 'func' || item.last >= line.to || tokens[item.last]!.text !== '}') return undefined;
  const open = partner.get(item.last);
  if (open === undefined || open <= line.from || kindOfOpen.get(open) !== 'block') return undefined;
  return [between(outline, line.from, open), between(outline, open, line.to)];
}

/** exprList's sections: where the sizes of adjacent keys (or elements) differ too much, or a line holds several elements, alignment starts anew. */
class ElementSections {
  private readonly breaking = new Set<Item>();
  private readonly done = new Set<object>();

  constructor(private readonly outline: Outline) {}

  breaks(item: Item): boolean {
    if (!this.done.has(item.bracket)) this.measure(item.bracket.items);
    this.done.add(item.bracket);
    return this.breaking.has(item);
  }

  private measure(items: readonly Item[]): void {
    const { tokens, text } = this.outline;
    let size = 0;
    let logSum = 0;
    let count = 0;
    let previousBreak = -1;
    items.forEach((item, i) => {
      const previousSize = size;
      size = this.sizeOf(item);
      let breaks = true;
      if (previousSize > 0 && size > 0) {
        if (count === 0 || (previousSize <= SMALL && size <= SMALL)) breaks = false;
        else {
          const ratio = size / Math.exp(logSum / count);
          breaks = RATIO * ratio <= 1 || RATIO <= ratio;
        }
      }
      const before = tokens[item.first - 1];
      const gap = before === undefined ? '' : text.slice(before.end, tokens[item.first]!.start);
      if (gap.includes('\n')) {
        const section = breaks || previousBreak + 1 < i;
        if (section) this.breaking.add(item);
        previousBreak = i;
        if (section || /\n[ \t\r]*\n/.test(gap)) {
          logSum = 0;
          count = 0;
        }
      }
      if (size > 0) {
        logSum += Math.log(size);
        count++;
      }
    });
  }

  /** Bytes of the key, else of the element; 0 if it spans lines. */
  private sizeOf(item: Item): number {
    const { tokens, text } = this.outline;
    if (isMultiline(item, this.outline)) return 0;
    const colon = keyEnd(item, this.outline);
    const end = tokens[colon === undefined ? item.last : colon - 1]!.end;
    return utf8Length(text.slice(tokens[item.first]!.start, end));
  }
}

/** go/printer: smallSize and r of exprList */
const SMALL = 40;
const RATIO = 2.5;

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

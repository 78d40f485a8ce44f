import { Field, Kind } from '../../../go/grammar.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import { copyLines } from './copies.js';
import { type DeferredName, kept, type Part } from './draft.js';
import type { Frame } from './frame.js';
import { hoistLines, segments } from './hoisting.js';
import { endOfStatementLine, hasOwnLines, indentAt, lineEnding, removalRange, statementIndent } from './layout.js';
import type { BranchEnd, KeyHoist, Section } from './sections.js';
import { respacedText } from './spacing.js';
import { statementsOf } from './syntax.js';

/** Records a section: lock and unlock lines, and `.m` behind every use in it. */
export function emitSection(frame: Frame, section: Section): void {
  const { file, draft, subject } = frame;
  const { tree } = file;
  const statements = statementsOf(tree, section.list);
  const eol = lineEnding(file);
  const joint = section.continues ?? section.joins;
  const shared = joint === undefined ? section.shared && subject.guarding.shared : joint.shared;
  const lock = `${section.lock}.${shared ? 'RLock' : 'Lock'}()`;
  const unlock = `${section.lock}.${shared ? 'RUnlock' : 'Unlock'}()`;
  openOneLiner(frame, section.list);
  const first = statements[section.from]!;
  const indent = blockIndent(frame, section.list, first);
  // a label stands one tab to the left of its block
  const pad = tree.kind[first] === Kind.labeled_statement ? '\t' : '';
  const line = (text: string) => `${pad}${text}${eol}${indent.slice(pad.length)}`;
  const keyHoist =
    section.keyHoist === undefined ? [] : hoistKey(frame, section.keyHoist, tree.start[first]!, eol + indent);
  const locking = section.continues === undefined ? [line(lock), section.deferred ? line(`defer ${unlock}`) : ''] : [];
  if (section.continues !== undefined) {
    // the section before goes on: its unlock moves to the end, or is deferred
    const { statement } = section.continues;
    if (section.deferred) draft.insert(file, tree.start[statement]!, 'defer ');
    else removeLine(frame, statement);
  }
  if (section.joins !== undefined) removeLine(frame, section.joins.statement);
  if (section.before.length > 0) emitBehindCalls(frame, section, first, locking, indent);
  else draft.insert(file, tree.start[first]!, ...keyHoist, ...locking);
  for (const statement of section.unlockBefore) insertBefore(frame, statement, unlock);
  if (subject.guarding.suffix !== '')
    for (const access of section.accesses)
      if (!section.hoisted.some((h) => h.copied === access))
        draft.insert(file, tree.end[access.use.node]!, subject.guarding.suffix);
  const last = statements[section.to]!;
  for (const end of section.branchEnds) emitBranchEnd(frame, end, unlock);
  if (section.hoistedInit !== NONE) emitHoistedInit(frame, section, last, unlock, indent);
  else if (section.hoisted.length > 0) emitHoisted(frame, section, last, unlock, indent);
  else if (section.unlockAfter && section.joins === undefined) insertAfter(frame, section.list, last, unlock, indent);
}

function removeLine(frame: Frame, statement: NodeId): void {
  const gone = removalRange(frame.file, statement);
  frame.draft.replace(frame.file, gone.start, gone.end);
}

/** Indentation of the statements of a list; of one that is about to be opened, one tab more than its line. */
function blockIndent(frame: Frame, list: NodeId, first: NodeId): string {
  const { file } = frame;
  return isOneLiner(frame, list) ? `${indentAt(file, file.tree.start[first]!)}\t` : statementIndent(file, first);
}

function insertBefore(frame: Frame, statement: NodeId, line: string): void {
  const { file, draft } = frame;
  const indent = statementIndent(file, statement);
  draft.insert(file, file.tree.start[statement]!, `${line}${lineEnding(file)}${indent}`);
}

function insertAfter(frame: Frame, list: NodeId, statement: NodeId, line: string, indent: string): void {
  const { file, draft } = frame;
  const end = file.tree.end[statement]!;
  const at = isOneLiner(frame, list) ? end : (endOfStatementLine(file, end) ?? end);
  draft.insert(file, at, `${lineEnding(file)}${indent}${line}`);
}

/** A statement list on one line with its braces, as in `func() { m[k]++ }`. */
export function isOneLiner(frame: Frame, list: NodeId): boolean {
  const { file } = frame;
  const { tree } = file;
  const block = tree.parent[list]!;
  if (tree.kind[block] !== Kind.block) return false;
  return !file.text.slice(tree.start[block]!, tree.end[block]!).includes('\n');
}

/** Gives each statement of a one-line body a line of its own. */
export function openOneLiner(frame: Frame, list: NodeId): void {
  if (!isOneLiner(frame, list)) return;
  const { file, draft } = frame;
  const { tree } = file;
  const block = tree.parent[list]!;
  const eol = lineEnding(file);
  const outer = indentAt(file, tree.start[block]!);
  const statements = statementsOf(tree, list);
  let at = tree.start[block]! + 1;
  for (const statement of statements) {
    draft.replace(file, at, tree.start[statement]!, `${eol}${outer}\t`);
    at = tree.end[statement]!;
  }
  draft.replace(file, at, tree.end[block]! - 1, `${eol}${outer}`);
}

/** Whether lines can be put around the statements: they have lines of their own, or stand in a one-line body without comments. */
export function canHoldSection(frame: Frame, list: NodeId, from: number, to: number): boolean {
  const { file } = frame;
  const { tree } = file;
  const statements = statementsOf(tree, list);
  if (isOneLiner(frame, list)) {
    const block = tree.parent[list]!;
    const text = file.text.slice(tree.start[block]!, tree.end[block]!);
    return !text.includes('/*') && !sharedOneLiner(frame, list) && !isInOneLiner(frame, block);
  }
  return statements.slice(from, to + 1).every((s) => hasOwnLines(file, s));
}

/** A one-line function literal in a one-line function: opening the inner one would open the outer one. */
function isInOneLiner(frame: Frame, block: NodeId): boolean {
  const { file } = frame;
  const { tree } = file;
  const outer = tree.ancestor(tree.parent[block]!, Kind.block);
  return outer >= 0 && !file.text.slice(tree.start[outer]!, tree.end[outer]!).includes('\n');
}

/** Another map's rewrite might want to open the same line. */
function sharedOneLiner(frame: Frame, list: NodeId): boolean {
  const { file, subject } = frame;
  const { tree } = file;
  for (let n = list; n < tree.after[list]!; n++) if (subject.others.rankAt(file, n) !== undefined) return true;
  return false;
}

function emitHoistedInit(frame: Frame, section: Section, last: NodeId, unlock: string, indent: string): void {
  const { file, draft } = frame;
  const { tree } = file;
  const eol = lineEnding(file);
  const condition = tree.child(last, Field.condition);
  draft.replace(
    file,
    tree.start[last]!,
    tree.start[condition]!,
    kept(file, section.hoistedInit),
    `${eol}${indent}${unlock}${eol}${indent}if `,
  );
}

function emitHoisted(frame: Frame, section: Section, last: NodeId, unlock: string, indent: string): void {
  const { file, draft } = frame;
  const { tree } = file;
  const eol = lineEnding(file);
  const start = tree.start[last]!;
  const end = Math.max(...section.hoisted.map((h) => tree.end[h.expression]!));
  const parts: Part[] = [];
  const rest: Part[] = [];
  let at = start;
  for (const hoist of [...section.hoisted].sort((a, b) => a.expression - b.expression)) {
    const name: DeferredName = { name: 'fresh', file, at: start, base: hoist.base };
    const copy = hoist.copied === undefined ? undefined : frame.copied?.get(hoist.copied);
    if (copy === undefined || hoist.copied === undefined)
      parts.push(name, ' := ', kept(file, hoist.expression), `${eol}${indent}`);
    else parts.push(...copyLines(frame, hoist.copied, copy, name, indent));
    if (tree.start[hoist.expression]! > at) rest.push({ start: at, end: tree.start[hoist.expression]! });
    rest.push(name);
    at = tree.end[hoist.expression]!;
  }
  draft.replace(file, start, end, ...parts, `${unlock}${eol}${indent}`, ...rest);
}

/** `key := call` before the section, `key` in it. */
function hoistKey(frame: Frame, { keys, base }: KeyHoist, at: number, separator: string): Part[] {
  const { file, draft } = frame;
  const { tree } = file;
  const name: DeferredName = { name: 'fresh', file, at, base };
  for (const key of keys) draft.replace(file, tree.start[key]!, tree.end[key]!, name);
  return [name, ` := ${respacedText(file, keys[0]!, 1)}${separator}`];
}

/** Calls first, then the lock, then the statement with their results. */
function emitBehindCalls(
  frame: Frame,
  section: Section,
  statement: NodeId,
  locking: readonly string[],
  indent: string,
): void {
  const { file, draft } = frame;
  const { tree } = file;
  const start = tree.start[statement]!;
  const end = Math.max(...section.before.map((h) => tree.end[h.call]!));
  const names = new Map<NodeId, Part>(section.before.map((h) => [h.call, h.name]));
  draft.replace(
    file,
    start,
    end,
    ...hoistLines(frame, section.before, `${lineEnding(file)}${indent}`),
    ...locking,
    ...segments(file, start, end, names),
  );
}

function emitBranchEnd(frame: Frame, end: BranchEnd, unlock: string): void {
  const { file, draft } = frame;
  const { tree } = file;
  const eol = lineEnding(file);
  const indent = statementIndent(file, end.at);
  switch (end.kind) {
    case 'behind': {
      const at = tree.end[end.at]!;
      draft.insert(file, endOfStatementLine(file, at) ?? at, `${eol}${indent}${unlock}`);
      break;
    }
    case 'empty':
      if (tree.kind[end.at] === Kind.block)
        draft.replace(
          file,
          tree.start[end.at]! + 1,
          tree.end[end.at]! - 1,
          `${eol}${indent}\t${unlock}${eol}${indent}`,
        );
      else
        draft.insert(
          file,
          endOfStatementLine(file, tree.end[end.at]!) ?? tree.end[end.at]!,
          `${eol}${indent}\t${unlock}`,
        );
      break;
    case 'add-else':
      draft.insert(file, tree.end[end.at]!, ` else {${eol}${indent}\t${unlock}${eol}${indent}}`);
      break;
    case 'add-default':
      draft.insert(file, tree.end[end.at]! - 1, `default:${eol}${indent}\t${unlock}${eol}${indent}`);
      break;
  }
}

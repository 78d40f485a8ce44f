/**
 * One statement that changes an entry to something made of its old value, where no section can be written:
 *
 *     s.hits[key()]++                  =>  s.hits.Update(key(), func(old int, _ bool) int { return old + 1 })
 *     s.log[k] = append(s.log[k], x)   =>  s.log.Update(k, func(old []T, _ bool) []T { return append(old, x) })
 *
 * Behaviour is kept: the key is evaluated before the lock is taken, once; the function holds no call of the program's; a store to a nil map
 * panics and releases the lock.
 */
import { Field, Kind } from '../../../../src/go/grammar.js';
import { NONE, type NodeId } from '../../../../src/model/syntax-tree.js';
import { type Access, firstIndex, sameKey, samePath } from '../../../../src/phases/4-decide/sections/access.js';
import type { DeferredName, Part } from '../../../../src/phases/4-decide/sections/draft.js';
import { isOneLiner, openOneLiner } from '../../../../src/phases/4-decide/sections/emit-section.js';
import { respace } from '../../../../src/phases/4-decide/sections/expressions.js';
import { callsToHoist, hoistLines, segments } from '../../../../src/phases/4-decide/sections/hoisting.js';
import {
  endOfStatementLine,
  indentAt,
  lineEnding,
  startsLine,
} from '../../../../src/phases/4-decide/sections/layout.js';
import { obstacleIn } from '../../../../src/phases/4-decide/sections/quiet.js';
import { outermostParens, some } from '../../../../src/phases/4-decide/sections/syntax.js';
import type { Frame } from '../wrap-subject.js';
import type { Rewrite } from './rewrite.js';

/** `m[k]++`, `m[k] op= v`, `m[k] = f(m[k])`: the statement and its parts. */
interface Modification {
  readonly write: Access;
  readonly reads: readonly Access[];
  readonly statement: NodeId;
  /** operator without `=`, "" for a plain assignment, "++" or "--" */
  readonly operator: string;
  readonly value: NodeId;
}

export function asUpdate(frame: Frame, group: readonly Access[]): Rewrite | undefined {
  const { file, subject } = frame;
  const { tree } = file;
  const change = modificationOf(frame, group);
  if (change === undefined) return undefined;
  const type =
    subject.binding.spell(subject.binding.typeOf(file, change.write.element), file) ??
    (file === subject.map.file ? subject.spelled?.value : undefined);
  if (type === undefined) return undefined;
  const scope = { pathKey: change.write.path?.key ?? '', single: NONE };
  const needsHoist =
    change.value !== NONE &&
    (obstacleIn(frame, change.value, scope) !== undefined || holdsUserCall(frame, change.value));
  const uses = group.map((a) => a.use.node);
  if (!needsHoist) return { accesses: group, emit: () => emitUpdate(frame, change, type) };
  const hoisted = callsToHoist(
    frame,
    change.statement,
    uses.filter((u) => u !== change.write.use.node),
    change.write.path?.key ?? '',
  );
  if (hoisted === undefined || !isOwnLine(frame, change.statement)) return undefined;
  const afterwards = new Set(hoisted.map((h) => h.call));
  if (obstacleIn(frame, change.value, { ...scope, skip: afterwards }) !== undefined) return undefined;
  return {
    accesses: group,
    hoists: true,
    emit: () => {
      const list = tree.parent[change.statement]!;
      const indent = isOneLiner(frame, list)
        ? `${indentAt(file, tree.start[change.statement]!)}\t`
        : indentAt(file, tree.start[change.statement]!);
      openOneLiner(frame, list);
      const names = new Map<NodeId, Part>(hoisted.map((h) => [h.call, h.name]));
      const before = hoistLines(frame, hoisted, `${lineEnding(file)}${indent}`);
      frame.draft.replace(
        file,
        tree.start[change.statement]!,
        tree.end[change.statement]!,
        ...before,
        ...updateParts(frame, change, type, names),
      );
    },
  };
}

function holdsUserCall(frame: Frame, node: NodeId): boolean {
  const { file, subject } = frame;
  return some(file.tree, node, (n) => file.tree.kind[n] === Kind.call_expression && subject.calls.isUserCall(file, n));
}

function isOwnLine(frame: Frame, statement: NodeId): boolean {
  const { file } = frame;
  const { tree } = file;
  const list = tree.parent[statement]!;
  if (tree.kind[list] !== Kind.statement_list) return false;
  return (
    isOneLiner(frame, list) ||
    (startsLine(file, tree.start[statement]!) && endOfStatementLine(file, tree.end[statement]!) !== undefined)
  );
}

function modificationOf(frame: Frame, group: readonly Access[]): Modification | undefined {
  const { tree } = frame.file;
  const writes = group.filter((a) => a.writes);
  const [write] = writes;
  if (write === undefined || writes.length !== 1 || write.use.depth > 0 || write.use.mutatesValue) return undefined;
  if (firstIndex(write.use) === NONE) return undefined;
  const reads = group.filter((a) => a !== write);
  const parent = tree.parent[outermostParens(tree, write.element)]!;
  const kind = tree.kind[parent];
  if (kind === Kind.inc_statement || kind === Kind.dec_statement) {
    return reads.length > 0
      ? undefined
      : { write, reads, statement: parent, operator: kind === Kind.inc_statement ? '++' : '--', value: NONE };
  }
  if (kind !== Kind.expression_list || tree.children(parent).length !== 1) return undefined;
  const statement = tree.parent[parent]!;
  if (tree.kind[statement] !== Kind.assignment_statement || tree.child(statement, Field.left) !== parent)
    return undefined;
  const values = tree.children(tree.child(statement, Field.right));
  if (values.length !== 1) return undefined;
  const value = values[0]!;
  const operator = tree.textOf(tree.child(statement, Field.operator)).slice(0, -1);
  if (operator === '' && reads.length === 0) return undefined;
  const own = reads.every(
    (r) =>
      r.use.operation === 'read' &&
      r.use.depth === 0 &&
      !r.use.mutatesValue &&
      samePath(r, write) &&
      sameKey(r, write) &&
      tree.contains(value, r.use.node),
  );
  return own ? { write, reads, statement, operator, value } : undefined;
}

/** Small edits, so that other maps' edits in key and value fit in. */
function emitUpdate(frame: Frame, change: Modification, type: string): void {
  const { file, draft } = frame;
  const { tree } = file;
  const { write, statement, value } = change;
  const index = firstIndex(write.use);
  respace(frame, write.key, 2);
  draft.replace(
    file,
    tree.end[tree.child(index, Field.operand)]!,
    tree.start[write.key]!,
    `.${draft.method('Update')}(`,
  );
  const old = oldName(frame, change);
  const opening: Part[] = [', func(', old, ` ${type}, _ bool) ${type} { return `];
  const end = tree.end[statement]!;
  if (value === NONE) {
    draft.replace(file, tree.end[write.key]!, end, ...opening, old, ` ${change.operator[0]} 1 })`);
    return;
  }
  const wrapped = change.operator !== '' && tree.kind[value] === Kind.binary_expression;
  if (change.operator !== '' && !wrapped) respace(frame, value, 2);
  const lead: Part[] = change.operator === '' ? [] : [old, ` ${change.operator} ${wrapped ? '(' : ''}`];
  draft.replace(file, tree.end[write.key]!, tree.start[value]!, ...opening, ...lead);
  for (const read of change.reads) draft.replace(file, tree.start[read.element]!, tree.end[read.element]!, old);
  draft.insert(file, tree.end[value]!, `${wrapped ? ')' : ''} })`);
}

/** The whole statement as parts, with calls replaced by names. */
function updateParts(frame: Frame, change: Modification, type: string, names: ReadonlyMap<NodeId, Part>): Part[] {
  const { file, draft } = frame;
  const { tree } = file;
  const { write, value } = change;
  const index = firstIndex(write.use);
  const old = oldName(frame, change);
  const replaced = new Map<NodeId, Part>([...names, ...change.reads.map((r): [NodeId, Part] => [r.element, old])]);
  const operand = tree.child(index, Field.operand);
  const wrapped = change.operator !== '' && tree.kind[value] === Kind.binary_expression && !names.has(value);
  return [
    { start: tree.start[operand]!, end: tree.end[operand]! },
    `.${draft.method('Update')}(`,
    ...segments(file, tree.start[write.key]!, tree.end[write.key]!, replaced),
    ', func(',
    old,
    ` ${type}, _ bool) ${type} { return `,
    ...(change.operator === '' ? [] : [old, ` ${change.operator} ${wrapped ? '(' : ''}`]),
    ...segments(file, tree.start[value]!, tree.end[value]!, replaced),
    `${wrapped ? ')' : ''} })`,
  ];
}

function oldName(frame: Frame, change: Modification): DeferredName | string {
  const { file } = frame;
  const { tree } = file;
  const { value, statement } = change;
  if (value === NONE) return 'old';
  for (let n = value; n < tree.after[value]!; n++)
    if (tree.kind[n] === Kind.identifier && tree.textOf(n) === 'old')
      return { name: 'fresh', file, at: tree.start[statement]!, base: 'old' };
  return 'old';
}

/**
 * A check other than for presence, with a value that is made by calls: the original condition is repeated under the lock, and the entry that another goroutine
 * stored meanwhile is kept:
 *
 *     c := p.conns[addr]                       p.mu.Lock()
 *     if c == nil {                            c := p.conns[addr]
 *         c = dial(addr)                       p.mu.Unlock()
 *         p.conns[addr] = c               =>   if c == nil {
 *     }                                            c = dial(addr)
 *                                                  p.mu.Lock()
 *                                                  if now := p.conns[addr]; now == nil {
 *                                                      p.conns[addr] = c
 *                                                  } else {
 *                                                      c = now
 *                                                  }
 *                                                  p.mu.Unlock()
 *                                              }
 */
import { Field, Kind } from '../../../go/grammar.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import { type Access, pathText, sameKey, samePath } from './access.js';
import { type DeferredName, kept, type Part } from './draft.js';
import type { Frame } from './frame.js';
import { segments } from './hoisting.js';
import type { KeptEntry } from './kept-entry.js';
import { hasOwnLines, indentAt, lineEnding } from './layout.js';
import { obstacleIn } from './quiet.js';
import { isSameVariable, lookupOf, plainStoreOf } from './shapes.js';
import { blockStatements, some } from './syntax.js';

/** The second check for a group of a read and a store; the read is the caller's to cover. */
export function asRepeatedCheck(frame: Frame, group: readonly Access[]): KeptEntry | undefined {
  const { file, subject, draft } = frame;
  const { tree } = file;
  if (group.length !== 2 || !frame.samePackage || subject.mayBeNil || subject.keyMayPanic) return undefined;
  const [read, write] = group as readonly [Access, Access];
  if (
    !sameKey(read, write) ||
    !samePath(read, write) ||
    write.path === undefined ||
    !subject.calls.isIdempotent(file, write.key)
  )
    return undefined;
  if (some(tree, write.key, (n) => tree.kind[n] === Kind.call_expression)) return undefined;
  const store = plainStoreOf(frame, write);
  if (store === undefined || tree.kind[store.value] !== Kind.identifier || !hasOwnLines(file, store.statement))
    return undefined;
  const test = tree.ancestor(store.statement, Kind.if_statement);
  if (test === NONE || tree.parent[tree.parent[store.statement]!] !== tree.child(test, Field.consequence))
    return undefined;
  const body = blockStatements(tree, tree.child(test, Field.consequence));
  const rest = body.slice(body.indexOf(store.statement) + 1);
  if (
    rest.some(
      (s) => tree.kind[s] !== Kind.return_statement || some(tree, s, (n) => tree.kind[n] === Kind.call_expression),
    )
  )
    return undefined;
  const condition = tree.child(test, Field.condition);
  const asked = askedIn(frame, condition, read);
  if (asked === undefined) return undefined;
  const scope = { pathKey: write.path.key, single: NONE, skip: new Set(asked) };
  if (obstacleIn(frame, condition, scope) !== undefined) return undefined;
  return {
    stores: [write],
    emit: () => {
      const eol = lineEnding(file);
      const indent = indentAt(file, tree.start[store.statement]!);
      const now: DeferredName = { name: 'fresh', file, at: tree.start[store.statement]!, base: 'now' };
      const map = `${pathText(write)}${subject.guarding.suffix}`;
      const lock = subject.guarding.lockText(write) ?? '';
      const key = tree.textOf(write.key);
      const repeated = segments(
        file,
        tree.start[condition]!,
        tree.end[condition]!,
        new Map<NodeId, Part>(asked.map((n) => [n, now])),
      ).map((p) => (typeof p === 'object' && 'start' in p ? file.text.slice(p.start, p.end) : p));
      draft.replace(
        file,
        tree.start[store.statement]!,
        tree.end[store.statement]!,
        `${lock}.Lock()${eol}${indent}if `,
        now,
        ` := ${map}[${key}]; `,
        ...repeated,
        ` {${eol}${indent}\t${map}[${key}] = `,
        kept(file, store.value),
        `${eol}${indent}} else {${eol}${indent}\t${tree.textOf(store.value)} = `,
        now,
        `${eol}${indent}}${eol}${indent}${lock}.Unlock()`,
      );
      draft.note(
        file,
        store.statement,
        'double-build',
        `two goroutines that both miss an entry of ${subject.map.name} may both make its value; the first one stored is kept`,
      );
    },
  };
}

/** What in the condition stands for the entry: the variable that was looked up before, or `m[k]` itself; undefined where there is neither. */
function askedIn(frame: Frame, condition: NodeId, read: Access): NodeId[] | undefined {
  const { tree } = frame.file;
  if (tree.contains(condition, read.use.node)) return read.use.operation === 'read' ? [read.element] : undefined;
  const lookup = lookupOf(frame, read);
  if (lookup === undefined || lookup.ok !== NONE) return undefined;
  const found: NodeId[] = [];
  for (let n = condition; n < tree.after[condition]!; n++) {
    if (
      tree.kind[n] === Kind.identifier &&
      tree.textOf(n) === tree.textOf(lookup.value) &&
      isSameVariable(frame, n, lookup.value)
    )
      found.push(n);
  }
  return found.length === 0 ? undefined : found;
}

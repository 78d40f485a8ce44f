/**
 * A check of more than presence, with a value that must be made without the lock: lookup and condition are repeated under it.
 *
 *     s, ok := selectors[key]                   mu.Lock()
 *     if !ok || s.hash != hash {                s, ok := selectors[key]
 *         selectors[key] = make(hash)      =>   mu.Unlock()
 *         s = selectors[key]                    if !ok || s.hash != hash {
 *     }                                             v := make(hash)
 *                                                   mu.Lock()
 *                                                   s, ok = selectors[key]
 *                                                   if !ok || s.hash != hash {
 *                                                       selectors[key] = v
 *                                                       s = selectors[key]
 *                                                   }
 *                                                   mu.Unlock()
 *                                               }
 */
import { Field, Kind } from '../../../go/grammar.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import { type Access, pathText, sameKey, samePath } from './access.js';
import type { DeferredName, Part } from './draft.js';
import type { Frame } from './frame.js';
import type { KeptEntry } from './kept-entry.js';
import { hasComments, hasOwnLines, lineEnding, statementIndent } from './layout.js';
import { obstacleIn } from './quiet.js';
import { isCheap, isSameVariable, lookupOf, mentionsVariable, plainStoreOf } from './shapes.js';
import { blockStatements, some } from './syntax.js';

export function asRepeatedLookup(frame: Frame, group: readonly Access[]): KeptEntry | undefined {
  const { file, subject } = frame;
  const { tree } = file;
  const [read, write] = group;
  if (read === undefined || write === undefined || write.path === undefined) return undefined;
  if (!group.every((a) => sameKey(a, read) && samePath(a, read))) return undefined;
  if (some(tree, write.key, (n) => tree.kind[n] === Kind.call_expression)) return undefined;
  const lookup = lookupOf(frame, read);
  const store = plainStoreOf(frame, write);
  if (lookup === undefined || store === undefined || lookup.header !== NONE) return undefined;
  const test = tree.nextSibling(lookup.statement);
  if (test === NONE || tree.kind[test] !== Kind.if_statement || tree.child(test, Field.initializer) !== NONE)
    return undefined;
  if (tree.child(test, Field.alternative) !== NONE) return undefined;
  const body = blockStatements(tree, tree.child(test, Field.consequence));
  const at = body.indexOf(store.statement);
  if (at < 0 || !body.slice(at).every((s) => hasOwnLines(file, s) && !hasComments(file, s))) return undefined;
  // what is made must not be what the repeated lookup assigns to
  const targets = [lookup.value, lookup.ok].filter((n) => n !== NONE && tree.textOf(n) !== '_');
  if (targets.some((n) => tree.kind[n] !== Kind.identifier || mentionsVariable(frame, store.value, n)))
    return undefined;
  if (body.slice(0, at).some((s) => targets.some((n) => mentionsVariable(frame, s, n)))) return undefined;
  const readBack = body.slice(at + 1).map((s) => readBackAt(frame, s, write, lookup.value));
  if (readBack.some((a) => a === undefined)) return undefined;
  const condition = tree.child(test, Field.condition);
  const scope = { pathKey: write.path.key, single: NONE };
  if (obstacleIn(frame, condition, scope) !== undefined || obstacleIn(frame, write.key, scope) !== undefined)
    return undefined;
  const parts = { lookupText: lookupText(frame, lookup.statement, targets), condition, store, last: body.at(-1)! };
  return {
    stores: [write, ...readBack.flatMap((a) => (a === undefined ? [] : [a]))],
    emit: () => {
      emit(frame, write, parts);
      frame.draft.note(
        file,
        store.statement,
        'double-build',
        `two goroutines that both miss an entry of ${subject.map.name} may both make its value; the first one stored is kept`,
      );
    },
  };
}

/** `s = m[k]` behind the store. */
function readBackAt(frame: Frame, statement: NodeId, write: Access, value: NodeId): Access | undefined {
  const { tree } = frame.file;
  const access = frame.accesses.find((a) => a !== write && tree.contains(statement, a.use.node));
  if (access === undefined || !sameKey(access, write) || !samePath(access, write)) return undefined;
  const lookup = lookupOf(frame, access);
  return lookup?.statement === statement && isSameVariable(frame, lookup.value, value) ? access : undefined;
}

/** The lookup as an assignment. */
function lookupText(frame: Frame, statement: NodeId, targets: readonly NodeId[]): string {
  const { tree } = frame.file;
  const suffix = frame.subject.guarding.suffix;
  const access = frame.accesses.find((a) => tree.contains(statement, a.use.node))!;
  const names = targets.length === 2 ? targets.map((n) => tree.textOf(n)).join(', ') : undefined;
  const left = names ?? tree.textOf(tree.child(statement, Field.left));
  return `${left} = ${pathText(access)}${suffix}[${tree.textOf(access.key)}]`;
}

function emit(
  frame: Frame,
  write: Access,
  parts: {
    readonly lookupText: string;
    readonly condition: NodeId;
    readonly store: { readonly statement: NodeId; readonly value: NodeId };
    readonly last: NodeId;
  },
): void {
  const { file, subject, draft } = frame;
  const { tree } = file;
  const { store, last } = parts;
  const lock = subject.guarding.lockText(write) ?? '';
  const start = tree.start[store.statement]!;
  const next = `${lineEnding(file)}${statementIndent(file, store.statement)}`;
  const map = `${pathText(write)}${subject.guarding.suffix}`;
  const lines: Part[] = [];
  let value: Part = tree.textOf(store.value);
  if (!isCheap(frame, store.value)) {
    const name: DeferredName = { name: 'fresh', file, at: start, base: 'v' };
    lines.push(name, ` := ${value}${next}`);
    value = name;
  }
  const rest = file.text.slice(tree.end[store.statement]!, tree.end[last]!).split(pathText(write)).join(map);
  draft.replace(
    file,
    start,
    tree.end[last]!,
    ...lines,
    `${lock}.Lock()${next}${parts.lookupText}${next}if ${tree.textOf(parts.condition)} {${next}\t${map}[${tree.textOf(write.key)}] = `,
    value,
    rest.replace(/\n([\t ]*)/g, '\n$1\t'),
    `${next}}${next}${lock}.Unlock()`,
  );
}

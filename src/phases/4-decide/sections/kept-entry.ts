/**
 * Check-then-set whose value must be made without the lock: the check gets a section, and the store another that checks again and keeps the entry it finds.
 *
 *     n, ok := g.nodes[path]               g.mu.Lock()
 *     if !ok {                             n, ok := g.nodes[path]
 *         n = g.build(path)                g.mu.Unlock()
 *         g.nodes[path] = n           =>   if !ok {
 *     }                                        n = g.build(path)
 *                                              g.mu.Lock()
 *                                              if other, ok := g.nodes[path]; ok {
 *                                                  n = other
 *                                              } else {
 *                                                  g.nodes[path] = n
 *                                              }
 *                                              g.mu.Unlock()
 *                                          }
 *
 * Behaviour is kept: one goroutine finds what it found before. Of two that miss the entry at once, both make a value, and the first one stored is used by both.
 */
import { Field, Kind } from '../../../go/grammar.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import { type Access, pathText } from './access.js';
import {
  type CheckThenSet,
  identicalToValue,
  isHarmless,
  isPointlessExit,
  isReadLater,
  matchCheckThenSet,
  noteDoubleBuild,
  returnsEntry,
} from './check-then-set.js';
import type { DeferredName, Part } from './draft.js';
import type { Frame } from './frame.js';
import { hasOwnLines, lineEnding, statementIndent } from './layout.js';
import { obstacleIn } from './quiet.js';
import { isCheap } from './shapes.js';
import { blockStatements } from './syntax.js';

export interface KeptEntry {
  /** the store, and what is read back behind it: this rewrites them; the lookup gets a section of its own */
  readonly stores: readonly Access[];
  emit(): void;
}

/** The second check for a group of a lookup and a store, where keeping the entry that is found means the same. */
export function asKeptEntry(frame: Frame, group: readonly Access[]): KeptEntry | undefined {
  const { file } = frame;
  const match = matchCheckThenSet(frame, group);
  if (match === undefined || !keeps(frame, match)) return undefined;
  const { store } = match;
  if (!hasOwnLines(file, store.statement)) return undefined;
  const later = isReadLater(frame, store);
  if (later && !identicalToValue(frame, store.access, store.value)) return undefined;
  // the key is evaluated under the lock
  const scope = { pathKey: store.access.path?.key ?? '', single: store.statement };
  if (obstacleIn(frame, store.access.key, scope) !== undefined) return undefined;
  const mentioned = namesIn(frame, store.statement);
  if (mentioned.has('ok') || mentioned.has('other')) return undefined;
  return {
    stores: [store.access],
    emit: () => {
      write(frame, match, later);
      noteDoubleBuild(frame, match);
    },
  };
}

/** Whether what follows the store is right for an entry that another goroutine stored, too. */
function keeps(frame: Frame, match: CheckThenSet): boolean {
  const { tree } = frame.file;
  if (match.form === 'exit') return isPointlessExit(frame, match) || returnsEntry(frame, match);
  const body = blockStatements(tree, tree.child(match.test, Field.consequence));
  return body.slice(body.indexOf(match.store.statement) + 1).every((s) => isHarmless(frame, s));
}

function write(frame: Frame, { store }: CheckThenSet, later: boolean): void {
  const { file, subject, draft } = frame;
  const { tree } = file;
  const lock = subject.guarding.lockText(store.access) ?? '';
  const start = tree.start[store.statement]!;
  const next = `${lineEnding(file)}${statementIndent(file, store.statement)}`;
  const entry = `${pathText(store.access)}${subject.guarding.suffix}[${tree.textOf(store.access.key)}]`;
  const parts: Part[] = [];
  let value: Part = tree.textOf(store.value);
  if (!isCheap(frame, store.value)) {
    const name: DeferredName = { name: 'fresh', file, at: start, base: 'v' };
    parts.push(name, ` := ${value}${next}`);
    value = name;
  }
  parts.push(`${lock}.Lock()${next}`);
  if (later)
    parts.push(
      `if other, ok := ${entry}; ok {${next}\t`,
      value,
      ` = other${next}} else {${next}\t${entry} = `,
      value,
      `${next}}${next}`,
    );
  else parts.push(`if _, ok := ${entry}; !ok {${next}\t${entry} = `, value, `${next}}${next}`);
  draft.replace(file, start, tree.end[store.statement]!, ...parts, `${lock}.Unlock()`);
}

function namesIn(frame: Frame, node: NodeId): ReadonlySet<string> {
  const { tree } = frame.file;
  const names = new Set<string>();
  for (let n = node; n < tree.after[node]!; n++) if (tree.kind[n] === Kind.identifier) names.add(tree.textOf(n));
  return names;
}

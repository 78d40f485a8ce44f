/**
 * A copy that is made under the lock takes the place of the map where it is handed out:
 *
 *     return json.Marshal(s.items)      =>     s.mu.Lock()
 *                                              items := maps.Clone(s.items)
 *                                              s.mu.Unlock()
 *                                              return json.Marshal(items)
 *
 * Behaviour is kept: the receiver only looks at the map and keeps no reference; nil stays nil where it shows.
 */
import type { Access } from './access.js';
import { type DeferredName, importPart, type Part } from './draft.js';
import type { Copy, Frame } from './frame.js';
import { lineEnding, statementIndent } from './layout.js';
import { nearestList } from './shapes.js';
import { outermostParens, statementsOf } from './syntax.js';

/** Go version from which package maps can be used. */
const MAPS_PACKAGE = 21;

/** How to copy the map of an access; undefined where its type cannot be written. */
export function copyOf(frame: Frame, access: Access): Copy | undefined {
  const { file, subject } = frame;
  if (file.goMinor >= MAPS_PACKAGE) return { kind: 'clone' };
  const type = subject.binding.spell(access.map.type, file);
  if (type === undefined) return undefined;
  return { kind: 'loop', type, keepsNil: subject.mayBeNil && access.use.operation !== 'range' };
}

/** Statements that put a copy into a new local, with the line break and indentation behind each. */
export function copyLines(frame: Frame, access: Access, copy: Copy, name: DeferredName, indent: string): Part[] {
  const { file } = frame;
  const { tree } = file;
  const node = outermostParens(tree, access.use.node);
  const map = `${tree.textOf(node)}${frame.subject.guarding.suffix}`;
  const next = `${lineEnding(file)}${indent}`;
  if (copy.kind === 'clone')
    return [name, ' := ', importPart(file, tree.start[node]!, 'maps'), `.Clone(${map})${next}`];
  const at = tree.start[node]!;
  const key: DeferredName = { name: 'fresh', file, at, base: 'k' };
  const value: DeferredName = { name: 'fresh', file, at, base: 'v' };
  const fill = (deeper: string): Part[] => [
    `make(${copy.type}, len(${map}))${next}${deeper}for `,
    key,
    ', ',
    value,
    ` := range ${map} {${next}${deeper}\t`,
    name,
    '[',
    key,
    '] = ',
    value,
    `${next}${deeper}}${next}`,
  ];
  if (!copy.keepsNil) return [name, ' := ', ...fill('')];
  return ['var ', name, ` ${copy.type}${next}if ${map} != nil {${next}\t`, name, ' = ', ...fill('\t'), `}${next}`];
}

/** Copies inside of sections: `maps.Clone(m)` in place of m, or lines in front of the statement. */
export function emitCopies(frame: Frame, accesses: Iterable<readonly [Access, Copy]>): void {
  const { file, draft } = frame;
  const { tree } = file;
  for (const [access, copy] of accesses) {
    const node = outermostParens(tree, access.use.node);
    const start = tree.start[node]!;
    if (copy.kind === 'clone') {
      draft.insert(file, start, importPart(file, start, 'maps'), '.Clone(');
      draft.insert(file, tree.end[node]!, ')');
      continue;
    }
    const place = nearestList(frame, node);
    if (place === undefined) continue;
    const statement = statementsOf(tree, place.list)[place.index]!;
    const at = tree.start[statement]!;
    const name: DeferredName = { name: 'fresh', file, at, base: localNameOf(access) };
    draft.insert(file, at, ...copyLines(frame, access, copy, name, statementIndent(file, statement)));
    draft.replace(file, start, tree.end[node]!, name);
  }
}

/** The map's name as a local's: Items becomes items. */
export function localNameOf(access: Access): string {
  return access.map.symbol.name.replace(/^\p{Lu}+(?=\p{Lu}|$)|^\p{Lu}/u, (c) => c.toLowerCase());
}

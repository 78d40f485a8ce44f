/**
 * A loop over a copy whose body may delete entries that come later looks each of them up again:
 *
 *     for id := range sessions {           =>     for id := range sessions {
 *         s.close(id)                                 s.mu.Lock()
 *     }                                               _, ok := s.sessions[id]
 *                                                     s.mu.Unlock()
 *                                                     if !ok {
 *                                                         continue
 *                                                     }
 *                                                     s.close(id)
 *                                                 }
 */
import { Field, Kind } from '../../../go/grammar.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import { type Access, pathText } from './access.js';
import type { DeferredName, Part } from './draft.js';
import type { Frame } from './frame.js';
import { indentAt, lineEnding } from './layout.js';

/**
 * Records the lookup at the start of the loop's body; answers whether it could be written.
 *
 * @param refresh the body uses the value, and it may have changed: the loop takes it from the lookup
 */
export function emitRecheck(frame: Frame, access: Access, refresh: boolean): boolean {
  const { file, subject, draft } = frame;
  const { tree } = file;
  const clause = access.use.operationNode;
  const loop = tree.parent[clause]!;
  const body = tree.child(loop, Field.body);
  const left = tree.child(clause, Field.left);
  const key = left === NONE ? undefined : tree.children(left)[0];
  if (key === undefined || tree.kind[key] !== Kind.identifier) return false;
  const lock = subject.guarding.lockText(access);
  if (lock === undefined) return false;
  const value = tree.children(left)[1];
  if (refresh && (value === undefined || tree.kind[value] !== Kind.identifier || !declares(frame, value))) return false;
  if (refresh) draft.replace(file, tree.end[key]!, tree.end[value!]!, '');
  const name: Part =
    tree.textOf(key) === '_'
      ? ({ name: 'fresh', file, at: tree.start[clause]!, base: 'key' } satisfies DeferredName)
      : tree.textOf(key);
  if (typeof name !== 'string') draft.replace(file, tree.start[key]!, tree.end[key]!, name);
  const target = refresh ? tree.textOf(value!) : '_';
  const eol = lineEnding(file);
  const indent = `${indentAt(file, tree.start[loop]!)}\t`;
  const ok: DeferredName = { name: 'fresh', file, at: tree.start[body]! + 1, base: 'ok' };
  const [take, release] = subject.guarding.shared ? ['RLock', 'RUnlock'] : ['Lock', 'Unlock'];
  const map = `${pathText(access)}${subject.guarding.suffix}`;
  draft.insert(
    file,
    tree.start[body]! + 1,
    `${eol}${indent}${lock}.${take}()${eol}${indent}${target}, `,
    ok,
    ` := ${map}[`,
    name,
    `]${eol}${indent}${lock}.${release}()${eol}${indent}if !`,
    ok,
    ` {${eol}${indent}\tcontinue // deleted since the loop began${eol}${indent}}`,
  );
  return true;
}

/** `for k, v := range m` declares v, as opposed to `for k, v = range m`. */
function declares(frame: Frame, variable: NodeId): boolean {
  const { file, subject } = frame;
  const symbol = subject.binding.symbolAt(file, variable);
  return symbol.kind === 'variable' && symbol.file === file && symbol.node === variable;
}

/**
 * A map that is returned under the lock is used by the caller without it: the caller gets a copy instead. So does a local that names the map and is used
 * behind the section.
 *
 *     s.mu.Lock()                          s.mu.Lock()
 *     defer s.mu.Unlock()             =>   defer s.mu.Unlock()
 *     return s.items                       return maps.Clone(s.items)
 *
 * Behaviour is kept as far as receivers only read, which is looked at in the whole module: a copy does not show later changes.
 */
import { Kind } from '../../src/go/grammar.js';
import type { Refusal } from '../../src/model/decision.js';
import type { GuardSupport, SharedMap } from '../../src/model/shared-map.js';
import { NONE, type NodeId } from '../../src/model/syntax-tree.js';
import type { DecideContext } from '../../src/model/transform.js';
import { type Access, pathText } from '../../src/phases/4-decide/sections/access.js';
import { copyOf, emitCopies } from '../../src/phases/4-decide/sections/copies.js';
import type { Draft } from '../../src/phases/4-decide/sections/draft.js';
import type { Copy, Frame } from '../../src/phases/4-decide/sections/frame.js';
import { framesOf } from '../../src/phases/4-decide/sections/frames.js';
import { aliasTarget } from '../../src/phases/4-decide/sections/groups.js';
import { subjectFor } from '../../src/phases/4-decide/sections/lock-plan.js';
import { LockStates } from '../../src/phases/4-decide/sections/lock-state.js';
import { mayRace } from '../../src/phases/4-decide/sections/racing-uses.js';
import { writerOfVariable } from '../../src/phases/4-decide/sections/receivers.js';
import { refuse } from '../../src/phases/4-decide/sections/refusals.js';
import { returnedTooFar } from '../../src/phases/4-decide/sections/returned.js';
import { nearestList } from '../../src/phases/4-decide/sections/shapes.js';
import { outermostParens, statementsOf } from '../../src/phases/4-decide/sections/syntax.js';

/** Records the copies for one map; answers how many there are. */
export function planCopies(
  map: SharedMap,
  guard: GuardSupport,
  key: string,
  context: DecideContext,
  draft: Draft,
): number | Refusal {
  const subject = subjectFor(context, [map], guard.lock.declaration);
  let count = 0;
  const handedOut = framesOf(
    subject,
    draft,
    (_map, use) =>
      mayRace(map, use) &&
      use.locks.modeOf(key) !== undefined &&
      (use.operation === 'return' || use.operation === 'alias'),
  );
  for (const frame of handedOut) {
    const copies = new Map<Access, Copy>();
    for (const access of frame.accesses) {
      const refusal =
        access.use.operation === 'return' ? returnedTooFar(frame, access) : aliasTooFar(frame, access, guard);
      if (refusal === 'stays') continue;
      if (refusal !== undefined) return refusal;
      const copy = copyOf(frame, access);
      if (copy === undefined)
        return refuse(
          frame.file,
          access.use.node,
          'type-not-spelled',
          `the type of ${pathText(access)} cannot be named here to copy it`,
        );
      copies.set(access, copy);
    }
    emitCopies(frame, copies);
    count += copies.size;
  }
  return count;
}

/** A second name for the map: `stays` where all its uses have the lock; a copy serves where those that lack it only read. */
function aliasTooFar(frame: Frame, access: Access, guard: GuardSupport): Refusal | 'stays' | undefined {
  const { file, subject } = frame;
  const { tree } = file;
  const { binding } = subject;
  const target = aliasTarget(frame, outermostParens(tree, access.use.node));
  const symbol = target === NONE ? undefined : binding.symbolAt(file, target);
  if (symbol?.kind !== 'variable' || symbol.role !== 'local') return 'stays';
  const states = new LockStates(binding, file, frame.fn, guard.lock.declaration, 'held');
  const outside = mentions(frame, symbol.id, symbol.name).some((n) => n !== target && !isHeldAt(frame, states, n));
  if (!outside) return 'stays';
  const writer = writerOfVariable(binding, subject.calls, file, target, 0);
  return writer === undefined
    ? undefined
    : refuse(
        writer.file,
        writer.node,
        'aliased',
        `${symbol.name} still names ${pathText(access)} here, where ${guard.lock.name} is released already, and a copy would not do`,
      );
}

function mentions(frame: Frame, id: number, name: string): NodeId[] {
  const { tree } = frame.file;
  const out: NodeId[] = [];
  for (let n = frame.fn; n < tree.after[frame.fn]!; n++) {
    if (tree.kind[n] !== Kind.identifier || tree.textOf(n) !== name) continue;
    const symbol = frame.subject.binding.symbolAt(frame.file, n);
    if (symbol.kind === 'variable' && symbol.id === id) out.push(n);
  }
  return out;
}

function isHeldAt(frame: Frame, states: LockStates, node: NodeId): boolean {
  const { tree } = frame.file;
  if (tree.ancestor(node, Kind.func_literal) > frame.fn) return false;
  const place = nearestList(frame, node);
  return place !== undefined && states.before(statementsOf(tree, place.list)[place.index]!) === 'held';
}

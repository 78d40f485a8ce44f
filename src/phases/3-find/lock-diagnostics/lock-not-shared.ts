import { diagnostic } from '../../../go/diagnostic-codes.js';
import type { Diagnostic } from '../../../model/diagnostic.js';
import type { Fn } from '../flow-graph.js';
import { eachEvent, type Interpreter, type UseState } from '../interpreter.js';
import { rootVariable } from '../path.js';
import type { Held } from '../state.js';
import type { Check } from './facts.js';
import { placeOf, stateOf } from './facts.js';

/**
 * A use under a mutex that nobody else can lock: a local variable of the function that no closure, call or field is given, or a copy,
 * `func (h Hits) Add() { h.mu.Lock() …`. Said once for each lock, where the map itself is reached by others.
 */
export const lockNotShared: Check = ({ maps, interpreter }) => {
  const found = new Map<string, Diagnostic>();
  for (const { map, uses } of maps) {
    for (const shared of uses) {
      const state = stateOf(interpreter, shared);
      if (state === undefined || isOwnMap(shared.fn, state)) continue;
      if (shared.contexts.some((c) => c.locks.length > 0)) continue;
      const { fn } = shared;
      const copy = state.copies[0];
      const lock = copy ?? state.locks.find((held) => isOwnLock(held, fn, interpreter));
      if (lock?.at === undefined) continue;
      const key = `${fn.file.index}:${lock.at}`;
      if (found.has(key)) continue;
      const what = copy === undefined ? 'a local variable of this call' : 'a copy of the mutex';
      found.set(
        key,
        diagnostic('lock-not-shared', `${lock.name} is ${what}: it does not keep other goroutines from ${map.name}`, {
          position: placeOf(fn.file, lock.at),
          related: [{ position: placeOf(shared.use.file, shared.use.node), message: `${map.name} is used here` }],
        }),
      );
    }
  }
  return [...found.values()];
};

/** The map starts at a local of the function: who shares the one may share the other. */
function isOwnMap(fn: Fn, { path }: UseState): boolean {
  const id = rootVariable(path);
  return id !== undefined && fn.locals.has(id) && !fn.params.includes(id);
}

/** A mutex that this function declares and keeps to itself. */
function isOwnLock({ path }: Held, fn: Fn, interpreter: Interpreter): boolean {
  const id = rootVariable(path);
  if (id === undefined || path.fields.length > 0 || !fn.locals.has(id) || fn.params.includes(id) || !fn.fresh.has(id))
    return false;
  if (interpreter.registry.fns.some((other) => other !== fn && other.captures.includes(id))) return false;
  if (fn.calls.some((site) => site.args.some((arg) => rootVariable(arg) === id))) return false;
  let handedOn = false;
  eachEvent(fn.body, (flow) => {
    if (flow.op === 'publish' && rootVariable(flow.path) === id) handedOn = true;
    if (flow.op === 'return' && flow.results.some((r) => rootVariable(r) === id)) handedOn = true;
  });
  return !handedOn;
}

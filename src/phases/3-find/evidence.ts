import { positionAt } from '../../model/position.js';
import type { Evidence, GuardSupport } from '../../model/shared-map.js';
import type { Conflict } from './conflicts.js';
import type { UseContext } from './contexts.js';
import type { Fn } from './flow-graph.js';
import type { Interpreter } from './interpreter.js';

const VERBS: Readonly<Record<string, string>> = {
  read: 'reads an element',
  'comma-ok': 'looks up an element',
  store: 'stores an element',
  'op-assign': 'reads and stores an element',
  'inc-dec': 'reads and stores an element',
  delete: 'deletes an element',
  len: 'reads the length',
  range: 'iterates over it',
  clear: 'clears it',
  'nil-compare': 'compares it with nil',
  replace: 'replaces the map',
  pass: 'passes the map on',
  return: 'returns the map',
  alias: 'copies the reference',
  send: 'sends the map',
  marshal: 'encodes or prints it',
  method: 'calls a method of it',
};

/** The two uses that can meet, each with its goroutine, its locks and the way to it. */
export function evidenceOf(conflict: Conflict, interpreter: Interpreter): Evidence[] {
  const { first, second } = conflict;
  if (first === second || (first.use === second.use && first.thread.kind === second.thread.kind))
    return [side(first, interpreter, ', and runs in parallel with itself')];
  return [side(first, interpreter, ''), side(second, interpreter, '')];
}

/** The use without the lock, the one with it, and how far the lock guards the map. */
export function lockEvidence(
  conflict: Conflict,
  guard: GuardSupport | undefined,
  interpreter: Interpreter,
): Evidence[] {
  const out = evidenceOf(conflict, interpreter);
  if (guard !== undefined) {
    out.push({
      role: 'lock',
      root: 'lock',
      operation: '',
      locks: [guard.lock.name],
      message: `${guard.lock.name} is held at ${guard.held} of ${guard.total} uses outside construction, and is missing here`,
      position: out[0]!.position,
    });
  }
  return out;
}

function side(c: UseContext, interpreter: Interpreter, suffix: string): Evidence {
  const { operation } = c.use.classification;
  const locks = [...new Set(c.locks.map((l) => (l.mode === 'shared' ? `${l.name} (shared)` : l.name)))];
  const position = positionAt(c.fn.file, c.fn.file.tree.start[c.use.node]!);
  return {
    role: c.writes ? 'writer' : 'reader',
    root: rootName(c, interpreter),
    operation,
    locks,
    message: `${c.fn.label} ${VERBS[operation] ?? 'uses it'}${locks.length === 0 ? ' without a lock' : ` under ${locks.join(', ')}`}, in ${rootName(c, interpreter)}${suffix}`,
    position,
    path: pathOf(c, interpreter),
  };
}

export function rootName(c: UseContext, interpreter: Interpreter): string {
  const { thread } = c;
  switch (thread.kind) {
    case 'spawn': {
      const spawn = interpreter.spawns[thread.spawn]!;
      return spawn.kind === 'handler'
        ? `the handler registered by ${spawn.label}`
        : `a goroutine (${spawn.label}${c.parallelWithItself ? ', many' : ''})`;
    }
    case 'main':
      return thread.fn.symbol?.name === 'main' ? 'main' : 'initialisation';
    case 'handler':
      return `the request handler ${thread.fn.label}`;
    case 'test':
      return `the test ${thread.fn.label}`;
    case 'external':
      return `a call of ${thread.fn.label} from outside`;
    case 'callback':
      return `a call of ${thread.fn.label} that is not in view`;
  }
}

/** From where the goroutine starts down to the use. */
function pathOf(
  c: UseContext,
  interpreter: Interpreter,
): { position: ReturnType<typeof positionAt>; message: string }[] {
  const out = [...c.chain].reverse().map((edge) => ({
    position: place(edge.caller, edge.caller.calls[edge.call]?.node ?? 0),
    message:
      edge.spawn === undefined
        ? `${edge.caller.label} calls ${edge.callee.label}`
        : `${edge.caller.label} starts ${edge.callee.label} (${interpreter.spawns[edge.spawn]?.label ?? 'goroutine'})`,
  }));
  return out.slice(0, 12);
}

function place(fn: Fn, node: number) {
  return positionAt(fn.file, fn.file.tree.start[node]!);
}

import type { EntryLocks } from './entry-locks.js';
import type { Flow } from './flow-graph.js';
import type { Interpreter } from './interpreter.js';
import { endSymbol } from './path.js';

/** Which goroutines are waited for by functions that hold a lock. */
export class Awaited {
  /** by class of lock: what would end the waits that are made while it is held: `send 17` for a receive from the channel 17 */
  private readonly under = new Map<number, Set<string>>();
  /** by function: what it does on channels and WaitGroups */
  private readonly served = new Map<number, Set<string>>();
  /** by function: those it calls, and those that call it; goroutine starts apart */
  private readonly callees = new Map<number, Set<number>>();
  private readonly callers = new Map<number, Set<number>>();
  /** functions on which goroutines are started, with what joins them */
  private readonly roots = new Map<number, Set<string>>();

  constructor(interpreter: Interpreter, entry: EntryLocks) {
    for (const [flow, { fn, path, held }] of interpreter.meetings) {
      const symbol = endSymbol(path);
      if (symbol === undefined) continue;
      add(this.served, fn.index, `${doneBy(flow)} ${symbol}`);
      // giving up a WaitGroup or closing a channel waits for nobody
      if (flow.op === 'signal' && flow.how !== 'send') continue;
      for (const h of held) {
        const lock = endSymbol(h.path);
        if (lock !== undefined) for (const end of endsOf(flow, symbol)) add(this.under, lock, end);
      }
      for (const lock of entry.of(fn.index)) for (const end of endsOf(flow, symbol)) add(this.under, lock, end);
    }
    if (this.under.size === 0) return;
    for (const edge of interpreter.edges.values()) {
      if (edge.spawn === undefined) {
        add(this.callees, edge.caller.index, edge.callee.index);
        add(this.callers, edge.callee.index, edge.caller.index);
        continue;
      }
      const joined = interpreter.spawns[edge.spawn]?.joinedBy;
      const end = joined === undefined ? undefined : endSymbol(joined);
      const known = this.roots.get(edge.callee.index) ?? new Set<string>();
      if (end !== undefined) known.add(`done ${end}`);
      this.roots.set(edge.callee.index, known);
    }
  }

  isAwaited(lock: number, fn: number): boolean {
    const awaited = this.under.get(lock);
    if (awaited === undefined) return false;
    const meets = (symbols: ReadonlySet<string> | undefined) =>
      symbols !== undefined && [...symbols].some((s) => awaited.has(s));
    for (const up of reach(fn, this.callers)) {
      const joins = this.roots.get(up);
      if (joins === undefined) continue;
      if (meets(joins)) return true;
      for (const down of reach(up, this.callees)) if (meets(this.served.get(down))) return true;
    }
    return false;
  }
}

/** What the event does: `send`, `close`, `done` or `receive`. */
function doneBy(flow: Flow): string {
  return flow.op === 'signal' ? flow.how : 'receive';
}

/** What another goroutine has to do so that the wait at an event ends. */
function endsOf(flow: Flow, symbol: number): string[] {
  if (flow.op === 'wait') return [`done ${symbol}`];
  return flow.op === 'signal' ? [`receive ${symbol}`] : [`send ${symbol}`, `close ${symbol}`];
}

function add<T>(map: Map<number, Set<T>>, key: number, value: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}

function reach(start: number, next: ReadonlyMap<number, ReadonlySet<number>>): ReadonlySet<number> {
  const seen = new Set([start]);
  const open = [start];
  for (let n = open.pop(); n !== undefined; n = open.pop())
    for (const other of next.get(n) ?? [])
      if (!seen.has(other)) {
        seen.add(other);
        open.push(other);
      }
  return seen;
}

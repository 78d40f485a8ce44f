import type { Names } from './names.js';
import type { LockStyle, Method, Program, Statement } from './program.js';
import { linesOfUse, type Surroundings, typeOf } from './uses.js';

type LockIndex = 0 | 1;
type Mode = 'write' | 'read';

/** What calling a function does to locks: a caller that holds one of them must not call it. */
export interface Effect {
  readonly takes: ReadonlySet<LockIndex>;
}

/** What may be called in a program, and what that takes. */
export interface Callables {
  /** by index; a method calls those before it */
  readonly methods: readonly Effect[];
  /** the function in the field `hook`; undefined where there is none */
  readonly hook: Effect | undefined;
  /** a request to the goroutine of the program, which calls the first method */
  readonly ask: Effect | undefined;
}

interface Held {
  readonly lock: LockIndex;
  readonly mode: Mode;
}

/** A function body that is being printed: what is held where the next line stands, and what has to be done before it returns. */
interface Frame {
  readonly held: readonly Held[];
  /** unlock statements owed by whoever returns */
  readonly owed: readonly string[];
  /** held when deferred functions run */
  readonly atExit: readonly Held[];
  readonly closure: boolean;
  readonly loops: number;
}

/**
 * Prints the bodies of functions. The program as printed never deadlocks and, run by one goroutine, always prints the same: locks are taken in the order of their index, and
 * nothing that takes a lock is called while it is held. Uses without their lock are what it is about.
 */
export class BodyPrinter {
  readonly takes = new Set<LockIndex>();
  private count = 0;

  constructor(
    private readonly program: Program,
    private readonly names: Names,
    private readonly callables: Callables,
    private readonly keySeed: number,
  ) {}

  body(method: Method): string[] {
    const frame: Frame = { held: [], owed: [], atExit: [], closure: false, loops: 0 };
    const { guard, lock } = method;
    if (guard === 'none' || !this.program.locked) return [...this.block(method.body, frame), 'return r'];
    const mode: Mode = guard === 'defer-read' ? 'read' : 'write';
    const held = [{ lock, mode: this.modeOf(lock, mode) }];
    const take = this.take(lock, mode);
    const release = this.release(lock, mode);
    if (guard === 'manual')
      return [take, ...this.block(method.body, { ...frame, held, owed: [release] }), release, 'return r'];
    return [take, `defer ${release}`, ...this.block(method.body, { ...frame, held, atExit: held }), 'return r'];
  }

  /** One use, by itself. */
  alone(statement: Statement): string[] {
    return this.statement(statement, { held: [], owed: [], atExit: [], closure: true, loops: 0 });
  }

  /** Lines under a lock of the program. */
  under(lock: LockIndex, lines: readonly string[]): string[] {
    if (!this.program.locked) return [...lines];
    return [this.take(lock, 'read'), ...lines, this.release(lock, 'read')];
  }

  private block(statements: readonly Statement[], frame: Frame): string[] {
    return statements.flatMap((s) => this.statement(s, frame));
  }

  private statement(s: Statement, frame: Frame): string[] {
    switch (s.form) {
      case 'use':
        return this.use(s, frame);
      case 'if':
        return this.branch(s, frame);
      case 'loop':
        return this.loop(s, frame);
      case 'call': {
        const call = this.callOf(s.method, s.argument, frame);
        return [`r += ${call}`];
      }
      case 'hook':
        return this.mayCall(this.callables.hook, frame) ? [`${this.names.self}hook(k)`] : [];
      case 'ask':
        return this.mayCall(this.callables.ask, frame) ? [`r += ${this.names.self}ask(k, v)`] : [];
      case 'return':
        return this.early(s, frame);
      case 'closure':
        return this.closure(s.how, s.body, frame);
    }
  }

  private use(s: Statement & { form: 'use' }, frame: Frame): string[] {
    const { lock, kind, lazy } = this.program.maps[s.map];
    const holds = frame.held.find((h) => h.lock === lock);
    const write = s.write && (holds?.mode !== 'read' || s.lock === 'wrong-read');
    const style = this.styleOf(s.lock, write, lock, frame);
    const locked =
      style === undefined ? frame : { ...frame, held: [...frame.held, { lock, mode: this.modeOf(lock, style.mode) }] };
    const inner: Frame = style?.closure === true ? { ...locked, closure: true, owed: [] } : locked;
    const m = this.map(s.map);
    const make = `make(${typeOf(kind)})`;
    const lines = linesOfUse(kind, write, s.which, this.surroundings(s.map, s.which, inner));
    if (lazy && write) lines.unshift(`if ${m} == nil {`, `${m} = ${make}`, '}');
    if (style === undefined) return this.leaving(lines, inner);
    const take = this.take(lock, style.mode);
    const release = this.release(lock, style.mode);
    if (style.closure) return ['func() {', take, `defer ${release}`, ...this.leaving(lines, inner), '}()'];
    return [take, ...this.leaving(lines, { ...inner, owed: [release, ...inner.owed] }), release];
  }

  private branch(s: Statement & { form: 'if' }, frame: Frame): string[] {
    const { lock } = this.program.maps[s.map];
    const style = this.styleOf(s.lock === 'closure' ? 'plain' : s.lock, false, lock, frame);
    const condition = this.condition(s.map, s.condition);
    const branches = (f: Frame) => {
      const otherwise = this.block(s.otherwise, f);
      return [...this.block(s.then, f), ...(otherwise.length > 0 ? ['} else {', ...otherwise] : []), '}'];
    };
    if (style === undefined) return [`if ${condition} {`, ...branches(frame)];
    const take = this.take(lock, style.mode);
    const release = this.release(lock, style.mode);
    if (s.condition % 2 === 0) {
      const held = [...frame.held, { lock, mode: this.modeOf(lock, style.mode) }];
      return [take, `if ${condition} {`, ...branches({ ...frame, held, owed: [release, ...frame.owed] }), release];
    }
    const name = this.fresh('hit');
    return [take, `${name} := ${condition}`, release, `if ${name} {`, ...branches(frame)];
  }

  private condition(map: LockIndex, which: number): string {
    const m = this.map(map);
    const any = [`len(${m}) > 2`, `len(${m}) == 0 || v > 2`, 'v%2 == 0'];
    const { kind } = this.program.maps[map];
    const own: Readonly<Record<string, readonly string[]>> = {
      int: [`${m}[k] > 3`, `len(${m}) > 0 && ${m}[k] < 5`],
      ints: [`len(${m}[k]) > 1`],
      set: [`${m}[k]`, `!${m}[k]`],
    };
    const all = [...any, ...(own[kind] ?? [`${m}[k] != nil`])];
    return all[which % all.length]!;
  }

  private loop(s: Statement & { form: 'loop' }, frame: Frame): string[] {
    if (frame.loops > 1) return this.block(s.body, frame);
    const body = this.block(s.body, { ...frame, loops: frame.loops + 1 });
    if (s.exit === 'labelled') {
      const label = this.fresh('next');
      const inner = ['for j := 0; j < 2; j++ {', 'if (r+j)%4 == 3 {', `continue ${label}`, '}', ...body, '}'];
      return [`${label}:`, 'for i := 0; i < 2; i++ {', ...inner, '}'];
    }
    const exit = s.exit === 'none' ? [] : ['if r%5 == 2 {', s.exit, '}'];
    return ['for i := 0; i < 3; i++ {', ...exit, ...body, '}'];
  }

  private early(s: Statement & { form: 'return' }, frame: Frame): string[] {
    const m = this.map(s.map);
    const value = this.program.maps[s.map].kind === 'int' && s.which % 2 === 0 ? `${m}[k]` : `len(${m})`;
    const when = s.which % 3 === 0 ? `if v == ${s.which} {` : `if len(k)+v > ${s.which} {`;
    if (frame.closure) return [when, ...frame.owed, `r += ${value}`, 'return', '}'];
    return [when, ...frame.owed, s.which > 6 ? `return ${value}` : `return r + ${value}`, '}'];
  }

  private closure(how: (Statement & { form: 'closure' })['how'], body: readonly Statement[], frame: Frame): string[] {
    if (how === 'deferred') {
      if (frame.loops > 0) return this.block(body, frame);
      return [
        'defer func() {',
        ...this.block(body, { ...frame, closure: true, owed: [], held: frame.atExit, atExit: [] }),
        '}()',
      ];
    }
    const inner = this.block(body, { ...frame, closure: true, owed: [], atExit: [] });
    if (how === 'now') return ['func() {', ...inner, '}()'];
    if (how === 'stored') {
      const name = this.fresh('step');
      return [`${name} := func() {`, ...inner, '}', `${name}()`];
    }
    const done = this.fresh('done');
    return [`${done} := make(chan struct{})`, 'go func() {', `defer close(${done})`, ...inner, '}()', `<-${done}`];
  }

  /** The lock that a statement takes for itself; undefined if none, or if it must not. */
  private styleOf(
    style: LockStyle,
    write: boolean,
    lock: LockIndex,
    frame: Frame,
  ): { mode: Mode; closure: boolean } | undefined {
    if (style === 'none' || !this.program.locked || frame.held.some((h) => h.lock >= lock)) return undefined;
    const read = (style === 'read' && !write) || style === 'wrong-read';
    this.takes.add(lock);
    return { mode: read ? 'read' : 'write', closure: style === 'closure' };
  }

  private surroundings(map: LockIndex, which: number, frame: Frame): Surroundings {
    const { self } = this.names;
    const other = map === 0 ? 1 : 0;
    const keys = ['k', 'k', '"b"', 'k', 'norm(k)'];
    return {
      m: this.map(map),
      other: this.map(other),
      otherKind: this.program.maps[other].lazy ? 'set' : this.program.maps[other].kind,
      key: keys[(this.keySeed + which) % keys.length]!,
      value: which % 3 === 0 ? '2' : 'v',
      make: `make(${typeOf(this.program.maps[map].kind)})`,
      fresh: (base) => this.fresh(base),
      add: (amount) => `${self}in.Add(int64(${amount}))`,
      sub: (amount) => `${self}out.Add(int64(${amount}))`,
      booked: (amount) => `${self}booked(${amount})`,
      call: this.callOf(which, which, frame),
      hook: (key) => (this.mayCall(this.callables.hook, frame) ? `${self}hook(${key})` : `r += weigh(${key})`),
    };
  }

  /** An int expression that calls an earlier method, or a function that uses nothing where none may be called. */
  private callOf(which: number, argument: number, frame: Frame): string {
    const { methods } = this.callables;
    const index = frame.loops > 0 ? 0 : which % Math.max(methods.length, 1);
    const effect = methods[index];
    if (!this.mayCall(effect, frame)) return 'weigh(k)';
    const args = ['k, v', '"c", v', 'k, 1'];
    return `${this.names.self}${this.names.method(index)}(${args[argument % args.length]!})`;
  }

  private mayCall(effect: Effect | undefined, frame: Frame): boolean {
    if (effect === undefined) return false;
    for (const lock of effect.takes) if (frame.held.some((h) => h.lock >= lock)) return false;
    for (const lock of effect.takes) this.takes.add(lock);
    return true;
  }

  private leaving(lines: readonly string[], frame: Frame): string[] {
    return lines.flatMap((l) => (l === '@leave' ? [...frame.owed, frame.closure ? 'return' : 'return r'] : [l]));
  }

  private map(index: LockIndex): string {
    return this.names.self + this.names.maps[index];
  }

  private lockName(lock: LockIndex): string {
    const { how } = this.program.locks[lock];
    if (how === 'embedded' && lock === 0 && this.program.scope === 'struct') return this.names.self.slice(0, -1);
    return this.names.self + this.names.locks[lock];
  }

  private modeOf(lock: LockIndex, mode: Mode): Mode {
    return this.program.locks[lock].type === 'Mutex' ? 'write' : mode;
  }

  private take(lock: LockIndex, mode: Mode): string {
    this.takes.add(lock);
    return `${this.lockName(lock)}.${this.modeOf(lock, mode) === 'read' ? 'RLock' : 'Lock'}()`;
  }

  private release(lock: LockIndex, mode: Mode): string {
    return `${this.lockName(lock)}.${this.modeOf(lock, mode) === 'read' ? 'RUnlock' : 'Unlock'}()`;
  }

  private fresh(base: string): string {
    this.count++;
    return this.count === 1 ? base : `${base}${this.count}`;
  }
}

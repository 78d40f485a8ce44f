import type { Binding } from '../../../../model/binding.js';
import type { LockOrder } from '../../../../model/lock-order.js';
import { positionAt } from '../../../../model/position.js';
import type { SharedMap } from '../../../../model/shared-map.js';
import type { SourceFile } from '../../../../model/source.js';
import type { FunctionSymbol } from '../../../../model/symbol.js';
import type { NodeId } from '../../../../model/syntax-tree.js';
import type { CallEffects, Effects, Happening } from './effects.js';
import { lockCallAt } from './lock-calls.js';
import { isPointerLock } from './lock-class.js';
import { ModuleCalls } from './module-calls.js';

/** What a lock that is held around calls asks of them. */
export interface LockRules {
  /** class of the lock: id of its declaration; undefined for one that the rewrite adds */
  readonly lock: number | undefined;
  /** declared functions that take it after the rewrite, by symbol id */
  readonly sectioned: ReadonlySet<number>;
  /** function literals that take it after the rewrite, as `file:node` */
  readonly sectionedLiterals: ReadonlySet<string>;
  /** classes held where its sections will stand */
  readonly before: ReadonlySet<number>;
  /** declared functions that use other maps which may get locks of their own in this run */
  readonly usingOthers: ReadonlySet<number>;
  /** function literals that do, as `file:node` */
  readonly literalsUsingOthers: ReadonlySet<string>;
  readonly order: LockOrder;
}

/**
 * Calls judged by "safe under L": nothing that they reach waits, takes L, takes a lock that is held anywhere while L is taken, or is unknown. (An upper
 * bound over static calls and all implementations in view; lock order by class, as in Engler and Ashcraft's RacerX, SOSP 2003.)
 */
export class LockedCalls extends ModuleCalls {
  constructor(
    binding: Binding,
    own: readonly SharedMap[],
    maps: readonly SharedMap[],
    private readonly effects: CallEffects,
    private readonly rules: LockRules,
  ) {
    super(binding, own, maps);
  }

  /** classes of locks that calls take which were found to be safe */
  readonly takenInside = new Set<number>();

  override isQuietCall(file: SourceFile, call: NodeId): boolean {
    return this.reasonAgainst(file, call) === undefined;
  }

  /** Calls that are safe may stay where they are, whoever wrote the function. */
  override isUserCall(): boolean {
    return false;
  }

  override isQuietFunction(symbol: FunctionSymbol): boolean {
    return this.against(this.effects.ofFunction(symbol)) === undefined;
  }

  override isQuietBody(file: SourceFile, body: NodeId): boolean {
    return this.against(this.effects.ofNode(file, body)) === undefined;
  }

  override reasonAgainst(file: SourceFile, call: NodeId): string | undefined {
    const operation = lockCallAt(this.binding, file, call);
    if (operation !== undefined && operation.declaration === this.rules.lock)
      return operation.operation.acquire ? 'takes this lock itself' : 'releases this lock';
    const callee = file.tree.textOf(file.tree.firstChild(call)).replace(/\s+/g, ' ');
    const reason = this.against(this.effects.ofCall(file, call));
    if (reason === undefined) {
      for (const taken of this.effects.ofCall(file, call).acquires.keys()) this.takenInside.add(taken);
      return undefined;
    }
    if (reason.place === undefined) return `calls ${callee}, which ${reason.what}`;
    if (reason.place.file === file && file.tree.contains(call, reason.place.node)) return reason.place.what;
    const { file: at, line } = positionAt(reason.place.file, reason.place.file.tree.start[reason.place.node]!);
    return `calls ${callee}, which ${reason.place.what} (${at}:${line})`;
  }

  /** Why statements must not run under the lock, as the end of a sentence. */
  reasonAgainstBody(file: SourceFile, body: NodeId): string | undefined {
    const reason = this.against(this.effects.ofNode(file, body));
    return reason === undefined ? undefined : (reason.place?.what ?? reason.what);
  }

  /** What speaks against running something with these effects under the lock. */
  private against(effects: Effects): { readonly place: Happening | undefined; readonly what: string } | undefined {
    const at = (place: Happening) => ({ place, what: place.what });
    if (effects.waits !== undefined) return at(effects.waits);
    if (effects.unknown !== undefined) return at(effects.unknown);
    const { lock, sectioned, usingOthers, order } = this.rules;
    for (const [taken, place] of effects.acquires) {
      if (lock !== undefined && taken !== lock && isPointerLock(this.binding, taken))
        return { place: { ...place, what: `${place.what}, a lock behind a pointer that may be this one` }, what: '' };
      if (taken === lock) return { place: { ...place, what: `${place.what} itself` }, what: '' };
      if (lock !== undefined && order.precedes(taken, lock))
        return {
          place: { ...place, what: `${place.what}, which is held elsewhere while this lock is taken` },
          what: '',
        };
      if (this.mayComeFirst(taken))
        return { place: { ...place, what: `${place.what}, which is held where this map is used` }, what: '' };
    }
    for (const literal of effects.literals) {
      if (this.rules.sectionedLiterals.has(literal)) return { place: undefined, what: 'takes this lock itself' };
      if (this.rules.literalsUsingOthers.has(literal))
        return { place: undefined, what: 'uses another map that may get a lock of its own' };
    }
    for (const id of effects.functions) {
      if (sectioned.has(id)) return { place: undefined, what: 'takes this lock itself' };
      if (usingOthers.has(id)) return { place: undefined, what: 'uses another map that may get a lock of its own' };
    }
    return undefined;
  }

  /** A new lock is taken in functions that are entered with this one held. */
  private mayComeFirst(taken: number): boolean {
    const { before, order } = this.rules;
    return before.has(taken) || [...before].some((b) => order.precedes(taken, b));
  }
}

import type { FunctionSymbol, VariableSymbol } from '../../model/symbol.js';
import type { Fn, FunctionValue } from './flow-graph.js';
import { LockAliases } from './lock-aliases.js';
import type { Path } from './path.js';

/** What the functions of the program put where; filled while flow graphs are built, read by the interpreter. */
export class Registry {
  readonly fns: Fn[] = [];
  /** literals by file index and node, declared functions by symbol id */
  private readonly literals = new Map<string, number>();
  private readonly declared = new Map<number, number>();
  /** functions stored in a field or package variable, or returned by a function, by that symbol's id */
  readonly stored = new Map<number, { file: number; value: FunctionValue }[]>();
  /** function values that go where nobody sees them called; resolved once all functions are known */
  readonly escapedValues: { file: number; value: FunctionValue }[] = [];
  /** test functions and literals that call t.Parallel: fn index */
  readonly parallelTests = new Set<number>();
  /** variables whose object is sent on a channel */
  readonly sentVariables = new Set<number>();
  /** channels that are made with a buffer: symbols of fields and variables */
  readonly buffered = new Set<number>();
  /** some function locks a copy of a mutex */
  copiesLocked = false;
  readonly lockAliases = new LockAliases();
  private readonly indices = new Map<string, number>();

  /** A number for the text of an index expression. */
  indexNumber(text: string): number {
    let number = this.indices.get(text);
    if (number === undefined) {
      number = this.indices.size;
      this.indices.set(text, number);
    }
    return number;
  }

  /** locals whose value is the result of a call or not known: symbol id → how they are defined */
  readonly definitions = new Map<number, Definition>();
  /** locals, parameters and results of map type that are used as maps, by symbol id */
  readonly mapVariables = new Map<number, VariableSymbol>();
  /** variables that point to a map: symbol ids */
  readonly mapPointers = new Set<number>();
  /** declared type (symbol id) of the variables that literals capture */
  readonly capturedTypes = new Map<number, number>();

  /** Whether the text of a declared function speaks of locks: only then can its results tell something of them. */
  private readonly lockMentions = new Map<number, FunctionSymbol | boolean>();

  /** Remembers a function that is called. */
  note(symbol: FunctionSymbol): void {
    if (!this.lockMentions.has(symbol.id)) this.lockMentions.set(symbol.id, symbol);
  }

  mentionsLock(symbolId: number): boolean {
    const known = this.lockMentions.get(symbolId);
    if (known === undefined || typeof known === 'boolean') return known === true;
    const { tree } = known.file;
    const mentions = textMentionsLock(tree.text.slice(tree.start[known.declaration], tree.end[known.declaration]));
    this.lockMentions.set(symbolId, mentions);
    return mentions;
  }

  private readonly dispatch = new Map<unknown, Map<string, FunctionValue>>();

  /** The value of a method called on any of some types, made once. The list stands for itself, so it must be the same object each time. */
  dispatched(types: readonly unknown[], method: string, make: () => FunctionValue): FunctionValue {
    let known = this.dispatch.get(types);
    if (known === undefined) {
      known = new Map();
      this.dispatch.set(types, known);
    }
    let value = known.get(method);
    if (value === undefined) {
      value = make();
      known.set(method, value);
    }
    return value;
  }

  /** Index for a function that is about to be built; `define` puts it there. */
  reserve(key: { literal: string } | { declared: number }): number {
    const index = this.fns.length;
    this.fns.push(undefined as never);
    if ('literal' in key) this.literals.set(key.literal, index);
    else this.declared.set(key.declared, index);
    return index;
  }

  define(fn: Fn): void {
    this.fns[fn.index] = fn;
  }

  literal(file: number, node: number): Fn | undefined {
    const index = this.literals.get(`${file}:${node}`);
    return index === undefined ? undefined : this.fns[index];
  }

  function(symbolId: number): Fn | undefined {
    const index = this.declared.get(symbolId);
    return index === undefined ? undefined : this.fns[index];
  }

  store(symbolId: number, file: number, value: FunctionValue): void {
    const list = this.stored.get(symbolId);
    if (list === undefined) this.stored.set(symbolId, [{ file, value }]);
    else list.push({ file, value });
  }
}

export type Definition =
  /** result number `result` of call number `call` of function `fn` */
  | { readonly kind: 'call'; readonly fn: number; readonly call: number; readonly result: number }
  /** an element of a collection, another one in each iteration */
  | { readonly kind: 'element'; readonly path: Path }
  | { readonly kind: 'unknown'; readonly cause: string };

export function textMentionsLock(text: string): boolean {
  return /[lL]ock\w*\(|[aA]cquire\w*\(/.test(text);
}

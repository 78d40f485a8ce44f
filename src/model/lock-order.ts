import type { SourceFile } from './source.js';
import type { NodeId } from './syntax-tree.js';

/**
 * In which order the program takes its locks. Locks are classes here: the declarations of the mutexes (`Lock.declaration`), whatever object they
 * belong to, so that an order between two objects of one type shows as a class before itself.
 */
export interface LockOrder {
  /**
   * Classes that callers may hold when a function is entered, other than by starting a goroutine on it.
   * @param fn function_declaration, method_declaration or func_literal
   */
  heldAtEntry(file: SourceFile, fn: NodeId): ReadonlySet<number>;
  /**
   * Whether some function that holds the lock waits for a goroutine that runs `fn`: on a WaitGroup or channel that the goroutine signals or serves. Taking the
   * lock in `fn` would then make the two wait for each other.
   */
  isAwaited(lock: number, file: SourceFile, fn: NodeId): boolean;
  /** Whether `second` is taken somewhere while `first` is held, directly or with other locks in between. */
  precedes(first: number, second: number): boolean;
}

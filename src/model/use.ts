import type { Lockset } from './lockset.js';
import type { SourceFile } from './source.js';
import type { FunctionSymbol } from './symbol.js';
import type { NodeId } from './syntax-tree.js';

/** What a reference to a map does with it. */
export type Operation =
  | 'read' // m[k] as a value
  | 'comma-ok' // v, ok := m[k]
  | 'store' // m[k] = v
  | 'op-assign' // m[k] += v
  | 'inc-dec' // m[k]++
  | 'delete'
  | 'len'
  | 'range'
  | 'clear'
  | 'nil-compare'
  | 'replace' // m = …
  | 'init' // the value in its declaration or in a composite literal
  | 'pass' // argument of a call
  | 'return'
  | 'alias' // assigned to another variable, field or element
  | 'send' // on a channel, or as an element of a literal
  | 'address' // &m
  | 'marshal' // argument of an encoder or printer (json, gob, fmt, reflect)
  | 'copy' // a struct that holds the map is copied by value
  | 'method' // a method of the map's named type is called on it
  | 'other'; // anything the classification does not name

/** How the use counts in a conflict: two uses conflict when one of them writes. */
export type Effect = 'read' | 'write' | 'none' | 'escape';

/** Whether other goroutines can already hold the map when the use runs. */
export type UsePhase =
  | 'construction' // the object is owned by this function, or no goroutine has been started yet
  | 'concurrent'
  /** every goroutine that could meet the use has been waited for */
  | 'alone'
  | 'unknown';

export interface MapUse {
  readonly file: SourceFile;
  /** the expression that denotes the map: identifier or selector_expression, parentheses left out; for `init` in a keyed literal the field_identifier/identifier key */
  readonly node: NodeId;
  readonly operation: Operation;
  readonly effect: Effect;
  /** the node that performs the operation: index_expression, call_expression, range_clause, assignment_statement, … */
  readonly operationNode: NodeId;
  /** 0 for the map itself; 1 for a map that is its value (`m[k][j] = v`), and so on */
  readonly depth: number;
  /** for `op` on a value reached through the map, `m[k].f = v` or `m[k][i] = v` with depth 0: the value is mutated in place */
  readonly mutatesValue: boolean;
  /** innermost statement around it; NONE in a package-level declaration */
  readonly statement: NodeId;
  /** innermost function_declaration, method_declaration or func_literal; NONE in a package-level declaration */
  readonly functionNode: NodeId;
  /** declared function around it */
  readonly functionSymbol: FunctionSymbol | undefined;
  readonly isTest: boolean;
  /** locks certainly held, inherited ones included */
  readonly locks: Lockset;
  /** locks that are held on some way in which the use is executed: what must not be taken again there; shared if some way has it only shared */
  readonly mayLocks: Lockset;
  readonly phase: UsePhase;
}

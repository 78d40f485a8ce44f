import { Field, Kind } from '../../../../go/grammar.js';
import { isMutexType, type LockOperation, lockOperation } from '../../../../go/locks.js';
import type { Binding } from '../../../../model/binding.js';
import type { SourceFile } from '../../../../model/source.js';
import type { NodeId } from '../../../../model/syntax-tree.js';
import { accessPath } from '../access-path.js';
import { unparen } from '../syntax.js';

/** `x.mu.Lock()` and the like. */
export interface LockCall {
  readonly operation: LockOperation;
  /** class of the lock: symbol id of the mutex's own field or variable, the embedding field for an embedded one; undefined where it is not known */
  readonly declaration: number | undefined;
  /** the expression before the dot: `x.mu`, or `x` for an embedded mutex */
  readonly operand: NodeId;
}

/** Whether a call is an operation on a mutex, and on which. */
export function lockCallAt(binding: Binding, file: SourceFile, call: NodeId): LockCall | undefined {
  const { tree } = file;
  if (tree.kind[call] !== Kind.call_expression) return undefined;
  const callee = unparen(tree, tree.child(call, Field.function));
  if (tree.kind[callee] !== Kind.selector_expression) return undefined;
  const operation = lockOperation(tree.textOf(tree.child(callee, Field.field)));
  if (operation === undefined) return undefined;
  const selection = binding.selectionAt(file, callee);
  if (selection.kind !== 'method') return undefined;
  const receiver = selection.receiver.kind === 'pointer' ? selection.receiver.elem : selection.receiver;
  const operand = tree.child(callee, Field.operand);
  if (receiver.kind !== 'named' || !isMutexType(receiver.symbol.packagePath, receiver.symbol.name)) return undefined;
  const embedded = selection.path.at(-1);
  const declaration = embedded === undefined ? accessPath(binding, file, operand)?.steps.at(-1) : embedded.id;
  return { operation, declaration, operand };
}

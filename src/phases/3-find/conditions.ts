import { Field, Kind } from '../../go/grammar.js';
import { NONE, type NodeId } from '../../model/syntax-tree.js';
import { unparen } from './classify.js';
import type { ExpressionBuilder } from './expressions.js';
import type { Flow, ResultValue } from './flow-graph.js';

/** What a result that is known to have a value says: `ok` of `ok := mu.TryLock()` is true where the lock is held. */
export type KnownResult = (value: ResultValue) => readonly Flow[];

/** What is known where a condition held, and where it did not: `if mu.TryLock()` has the lock in one branch only. */
export interface Outcomes {
  readonly whenTrue: readonly Flow[];
  readonly whenFalse: readonly Flow[];
}

/** Conditions of generated code are chains of thousands; nobody tries a lock so deep. */
const MAX_DEPTH = 40;

export const NO_OUTCOMES: Outcomes = { whenTrue: [], whenFalse: [] };

/** Evaluates a condition and answers what it tells. Both sides of `a && b` hold where the whole does; `a || b` tells what fails. */
export function conditionOutcomes(owner: ExpressionBuilder, condition: NodeId, depth = 0): Outcomes {
  const { file } = owner;
  const { tree } = file;
  const node = unparen(file, condition);
  switch (depth < MAX_DEPTH ? tree.kind[node] : undefined) {
    case Kind.unary_expression: {
      if (tree.textOf(tree.child(node, Field.operator)) !== '!') break;
      const inner = conditionOutcomes(owner, tree.child(node, Field.operand), depth + 1);
      return inner === NO_OUTCOMES ? inner : { whenTrue: inner.whenFalse, whenFalse: inner.whenTrue };
    }
    case Kind.binary_expression: {
      const operator = tree.textOf(tree.child(node, Field.operator));
      if (operator === '&&' || operator === '||') return ofBoth(owner, node, operator, depth + 1);
      if (operator === '==' || operator === '!=') {
        const tested = nilComparison(owner, node);
        const result = tested === undefined ? undefined : owner.resultIn(tested);
        owner.expression(node);
        if (result === undefined) return NO_OUTCOMES;
        const isNil = result('nil');
        const isNot = result('non-nil');
        return operator === '==' ? { whenTrue: isNil, whenFalse: isNot } : { whenTrue: isNot, whenFalse: isNil };
      }
      break;
    }
    case Kind.call_expression: {
      owner.expression(node);
      const result = owner.resultOf(node);
      return result === undefined ? NO_OUTCOMES : { whenTrue: result('true'), whenFalse: result('false') };
    }
    case Kind.identifier: {
      owner.expression(node);
      const result = owner.resultIn(node);
      return result === undefined ? NO_OUTCOMES : { whenTrue: result('true'), whenFalse: result('false') };
    }
  }
  owner.expression(node);
  return NO_OUTCOMES;
}

function ofBoth(owner: ExpressionBuilder, node: NodeId, operator: '&&' | '||', depth: number): Outcomes {
  const { tree } = owner.file;
  const left = conditionOutcomes(owner, tree.child(node, Field.left), depth);
  const outer = owner.out;
  owner.out = left === NO_OUTCOMES ? outer : [...(operator === '&&' ? left.whenTrue : left.whenFalse)];
  const right = conditionOutcomes(owner, tree.child(node, Field.right), depth);
  if (left !== NO_OUTCOMES) {
    const evaluated: Flow = { op: 'seq', items: owner.out };
    outer.push({ op: 'branch', arms: [evaluated, { op: 'seq', items: [] }] });
    owner.out = outer;
  }
  if (left === NO_OUTCOMES && right === NO_OUTCOMES) return NO_OUTCOMES;
  return operator === '&&'
    ? { whenTrue: [...left.whenTrue, ...right.whenTrue], whenFalse: [] }
    : { whenTrue: [], whenFalse: [...left.whenFalse, ...right.whenFalse] };
}

/** The operand that is compared with nil. */
function nilComparison(owner: ExpressionBuilder, binary: NodeId): NodeId | undefined {
  const { tree } = owner.file;
  const left = unparen(owner.file, tree.child(binary, Field.left));
  const right = unparen(owner.file, tree.child(binary, Field.right));
  if (right !== NONE && tree.kind[right] === Kind.nil) return left;
  return left !== NONE && tree.kind[left] === Kind.nil ? right : undefined;
}

import { Field, Kind } from '../../../go/grammar.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import type { Access } from './access.js';
import { isReceive } from './calls/callee.js';
import type { Frame, Obstacle } from './frame.js';
import { onlyReads } from './readers.js';
import { walk } from './syntax.js';

/** What a section holds the lock of: one map, by access path. */
export interface LockScope {
  readonly pathKey: string;
  /** statements of the section, to tell a section of one statement */
  readonly single: NodeId;
  /** calls that are made before the section */
  readonly skip?: ReadonlySet<NodeId>;
}

/**
 * Looks for what must not run under the lock in an expression or simple statement: calls that may wait, lock or come back to the map; channel operations;
 * another instance of the same map; another wrapped map that comes earlier in the order of locks. Function literals are only built there, not run.
 */
export function obstacleIn(frame: Frame, node: NodeId, scope: LockScope): Obstacle | undefined {
  const { file, subject } = frame;
  const { tree } = file;
  let found: Obstacle | undefined;
  walk(tree, node, (n) => {
    if (found !== undefined || scope.skip?.has(n)) return false;
    switch (tree.kind[n]) {
      case Kind.func_literal:
        return false;
      case Kind.call_expression:
      case Kind.type_conversion_expression:
        if (isQuietCallback(frame, n, scope)) break;
        {
          const why = subject.calls.reasonAgainst(file, n);
          if (why !== undefined) found = { node: n, why };
        }
        break;
      case Kind.unary_expression:
        if (isReceive(file, n)) found = { node: n, why: 'receives from a channel' };
        break;
      case Kind.identifier:
      case Kind.selector_expression:
        found = mapObstacle(frame, n, scope);
        break;
    }
    return found === undefined;
  });
  return found;
}

/** `maps.DeleteFunc(m, func(…) bool { … })` with a body that may run under the lock. */
function isQuietCallback(frame: Frame, call: NodeId, scope: LockScope): boolean {
  const { file, subject } = frame;
  const { tree } = file;
  const callee = subject.calls.calleeOf(file, call);
  if (callee.kind !== 'external' || callee.importPath !== 'maps' || callee.name !== 'DeleteFunc') return false;
  const literal = tree.children(tree.child(call, Field.arguments))[1] ?? NONE;
  if (literal === NONE || tree.kind[literal] !== Kind.func_literal) return false;
  const body = tree.child(literal, Field.body);
  if (subject.maps.some((m) => m.uses.some((u) => u.file === file && tree.contains(body, u.node)))) return false;
  return subject.calls.isQuietBody(file, body) && obstacleIn(frame, body, scope) === undefined;
}

function mapObstacle(frame: Frame, node: NodeId, scope: LockScope): Obstacle | undefined {
  const { file, subject } = frame;
  const access = frame.accesses.find((a) => a.use.node === node);
  if (access !== undefined) {
    if (access.path?.key === scope.pathKey)
      return letsOut(frame, access) ? { node, why: `lets ${file.tree.textOf(node)} out` } : undefined;
    return { node, why: `uses the same map of another object, ${file.tree.textOf(node)}` };
  }
  const rank = subject.others.rankAt(file, node);
  if (rank === undefined || rank > subject.others.ownRank) return undefined;
  if (isPartOfTuple(frame, node, scope)) return undefined;
  return { node, why: `uses the map ${file.tree.textOf(node)}, whose lock is taken first elsewhere` };
}

/** Whether the map itself leaves the section; as an argument of a function that only reads it, it does not. */
function letsOut(frame: Frame, access: Access): boolean {
  const { file, subject } = frame;
  const { tree } = file;
  if (frame.copied?.has(access) === true || frame.lent?.has(access) === true) return false;
  switch (access.use.operation) {
    case 'alias':
      return frame.drained !== access;
    case 'return':
    case 'send':
    case 'address':
    case 'method':
    case 'marshal':
    case 'copy':
    case 'other':
      return true;
    case 'pass': {
      const callee = subject.calls.calleeOf(file, access.use.operationNode);
      if (callee.kind === 'external') return callee.importPath !== 'maps';
      if (callee.kind !== 'function') return true;
      const index = tree.children(tree.child(access.use.operationNode, Field.arguments)).indexOf(access.use.node);
      return !onlyReads(subject.binding, subject.calls, callee.symbol, index);
    }
    default:
      return false;
  }
}

/** Both maps are targets of one assignment: both get a section of just this statement, and the locks are taken in the order of the maps. */
function isPartOfTuple(frame: Frame, node: NodeId, scope: LockScope): boolean {
  const { tree } = frame.file;
  if (scope.single === NONE || tree.kind[scope.single] !== Kind.assignment_statement) return false;
  const left = tree.child(scope.single, Field.left);
  return tree.children(left).length > 1 && tree.contains(left, node);
}

/**
 * Whether evaluating the node can panic for a reason that a program may provoke and recover from: an index out of range, a division by zero, a
 * failed type assertion. Nil pointers are left out: what follows from one is no behaviour to keep.
 */
export function mayPanic(frame: Frame, node: NodeId): boolean {
  const { file, subject } = frame;
  const { tree } = file;
  let panics = false;
  walk(tree, node, (n) => {
    if (panics) return false;
    switch (tree.kind[n]) {
      case Kind.func_literal:
        return false;
      case Kind.index_expression: {
        const type = subject.binding.underlying(subject.binding.typeOf(file, tree.child(n, Field.operand)));
        if (
          type.kind !== 'map' &&
          type.kind !== 'unknown' &&
          tree.kind[tree.child(n, Field.index)] !== Kind.int_literal
        )
          panics = type.kind !== 'func';
        if (type.kind === 'slice' || (type.kind === 'basic' && type.name !== 'invalid')) panics = true;
        break;
      }
      case Kind.call_expression:
        panics = tree.textOf(tree.child(n, Field.function)) === 'close';
        break;
      case Kind.slice_expression:
        panics = !isWholeOrEmptySlice(frame, n);
        break;
      case Kind.binary_expression: {
        const operator = tree.textOf(tree.child(n, Field.operator));
        if (operator === '/' || operator === '%') panics = tree.kind[tree.child(n, Field.right)] !== Kind.int_literal;
        break;
      }
      case Kind.type_assertion_expression:
        panics = !isCommaOkAssertion(frame, n);
        break;
    }
    return !panics;
  });
  return panics;
}

/** `s[:]` and `s[:0]` cannot fail. */
function isWholeOrEmptySlice(frame: Frame, node: NodeId): boolean {
  const { tree } = frame.file;
  const end = tree.child(node, Field.end);
  return tree.child(node, Field.start) === NONE && (end === NONE || tree.textOf(end) === '0');
}

function isCommaOkAssertion(frame: Frame, node: NodeId): boolean {
  const { tree } = frame.file;
  const list = tree.parent[node]!;
  if (tree.kind[list] !== Kind.expression_list || tree.children(list).length !== 1) return false;
  const left = tree.child(tree.parent[list]!, Field.left);
  return left !== NONE && tree.children(left).length === 2;
}

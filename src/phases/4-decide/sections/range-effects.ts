import { Field, Kind } from '../../../go/grammar.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import type { Access } from './access.js';
import { isCall } from './calls/callee.js';
import type { Frame } from './frame.js';
import { isSameVariable } from './shapes.js';
import { walk } from './syntax.js';

/** What the body of a range may do to entries that come later. */
export interface BodyEffects {
  readonly deletes: boolean;
  readonly stores: boolean;
}

/** What running the body of a loop over the map can do to the map, but for the entry at the loop's own key. */
export function bodyEffects(
  frame: Frame,
  access: Access,
  body: NodeId,
  dynamic: 'any-function' | 'ignored' = 'any-function',
): BodyEffects {
  const { file, subject } = frame;
  const { tree } = file;
  const left = tree.child(access.use.operationNode, Field.left);
  const key = left === NONE ? undefined : tree.children(left)[0];
  let deletes = false;
  let stores = false;
  const inBody = access.map.uses.filter(
    (u) => u.file === file && tree.contains(body, u.node) && !isStartedElsewhere(frame, body, u.node),
  );
  for (const use of inBody) {
    if (use.effect !== 'write') continue;
    const own = frame.accesses.find((a) => a.use === use);
    if (
      own !== undefined &&
      key !== undefined &&
      own.key !== NONE &&
      own.use.depth === 0 &&
      tree.kind[own.key] === Kind.identifier &&
      isSameVariable(frame, own.key, key)
    )
      continue;
    if (use.operation === 'delete' || use.operation === 'clear' || use.operation === 'replace') deletes = true;
    else stores = true;
  }
  walk(tree, body, (n) => {
    if (tree.kind[n] === Kind.func_literal && isStartedElsewhere(frame, body, tree.firstChild(n))) return false;
    if (!isCall(file, n) || isGoOrDefer(frame, n)) return undefined;
    if (!deletes && subject.calls.mayReachMap(file, n, 'delete', dynamic)) deletes = true;
    if (!stores && subject.calls.mayReachMap(file, n, 'write', dynamic)) stores = true;
    return undefined;
  });
  return { deletes, stores };
}

function isGoOrDefer(frame: Frame, call: NodeId): boolean {
  const kind = frame.file.tree.kind[frame.file.tree.parent[call]!];
  return kind === Kind.go_statement || kind === Kind.defer_statement;
}

/** In a function literal that is started by go or defer, or only stored: it does not run in this iteration. */
function isStartedElsewhere(frame: Frame, body: NodeId, node: NodeId): boolean {
  const { tree } = frame.file;
  for (let n = tree.parent[node]!; n > body; n = tree.parent[n]!) {
    if (tree.kind[n] !== Kind.func_literal) continue;
    const parent = tree.parent[n]!;
    const isCalled =
      tree.kind[parent] === Kind.call_expression && tree.field[n] === Field.function && !isGoOrDefer(frame, parent);
    const isPassed = tree.kind[parent] === Kind.argument_list && !isGoOrDefer(frame, tree.parent[parent]!);
    if (!isCalled && !isPassed) return true;
  }
  return false;
}

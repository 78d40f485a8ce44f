/**
 * Values that are maps, or slices changed in place, belong under the same lock as the map that holds them. A variable that names such a value
 * stretches the section to its last use:
 *
 *     cols, ok := g.cells[row]                 g.cells.mu.Lock()
 *     if !ok {                                 cols, ok := g.cells.m[row]
 *         cols = make(map[string]int)          if !ok {
 *         g.cells[row] = cols             =>       cols = make(map[string]int)
 *     }                                            g.cells.m[row] = cols
 *     cols[col]++                              }
 *                                              cols[col]++
 *                                              g.cells.mu.Unlock()
 */
import { Field, Kind } from '../../../go/grammar.js';
import type { SharedMap } from '../../../model/shared-map.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';
import type { Access } from './access.js';
import type { Frame } from './frame.js';
import type { Subject } from './subject.js';
import { outermostParens, unparen } from './syntax.js';

/** Where the values of the map are references that the map's lock guards too. */
export function hasGuardedValues(subject: Subject, map: SharedMap): boolean {
  const type = subject.binding.underlying(map.type);
  if (type.kind !== 'map') return false;
  const value = subject.binding.underlying(type.value);
  return value.kind === 'map' || (value.kind === 'slice' && subject.valuesMutated);
}

/** What an access does with a value that the lock guards. */
export type ValueUse =
  /** used in place: `m[k][j]`, `len(m[k])`, or not at all */
  | { readonly kind: 'in-place' }
  /** named by a variable; the nodes are its mentions */
  | { readonly kind: 'named'; readonly mentions: readonly NodeId[] }
  /** stored, returned, passed on */
  | { readonly kind: 'leaves'; readonly node: NodeId };

export function valueUseOf(frame: Frame, access: Access): ValueUse {
  const { tree } = frame.file;
  const { operation, depth } = access.use;
  if (operation === 'range') return rangeUse(frame, access);
  if (depth > 0 || (operation !== 'read' && operation !== 'comma-ok')) return { kind: 'in-place' };
  let node = outermostParens(tree, access.element);
  for (;;) {
    const parent = tree.parent[node]!;
    const kind = tree.kind[parent];
    if (kind === Kind.slice_expression && tree.field[node] === Field.operand) {
      node = outermostParens(tree, parent);
      continue;
    }
    if (kind === Kind.index_expression && tree.field[node] === Field.operand) return { kind: 'in-place' };
    if (kind === Kind.range_clause || kind === Kind.binary_expression) return { kind: 'in-place' };
    if (kind === Kind.variadic_argument) {
      node = parent;
      continue;
    }
    if (kind === Kind.argument_list)
      return isCopyingCall(frame, tree.parent[parent]!, node) ? { kind: 'in-place' } : { kind: 'leaves', node };
    if (kind === Kind.expression_list) return assignedUse(frame, parent, node);
    return { kind: 'leaves', node };
  }
}

/** Built-ins that look at the elements and keep nothing: len, cap, copy, delete, clear, `append(dst, m[k]...)`. */
function isCopyingCall(frame: Frame, call: NodeId, argument: NodeId): boolean {
  const { file, subject } = frame;
  const { tree } = file;
  const callee = subject.calls.calleeOf(file, call);
  if (callee.kind === 'external')
    return /^(maps|slices|strings|bytes|sort)$/.test(callee.importPath) && subject.calls.isQuietCall(file, call);
  if (callee.kind !== 'builtin') return false;
  if (callee.name !== 'append') return true;
  // append(m[k], …) shares the array: it is stored back, or leaves
  return tree.kind[argument] === Kind.variadic_argument || isStoredBack(frame, call);
}

function isStoredBack(frame: Frame, call: NodeId): boolean {
  const { tree } = frame.file;
  const list = tree.parent[call]!;
  if (tree.kind[list] !== Kind.expression_list) return false;
  const statement = tree.parent[list]!;
  if (tree.kind[statement] !== Kind.assignment_statement) return false;
  return frame.accesses.some(
    (a) => a.use.operation === 'store' && tree.contains(tree.child(statement, Field.left), a.use.node),
  );
}

/** `x := m[k]`, `x, ok := m[k]`, `m[j] = m[k]`, `return m[k]`. */
function assignedUse(frame: Frame, list: NodeId, value: NodeId): ValueUse {
  const { tree } = frame.file;
  const statement = tree.parent[list]!;
  const kind = tree.kind[statement];
  const left =
    kind === Kind.var_spec ? tree.childrenIn(statement, Field.name) : tree.children(tree.child(statement, Field.left));
  if (kind === Kind.return_statement || left.length === 0) return { kind: 'leaves', node: value };
  const index = left.length === tree.children(list).length ? tree.children(list).indexOf(value) : 0;
  const target = unparen(tree, left[index] ?? NONE);
  if (target === NONE) return { kind: 'leaves', node: value };
  if (tree.textOf(target) === '_') return { kind: 'in-place' };
  if (tree.kind[target] === Kind.identifier) return namedUse(frame, target);
  return frame.accesses.some((a) => a.use.operation === 'store' && tree.contains(target, a.use.node))
    ? { kind: 'in-place' }
    : { kind: 'leaves', node: value };
}

function rangeUse(frame: Frame, access: Access): ValueUse {
  const { tree } = frame.file;
  if (access.use.depth > 0) return { kind: 'in-place' };
  const left = tree.child(access.use.operationNode, Field.left);
  const value = left === NONE ? undefined : tree.children(left)[1];
  if (value === undefined || tree.textOf(value) === '_') return { kind: 'in-place' };
  return tree.kind[value] === Kind.identifier ? namedUse(frame, value) : { kind: 'leaves', node: value };
}

/** Every mention of the variable must use the value in place too. */
export function namedUse(frame: Frame, variable: NodeId): ValueUse {
  const { file, subject, fn } = frame;
  const { tree } = file;
  const declared = subject.binding.symbolAt(file, variable);
  if (declared.kind !== 'variable' || declared.role === 'package') return { kind: 'leaves', node: variable };
  const mentions: NodeId[] = [];
  for (let n = fn; n < tree.after[fn]!; n++) {
    if (tree.kind[n] !== Kind.identifier || tree.textOf(n) !== declared.name) continue;
    const symbol = subject.binding.symbolAt(file, n);
    if (symbol.kind !== 'variable' || symbol.id !== declared.id) continue;
    if (tree.ancestor(n, Kind.func_literal) > fn) return { kind: 'leaves', node: n };
    mentions.push(n);
    if (n !== variable && !isUsedInPlace(frame, n)) return { kind: 'leaves', node: n };
  }
  return { kind: 'named', mentions };
}

function isUsedInPlace(frame: Frame, mention: NodeId): boolean {
  const { tree } = frame.file;
  const node = outermostParens(tree, mention);
  const parent = tree.parent[node]!;
  switch (tree.kind[parent]) {
    case Kind.index_expression:
    case Kind.slice_expression:
    case Kind.selector_expression:
      return tree.field[node] === Field.operand;
    case Kind.range_clause:
    case Kind.binary_expression:
    case Kind.var_spec:
      return true;
    case Kind.argument_list: {
      const call = tree.parent[parent]!;
      const callee = frame.subject.calls.calleeOf(frame.file, call);
      if (callee.kind !== 'builtin') return isCopyingCall(frame, call, node);
      return callee.name !== 'append' || isAssignedTo(frame, call, mention) || isStoredBack(frame, call);
    }
    case Kind.variadic_argument:
      return true;
    case Kind.expression_list: {
      const statement = tree.parent[parent]!;
      if (tree.field[parent] === Field.left) return true;
      if (tree.kind[statement] !== Kind.assignment_statement && tree.kind[statement] !== Kind.short_var_declaration)
        return false;
      const left = tree.child(statement, Field.left);
      return frame.accesses.some((a) => a.use.operation === 'store' && tree.contains(left, a.use.node));
    }
    default:
      return false;
  }
}

/** `x = append(x, …)`. */
function isAssignedTo(frame: Frame, call: NodeId, mention: NodeId): boolean {
  const { tree } = frame.file;
  const list = tree.parent[call]!;
  if (tree.kind[list] !== Kind.expression_list) return false;
  const left = tree.child(tree.parent[list]!, Field.left);
  return left !== NONE && tree.textOf(left) === tree.textOf(mention);
}

/** The mentions of variables that name guarded values at which the value is changed: these need the exclusive lock. */
export function valueChanges(frame: Frame): NodeId[] {
  const out: NodeId[] = [];
  for (const access of frame.accesses) {
    if (!hasGuardedValues(frame.subject, access.map)) continue;
    const use = valueUseOf(frame, access);
    if (use.kind === 'named') out.push(...use.mentions.filter((m) => isChangedAt(frame, m)));
  }
  return out;
}

/** `x[j] = v`, `x[j]++`, `delete(x, j)`, `clear(x)`, `copy(x, …)`, `x = append(x, …)`. */
export function isChangedAt(frame: Frame, mention: NodeId): boolean {
  const { tree } = frame.file;
  let node = outermostParens(tree, mention);
  for (;;) {
    const parent = tree.parent[node]!;
    const kind = tree.kind[parent];
    if (
      (kind === Kind.index_expression || kind === Kind.slice_expression || kind === Kind.selector_expression) &&
      tree.field[node] === Field.operand
    ) {
      node = outermostParens(tree, parent);
      continue;
    }
    if (kind === Kind.inc_statement || kind === Kind.dec_statement) return true;
    if (kind === Kind.expression_list) return tree.field[parent] === Field.left && node !== mention;
    if (kind !== Kind.argument_list) return false;
    const callee = frame.subject.calls.calleeOf(frame.file, tree.parent[parent]!);
    return callee.kind === 'external' || (callee.kind === 'builtin' && callee.name !== 'len' && callee.name !== 'cap');
  }
}

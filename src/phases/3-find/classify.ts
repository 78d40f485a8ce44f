import { Field, Kind } from '../../go/grammar.js';
import { isPrinterOrEncoder, MAP_READERS, MAP_WRITERS } from '../../go/map-functions.js';
import type { Binding } from '../../model/binding.js';
import type { SourceFile } from '../../model/source.js';
import { NONE, type NodeId } from '../../model/syntax-tree.js';
import type { Effect, Operation } from '../../model/use.js';

/** What a reference does with the map, from the syntax around it. */
export interface Classification {
  readonly operation: Operation;
  readonly effect: Effect;
  readonly operationNode: NodeId;
  readonly depth: number;
  readonly mutatesValue: boolean;
}

/**
 * Classifies the expression `node`, which denotes a map. Follows `m[k]` outwards while the element is itself a map, so that `m[k][j] = v` is a
 * store of depth 1; an element that is mutated in place (`m[k].f = v`, `m[k][i] = v`) is a read that mutates the value.
 */
export function classify(binding: Binding, file: SourceFile, node: NodeId): Classification {
  const { tree } = file;
  let depth = 0;
  let map = skipParens(file, node);
  for (;;) {
    const parent = tree.parent[map]!;
    if (parent === NONE || tree.kind[parent] !== Kind.index_expression || tree.field[map] !== Field.operand) break;
    const element = skipParens(file, parent);
    if (binding.underlying(binding.typeOf(file, parent)).kind === 'map' && !isPlainValueUse(file, element)) {
      depth++;
      map = element;
      continue;
    }
    return { ...classifyElement(binding, file, parent), operationNode: parent, depth };
  }
  return { ...classifyWhole(binding, file, map), depth };
}

/** Whether the element `m[k]`, a map, is stored or read as a whole rather than used as a map itself. */
function isPlainValueUse(file: SourceFile, element: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent[element]!;
  const kind = tree.kind[parent]!;
  if (kind === Kind.index_expression && tree.field[element] === Field.operand) return false;
  if (kind === Kind.range_clause && tree.field[element] === Field.right) return false;
  if (kind === Kind.argument_list) {
    const callee = calleeText(file, tree.parent[parent]!);
    return !(callee === 'len' || callee === 'clear' || (callee === 'delete' && tree.firstChild(parent) === element));
  }
  return true;
}

function classifyElement(
  _binding: Binding,
  file: SourceFile,
  index: NodeId,
): Omit<Classification, 'operationNode' | 'depth'> {
  const { tree } = file;
  const expression = skipParens(file, index);
  const parent = tree.parent[expression]!;
  const read = { operation: 'read', effect: 'read', mutatesValue: false } as const;
  switch (tree.kind[parent]) {
    case Kind.inc_statement:
    case Kind.dec_statement:
      return { operation: 'inc-dec', effect: 'write', mutatesValue: false };
    case Kind.expression_list: {
      const statement = tree.parent[parent]!;
      const isLeft = tree.field[parent] === Field.left;
      const kind = tree.kind[statement];
      if (isLeft) {
        if (kind === Kind.assignment_statement) {
          const plain = tree.textOf(tree.child(statement, Field.operator)) === '=';
          return { operation: plain ? 'store' : 'op-assign', effect: 'write', mutatesValue: false };
        }
        return { operation: 'store', effect: 'write', mutatesValue: false }; // for m[k] = range …, case m[k] = <-c
      }
      if (isCommaOk(file, parent, statement)) return { operation: 'comma-ok', effect: 'read', mutatesValue: false };
      return read;
    }
    case Kind.selector_expression:
    case Kind.index_expression:
    case Kind.slice_expression:
      if (tree.field[expression] === Field.operand && isWritten(file, parent)) return { ...read, mutatesValue: true };
      return read;
    default:
      return read;
  }
}

/** `v, ok := m[k]`, `v, ok = m[k]`, `var v, ok = m[k]`: one value on the right, two on the left. */
function isCommaOk(file: SourceFile, right: NodeId, statement: NodeId): boolean {
  const { tree } = file;
  if (tree.children(right).length !== 1) return false;
  const kind = tree.kind[statement];
  if (kind === Kind.short_var_declaration || kind === Kind.assignment_statement)
    return tree.children(tree.child(statement, Field.left)).length === 2;
  if (kind === Kind.var_spec) return tree.childrenIn(statement, Field.name).length === 2;
  return false;
}

/** Whether the path that starts with this selector or index is assigned to, incremented or has its address taken. */
function isWritten(file: SourceFile, node: NodeId): boolean {
  const { tree } = file;
  let path = skipParens(file, node);
  for (;;) {
    const parent = tree.parent[path]!;
    const kind = tree.kind[parent];
    if ((kind === Kind.selector_expression || kind === Kind.index_expression) && tree.field[path] === Field.operand) {
      path = skipParens(file, parent);
      continue;
    }
    if (kind === Kind.inc_statement || kind === Kind.dec_statement) return true;
    if (kind === Kind.expression_list && tree.field[parent] === Field.left) return true;
    if (kind === Kind.argument_list && tree.firstChild(parent) === path) {
      const callee = calleeText(file, tree.parent[parent]!);
      return callee === 'delete' || callee === 'clear' || callee === 'copy';
    }
    return false;
  }
}

function classifyWhole(binding: Binding, file: SourceFile, map: NodeId): Omit<Classification, 'depth'> {
  const { tree } = file;
  const parent = tree.parent[map]!;
  const field = tree.field[map];
  const as = (operation: Operation, effect: Effect, operationNode: NodeId = parent) => ({
    operation,
    effect,
    operationNode,
    mutatesValue: false,
  });
  switch (tree.kind[parent]) {
    case Kind.range_clause:
      return field === Field.right ? as('range', 'read') : as('replace', 'write');
    case Kind.binary_expression:
      return isNilComparison(file, parent) ? as('nil-compare', 'read') : as('other', 'read');
    case Kind.expression_list: {
      const statement = tree.parent[parent]!;
      const kind = tree.kind[statement];
      if (tree.field[parent] === Field.left)
        return as(kind === Kind.short_var_declaration ? 'init' : 'replace', 'write', statement);
      if (kind === Kind.return_statement) return as('return', 'escape', statement);
      return as(isBlankAssignment(file, statement) ? 'other' : 'alias', 'escape', statement);
    }
    case Kind.return_statement:
      return as('return', 'escape');
    case Kind.var_spec:
      return as('init', 'write');
    case Kind.send_statement:
      return as('send', 'escape');
    case Kind.unary_expression:
      return as(tree.textOf(parent).startsWith('&') ? 'address' : 'other', 'escape');
    case Kind.keyed_element:
      return field === Field.key ? as('init', 'write') : as('alias', 'escape');
    case Kind.literal_value:
      return as('alias', 'escape');
    case Kind.argument_list:
      return classifyArgument(binding, file, map, parent);
    case Kind.variadic_argument:
      return as('pass', 'escape', tree.ancestor(parent, Kind.call_expression));
    case Kind.selector_expression:
      return as('method', 'escape', tree.parent[parent]!);
    case Kind.type_conversion_expression:
      return as('alias', 'escape');
    default:
      return as('other', 'escape');
  }
}

function classifyArgument(
  binding: Binding,
  file: SourceFile,
  argument: NodeId,
  list: NodeId,
): Omit<Classification, 'depth'> {
  const { tree } = file;
  const call = tree.parent[list]!;
  const first = tree.firstChild(list) === argument;
  const as = (operation: Operation, effect: Effect) => ({
    operation,
    effect,
    operationNode: call,
    mutatesValue: false,
  });
  const form = binding.callForm(file, call);
  if (form === 'conversion') return as('alias', 'escape');
  if (form === 'builtin') {
    switch (calleeText(file, call)) {
      case 'len':
        return as('len', 'read');
      case 'delete':
        return first ? as('delete', 'write') : as('alias', 'escape');
      case 'clear':
        return as('clear', 'write');
      case 'print':
      case 'println':
        return as('marshal', 'none'); // prints the pointer only
      default:
        return as('alias', 'escape');
    }
  }
  const callee = skipIndex(file, tree.child(call, Field.function));
  if (tree.kind[callee] === Kind.selector_expression) {
    const selection = binding.selectionAt(file, callee);
    if (selection.kind === 'package-member') {
      if (selection.importPath === 'maps' || selection.importPath === 'golang.org/x/exp/maps') {
        if (MAP_WRITERS.has(selection.name) && first) return as('pass', 'write');
        if (MAP_READERS.has(selection.name) || MAP_WRITERS.has(selection.name)) return as('pass', 'read');
      }
      if (isPrinterOrEncoder(selection.importPath, selection.name)) return as('marshal', 'read');
    } else if (selection.kind === 'method') {
      const receiver = selection.receiver.kind === 'pointer' ? selection.receiver.elem : selection.receiver;
      if (
        receiver.kind === 'named' &&
        isPrinterOrEncoder(receiver.symbol.packagePath, tree.textOf(tree.child(callee, Field.field)))
      )
        return as('marshal', 'read');
    }
  }
  return as('pass', 'escape');
}

function isNilComparison(file: SourceFile, binary: NodeId): boolean {
  const { tree } = file;
  const operator = tree.textOf(tree.child(binary, Field.operator));
  if (operator !== '==' && operator !== '!=') return false;
  return (
    tree.kind[tree.child(binary, Field.left)] === Kind.nil || tree.kind[tree.child(binary, Field.right)] === Kind.nil
  );
}

function isBlankAssignment(file: SourceFile, statement: NodeId): boolean {
  const { tree } = file;
  const left = tree.child(statement, Field.left);
  return left !== NONE && tree.children(left).every((n) => tree.textOf(n) === '_');
}

/** The outermost parentheses around an expression, or the expression itself. */
export function skipParens(file: SourceFile, node: NodeId): NodeId {
  const { tree } = file;
  let n = node;
  while (tree.kind[tree.parent[n]!] === Kind.parenthesized_expression) n = tree.parent[n]!;
  return n;
}

/** The expression inside parentheses. */
export function unparen(file: SourceFile, node: NodeId): NodeId {
  const { tree } = file;
  let n = node;
  while (n !== NONE && tree.kind[n] === Kind.parenthesized_expression) n = tree.firstChild(n);
  return n;
}

/** The callee without explicit type arguments: `f` of `f[int](x)`; also of `m[k](x)`, which the caller tells apart by its type. */
function skipIndex(file: SourceFile, callee: NodeId): NodeId {
  const { tree } = file;
  const inner = unparen(file, callee);
  return tree.kind[inner] === Kind.index_expression ? unparen(file, tree.child(inner, Field.operand)) : inner;
}

function calleeText(file: SourceFile, call: NodeId): string {
  const { tree } = file;
  if (tree.kind[call] !== Kind.call_expression) return '';
  return tree.textOf(tree.child(call, Field.function));
}

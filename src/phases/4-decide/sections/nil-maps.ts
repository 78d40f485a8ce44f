import { Field, Kind } from '../../../go/grammar.js';
import type { SharedMap } from '../../../model/shared-map.js';
import type { SourceFile } from '../../../model/source.js';
import { NONE, type NodeId } from '../../../model/syntax-tree.js';

/** `var m = make(…)`, `m := map[K]V{…}`. */
export function isMadeAtDeclaration(map: SharedMap): boolean {
  const { tree } = map.file;
  const name = map.symbol.node;
  const holder = tree.parent[name]!;
  const list =
    tree.kind[holder] === Kind.var_spec
      ? tree.child(holder, Field.value)
      : tree.kind[holder] === Kind.expression_list
        ? tree.child(tree.parent[holder]!, Field.right)
        : NONE;
  if (list === NONE) return false;
  const names = tree.kind[holder] === Kind.var_spec ? tree.childrenIn(holder, Field.name) : tree.children(holder);
  const value = tree.children(list)[names.indexOf(name)];
  return value !== undefined && isMaking(map.file, value);
}

/** `make(…)` or a literal: a map that is not nil. */
export function isMaking(file: SourceFile, value: NodeId): boolean {
  const { tree } = file;
  return (
    tree.kind[value] === Kind.composite_literal ||
    (tree.kind[value] === Kind.call_expression && tree.textOf(tree.child(value, Field.function)) === 'make')
  );
}

/** `m = x` with anything but a new map, which may be nil. */
export function isSetToNil(file: SourceFile, use: SharedMap['uses'][number]): boolean {
  const { tree } = file;
  if (use.operation === 'init' && tree.kind[use.operationNode] === Kind.keyed_element)
    return !isMaking(file, tree.child(use.operationNode, Field.value));
  if (use.operation !== 'replace') return false;
  if (tree.kind[use.operationNode] !== Kind.assignment_statement) return true;
  return !tree.children(tree.child(use.operationNode, Field.right)).every((v) => isMaking(file, v));
}

/**
 * Whether a store may meet a nil map in a program that is right so far: nothing in view makes the map, or it is set to nil while goroutines run. A map that
 * its owner makes counts as made: a store before that is a mistake that fails on the first run.
 */
export function mayBeNil(map: SharedMap, made: boolean): boolean {
  const isMade = made || isMadeAtDeclaration(map) || map.uses.some(makes);
  return !isMade || map.uses.some((u) => u.operation === 'replace' && u.phase !== 'construction' && setsNil(u));
}

function makes(use: SharedMap['uses'][number]): boolean {
  const { tree } = use.file;
  if (use.operation === 'init' && tree.kind[use.operationNode] === Kind.keyed_element)
    return tree.kind[tree.child(use.operationNode, Field.value)] !== Kind.nil;
  if (use.operation === 'init') return true;
  return use.operation === 'replace' && !setsNil(use);
}

function setsNil(use: SharedMap['uses'][number]): boolean {
  const { tree } = use.file;
  if (tree.kind[use.operationNode] !== Kind.assignment_statement) return false;
  return tree.children(tree.child(use.operationNode, Field.right)).some((v) => tree.kind[v] === Kind.nil);
}

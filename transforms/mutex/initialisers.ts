/**
 * The value that the map starts with goes into the wrapper; nil stays nil:
 *
 *     items: make(map[string]int, n)   =>  items: guardedMap[string, int]{m: make(map[string]int, n)}
 *     items: nil                       =>  items: guardedMap[string, int]{}
 *     shard{name, make(map[K]V)}       =>  shard{name, newGuardedMap(make(map[K]V))}     behind a pointer
 *
 * Behaviour is kept: the map in the wrapper is the one that was there before, and nothing else refers to it.
 */
import { Field, Kind } from '../../src/go/grammar.js';
import type { Refusal } from '../../src/model/decision.js';
import { positionAt } from '../../src/model/position.js';
import type { SourceFile } from '../../src/model/source.js';
import { NONE, type NodeId } from '../../src/model/syntax-tree.js';
import type { Access } from './access.js';
import { CONSTRUCTOR, HELPER, type Part } from './draft.js';
import type { Frame } from './frame.js';
import { sharedBy } from './fresh-maps.js';
import { refuse } from './refusals.js';
import type { Subject } from './subject.js';
import { outermostParens, unparen } from './syntax.js';

/** The value given in a declaration or keyed literal. */
export function emitInitialiser(frame: Frame, access: Access): Refusal | undefined {
  const { file } = frame;
  const { tree } = file;
  const value = initialValue(file, access);
  if (value === undefined) return refuse(file, access.use.node, 'unsupported-use', 'the map is initialised by one of several results of a call');
  if (value === NONE) return undefined; // var m map[K]V: the declaration changes, the zero value stays nil
  const isRedeclared = tree.kind[access.use.operationNode] === Kind.short_var_declaration && isAssignment(frame, access);
  if (isRedeclared) return refuse(file, access.use.node, 'unsupported-use', 'the map is assigned to by := together with new variables');
  return wrapValue(frame, value);
}

/** `a, m := …` where m exists already. */
function isAssignment(frame: Frame, access: Access): boolean {
  const symbol = frame.subject.binding.symbolAt(frame.file, access.use.node);
  return symbol.kind === 'variable' && symbol.node !== access.use.node;
}

/** The expression; NONE where there is none; undefined where it is one of several results. */
function initialValue(file: SourceFile, access: Access): NodeId | undefined {
  const { tree } = file;
  const { node, operationNode } = access.use;
  switch (tree.kind[operationNode]) {
    case Kind.keyed_element:
      return tree.child(operationNode, Field.value);
    case Kind.var_spec: {
      const values = tree.child(operationNode, Field.value);
      return values === NONE ? NONE : paired(tree.childrenIn(operationNode, Field.name).indexOf(node), tree.childrenIn(operationNode, Field.name).length, tree.children(values));
    }
    case Kind.short_var_declaration: {
      const left = tree.children(tree.child(operationNode, Field.left));
      return paired(left.indexOf(outermostParens(tree, node)), left.length, tree.children(tree.child(operationNode, Field.right)));
    }
    default:
      return undefined;
  }
}

function paired(index: number, targets: number, values: readonly NodeId[]): NodeId | undefined {
  return values.length === targets ? values[index] : undefined;
}

/** Puts a value into the wrapper; a value that something else refers to is refused. */
export function wrapValue(frame: Pick<Frame, 'subject' | 'file' | 'draft' | 'samePackage'>, value: NodeId): Refusal | undefined {
  const { subject, file, draft } = frame;
  const { tree } = file;
  const reason = sharedBy(subject.binding, subject.calls, file, value);
  if (reason !== undefined) return { ...refuse(reason.file, reason.node, 'aliased', reason.message), position: positionAt(reason.file, reason.file.tree.start[reason.node]!) };
  const isNil = tree.kind[unparen(tree, value)] === Kind.nil;
  if (!frame.samePackage) {
    return refuse(file, value, 'cross-package', `the wrapper of ${subject.map.name} cannot be built outside of package ${subject.map.unit.name}`);
  }
  const type = wrapperType(subject, file, value);
  if (type === undefined) return refuse(file, value, 'type-not-spelled', 'the key and value types of the map cannot be named in this file');
  const start = tree.start[value]!;
  const end = tree.end[value]!;
  if (subject.holder === 'pointer') {
    draft.method('New');
    if (isNil) draft.replace(file, start, end, CONSTRUCTOR, ...type.slice(1), '(nil)');
    else {
      draft.insert(file, start, CONSTRUCTOR, '(');
      draft.replace(file, end - 1, end, { start: end - 1, end }, ')');
    }
    return undefined;
  }
  if (isNil) {
    draft.replace(file, start, end, ...type, '{}');
    return undefined;
  }
  draft.insert(file, start, ...type, '{m: ');
  draft.insert(file, end, '}');
  return undefined;
}

/** `guardedMap[K, V]` as the file spells it: from the literal or make itself where that names the map type, else from the declaration or the binder. */
export function wrapperType(subject: Subject, file: SourceFile, value: NodeId): Part[] | undefined {
  if (subject.helper.specialised !== undefined) return [HELPER];
  const { tree } = file;
  const written = value === NONE ? NONE : mapTypeOf(file, value);
  if (written !== NONE) {
    return [HELPER, `[${tree.textOf(tree.child(written, Field.key))}, ${tree.textOf(tree.child(written, Field.value))}]`];
  }
  const { binding, types, spelled, map } = subject;
  if (spelled !== undefined && file === map.file && map.kind !== 'field') return [HELPER, `[${spelled.key}, ${spelled.value}]`];
  const key = binding.spell(types.key, file);
  const element = binding.spell(types.value, file);
  return key === undefined || element === undefined ? undefined : [HELPER, `[${key}, ${element}]`];
}

/** The map_type in `make(map[K]V)` or `map[K]V{…}`, or NONE. */
function mapTypeOf(file: SourceFile, value: NodeId): NodeId {
  const { tree } = file;
  const node = unparen(tree, value);
  let type: NodeId = NONE;
  if (tree.kind[node] === Kind.composite_literal) type = tree.child(node, Field.type);
  else if (tree.kind[node] === Kind.call_expression && tree.textOf(tree.child(node, Field.function)) === 'make') {
    type = tree.firstChild(tree.child(node, Field.arguments));
  }
  return type !== NONE && tree.kind[type] === Kind.map_type ? type : NONE;
}

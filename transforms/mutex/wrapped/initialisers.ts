/**
 * The value that the map starts with goes into the wrapper; nil stays nil:
 *
 *     items: make(map[string]int, n)   =>  items: guardedMap[string, int]{m: make(map[string]int, n)}
 *     items: nil                       =>  items: guardedMap[string, int]{}
 *     shard{name, make(map[K]V)}       =>  shard{name, newGuardedMap(make(map[K]V))}     behind a pointer
 *
 * Behaviour is kept: the map in the wrapper is the one that was there before, and nothing else refers to it.
 */
import { Field, Kind } from '../../../src/go/grammar.js';
import type { Refusal } from '../../../src/model/decision.js';
import { positionAt } from '../../../src/model/position.js';
import type { SourceFile } from '../../../src/model/source.js';
import { NONE, type NodeId } from '../../../src/model/syntax-tree.js';
import type { Access } from '../../../src/phases/4-decide/sections/access.js';
import { CONSTRUCTOR, HELPER, type Part } from '../../../src/phases/4-decide/sections/draft.js';
import { sharedBy } from '../../../src/phases/4-decide/sections/fresh-maps.js';
import { refuse } from '../../../src/phases/4-decide/sections/refusals.js';
import { unparen } from '../../../src/phases/4-decide/sections/syntax.js';
import type { Frame, Subject } from './wrap-subject.js';

/** The value that a keyed literal gives the field. What a variable is declared with, declaration.ts wraps. */
export function emitInitialiser(frame: Frame, access: Access): Refusal | undefined {
  const { file, subject } = frame;
  const { tree } = file;
  const { node, operationNode } = access.use;
  if (tree.kind[operationNode] === Kind.keyed_element) return wrapValue(frame, tree.child(operationNode, Field.value));
  if (file === subject.map.file && node === subject.map.symbol.node) return undefined;
  return refuse(file, node, 'unsupported-use', 'the map is assigned to by := together with new variables');
}

/** What a variable is declared with: NONE where there is nothing, undefined where it is one of several results. */
export function declaredValue(file: SourceFile, name: NodeId): NodeId | undefined {
  const { tree } = file;
  const parent = tree.parent[name]!;
  if (tree.kind[parent] === Kind.var_spec) {
    const names = tree.childrenIn(parent, Field.name);
    const values = tree.child(parent, Field.value);
    return values === NONE ? NONE : paired(names.indexOf(name), names.length, tree.children(values));
  }
  const declaration = tree.parent[parent]!;
  if (tree.kind[parent] !== Kind.expression_list || tree.kind[declaration] !== Kind.short_var_declaration)
    return undefined;
  const targets = tree.children(parent);
  return paired(targets.indexOf(name), targets.length, tree.children(tree.child(declaration, Field.right)));
}

function paired(index: number, targets: number, values: readonly NodeId[]): NodeId | undefined {
  return values.length === targets ? values[index] : undefined;
}

/** Puts a value into the wrapper; a value that something else refers to is refused. */
export function wrapValue(
  frame: Pick<Frame, 'subject' | 'file' | 'draft' | 'samePackage'>,
  value: NodeId,
): Refusal | undefined {
  const { subject, file, draft } = frame;
  const { tree } = file;
  const reason = sharedBy(subject.binding, subject.calls, file, value);
  if (reason !== undefined)
    return {
      ...refuse(reason.file, reason.node, 'aliased', reason.message),
      position: positionAt(reason.file, reason.file.tree.start[reason.node]!),
    };
  const isNil = tree.kind[unparen(tree, value)] === Kind.nil;
  if (!frame.samePackage) {
    return refuse(
      file,
      value,
      'cross-package',
      `the wrapper of ${subject.map.name} cannot be built outside of package ${subject.map.unit.name}`,
    );
  }
  const type = wrapperType(subject, file, value);
  if (type === undefined)
    return refuse(file, value, 'type-not-spelled', 'the key and value types of the map cannot be named in this file');
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
    return [
      HELPER,
      `[${tree.textOf(tree.child(written, Field.key))}, ${tree.textOf(tree.child(written, Field.value))}]`,
    ];
  }
  const { binding, types, spelled, map } = subject;
  if (spelled !== undefined && file === map.file && map.kind !== 'field')
    return [HELPER, `[${spelled.key}, ${spelled.value}]`];
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

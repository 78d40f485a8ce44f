/**
 * The declared type becomes the wrapper:
 *
 *     items map[string]*Item           =>  items guardedMap[string, *Item]
 *     var seen map[string]bool         =>  var seen guardedMap[string, bool]
 *     var n map[string]int = f()       =>  var n = guardedMap[string, int]{m: f()}
 */
import { Field, Kind } from '../../../src/go/grammar.js';
import type { Refusal } from '../../../src/model/decision.js';
import { NONE, type NodeId } from '../../../src/model/syntax-tree.js';
import { type Draft, HELPER, type Part } from '../../../src/phases/4-decide/sections/draft.js';
import { refuse } from '../../../src/phases/4-decide/sections/refusals.js';
import { tokenIn } from '../../../src/phases/4-decide/sections/syntax.js';
import { declaredValue, wrapperType, wrapValue } from './initialisers.js';
import type { Subject } from './wrap-subject.js';

export function planDeclaration(subject: Subject, draft: Draft): Refusal | undefined {
  const { map } = subject;
  const { tree } = map.file;
  const name = map.symbol.node;
  const holder = tree.parent[name]!;
  switch (tree.kind[holder]) {
    case Kind.var_spec:
      return planVariable(subject, draft, holder) ?? planValue(subject, draft);
    case Kind.field_declaration:
      if (tree.childrenIn(holder, Field.name).length === 0) {
        return refuse(
          map.file,
          name,
          'named-map-type',
          'the map is an embedded field: its type is its name, and its methods are promoted',
        );
      }
      return planTyped(subject, draft, holder);
    default:
      // v := make(…): the initialiser carries the type
      return planValue(subject, draft);
  }
}

function planValue(subject: Subject, draft: Draft): Refusal | undefined {
  const { file, symbol } = subject.map;
  const value = declaredValue(file, symbol.node);
  if (value === NONE) return undefined; // var m map[K]V: the zero value stays nil
  if (value === undefined)
    return refuse(
      file,
      symbol.node,
      'unsupported-use',
      `${symbol.name} is declared with one of several results, or by a range or receive`,
    );
  return wrapValue({ subject, file, draft, samePackage: true }, value);
}

function planVariable(subject: Subject, draft: Draft, spec: NodeId): Refusal | undefined {
  const { file } = subject.map;
  const { tree } = file;
  const type = tree.child(spec, Field.type);
  if (type === NONE) return undefined;
  const values = tree.child(spec, Field.value);
  if (values === NONE) return planTyped(subject, draft, spec);
  if (tree.childrenIn(spec, Field.name).length > 1)
    return refuse(file, spec, 'unsupported-use', 'several variables share a written type and have values');
  // the type is the initialiser's from now on
  const name = tree.child(spec, Field.name);
  const equals = tokenIn(file, '=', tree.end[type]!, tree.start[values]!);
  draft.replace(file, tree.end[name]!, equals, ' ');
  return undefined;
}

/** A name, or one of several, with a written type and no value. */
function planTyped(subject: Subject, draft: Draft, holder: NodeId): Refusal | undefined {
  const { file, symbol } = subject.map;
  const { tree } = file;
  const type = tree.child(holder, Field.type);
  const star = subject.holder === 'pointer' ? '*' : '';
  if (tree.childrenIn(holder, Field.name).length > 1) {
    const text = wholeType(subject, type);
    if (text === undefined)
      return refuse(file, type, 'type-not-spelled', 'the key and value types of the map cannot be named here');
    draft.retype(file, symbol.node, star, ...text);
    return undefined;
  }
  if (tree.kind[type] === Kind.map_type && subject.helper.specialised === undefined) {
    const key = tree.child(type, Field.key);
    const value = tree.child(type, Field.value);
    draft.replace(file, tree.start[type]!, tree.start[key]!, star, HELPER, '[');
    draft.replace(file, tree.end[key]!, tree.start[value]!, ', ');
    draft.replace(
      file,
      tree.end[value]! - 1,
      tree.end[value]!,
      { start: tree.end[value]! - 1, end: tree.end[value]! },
      ']',
    );
    return undefined;
  }
  const text = wholeType(subject, type);
  if (text === undefined)
    return refuse(file, type, 'type-not-spelled', 'the key and value types of the map cannot be named here');
  draft.replace(file, tree.start[type]!, tree.end[type]!, star, ...text);
  return undefined;
}

function wholeType(subject: Subject, type: NodeId): Part[] | undefined {
  const { file } = subject.map;
  const { tree } = file;
  if (subject.helper.specialised !== undefined) return [HELPER];
  if (tree.kind[type] === Kind.map_type)
    return [HELPER, `[${tree.textOf(tree.child(type, Field.key))}, ${tree.textOf(tree.child(type, Field.value))}]`];
  return wrapperType(subject, file, NONE);
}

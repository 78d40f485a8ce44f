import type { Language } from 'web-tree-sitter';
import { Field, Kind } from '../../go/grammar.js';

/** A kind that is no node of ours: the node is left out with what is below it. */
export const SKIPPED = 0;
/** `literal_element`: left out, its child stands in its place. */
export const TRANSPARENT = 254;
/** Listed beside the tree. */
export const COMMENT = 253;

/** The grammar's numbers for kinds and fields → ours. */
export interface GrammarTables {
  /** by symbol id; anonymous symbols are `SKIPPED`: which of them are operators the field tells */
  readonly kinds: Uint8Array;
  /** by field id */
  readonly fields: Uint8Array;
}

export function grammarTables(language: Language): GrammarTables {
  return { kinds: kindTable(language), fields: fieldTable(language) };
}

function kindTable(language: Language): Uint8Array {
  const table = new Uint8Array(65536);
  const byName = Kind as Record<string, number>;
  for (let id = 0; id < language.nodeTypeCount; id++) {
    const name = language.nodeTypeForId(id);
    if (name === null || !language.nodeTypeIsNamed(id)) continue;
    if (name === 'comment') table[id] = COMMENT;
    else if (name === 'literal_element') table[id] = TRANSPARENT;
    else if (name in byName) table[id] = byName[name]!;
  }
  table[65535] = Kind.ERROR;
  return table;
}

function fieldTable(language: Language): Uint8Array {
  const table = new Uint8Array(256);
  const byName = Field as Record<string, number>;
  for (let id = 1; id <= language.fieldCount; id++) {
    const name = language.fieldNameForId(id);
    if (name !== null && name in byName) table[id] = byName[name]!;
  }
  return table;
}

/** Whether a node is, or gives away, one that `normaliseConversions` changes. */
export function isConversion(kind: number, field: number, parentKind: number): boolean {
  return (
    kind === Kind.type_instantiation_expression ||
    (parentKind === Kind.type_conversion_expression &&
      (kind === Kind.generic_type || kind === Kind.parenthesized_type)) ||
    (parentKind === Kind.argument_list && isValueLike(kind)) ||
    (field === Field.type_arguments && parentKind === Kind.call_expression)
  );
}

/** Whether a type may be a value, as the argument of `new` and of a function named `make` may. */
export function isValueLike(kind: number): boolean {
  return (
    kind === Kind.type_identifier ||
    kind === Kind.qualified_type ||
    kind === Kind.generic_type ||
    kind === Kind.pointer_type ||
    kind === Kind.parenthesized_type
  );
}

/** Whether what is below a node of that kind is left out. */
export function isAtom(kind: number): boolean {
  return kind === Kind.operator || kind === Kind.interpreted_string_literal || kind === Kind.raw_string_literal;
}

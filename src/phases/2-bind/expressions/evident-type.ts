import { Field, Kind } from '../../../go/grammar.js';
import type { GoType } from '../../../model/go-type.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import { funcType } from '../declarations/signature.js';
import type { NameEnvironment } from '../scopes/name-environment.js';
import { basic } from '../types/make.js';
import { typeFromSyntax } from '../types/type-syntax.js';

/**
 * Type of an initial value that says it itself: a literal of any kind, or the address of one. The value's inside is not looked at, so that a table of
 * a thousand lines in another file costs nothing. Undefined for other expressions.
 */
export function evidentType(b: Binder, environment: NameEnvironment, node: NodeId): GoType | undefined {
  const { tree } = environment.file;
  switch (tree.kind[node]) {
    case Kind.int_literal:
      return basic('untyped int');
    case Kind.float_literal:
      return basic('untyped float');
    case Kind.rune_literal:
      return basic('untyped rune');
    case Kind.interpreted_string_literal:
    case Kind.raw_string_literal:
      return basic('untyped string');
    case Kind.func_literal:
      return funcType(b, environment, node);
    case Kind.composite_literal: {
      const type = tree.child(node, Field.type);
      return type < 0 || tree.kind[type] === Kind.implicit_length_array_type
        ? undefined
        : typeFromSyntax(b, environment, type);
    }
    case Kind.unary_expression: {
      const operand = tree.child(node, Field.operand);
      if (operand < 0 || tree.kind[operand] !== Kind.composite_literal || tree.text[tree.start[node]!] !== '&')
        return undefined;
      const elem = evidentType(b, environment, operand);
      return elem === undefined ? undefined : b.compounds.pointerTo(elem);
    }
    default:
      return undefined;
  }
}

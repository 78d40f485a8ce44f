import { Field, Kind } from '../../../go/grammar.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Binder } from '../binder.js';
import { knownMember } from '../declarations/known-signatures.js';
import { memberOf } from '../declarations/package-member.js';
import type { DeclarationScopes } from '../scopes/declaration-scopes.js';

/** Whether an expression denotes a type; undefined where its name is not known. */
export function denotesType(b: Binder, scopes: DeclarationScopes, expression: NodeId): boolean | undefined {
  const { tree } = scopes.file;
  let node = expression;
  for (;;) {
    switch (tree.kind[node]) {
      case Kind.identifier:
      case Kind.type_identifier: {
        const reference = scopes.nameAt(node);
        return reference.kind === 'unknown' ? undefined : reference.kind === 'type';
      }
      case Kind.selector_expression: {
        const operand = tree.child(node, Field.operand);
        if (operand < 0 || tree.kind[operand] !== Kind.identifier) return false;
        const reference = scopes.nameAt(operand);
        if (reference.kind !== 'package') return reference.kind === 'unknown' ? undefined : false;
        const member = memberOf(
          b,
          reference.importPath,
          tree.textOf(tree.child(node, Field.field)),
          scopes.scope,
          scopes.file,
        );
        if (member.kind !== 'unknown') return member.kind === 'type';
        return knownMember(
          b,
          reference.importPath,
          tree.textOf(tree.child(node, Field.field)),
          scopes.scope.view.module,
        ) === undefined
          ? undefined
          : false;
      }
      case Kind.parenthesized_expression:
        node = tree.firstChild(node);
        if (node < 0) return undefined;
        break;
      case Kind.index_expression:
        node = tree.child(node, Field.operand);
        if (node < 0) return undefined;
        break;
      case Kind.unary_expression: {
        const operator = tree.child(node, Field.operator);
        if (tree.textOf(operator) !== '*') return false;
        node = tree.child(node, Field.operand);
        if (node < 0) return undefined;
        break;
      }
      case Kind.qualified_type: {
        // `make(v.f)` and `new(v.f)` read their argument as a type
        const reference = scopes.nameAt(tree.child(node, Field.package));
        return reference.kind === 'unknown' ? undefined : reference.kind === 'package';
      }
      case Kind.generic_type:
        node = tree.child(node, Field.type);
        break;
      case Kind.parenthesized_type:
      case Kind.pointer_type:
        node = tree.firstChild(node);
        if (node < 0) return undefined;
        break;
      case Kind.array_type:
      case Kind.channel_type:
      case Kind.function_type:
      case Kind.implicit_length_array_type:
      case Kind.interface_type:
      case Kind.map_type:
      case Kind.slice_type:
      case Kind.struct_type:
      case Kind.negated_type:
      case Kind.type_elem:
      case Kind.type_constraint:
        return true;
      default:
        return false;
    }
  }
}

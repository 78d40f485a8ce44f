import { Field, Kind } from '../../go/grammar.js';
import type { Binding } from '../../model/binding.js';
import type { SourceFile } from '../../model/source.js';
import type { NodeId } from '../../model/syntax-tree.js';
import { type MapAnswer, mapAnswer } from './types/is-map.js';
import { typeToString } from './types/type-to-string.js';

/** The operand of an index, range, `delete`, `len` or `clear`, and whether it is a map. */
export interface OperandAnswer {
  readonly node: NodeId;
  readonly start: number;
  readonly end: number;
  readonly kind: 'index' | 'range' | 'delete' | 'len' | 'clear';
  readonly answer: MapAnswer;
  /** of an unknown: cause and what it is about */
  readonly cause?: string;
  readonly type: string;
}

const BUILTINS = new Set(['delete', 'len', 'clear']);

/** Every operand of a file that could be a map, with the binder's answer: the material for a comparison with go/types. */
export function operandsOf(binding: Binding, file: SourceFile): readonly OperandAnswer[] {
  const { tree } = file;
  const out: OperandAnswer[] = [];
  for (let node = 0; node < tree.count; node++) {
    const kind = tree.kind[node];
    if (kind === Kind.index_expression) add(tree.child(node, Field.operand), 'index');
    else if (kind === Kind.range_clause) add(tree.child(node, Field.right), 'range');
    else if (kind === Kind.call_expression) {
      const name = calleeName(file, node);
      const list = tree.child(node, Field.arguments);
      if (!BUILTINS.has(name) || list < 0) continue;
      const operand = tree.firstChild(list);
      const form = binding.callForm(file, node);
      if (form === 'builtin') add(operand, name as OperandAnswer['kind']);
      else if (operand >= 0)
        out.push({
          ...place(operand, name as OperandAnswer['kind']),
          answer: form === 'unknown' ? 'unknown' : 'not-map',
          cause: 'callee',
          type: form,
        });
    }
  }
  return out;

  function place(operand: NodeId, kind: OperandAnswer['kind']) {
    return { node: operand, start: tree.start[operand]!, end: tree.end[operand]!, kind };
  }

  function add(operand: NodeId, kind: OperandAnswer['kind']): void {
    if (operand < 0) return;
    if (kind === 'index' && binding.isTypeExpression(file, operand)) {
      out.push({ ...place(operand, kind), answer: 'not-map', type: 'type' });
      return;
    }
    const type = binding.typeOf(file, operand);
    const answer = mapAnswer(binding.underlying, type);
    const under = answer === 'unknown' ? binding.underlying(type) : undefined;
    const cause =
      under?.kind === 'unknown'
        ? { cause: `${under.cause}: ${under.detail}` }
        : answer === 'unknown'
          ? { cause: 'type set' }
          : {};
    out.push({ ...place(operand, kind), answer, ...cause, type: typeToString(type) });
  }
}

function calleeName(file: SourceFile, call: NodeId): string {
  const { tree } = file;
  let callee = tree.child(call, Field.function);
  while (callee >= 0 && tree.kind[callee] === Kind.parenthesized_expression) callee = tree.firstChild(callee);
  return callee >= 0 && tree.kind[callee] === Kind.identifier ? tree.textOf(callee) : '';
}

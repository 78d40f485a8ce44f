/**
 * An entry that takes one of several results of a call gets it by way of a variable:
 *
 *     s.conns[k], err = dial(k)        =>  var conn net.Conn
 *                                          conn, err = dial(k)
 *                                          s.conns.Store(k, conn)
 *
 * Behaviour is kept: the call is made once and outside of the lock; the entry is stored right behind it.
 */
import { Field, Kind } from '../../../../src/go/grammar.js';
import { NONE } from '../../../../src/model/syntax-tree.js';
import { type Access, pathText } from '../../../../src/phases/4-decide/sections/access.js';
import type { DeferredName } from '../../../../src/phases/4-decide/sections/draft.js';
import { hasOwnLines, indentAt, lineEnding } from '../../../../src/phases/4-decide/sections/layout.js';
import { outermostParens, some } from '../../../../src/phases/4-decide/sections/syntax.js';
import type { Frame } from '../wrap-subject.js';
import type { Rewrite } from './rewrite.js';

export function asTupleStore(frame: Frame, access: Access): Rewrite | undefined {
  const { file, draft, subject } = frame;
  const { tree } = file;
  if (access.use.operation !== 'store' || access.use.depth > 0) return undefined;
  const element = outermostParens(tree, access.element);
  const left = tree.parent[element]!;
  const statement = tree.parent[left]!;
  if (
    tree.kind[statement] !== Kind.assignment_statement ||
    tree.kind[tree.parent[statement]!] !== Kind.statement_list ||
    !hasOwnLines(file, statement)
  )
    return undefined;
  if (tree.children(tree.child(statement, Field.right)).length !== 1) return undefined;
  const others = frame.accesses.filter((a) => a !== access && tree.contains(statement, a.use.node));
  if (others.length > 0 || some(tree, left, (n) => tree.kind[n] === Kind.call_expression)) return undefined;
  const type = subject.binding.spell(subject.binding.typeOf(file, access.element), file);
  if (type === undefined || element === NONE) return undefined;
  return {
    accesses: [access],
    emit: () => {
      const eol = lineEnding(file);
      const indent = indentAt(file, tree.start[statement]!);
      const value: DeferredName = { name: 'fresh', file, at: tree.start[statement]!, base: 'v' };
      draft.insert(file, tree.start[statement]!, 'var ', value, ` ${type}${eol}${indent}`);
      draft.replace(file, tree.start[element]!, tree.end[element]!, value);
      draft.insert(
        file,
        tree.end[statement]!,
        `${eol}${indent}${pathText(access)}.${draft.method('Store')}(${tree.textOf(access.key)}, `,
        value,
        ')',
      );
    },
  };
}

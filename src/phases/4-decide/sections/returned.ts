import { Kind } from '../../../go/grammar.js';
import type { Refusal } from '../../../model/decision.js';
import { positionAt } from '../../../model/position.js';
import { NONE } from '../../../model/syntax-tree.js';
import { type Access, pathText } from './access.js';
import type { Frame } from './frame.js';
import { writerOfResult } from './receivers.js';
import { refuse } from './refusals.js';
import { outermostParens } from './syntax.js';

/** Why the map that a function returns cannot be a copy: a receiver writes to it, or who receives it is not seen. Notes that receivers elsewhere get a copy. */
export function returnedTooFar(frame: Frame, access: Access): Refusal | undefined {
  const { file, subject, draft } = frame;
  const { tree } = file;
  const { binding, calls } = subject;
  const text = pathText(access);
  const symbol = access.use.functionSymbol;
  if (symbol === undefined || tree.kind[frame.fn] === Kind.func_literal)
    return refuse(
      file,
      access.use.node,
      'returned',
      `${text} itself is returned by a function literal, and who receives it is not seen`,
    );
  const node = outermostParens(tree, access.use.node);
  const list = tree.parent[node]!;
  const index = list !== NONE && tree.kind[list] === Kind.expression_list ? tree.children(list).indexOf(node) : 0;
  const writer = writerOfResult(binding, calls, symbol, index);
  if (writer !== undefined) {
    const at = positionAt(writer.file, writer.file.tree.start[writer.node]!);
    return refuse(
      file,
      access.use.node,
      'returned',
      `${text} itself is returned, and ${at.file}:${at.line} does more than read it: a copy would not do there`,
    );
  }
  draft.note(
    file,
    access.use.node,
    'leaked-reference',
    `${symbol.name} hands out a copy of ${access.map.name} now: who writes to it, or expects it to change, has to be looked at`,
  );
  return undefined;
}

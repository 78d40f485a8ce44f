import type { Binding } from '../../model/binding.js';
import { NONE } from '../../model/syntax-tree.js';
import { commentsAt } from './comments.js';
import type { InventoryMap } from './inventory.js';

/**
 * The comment that says which lock guards a map: "guarded by mu" or "+checklocks:mu" at the map, or "guards items" at a mutex of its struct.
 * It tells what was meant; whether it is done, the locks tell.
 */
export function guardedByComment(map: InventoryMap, binding: Binding): string | undefined {
  const { tree } = map.file;
  const own = commentsAt(map.file, tree.parent[map.symbol.node]!);
  if (
    /\b(guarded|protected) by\b|\+checklocks:|\b(mu|mutex|lock)\b must be held|\baccess(ed)? (only )?(under|with)\b.*\b(mu|mutex|lock)\b/i.test(
      own,
    )
  )
    return own.slice(0, 160);
  const type = map.declaringType;
  if (type === undefined || type.declaration === NONE) return undefined;
  const siblings = binding.fieldsOf({ kind: 'named', symbol: type, args: [] }) ?? [];
  for (const { symbol, type: field } of siblings) {
    const base = field.kind === 'pointer' ? field.elem : field;
    if (base.kind !== 'named' || !/^(RW)?Mutex$/.test(base.symbol.name) || symbol.file !== map.file) continue;
    const comment = commentsAt(symbol.file, symbol.declaration);
    const named = /\b(?:guards?|protects?|for)\b(.*)/i.exec(comment)?.[1];
    if (named !== undefined && new RegExp(`\\b${map.symbol.name}\\b`).test(named)) return comment.slice(0, 160);
  }
  return undefined;
}

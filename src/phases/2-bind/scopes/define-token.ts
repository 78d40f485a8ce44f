import { Field, Kind } from '../../../go/grammar.js';
import type { NodeId, SyntaxTree } from '../../../model/syntax-tree.js';

/** Whether a range clause or receive statement declares its left side (`:=`) or assigns to it (`=`). The token is no node. */
export function definesNames(tree: SyntaxTree, node: NodeId): boolean {
  const left = tree.child(node, Field.left);
  return left >= 0 && tree.text.charCodeAt(skipBlank(tree.text, tree.end[left]!)) === COLON;
}

/** Direction of a channel type, from its tokens. An arrow belongs to the leftmost `chan` that it can (spec, "Channel types"). */
export function channelDirection(tree: SyntaxTree, node: NodeId): 'both' | 'send' | 'receive' {
  const { text } = tree;
  const start = tree.start[node]!;
  if (text.charCodeAt(skipBlank(text, start + 'chan'.length)) === LESS && text.charCodeAt(start) !== LESS)
    return 'send';
  if (text.charCodeAt(start) !== LESS) return 'both';
  const outer = tree.parent[node]!;
  const taken = outer >= 0 && tree.kind[outer] === Kind.channel_type && text.charCodeAt(tree.start[outer]!) !== LESS;
  return taken ? 'both' : 'receive';
}

const COLON = 58;
const LESS = 60;
const SLASH = 47;
const STAR = 42;

/** First offset at or behind `from` that is neither white space nor in a comment. */
export function skipBlank(text: string, from: number): number {
  let i = from;
  for (;;) {
    const c = text.charCodeAt(i);
    if (c === 32 || c === 9 || c === 10 || c === 13) i++;
    else if (c === SLASH && text.charCodeAt(i + 1) === STAR) {
      const close = text.indexOf('*/', i + 2);
      if (close < 0) return text.length;
      i = close + 2;
    } else if (c === SLASH && text.charCodeAt(i + 1) === SLASH) {
      const line = text.indexOf('\n', i);
      if (line < 0) return text.length;
      i = line + 1;
    } else return i;
  }
}

import { Field } from '../../../go/grammar.js';
import type { NodeId, SyntaxTree } from '../../../model/syntax-tree.js';

/** Whether a range clause or receive statement declares its left side (`:=`) or assigns to it (`=`). The token is no node. */
export function definesNames(tree: SyntaxTree, node: NodeId): boolean {
  const left = tree.child(node, Field.left);
  return left >= 0 && tree.text.charCodeAt(skipBlank(tree.text, tree.end[left]!)) === COLON;
}

/** Direction of a channel type, from its tokens. */
export function channelDirection(tree: SyntaxTree, node: NodeId): 'both' | 'send' | 'receive' {
  const { text } = tree;
  const start = tree.start[node]!;
  if (text.charCodeAt(start) === LESS) return 'receive';
  return text.charCodeAt(skipBlank(text, start + 'chan'.length)) === LESS && tree.start[tree.firstChild(node)]! > skipBlank(text, start + 4) ? 'send' : 'both';
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

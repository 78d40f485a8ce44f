import { Kind } from '../../go/grammar.js';
import { SyntaxTree } from '../../model/syntax-tree.js';
import type { GoParser, ParseResult } from './parse.js';

export type FileParse = ParseResult & {
  /** the tree is a bare `source_file`: the text nests too deep for the stack */
  readonly tooDeep: boolean;
};

/** Parses a file; what tree-sitter-go 0.25 cannot read but can be shown to it in another guise is parsed so. Never throws. */
export function parseFile(parser: GoParser, text: string): FileParse {
  try {
    const first = parser.parse(text);
    if (first.errorAt === undefined) return { ...first, tooDeep: false };
    const masked = maskBuiltinsOfValues(parser, text);
    if (masked === undefined) return { ...first, tooDeep: false };
    const second = parser.parse(masked);
    const better = second.errorAt === undefined || second.errorAt > first.errorAt;
    return {
      tree: better ? withText(second.tree, text) : first.tree,
      errorAt: better ? second.errorAt : first.errorAt,
      parseTime: first.parseTime + second.parseTime,
      walkTime: first.walkTime + second.walkTime,
      tooDeep: false,
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { tree: bareTree(text), errorAt: 0, parseTime: 0, walkTime: 0, tooDeep: true };
  }
}

/** Calls of `new` and `make` that are looked at in one file. */
const MAX_CALLS = 1000;

/**
 * `new(1 + 2)` (Go 1.26), and `make(n - 1)` where make is a function of the program, are errors in the grammar, which wants a
 * type there: such calls are renamed to a name of the same length, so that they parse as ordinary calls. `new(T)` stays.
 * Undefined where there is nothing to rename.
 */
function maskBuiltinsOfValues(parser: GoParser, text: string): string | undefined {
  const pieces: string[] = [];
  let copied = 0;
  let calls = 0;
  for (const match of text.matchAll(/(?<![\p{L}\p{Nd}_.])(?:new|make)(?=\()/gu)) {
    if (++calls > MAX_CALLS) break;
    const at = match.index;
    const name = match[0];
    const close = closingParenthesis(text, at + name.length);
    if (close === undefined) continue;
    if (parser.parse(`package p\nvar _ = ${text.slice(at, close + 1)}\n`).errorAt === undefined) continue;
    pieces.push(text.slice(copied, at), name[0]!, name.slice(1).toUpperCase());
    copied = at + name.length;
  }
  return pieces.length === 0 ? undefined : pieces.join('') + text.slice(copied);
}

/** Longest argument list that is looked at. */
const MAX_ARGUMENT = 4096;

/** Offset of the parenthesis that closes the one at `open`; strings and runes are stepped over. */
function closingParenthesis(text: string, open: number): number | undefined {
  let depth = 0;
  const end = Math.min(text.length, open + MAX_ARGUMENT);
  for (let i = open; i < end; i++) {
    const c = text[i];
    if (c === '(') depth++;
    else if (c === ')') {
      if (--depth === 0) return i;
    } else if (c === '"' || c === "'" || c === '`') {
      for (i++; i < end && text[i] !== c; i++) if (text[i] === '\\' && c !== '`') i++;
    }
  }
  return undefined;
}

function withText(tree: SyntaxTree, text: string): SyntaxTree {
  return new SyntaxTree(text, tree.kind, tree.field, tree.start, tree.end, tree.after, tree.parent, tree.comments);
}

function bareTree(text: string): SyntaxTree {
  return new SyntaxTree(
    text,
    Uint8Array.of(Kind.source_file),
    Uint8Array.of(0),
    Uint32Array.of(0),
    Uint32Array.of(text.length),
    Uint32Array.of(1),
    Int32Array.of(-1),
    new Uint32Array(0),
  );
}

import { createRequire } from 'node:module';
import { Language, Parser, type Tree } from 'web-tree-sitter';
import type { SyntaxTree } from '../../model/syntax-tree.js';
import { NodeBuffers } from './node-buffers.js';
import { normaliseConversions } from './normalise.js';
import { type TreeCopier, treeCopier } from './tree-copier.js';
import type { WasmMemory } from './wasm-layout.js';

/** A parsed file, and where its first syntax error is (UTF-16 offset), if it has one. */
export interface ParseResult {
  readonly tree: SyntaxTree;
  readonly errorAt: number | undefined;
  /** milliseconds in tree-sitter, and in copying its tree */
  readonly parseTime: number;
  readonly walkTime: number;
}

export interface GoParser {
  /** how trees are copied out of WASM memory; `cursor` is several times slower */
  readonly copiesBy: TreeCopier['way'];
  parse(text: string): ParseResult;
}

/**
 * Loads the grammar once; `parse` is synchronous and holds no WASM memory when it returns.
 * The buffers that the tree is copied through are reused from file to file, hence one object and not a function.
 */
export async function createGoParser(): Promise<GoParser> {
  const memory = await startTreeSitter();
  const language = await Language.load(resolve('tree-sitter-go/tree-sitter-go.wasm'));
  const parser = new Parser();
  parser.setLanguage(language);
  const copier = treeCopier(parser, language, memory);
  const buffers = new NodeBuffers();

  return {
    copiesBy: copier.way,
    parse(text) {
      const t0 = performance.now();
      // A type declaration at the very end of a file without newline is an error in the grammar: parse with one.
      const tree = parser.parse(text.endsWith('\n') ? text : `${text}\n`);
      if (tree === null) throw new Error('the parser gave no tree');
      const t1 = performance.now();
      const { tree: copied, hasConversions } = copier.copy(tree, text);
      const errorAt = tree.rootNode.hasError ? firstError(tree) : undefined;
      tree.delete();
      const syntax = hasConversions ? normaliseConversions(copied, buffers) : copied;
      return { tree: syntax, errorAt, parseTime: t1 - t0, walkTime: performance.now() - t1 };
    },
  };
}

const { resolve } = createRequire(import.meta.url);

// web-tree-sitter starts once in a process, and shows its memory only in the options of the call that starts it: that call is remembered.
const started = new WeakMap<typeof Parser, Promise<WasmMemory>>();

function startTreeSitter(): Promise<WasmMemory> {
  let memory = started.get(Parser);
  if (memory === undefined) {
    const options: WasmMemory & { locateFile(): string } = {
      locateFile: () => resolve('web-tree-sitter/web-tree-sitter.wasm'),
    };
    memory = Parser.init(options).then(() => options);
    started.set(Parser, memory);
  }
  return memory;
}

/** Offset of the first ERROR or missing node in source order. */
function firstError(tree: Tree): number {
  let node = tree.rootNode;
  for (;;) {
    if (node.isError || node.isMissing) return node.startIndex;
    const next = node.children.find((c) => c !== null && (c.hasError || c.isMissing));
    if (next === undefined || next === null) return node.startIndex;
    node = next;
  }
}

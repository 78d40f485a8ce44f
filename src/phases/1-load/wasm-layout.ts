import type { Language, Tree } from 'web-tree-sitter';
import type { GrammarTables } from './grammar-tables.js';

/** Views of the memory of web-tree-sitter's WASM instance, as Emscripten leaves them in the options of `Parser.init`; renewed when the memory grows. */
export interface WasmMemory {
  readonly HEAPU8?: Uint8Array;
  readonly HEAPU16?: Uint16Array;
  readonly HEAPU32?: Uint32Array;
}

/** What the grammar says about the children of a production, and what its symbols are. */
export interface ProductionTables {
  /** our kind by internal symbol, aliases among them */
  readonly kinds: Uint8Array;
  /** at `production * width + child`: alias symbol << 16 | field id, 0 for neither */
  readonly children: Uint32Array;
  readonly width: number;
}

/**
 * Places in tree-sitter's structures, for 32-bit little-endian memory (tree-sitter 0.25 to 0.27, lib/src/subtree.h, tree.h, parser.h): indices of
 * 32-bit words. They are no interface: `copyFromMemory` is used only after a probe has shown that they hold.
 */
export const Word = {
  /** TSTree: a Subtree of two words comes first */
  treeLanguage: 2,
  /** SubtreeHeapData; its children lie in front of it, two words each */
  padding: 1,
  size: 4,
  childCount: 9,
  symbol: 10,
  flags: 11,
  visibleChildCount: 12,
  visibleDescendantCount: 14,
  repeatDepthAndProduction: 16,
} as const;

/** Bits of the first word of an inline Subtree (a leaf); what is no leaf is a pointer, and even. */
export const Inline = { isInline: 1, visible: 2, extra: 8 } as const;

/** Bits of `Word.flags`. */
export const Flag = { visible: 1, extra: 4 } as const;

/** TSLanguage, in 32-bit words. */
const LANGUAGE = {
  abiVersion: 0,
  symbolCount: 1,
  aliasCount: 2,
  productionCount: 7,
  fieldCount: 8,
  maxAliasSequenceLength: 9,
  fieldMapSlices: 16,
  fieldMapEntries: 17,
  publicSymbolMap: 19,
  aliasSequences: 21,
} as const;

/** Reads the tables of the tree's grammar; undefined where they are not what is expected. */
export function productionTables(
  memory: WasmMemory,
  tree: Tree,
  language: Language,
  grammar: GrammarTables,
): ProductionTables | undefined {
  const { HEAPU8: bytes, HEAPU16: halves, HEAPU32: words } = memory;
  if (bytes === undefined || halves === undefined || words === undefined) return undefined;
  const at = (words[(tree.rootNode.id >>> 2) + Word.treeLanguage] ?? 0) >>> 2;
  const word = (index: number): number => words[at + index] ?? -1;
  const symbolCount = word(LANGUAGE.symbolCount) + word(LANGUAGE.aliasCount);
  const productionCount = word(LANGUAGE.productionCount);
  if (
    word(LANGUAGE.abiVersion) !== language.abiVersion ||
    symbolCount !== language.nodeTypeCount ||
    word(LANGUAGE.fieldCount) !== language.fieldCount ||
    productionCount < 1 ||
    productionCount > 0xffff
  )
    return undefined;

  const kinds = new Uint8Array(65536);
  const publicSymbols = word(LANGUAGE.publicSymbolMap) >>> 1;
  for (let symbol = 0; symbol < symbolCount; symbol++) kinds[symbol] = grammar.kinds[halves[publicSymbols + symbol]!]!;
  kinds[65535] = grammar.kinds[65535]!;

  const width = word(LANGUAGE.maxAliasSequenceLength) & 0xffff;
  const children = new Uint32Array(productionCount * width);
  const aliases = word(LANGUAGE.aliasSequences) >>> 1;
  const slices = word(LANGUAGE.fieldMapSlices) >>> 1;
  const entries = word(LANGUAGE.fieldMapEntries);
  for (let production = 0; production < productionCount; production++) {
    const row = production * width;
    if (production > 0)
      for (let child = 0; child < width; child++) children[row + child] = halves[aliases + row + child]! << 16;
    const first = halves[slices + 2 * production]!;
    const count = halves[slices + 2 * production + 1]!;
    if (production === 0 && count > 0) return undefined;
    // TSFieldMapEntry: field id, child index and whether it is inherited, in four bytes. The first entry of a child counts.
    for (let entry = entries + 4 * (first + count - 1); entry >= entries + 4 * first; entry -= 4) {
      const child = bytes[entry + 2]!;
      const inherited = bytes[entry + 3]! !== 0;
      if (inherited) continue;
      if (child >= width) return undefined;
      children[row + child] = (children[row + child]! & 0xffff0000) | halves[entry >>> 1]!;
    }
  }
  return { kinds, children, width };
}

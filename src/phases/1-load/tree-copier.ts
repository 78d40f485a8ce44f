import type { Language, Parser, Tree } from 'web-tree-sitter';
import type { SyntaxTree } from '../../model/syntax-tree.js';
import { type CopiedTree, copyByCursor } from './copy-by-cursor.js';
import { copyFromMemory } from './copy-from-memory.js';
import { grammarTables } from './grammar-tables.js';
import { NodeBuffers } from './node-buffers.js';
import { productionTables, type WasmMemory } from './wasm-layout.js';

/** Copies trees out of WASM memory; `tree` is of `text`, or of `text` with a newline behind it. */
export interface TreeCopier {
  readonly way: 'memory' | 'cursor';
  copy(tree: Tree, text: string): CopiedTree;
}

/**
 * The fast copier where a probe shows that it does what the cursor does, otherwise the cursor. Both use the same buffers from file to file.
 */
export function treeCopier(parser: Parser, language: Language, memory: WasmMemory): TreeCopier {
  const tables = grammarTables(language);
  const buffers = new NodeBuffers();
  const byCursor: TreeCopier = { way: 'cursor', copy: (tree, text) => copyByCursor(tree, text, tables, buffers) };

  const probe = parser.parse(PROBE);
  if (probe === null) return byCursor;
  try {
    const productions = productionTables(memory, probe, language, tables);
    if (productions === undefined) return byCursor;
    const fromMemory = (tree: Tree, text: string): CopiedTree | undefined =>
      copyFromMemory(memory.HEAPU32!, tree.rootNode.id, text, productions, tables.fields, buffers);
    const fast = fromMemory(probe, PROBE);
    if (fast === undefined || !agree(fast, byCursor.copy(probe, PROBE))) return byCursor;
    return { way: 'memory', copy: (tree, text) => fromMemory(tree, text) ?? byCursor.copy(tree, text) };
  } finally {
    probe.delete();
  }
}

/** Whether two copies of one tree are the same, node by node. */
export function agree(a: CopiedTree, b: CopiedTree): boolean {
  const columns: readonly (keyof SyntaxTree &
    ('kind' | 'field' | 'start' | 'end' | 'after' | 'parent' | 'comments'))[] = [
    'kind',
    'field',
    'start',
    'end',
    'after',
    'parent',
    'comments',
  ];
  return (
    a.hasConversions === b.hasConversions &&
    columns.every((column) => {
      const x = a.tree[column];
      const y = b.tree[column];
      return x.length === y.length && x.every((value, i) => value === y[i]);
    })
  );
}

/**
 * Source that has what the two ways could take apart: aliases, fields of hidden nodes, comments in between, leaves too long or too far from the last to
 * be inline, characters of two UTF-16 units, literal elements, repetitions, tokens that are missing and text that is wrong.
 */
const PROBE = `// probe 😀
package probe
${' '.repeat(300)}
import (
	. "fmt"
	alias "strings" /* between */
)

type (
	pair[K comparable, V any] struct{ *embedded; p.Other; key, other K \`tag\`; value V }
	number interface{ ~int | ~float64; Method(a, b int) (x string) }
	same = map[string][]chan<- *pair[string, int]
)

const a, b = iota, ${'a'.repeat(300)} // behind

var table = [...]pair[int, string]{{1, "😀"}, {key: 2, value: \`raw\`}, 3: {}, /* last */ 4: {5, "\\n\\t"}}

func (r *pair[K, V]) method(first, second int, rest ...string) (x int, err error) {
label:
	for i, v := range m[k](c) {
		switch x := v.(type) {
		case int, *string: // comment
			x++
			fallthrough
		default:
			if y := f[int](x); y != nil && !ok || a < b<<2 {
				continue label
			} else if z { goto label } else { break }
		}
	}
	select {
	case ch <- <-other:
	case v, ok := <-ch:
		go func() { defer wg.Done() }()
	}
	s, t = s[1:2:3], T(x).y[i].(interface{})
	for i := 0; i < 10; i++ { x += 'a' + 0x1F * 1.5e3i }
	return -x, &pair{}
}
${'\nvar _ = 1'.repeat(40)}

func broken( { x := ) y }
var missing = [3]int{1, 2
`;

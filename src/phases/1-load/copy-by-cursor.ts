import type { Tree } from 'web-tree-sitter';
import { Field, Kind } from '../../go/grammar.js';
import type { SyntaxTree } from '../../model/syntax-tree.js';
import { COMMENT, type GrammarTables, isAtom, isConversion, SKIPPED, TRANSPARENT } from './grammar-tables.js';
import type { NodeBuffers } from './node-buffers.js';

/** A tree out of WASM memory. */
export interface CopiedTree {
  readonly tree: SyntaxTree;
  /** whether there are nodes that `normaliseConversions` changes */
  readonly hasConversions: boolean;
}

/** Copies tree-sitter's tree through its cursor: several calls into WASM for each node. What `copyFromMemory` must agree with. */
export function copyByCursor(tree: Tree, text: string, { kinds, fields }: GrammarTables, b: NodeBuffers): CopiedTree {
  const cursor = tree.walk();
  const comments: number[] = [];
  let n = 0;
  let hasConversions = false;
  /** the nearest emitted ancestor */
  let parent = -1;
  /** a transparent parent's field, taken by its child */
  let inheritedField = 0;
  const limit = text.length;
  // per open level: index of the emitted node, or -1 for a transparent level
  const open: number[] = [];
  for (;;) {
    const kindId = kinds[cursor.nodeTypeId]!;
    if (kindId === COMMENT) {
      comments.push(cursor.startIndex, Math.min(cursor.endIndex, limit));
    } else {
      const fieldId = fields[cursor.currentFieldId]!;
      const operator = kindId === SKIPPED && fieldId === Field.operator;
      if (kindId === TRANSPARENT) {
        inheritedField = fieldId;
        if (cursor.gotoFirstChild()) {
          open.push(-1);
          continue;
        }
      } else if (operator || kindId !== SKIPPED) {
        b.reserve(n + 1);
        const kind = operator ? Kind.operator : kindId;
        b.kind[n] = kind;
        b.field[n] = fieldId !== 0 ? fieldId : inheritedField;
        b.start[n] = Math.min(cursor.startIndex, limit);
        b.end[n] = Math.min(cursor.endIndex, limit);
        b.parent[n] = parent;
        inheritedField = 0;
        hasConversions ||= parent >= 0 && isConversion(kind, fieldId, b.kind[parent]!);
        n++;
        if (!isAtom(kind) && cursor.gotoFirstChild()) {
          open.push(n - 1);
          parent = n - 1;
          continue;
        }
        b.after[n - 1] = n;
      }
    }
    while (!cursor.gotoNextSibling()) {
      inheritedField = 0;
      if (!cursor.gotoParent()) {
        cursor.delete();
        return { tree: b.toTree(n, text, comments), hasConversions };
      }
      const closed = open.pop()!;
      if (closed >= 0) {
        b.after[closed] = n;
        parent = b.parent[closed]!;
      }
    }
  }
}

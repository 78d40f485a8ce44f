import { Field, Kind } from '../../go/grammar.js';
import type { CopiedTree } from './copy-by-cursor.js';
import { COMMENT, isAtom, isConversion, SKIPPED, TRANSPARENT } from './grammar-tables.js';
import type { NodeBuffers } from './node-buffers.js';
import { Flag, Inline, type ProductionTables, Word } from './wasm-layout.js';

/** Words of a frame: one for each subtree that is open. */
const FRAME = 6;

/** Levels of hidden nodes and of visible ones that one character can cost; a tree with more nodes than that is none. */
const MAX_NODES_PER_CHARACTER = 64;

/**
 * Copies tree-sitter's tree by reading its nodes where they lie in WASM memory. The walk is that of tree-sitter's own cursor
 * (lib/src/tree_cursor.c): hidden nodes are walked through, an alias makes a child visible, a field may be given to a hidden node for the visible
 * ones in it. Undefined where the memory does not hold such a tree.
 *
 * @param root address of the tree's root, `tree.rootNode.id`
 */
export function copyFromMemory(
  words: Uint32Array,
  root: number,
  text: string,
  production: ProductionTables,
  fields: Uint8Array,
  b: NodeBuffers,
): CopiedTree | undefined {
  const { kinds, children, width } = production;
  const limit = text.length;
  let budget = MAX_NODES_PER_CHARACTER * (limit + 64);
  const rootData = words[root >>> 2]! >>> 2;
  const count = words[rootData + Word.visibleDescendantCount]! + 1;
  // The root is no inline leaf: those have a size below 256 bytes, and no children.
  if ((words[root >>> 2]! & Inline.isInline) !== 0 || !(count <= budget)) return undefined;
  b.reserve(count);
  const { kind: outKind, field: outField, start: outStart, end: outEnd, after: outAfter, parent: outParent } = b;
  const capacity = outKind.length;
  const comments: number[] = [];
  let hasConversions = false;
  let n = 0;
  let parent = -1;
  /** a transparent parent's field, taken by its child */
  let transparentField = 0;

  // The innermost open subtree: its next child and the end of its children (word indices), that child's place among those that are no extras, its
  // production's row in the table (-1 for none), what it was emitted as (-1 transparent, -2 hidden), the field it hands to its children.
  let next = root >>> 2;
  let stop = next + 2;
  let place = 0;
  let row = -1;
  let emitted = HIDDEN;
  let handed = 0;
  let frames = new Int32Array(FRAME * 256);
  let depth = 0;
  /** UTF-16 bytes before the next subtree's padding */
  let position = 0;

  for (;;) {
    if (next >= stop) {
      if (emitted >= 0) {
        outAfter[emitted] = n;
        parent = outParent[emitted]!;
      }
      if (emitted !== HIDDEN) transparentField = 0;
      if (depth === 0) break;
      const frame = --depth * FRAME;
      next = frames[frame]!;
      stop = frames[frame + 1]!;
      place = frames[frame + 2]!;
      row = frames[frame + 3]!;
      emitted = frames[frame + 4]!;
      handed = frames[frame + 5]!;
      continue;
    }
    const first = words[next]!;
    let symbol: number;
    let start: number;
    let end: number;
    let visible: boolean;
    let extra: boolean;
    /** word index of the data of a subtree with visible nodes in it, 0 for others */
    let data = 0;
    if ((first & Inline.isInline) !== 0) {
      const second = words[next + 1]!;
      symbol = (first >>> 8) & 0xff;
      start = position + ((second >>> 16) & 0xff);
      end = start + (second >>> 24);
      visible = (first & Inline.visible) !== 0;
      extra = (first & Inline.extra) !== 0;
    } else {
      data = first >>> 2;
      if (--budget < 0 || data + Word.repeatDepthAndProduction >= words.length) return undefined;
      const flags = words[data + Word.flags]!;
      symbol = words[data + Word.symbol]! & 0xffff;
      start = position + words[data + Word.padding]!;
      end = start + words[data + Word.size]!;
      visible = (flags & Flag.visible) !== 0;
      extra = (flags & Flag.extra) !== 0;
    }
    next += 2;

    let field = 0;
    if (!extra) {
      if (row >= 0) {
        const child = children[row + place]!;
        field = child & 0xffff;
        const alias = child >>> 16;
        if (alias !== 0) {
          symbol = alias;
          visible = true;
        }
      }
      if (field === 0) field = handed;
      place++;
    }

    let emits = HIDDEN;
    let descend = data !== 0;
    if (visible) {
      const kindId = kinds[symbol]!;
      const fieldId = fields[field]!;
      if (kindId === SKIPPED && fieldId !== Field.operator) descend = false;
      else if (kindId === COMMENT) {
        comments.push(start >>> 1, Math.min(end >>> 1, limit));
        descend = false;
      } else if (kindId === TRANSPARENT) {
        transparentField = fieldId;
        emits = -1;
      } else {
        const kind = kindId === SKIPPED ? Kind.operator : kindId;
        if (n === capacity) return undefined;
        outKind[n] = kind;
        outField[n] = fieldId !== 0 ? fieldId : transparentField;
        outStart[n] = Math.min(start >>> 1, limit);
        outEnd[n] = Math.min(end >>> 1, limit);
        outParent[n] = parent;
        outAfter[n] = n + 1;
        transparentField = 0;
        if (parent >= 0 && isConversion(kind, fieldId, outKind[parent]!)) hasConversions = true;
        if (isAtom(kind)) descend = false;
        emits = n++;
      }
      field = 0;
    }
    if (descend) {
      const count = words[data + Word.childCount]!;
      if (count !== 0 && words[data + Word.visibleChildCount]! !== 0) {
        const open = data - 2 * count;
        if (open < 0) return undefined;
        const frame = depth++ * FRAME;
        if (frame === frames.length) frames = grown(frames);
        frames[frame] = next;
        frames[frame + 1] = stop;
        frames[frame + 2] = place;
        frames[frame + 3] = row;
        frames[frame + 4] = emitted;
        frames[frame + 5] = handed;
        next = open;
        stop = data;
        place = 0;
        const number = words[data + Word.repeatDepthAndProduction]! >>> 16;
        row = number === 0 ? -1 : number * width;
        emitted = emits;
        handed = field;
        if (emits >= 0) parent = emits;
        continue;
      }
    }
    position = end;
  }
  if (position !== words[rootData + Word.padding]! + words[rootData + Word.size]!) return undefined;
  return { tree: b.toTree(n, text, comments), hasConversions };
}

const HIDDEN = -2;

function grown(frames: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(frames.length * 2);
  larger.set(frames);
  return larger;
}

import { SyntaxTree } from '../../model/syntax-tree.js';

/** Arrays that a tree is written to node by node; used again from file to file. */
export class NodeBuffers {
  kind = new Uint8Array(1 << 16);
  field = new Uint8Array(1 << 16);
  start = new Uint32Array(1 << 16);
  end = new Uint32Array(1 << 16);
  after = new Uint32Array(1 << 16);
  parent = new Int32Array(1 << 16);

  /** Makes room for `count` nodes; what was written stays. */
  reserve(count: number): void {
    let size = this.kind.length;
    if (count <= size) return;
    while (size < count) size *= 2;
    this.kind = copyInto(new Uint8Array(size), this.kind);
    this.field = copyInto(new Uint8Array(size), this.field);
    this.start = copyInto(new Uint32Array(size), this.start);
    this.end = copyInto(new Uint32Array(size), this.end);
    this.after = copyInto(new Uint32Array(size), this.after);
    this.parent = copyInto(new Int32Array(size), this.parent);
  }

  /** The first `count` nodes as a tree of its own, in one block of memory: 10 bytes a node where two bytes hold every offset, else 18. */
  toTree(count: number, text: string, comments: ArrayLike<number>): SyntaxTree {
    const Column = text.length <= 0xffff && count <= 0x7fff ? Uint16Array : Uint32Array;
    const Signed = Column === Uint16Array ? Int16Array : Int32Array;
    const width = Column.BYTES_PER_ELEMENT;
    const block = new ArrayBuffer((4 * count + comments.length) * width + 2 * count);
    const column = (place: number, from: Uint32Array): Uint16Array | Uint32Array => {
      const out = new Column(block, place * count * width, count);
      for (let i = 0; i < count; i++) out[i] = from[i]!;
      return out;
    };
    const start = column(0, this.start);
    const end = column(1, this.end);
    const after = column(2, this.after);
    const parent = new Signed(block, 3 * count * width, count);
    for (let i = 0; i < count; i++) parent[i] = this.parent[i]!;
    const listed = new Column(block, 4 * count * width, comments.length);
    for (let i = 0; i < comments.length; i++) listed[i] = comments[i]!;
    const bytes = (4 * count + comments.length) * width;
    const kind = new Uint8Array(block, bytes, count);
    const field = new Uint8Array(block, bytes + count, count);
    kind.set(this.kind.subarray(0, count));
    field.set(this.field.subarray(0, count));
    return new SyntaxTree(text, kind, field, start, end, after, parent, listed);
  }
}

function copyInto<T extends Uint8Array | Uint32Array | Int32Array>(target: T, source: T): T {
  target.set(source);
  return target;
}

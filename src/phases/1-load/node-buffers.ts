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

  /** The first `count` nodes as a tree of its own. */
  toTree(count: number, text: string, comments: readonly number[]): SyntaxTree {
    return new SyntaxTree(
      text,
      this.kind.slice(0, count),
      this.field.slice(0, count),
      this.start.slice(0, count),
      this.end.slice(0, count),
      this.after.slice(0, count),
      this.parent.slice(0, count),
      Uint32Array.from(comments),
    );
  }
}

function copyInto<T extends Uint8Array | Uint32Array | Int32Array>(target: T, source: T): T {
  target.set(source);
  return target;
}

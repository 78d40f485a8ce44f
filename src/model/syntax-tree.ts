/** Index of a node in its {@link SyntaxTree}; `NONE` (-1) where there is no node. Preorder: a parent comes before its children. */
export type NodeId = number;

export const NONE = -1;

/** Two bytes each where they hold every offset and node of a file. */
export type Offsets = Uint16Array | Uint32Array;

/**
 * A Go file's syntax as flat typed arrays in preorder (18 bytes a node, 10 in files below 64 KB), copied from tree-sitter's tree so that no WASM
 * memory is held. Comments are not nodes; they are listed in `comments`. Offsets are UTF-16 indices into `text`.
 *
 * Three shapes differ from tree-sitter-go's own (see docs/how-it-works.md, "Syntax"): `literal_element` is left out
 * (its child takes its field), anonymous tokens are left out except those of field `operator`, and what the grammar reads as
 * `type_conversion_expression` or type arguments but may be an index and a call (`m[k](c)`) is always
 * `call_expression` over `index_expression`, as go/parser has it.
 */
export class SyntaxTree {
  constructor(
    readonly text: string,
    /** one of `Kind` of go/grammar.ts */
    readonly kind: Uint8Array,
    /** one of `Field` of go/grammar.ts: the role of the node in its parent, 0 where it has none */
    readonly field: Uint8Array,
    readonly start: Offsets,
    readonly end: Offsets,
    /** index just behind the node's subtree */
    readonly after: Offsets,
    readonly parent: Int16Array | Int32Array,
    /** start, end, start, end … of every comment, in order */
    readonly comments: Offsets,
  ) {}

  get count(): number {
    return this.kind.length;
  }

  textOf(node: NodeId): string {
    return this.text.slice(this.start[node], this.end[node]);
  }

  firstChild(node: NodeId): NodeId {
    return node + 1 < this.after[node]! ? node + 1 : NONE;
  }

  nextSibling(node: NodeId): NodeId {
    const parent = this.parent[node]!;
    if (parent < 0) return NONE;
    const next = this.after[node]!;
    return next < this.after[parent]! ? next : NONE;
  }

  /** First child in the given role, or `NONE`. */
  child(node: NodeId, field: number): NodeId {
    const end = this.after[node]!;
    for (let c = node + 1; c < end; c = this.after[c]!) if (this.field[c] === field) return c;
    return NONE;
  }

  /** All children in the given role. */
  childrenIn(node: NodeId, field: number): NodeId[] {
    const out: NodeId[] = [];
    const end = this.after[node]!;
    for (let c = node + 1; c < end; c = this.after[c]!) if (this.field[c] === field) out.push(c);
    return out;
  }

  /** All children. */
  children(node: NodeId): NodeId[] {
    const out: NodeId[] = [];
    const end = this.after[node]!;
    for (let c = node + 1; c < end; c = this.after[c]!) out.push(c);
    return out;
  }

  /** First child of the given kind, or `NONE`. */
  childOfKind(node: NodeId, kind: number): NodeId {
    const end = this.after[node]!;
    for (let c = node + 1; c < end; c = this.after[c]!) if (this.kind[c] === kind) return c;
    return NONE;
  }

  /** Whether `inner` is `outer` or lies below it. */
  contains(outer: NodeId, inner: NodeId): boolean {
    return inner >= outer && inner < this.after[outer]!;
  }

  /** Nearest ancestor (not the node itself) of one of the kinds, or `NONE`. */
  ancestor(node: NodeId, ...kinds: number[]): NodeId {
    for (let p = this.parent[node]!; p >= 0; p = this.parent[p]!) if (kinds.includes(this.kind[p]!)) return p;
    return NONE;
  }
}

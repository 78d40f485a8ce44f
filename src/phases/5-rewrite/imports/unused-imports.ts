import { tokenise } from '../../../go/tokens.js';
import type { Binding } from '../../../model/binding.js';
import type { SourceFile } from '../../../model/source.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { ResolvedEdit } from '../splice.js';
import type { ImportSpec } from './import-list.js';
import { isPackagePosition } from './import-names.js';

/**
 * Imports whose last use the edits took away. An import that nothing used before stays (the file was broken, or the use is beyond the binder), and so does one that inserted text names.
 */
export function unusedImports(
  file: SourceFile,
  specs: readonly ImportSpec[],
  edits: readonly ResolvedEdit[],
  binding: Binding,
): { removed: Set<ImportSpec>; mapIds: string[] } {
  const removed = new Set<ImportSpec>();
  const mapIds = new Set<string>();
  const inserted = insertedNames(edits);
  for (const spec of specs) {
    if (spec.name === '.' || spec.name === '_' || inserted.has(spec.name)) continue;
    const uses = mentions(file, spec.name).map((node) => ({ node, edit: edits.find((e) => isRemoved(file, node, e)) }));
    const isUse = ({ node }: { node: NodeId }): boolean =>
      ['package', 'unknown'].includes(binding.symbolAt(file, node).kind);
    // asking the binder costs far more than looking for the name: few imports lose anything, and of those most keep a use that is found at once
    const lost = uses.filter(({ edit }) => edit !== undefined);
    if (lost.length === 0 || uses.some((use) => use.edit === undefined && isUse(use))) continue;
    const taken = lost.filter(isUse);
    if (taken.length === 0) continue;
    removed.add(spec);
    for (const { edit } of taken) for (const id of edit!.mapIds) mapIds.add(id);
  }
  return { removed, mapIds: [...mapIds] };
}

/** Nodes that can mean a package of this name. */
function mentions(file: SourceFile, name: string): NodeId[] {
  const { tree } = file;
  const out: NodeId[] = [];
  for (let n = 0; n < tree.count; n++) if (isPackagePosition(file, n) && tree.textOf(n) === name) out.push(n);
  return out;
}

function isRemoved(file: SourceFile, node: NodeId, edit: ResolvedEdit): boolean {
  const { tree } = file;
  const start = tree.start[node]!;
  const end = tree.end[node]!;
  if (start < edit.start || end > edit.end) return false;
  return !edit.pieces.some((p) => p.origin !== undefined && p.origin <= start && end <= p.origin + p.text.length);
}

/** Identifiers in the text that the edits bring. */
export function insertedNames(edits: readonly ResolvedEdit[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const edit of edits) {
    for (const piece of edit.pieces) {
      if (piece.origin !== undefined) continue;
      for (const token of tokenise(piece.text)) if (token.kind === 'identifier') names.add(token.text);
    }
  }
  return names;
}

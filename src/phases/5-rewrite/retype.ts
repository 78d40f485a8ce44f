import { Field, Kind } from '../../go/grammar.js';
import type { Kept } from '../../model/edit.js';
import type { SourceFile } from '../../model/source.js';
import type { NodeId } from '../../model/syntax-tree.js';
import { lineEndOf } from './line-ends.js';
import type { SharedEdit } from './splice.js';

/** A name that gets a type of its own. */
export interface Retype {
  readonly file: SourceFile;
  readonly name: NodeId;
  readonly type: string;
  readonly mapId: string;
}

/** Neighbouring names with one type; no text where it is the one that was there. */
interface Run {
  readonly names: NodeId[];
  readonly type: string | undefined;
}

/** One edit for each declaration in which names get new types. */
export function retypeEdits(file: SourceFile, retypes: readonly Retype[]): SharedEdit[] {
  const { tree } = file;
  const byDeclaration = new Map<NodeId, Retype[]>();
  for (const r of retypes) {
    const declaration = tree.parent[r.name]!;
    byDeclaration.set(declaration, [...(byDeclaration.get(declaration) ?? []), r]);
  }
  return [...byDeclaration].map(([declaration, own]) => {
    const mapIds = [...new Set(own.map((r) => r.mapId))];
    return {
      file,
      start: tree.start[declaration]!,
      end: tree.end[declaration]!,
      parts: partsOf(file, declaration, own),
      mapId: mapIds[0]!,
      mapIds,
    };
  });
}

/**
 *     var a, b map[K]V       =>  var a guarded[K, V]
 *                                var b map[K]V
 *     a, b map[K]V `tag`     =>  a guarded[K, V] `tag`
 *                                b map[K]V `tag`
 */
function partsOf(file: SourceFile, declaration: NodeId, retypes: readonly Retype[]): (string | Kept)[] {
  const { tree } = file;
  const names = tree.childrenIn(declaration, Field.name);
  const type = tree.child(declaration, Field.type);
  const runs: Run[] = [];
  for (const name of names) {
    const wanted = retypes.find((r) => r.name === name)?.type;
    const last = runs.at(-1);
    if (last !== undefined && last.type === wanted) last.names.push(name);
    else runs.push({ names: [name], type: wanted });
  }
  const start = tree.start[declaration]!;
  const indent = /[\t ]*$/.exec(file.text.slice(file.text.lastIndexOf('\n', start - 1) + 1, start))![0];
  const grouped =
    tree.kind[declaration] !== Kind.var_spec || tree.kind[tree.parent[declaration]!] === Kind.var_spec_list;
  const between = grouped
    ? `${lineEndOf(file.text)}${indent}`
    : `${lineEndOf(file.text)}${indentOfKeyword(file, declaration)}var `;
  // the tag belongs to every field, values are not there
  const rest: Kept = { start: tree.end[type]!, end: tree.end[declaration]! };
  return runs.flatMap((run, i): (string | Kept)[] => [
    i === 0 ? '' : between,
    run.names.map((n) => tree.textOf(n)).join(', '),
    ' ',
    run.type ?? tree.textOf(type),
    rest.end > rest.start ? rest : '',
  ]);
}

function indentOfKeyword(file: SourceFile, spec: NodeId): string {
  const start = file.tree.start[file.tree.parent[spec]!]!;
  return /[\t ]*$/.exec(file.text.slice(file.text.lastIndexOf('\n', start - 1) + 1, start))![0];
}

/**
 * A literal that lists its values by position would not compile with a field more; it names them instead:
 *
 *     shard{0, make(map[string]int)}     =>     shard{id: 0, items: make(map[string]int)}
 */
import { Kind } from '../../../src/go/grammar.js';
import type { Binding } from '../../../src/model/binding.js';
import type { Refusal } from '../../../src/model/decision.js';
import type { SharedMap } from '../../../src/model/shared-map.js';
import type { FieldSymbol } from '../../../src/model/symbol.js';
import type { Draft } from '../../../src/phases/4-decide/sections/draft.js';
import { refuse } from '../../../src/phases/4-decide/sections/refusals.js';
import { unitsThatSee } from '../structs/importers.js';
import type { Site } from '../structs/struct-sites.js';
import { valueSitesOf } from '../structs/value-sites.js';

/** literal_value nodes of the map's struct that list values by position. */
export function positionalLiterals(binding: Binding, map: SharedMap): Site[] {
  const out: Site[] = [];
  const { structNode } = map.symbol as FieldSymbol;
  for (const unit of unitsThatSee(binding.program, map.unit)) {
    for (const file of unit.files) {
      for (const site of valueSitesOf(binding, file)) {
        if (site.kind !== 'literal') continue;
        const { tree } = file;
        const [first] = tree.children(site.body);
        if (first === undefined || tree.kind[first] === Kind.keyed_element) continue;
        const type = binding.underlying(site.type);
        if (
          type.kind === 'struct' &&
          type.fields.some((f) => f.symbol.structNode === structNode && f.symbol.file === map.file)
        )
          out.push({ file, node: site.body });
      }
    }
  }
  return out;
}

/** Puts the field's name in front of every value. */
export function makeKeyed(binding: Binding, { file, node }: Site, draft: Draft): Refusal | undefined {
  const { tree } = file;
  const holder = tree.kind[tree.parent[node]!] === Kind.composite_literal ? tree.parent[node]! : node;
  const literal = binding.typeOf(file, holder);
  const type = binding.underlying(literal.kind === 'pointer' ? literal.elem : literal);
  const values = tree.children(node);
  if (type.kind !== 'struct' || type.fields.length !== values.length)
    return refuse(
      file,
      node,
      'struct-identity',
      'a literal lists the fields of the struct by position, and which is which is not known',
    );
  if (!file.editable)
    return refuse(
      file,
      node,
      'use-not-editable',
      `${file.displayPath} builds the struct by position and must not be edited`,
    );
  values.forEach((value, i) => {
    draft.insert(file, tree.start[value]!, `${type.fields[i]!.name}: `);
  });
  return undefined;
}

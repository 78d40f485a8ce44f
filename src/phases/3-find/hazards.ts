import { Field, Kind } from '../../go/grammar.js';
import type { Binding } from '../../model/binding.js';
import { positionAt } from '../../model/position.js';
import type { Hazard } from '../../model/shared-map.js';
import type { SourceFile } from '../../model/source.js';
import type { NodeId } from '../../model/syntax-tree.js';
import type { Candidate } from './index.js';
import { isInternal } from './threads.js';

/** Facts that limit what a rewrite may do, each at its place. */
export function hazardsOf(candidate: Candidate, binding: Binding): Hazard[] {
  const { map } = candidate;
  const out: Hazard[] = [];
  const note = (code: Hazard['code'], message: string, file: SourceFile, node: NodeId) => {
    out.push({ code, message, position: positionAt(file, file.tree.start[node]!), file, node });
  };
  for (const use of candidate.uses) {
    const { classification: c, file, node } = use;
    if (!file.editable)
      note(
        'use-not-editable',
        `${file.displayPath} cannot be edited (generated, cgo or outside the module) and uses the map`,
        file,
        node,
      );
    switch (c.operation) {
      case 'return':
        note('returned', 'the map itself is returned', file, node);
        break;
      case 'alias':
      case 'send':
        note('aliased', 'a second reference to the map is made', file, node);
        break;
      case 'address':
        note('address-taken', 'the address of the map is taken', file, node);
        break;
      case 'marshal':
        note('encoded', 'the map is encoded, printed or inspected by reflection', file, node);
        break;
      case 'pass':
        if (c.effect === 'escape') note('escapes', 'the map is passed to a function', file, node);
        break;
      default:
        if (c.mutatesValue)
          note('values-shared-by-reference', 'a value is changed in place through the map', file, node);
    }
  }
  for (const { file, node } of candidate.unresolved)
    note('unresolved-use', `what ${file.tree.textOf(node)} refers to is not known; it may be this map`, file, node);
  if (!map.unit.syntaxOk) note('syntax-error', 'a file of the package has a syntax error', map.file, map.symbol.node);
  if ('variants' in map.symbol && map.symbol.variants.length > 0)
    note('build-variants', 'declared several times under different build tags', map.file, map.symbol.node);
  if (map.declaringType !== undefined && map.declaringType.variants.length > 0)
    note(
      'build-variants',
      `${map.declaringType.name} is declared several times under different build tags`,
      map.file,
      map.symbol.node,
    );
  if (isExportedApi(candidate))
    note('exported-api', 'code outside the module can use the map directly', map.file, map.symbol.node);
  void binding;
  void Field;
  void Kind;
  return out;
}

/** An exported variable, or an exported field of an exported type, of a package that other modules can import. */
function isExportedApi(candidate: Candidate): boolean {
  const { map } = candidate;
  const exported = (name: string) => /^\p{Lu}/u.test(name);
  if (map.unit.name === 'main' || isInternal(map.unit.importPath) || map.unit.isExternalTest) return false;
  if (map.kind === 'package-variable') return exported(map.symbol.name);
  if (map.kind === 'field')
    return exported(map.symbol.name) && (map.declaringType === undefined ? false : exported(map.declaringType.name));
  return false;
}

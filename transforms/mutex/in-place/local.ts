import { Kind } from '../../../src/go/grammar.js';
import type { Refusal } from '../../../src/model/decision.js';
import type { SharedMap } from '../../../src/model/shared-map.js';
import { NONE, type NodeId } from '../../../src/model/syntax-tree.js';
import { importPart } from '../../../src/phases/4-decide/sections/draft.js';
import { startsLine } from '../../../src/phases/4-decide/sections/layout.js';
import { refuse } from '../../../src/phases/4-decide/sections/refusals.js';
import { aboveDeclaration, guardsComment, newLine } from './declaration-text.js';
import { mutexName, occursIn, occursInPackage } from './names.js';
import { type LockPlace, NO_BASE } from './place.js';

/**
 * A mutex in front of the local's declaration, so that there is one for each map:
 *
 *     results := make(map[string]int)     =>     var mu sync.Mutex // guards results
 *                                                results := make(map[string]int)
 */
export function localPlace(map: SharedMap): LockPlace | Refusal {
  const { file, symbol } = map;
  const { tree } = file;
  const statement = statementOf(map);
  if (statement === NONE || !startsLine(file, tree.start[statement]!))
    return refuse(
      file,
      symbol.node,
      'unsupported-use',
      `no line can stand in front of the declaration of ${symbol.name}`,
    );
  const top = topLevel(map);
  const name = mutexName(symbol.name, 'mu', (n) => occursIn(file, top, n) || occursInPackage(map.unit, n));
  return {
    suffix: '',
    made: false,
    spell: () => ({ text: name, path: { key: `${symbol.id} ${name}`, steps: [NO_BASE] } }),
    declare(draft, type) {
      const { at, indent } = aboveDeclaration(file, statement);
      draft.insert(
        file,
        at,
        `var ${name} `,
        importPart(file, at, 'sync'),
        `.${type} ${guardsComment([symbol.name])}${newLine(file, indent)}`,
      );
      return undefined;
    },
  };
}

/** The statement that declares the local, in a list of statements; NONE for one in the header of an if or for. */
function statementOf({ file, symbol }: SharedMap): NodeId {
  const { tree } = file;
  for (let n = symbol.node; n !== NONE; n = tree.parent[n]!) {
    const parent = tree.parent[n]!;
    if (parent === NONE) return NONE;
    if (tree.kind[parent] === Kind.statement_list) {
      const kind = tree.kind[n];
      return kind === Kind.short_var_declaration || kind === Kind.var_declaration ? n : NONE;
    }
  }
  return NONE;
}

function topLevel({ file, symbol }: SharedMap): NodeId {
  const { tree } = file;
  let n = symbol.node;
  while (tree.parent[n]! > 0) n = tree.parent[n]!;
  return n;
}

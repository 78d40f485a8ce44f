import { Field, Kind } from '../../../src/go/grammar.js';
import type { Refusal } from '../../../src/model/decision.js';
import type { SharedMap } from '../../../src/model/shared-map.js';
import type { FieldSymbol } from '../../../src/model/symbol.js';
import type { NodeId } from '../../../src/model/syntax-tree.js';
import type { DecideContext } from '../../../src/model/transform.js';
import type { Draft } from '../../../src/phases/4-decide/sections/draft.js';
import { importPart } from '../../../src/phases/4-decide/sections/draft.js';
import { spellLock } from '../../../src/phases/4-decide/sections/lock-spelling.js';
import { type RefusalCode, refuse } from '../../../src/phases/4-decide/sections/refusals.js';
import { type Site, structSites } from '../structs/struct-sites.js';
import { aboveDeclaration, guardsComment, newLine } from './declaration-text.js';
import { mutexName } from './names.js';
import type { LockPlace } from './place.js';
import { makeKeyed, positionalLiterals } from './positional.js';

/**
 * A mutex above the first of the fields that it guards:
 *
 *     type Store struct {              type Store struct {
 *         items map[string]int    =>       mu    sync.Mutex // guards items
 *     }                                    items map[string]int
 *                                      }
 */
export function fieldPlace(group: readonly SharedMap[], context: DecideContext): LockPlace | Refusal {
  const { binding } = context;
  const [map] = group as [SharedMap];
  const field = map.symbol as FieldSymbol;
  const holder = map.declaringType?.name ?? 'the struct';
  const sites = structSites(binding, field, map.unit);
  const at = (site: Site, code: RefusalCode, message: string) => refuse(site.file, site.node, code, message);
  const [conversion] = sites.conversions;
  if (conversion !== undefined)
    return at(
      conversion,
      'struct-identity',
      `${holder} is converted to or from a struct type with the same fields, which a new field in one of them would prevent`,
    );
  const [copy] = sites.copies;
  if (copy !== undefined)
    return at(copy, 'struct-copied', `${holder} is copied here, which would copy the mutex with it`);
  // what tests print, they print alone
  const encoded = sites.encoded.find((site) => !site.file.isTest);
  if (encoded !== undefined)
    return at(encoded, 'encoded', `${holder} is encoded, printed or inspected here with its map in it, past the lock`);
  if (isBuiltByImporters(map, context))
    return refuse(
      map.file,
      map.symbol.node,
      'exported-api',
      `importers can build ${holder} without naming its fields, which a new field would break (--allow-api-change adds it all the same)`,
    );
  const name = mutexName(field.name, 'mu', (n) => isFieldTaken(map, context, n));
  return {
    suffix: '',
    made: sites.positional.length > 0,
    spell(of, file, node) {
      const owner = spellLock(binding, '^1.', file, node);
      if ('code' in owner) return owner;
      const unit = binding.unitOf(file);
      if (unit === undefined || unit.importPath !== of.unit.importPath || unit.isExternalTest)
        return {
          code: 'cross-package',
          message: `${of.name} is used in another package, which cannot name the new ${name}`,
        };
      return {
        text: `${owner.text}.${name}`,
        path: { key: `${owner.path.key}.${name}`, steps: [...owner.path.steps, -1] },
      };
    },
    declare: (draft, type) => declare(group, context, draft, `${name} `, type),
  };
}

function declare(
  group: readonly SharedMap[],
  context: DecideContext,
  draft: Draft,
  name: string,
  type: string,
): Refusal | undefined {
  const [map] = group as [SharedMap];
  const { file } = map;
  const first = firstDeclaration(group);
  for (const literal of positionalLiterals(context.binding, map)) {
    const refusal = makeKeyed(context.binding, literal, draft);
    if (refusal !== undefined) return refusal;
  }
  if (isOneLine(map, first))
    return refuse(file, map.symbol.node, 'unsupported-use', 'the struct that declares the map is written on one line');
  const { at, indent } = aboveDeclaration(file, first);
  const names = group.map((m) => m.symbol.name);
  draft.insert(
    file,
    at,
    name,
    importPart(file, at, 'sync'),
    `.${type} ${guardsComment(names)}${newLine(file, indent)}`,
  );
  return undefined;
}

/** The field_declaration of the group that comes first in the struct. */
function firstDeclaration(group: readonly SharedMap[]): NodeId {
  return Math.min(...group.map((m) => (m.symbol as FieldSymbol).declaration));
}

function isOneLine(map: SharedMap, declaration: NodeId): boolean {
  const { tree, text } = map.file;
  const list = tree.parent[declaration]!;
  return !text.slice(tree.start[list]!, tree.start[declaration]!).includes('\n');
}

function isFieldTaken(map: SharedMap, { binding }: DecideContext, name: string): boolean {
  const { tree } = map.file;
  const struct = (map.symbol as FieldSymbol).structNode;
  for (let n = struct; n < tree.after[struct]!; n++)
    if (tree.kind[n] === Kind.field_identifier && tree.textOf(n) === name) return true;
  if (map.declaringType === undefined) return false;
  // a promoted field or method of that name would be hidden
  return binding.lookup({ kind: 'named', symbol: map.declaringType, args: [] }, name).kind !== 'unknown';
}

/** An exported struct of an importable package whose fields are all exported can be built positionally elsewhere. */
function isBuiltByImporters(map: SharedMap, context: DecideContext): boolean {
  if (context.allowApiChange || context.named(map) || map.declaringType === undefined || map.declaringType.local)
    return false;
  if (map.unit.name === 'main' || /(^|\/)internal(\/|$)/.test(map.unit.importPath)) return false;
  if (!/^\p{Lu}/u.test(map.declaringType.name)) return false;
  const { tree } = map.file;
  const list = tree.firstChild((map.symbol as FieldSymbol).structNode);
  return tree.children(list).every((d) => {
    const names = tree.childrenIn(d, Field.name);
    return names.length === 0 || names.every((n) => /^\p{Lu}/u.test(tree.textOf(n)));
  });
}

import { Field, Kind } from '../../../src/go/grammar.js';
import type { Refusal } from '../../../src/model/decision.js';
import type { SharedMap } from '../../../src/model/shared-map.js';
import { NONE, type NodeId } from '../../../src/model/syntax-tree.js';
import type { DecideContext } from '../../../src/model/transform.js';
import { type Draft, importPart, kept } from '../../../src/phases/4-decide/sections/draft.js';
import { lineEnding } from '../../../src/phases/4-decide/sections/layout.js';
import { mayRace } from '../../../src/phases/4-decide/sections/racing-uses.js';
import { refuse } from '../../../src/phases/4-decide/sections/refusals.js';
import { aboveDeclaration, guardsComment, newLine } from './declaration-text.js';
import { mutexName, occursInPackage } from './names.js';
import { type LockPlace, NO_BASE } from './place.js';

/**
 * A package variable moves into a struct with its mutex, so that the compiler finds any use that was missed:
 *
 *     var cache = make(map[string]int)     =>     var cache = struct {
 *                                                     mu sync.Mutex
 *                                                     m  map[string]int
 *                                                 }{m: make(map[string]int)}
 *
 * Where its type must stay (it is exported, or its declaration holds more than this one name), the mutex stands beside it:
 *
 *     var cacheMu sync.Mutex // guards cache
 */
export function packagePlace(map: SharedMap, context: DecideContext): LockPlace | Refusal {
  const declaration = movable(map, context);
  return declaration === undefined ? besidePlace(map, context) : structPlace(map, declaration);
}

interface Movable {
  readonly spec: NodeId;
  /** text of the map's type */
  readonly type: string;
  /** the initial value, or NONE */
  readonly value: NodeId;
}

/** The declaration of a variable whose type can change; undefined where it must stay. */
function movable(map: SharedMap, { binding }: DecideContext): Movable | undefined {
  const { file, symbol } = map;
  const { tree } = file;
  const spec = tree.parent[symbol.node]!;
  if (/^\p{Lu}/u.test(symbol.name) || tree.kind[spec] !== Kind.var_spec) return undefined;
  if (map.uses.some((u) => binding.unitOf(u.file)?.importPath !== map.unit.importPath || !u.file.editable))
    return undefined;
  if (tree.childrenIn(spec, Field.name).length > 1) return undefined;
  // in a group the struct would stand among other variables
  if (tree.kind[tree.parent[spec]!] !== Kind.var_declaration) return undefined;
  const values = tree.child(spec, Field.value);
  const value = values === NONE ? NONE : tree.firstChild(values);
  const declared = tree.child(spec, Field.type);
  const type = declared === NONE ? writtenType(map, value, binding) : tree.textOf(declared);
  return type === undefined || type.includes('\n') ? undefined : { spec, type, value };
}

/** The type in `make(T)` or `T{…}`, or as the binder spells it. */
function writtenType(map: SharedMap, value: NodeId, binding: DecideContext['binding']): string | undefined {
  const { tree } = map.file;
  if (value !== NONE && tree.kind[value] === Kind.composite_literal) return tree.textOf(tree.child(value, Field.type));
  if (
    value !== NONE &&
    tree.kind[value] === Kind.call_expression &&
    tree.textOf(tree.child(value, Field.function)) === 'make'
  )
    return tree.textOf(tree.firstChild(tree.child(value, Field.arguments)));
  return binding.spell(map.type, map.file);
}

function structPlace(map: SharedMap, { spec, type, value }: Movable): LockPlace {
  const { file, symbol } = map;
  const { tree } = file;
  return {
    suffix: '.m',
    made: false,
    spell: (_map, at, node) => ({
      text: `${at.tree.textOf(node)}.mu`,
      path: { key: `${symbol.id}.mu`, steps: [NO_BASE] },
    }),
    declare(draft, mutex) {
      const eol = lineEnding(file);
      const start = tree.end[symbol.node]!;
      const end = tree.end[spec]!;
      const head = ['struct {', eol, '\tmu ', importPart(file, start, 'sync'), `.${mutex}${eol}\tm  ${type}${eol}}`];
      if (value === NONE) draft.replace(file, start, end, ' ', ...head);
      else draft.replace(file, start, end, ' = ', ...head, '{m: ', kept(file, value), '}');
      suffixOthers(map, draft);
      return undefined;
    },
  };
}

/** Uses that need no section are written `.m` too: those of construction and of tests. */
function suffixOthers(map: SharedMap, draft: Draft): void {
  for (const use of map.uses) {
    if (mayRace(map, use) || (use.file === map.file && use.node === map.symbol.node)) continue;
    draft.insert(use.file, use.file.tree.end[use.node]!, '.m');
  }
}

function besidePlace(map: SharedMap, { binding }: DecideContext): LockPlace | Refusal {
  const { file, symbol } = map;
  const { tree } = file;
  let declaration = tree.parent[symbol.node]!;
  while (declaration !== NONE && tree.kind[declaration] !== Kind.var_declaration)
    declaration = tree.parent[declaration]!;
  if (declaration === NONE)
    return refuse(file, symbol.node, 'unsupported-use', `the declaration of ${symbol.name} has no place for a mutex`);
  const name = mutexName(
    symbol.name,
    `${symbol.name.replace(/^\p{Lu}+(?=\p{Lu}|$)|^\p{Lu}/u, (c) => c.toLowerCase())}Mu`,
    (n) => occursInPackage(map.unit, n),
  );
  return {
    suffix: '',
    made: false,
    spell(of, at) {
      const unit = binding.unitOf(at);
      if (unit === undefined || unit.importPath !== of.unit.importPath || unit.isExternalTest)
        return {
          code: 'cross-package',
          message: `${of.name} is used in another package, which cannot name the new ${name}`,
        };
      return { text: name, path: { key: `${symbol.id} ${name}`, steps: [NO_BASE] } };
    },
    declare(draft, mutex) {
      const { at, indent } = aboveDeclaration(file, declaration);
      const gap = newLine(file, indent);
      draft.insert(
        file,
        at,
        `var ${name} `,
        importPart(file, at, 'sync'),
        `.${mutex} ${guardsComment([symbol.name])}${gap}${gap}`,
      );
      return undefined;
    },
  };
}

import { Field, Kind } from '../../../src/go/grammar.js';
import type { Consideration, Refusal } from '../../../src/model/decision.js';
import type { SharedMap } from '../../../src/model/shared-map.js';
import type { SourceFile } from '../../../src/model/source.js';
import { NONE } from '../../../src/model/syntax-tree.js';
import type { DecideContext } from '../../../src/model/transform.js';
import { pathText } from '../../../src/phases/4-decide/sections/access.js';
import { ModuleCalls } from '../../../src/phases/4-decide/sections/calls/module-calls.js';
import { Draft, type HelperKind } from '../../../src/phases/4-decide/sections/draft.js';
import { refusedEarly } from '../../../src/phases/4-decide/sections/early-refusals.js';
import { framesOf } from '../../../src/phases/4-decide/sections/frames.js';
import { isMadeAtDeclaration, isMaking, isSetToNil } from '../../../src/phases/4-decide/sections/nil-maps.js';
import { isRefusal, refuse } from '../../../src/phases/4-decide/sections/refusals.js';
import { holdsInterface, mutatesValues, OtherMaps } from '../../../src/phases/4-decide/sections/subject.js';
import { type Site, type StructSites, structSites } from '../structs/struct-sites.js';
import { planDeclaration } from './declaration.js';
import { planFrame } from './frame-plan.js';
import { planHolder } from './holder.js';
import { wrapValue } from './initialisers.js';
import type { Family, Subject } from './wrap-subject.js';

/** Computes the whole rewrite of a map, or why there is none. Pure: nothing is recorded until the plan is replayed. */
export function considerWrapping(map: SharedMap, context: DecideContext, family: Family): Consideration {
  const draft = new Draft();
  const subject = prepare(map, context, family);
  if (isRefusal(subject)) return subject;
  const refusal = planAll(subject.subject, subject.sites, draft);
  if (refusal !== undefined) return refusal;
  const { helper } = subject.subject;
  return {
    ok: true,
    because: becauseOf(map, family),
    cost: draft.cost,
    notes: draft.notes,
    plan: (edits) => draft.replay(edits, { home: map.file, kind: helper }),
  };
}

function becauseOf(map: SharedMap, family: Family): string {
  const uses = map.uses.filter((u) => u.operation !== 'init').length;
  const lock = family === 'rwmutex-map' ? 'an RWMutex' : 'a mutex';
  return `no lock guards it yet; a type that holds ${lock} and the map covers all ${uses} uses`;
}

/** Everything that the planning asks of the map, or the first reason against it. */
function prepare(
  map: SharedMap,
  context: DecideContext,
  family: Family,
): { subject: Subject; sites: StructSites | undefined } | Refusal {
  const early = refusedEarly(map, context);
  if (early !== undefined) return early;
  const { binding } = context;
  const under = binding.underlying(map.type);
  if (under.kind !== 'map')
    return refuse(map.file, map.symbol.node, 'unsupported-use', 'the type of the map is not known');
  const calls = new ModuleCalls(binding, [map], context.maps);
  const sites = map.symbol.kind === 'field' ? structSites(binding, map.symbol, map.unit) : undefined;
  const holder =
    sites === undefined ? { holder: 'value' as const, alwaysMade: isMadeAtDeclaration(map) } : planHolder(map, sites);
  if (isRefusal(holder)) return holder;
  const keyHoldsInterface = holdsInterface(binding, under.key);
  const helper = helperKind(map, context, family, { key: under.key, value: under.value, keyHoldsInterface });
  if (isRefusal(helper)) return helper;
  const subject: Subject = {
    map,
    maps: [map],
    context,
    binding,
    guarding: {
      lockText: (access) => `${pathText(access)}.mu`,
      suffix: '.m',
      shared: family === 'rwmutex-map',
    },
    family,
    holder: holder.holder,
    types: { key: under.key, value: under.value },
    spelled: spelledInDeclaration(map),
    helper,
    mayBeNil: !holder.alwaysMade || map.uses.some((u) => isSetToNil(u.file, u)),
    keyMayPanic: keyHoldsInterface,
    valuesMutated: mutatesValues(map.uses),
    others: new OtherMaps([map], context.maps),
    calls,
  };
  return { subject, sites };
}

/** Text of key and value type in `map[K]V`, where the declaration or its initialiser spells it. */
function spelledInDeclaration(map: SharedMap): Subject['spelled'] {
  const { tree } = map.file;
  let declaration = tree.parent[map.symbol.node]!;
  if (tree.kind[declaration] === Kind.expression_list) declaration = tree.parent[declaration]!;
  let type = tree.child(declaration, Field.type);
  if (type === NONE) {
    const values =
      tree.child(declaration, Field.value) === NONE
        ? tree.child(declaration, Field.right)
        : tree.child(declaration, Field.value);
    const value = values === NONE ? NONE : tree.firstChild(values);
    if (value !== NONE && tree.kind[value] === Kind.composite_literal) type = tree.child(value, Field.type);
    else if (value !== NONE && isMaking(map.file, value)) type = tree.firstChild(tree.child(value, Field.arguments));
  }
  if (type === NONE || tree.kind[type] !== Kind.map_type) return undefined;
  return { key: tree.textOf(tree.child(type, Field.key)), value: tree.textOf(tree.child(type, Field.value)) };
}

/** The generic helper, or one specialised to the map's types where the Go version has none that fits. */
function helperKind(
  map: SharedMap,
  context: DecideContext,
  family: Family,
  types: { key: Subject['types']['key']; value: Subject['types']['value']; keyHoldsInterface: boolean },
): HelperKind | Refusal {
  const { binding } = context;
  const baseName = family === 'rwmutex-map' ? 'rwGuardedMap' : 'guardedMap';
  const unknownKey = binding.underlying(types.key).kind === 'unknown';
  const goMinor = Math.min(map.file.goMinor, ...map.uses.map((u) => u.file.goMinor));
  if (goMinor >= 20 || (goMinor >= 18 && !types.keyHoldsInterface && !unknownKey))
    return { family, baseName, specialised: undefined };
  const spelled = spelledInDeclaration(map);
  const key = binding.spell(types.key, map.file) ?? spelled?.key;
  const value = binding.spell(types.value, map.file) ?? spelled?.value;
  if (key === undefined || value === undefined)
    return refuse(
      map.file,
      map.symbol.node,
      'type-not-spelled',
      `the key and value types of ${map.name} cannot be named outside of their function`,
    );
  const specific = `${baseName.replace(/Map$/, '')}${typeWords(value)}By${typeWords(key)}`;
  return { family, baseName: specific, specialised: { key, value, imports: importsIn(map.file, `${key} ${value}`) } };
}

/** A type as part of a name: `[]*url.URL` is URLs, `map[string]int` is Map. */
function typeWords(text: string): string {
  const bare = text.replace(/^\*+/, '');
  if (bare.startsWith('[]')) return `${typeWords(bare.slice(2))}s`;
  if (bare.startsWith('map[')) return 'Map';
  if (bare.startsWith('func')) return 'Func';
  if (/^(<-)?chan\b/.test(bare)) return 'Chan';
  if (/^interface\s*\{\s*\}$/.test(bare)) return 'Any';
  const word = /^(?:[\p{L}_][\p{L}\p{N}_]*\.)?([\p{L}_][\p{L}\p{N}_]*)/u.exec(bare)?.[1] ?? 'Value';
  return word[0]!.toUpperCase() + word.slice(1);
}

/** Import paths of the packages that a type's text names, as the file imports them. */
function importsIn(file: SourceFile, text: string): string[] {
  const { tree } = file;
  const qualifiers = new Set([...text.matchAll(/([\p{L}_][\p{L}\p{N}_]*)\s*\./gu)].map((m) => m[1]!));
  const out: string[] = [];
  for (const declaration of tree.children(0)) {
    if (tree.kind[declaration] !== Kind.import_declaration) continue;
    for (let n = declaration; n < tree.after[declaration]!; n++) {
      if (tree.kind[n] !== Kind.import_spec) continue;
      const path = tree.textOf(tree.child(n, Field.path)).slice(1, -1);
      const named = tree.child(n, Field.name);
      const name = named === NONE ? path.replace(/^.*\//, '') : tree.textOf(named);
      if (qualifiers.has(name)) out.push(path);
    }
  }
  return out;
}

function planAll(subject: Subject, sites: StructSites | undefined, draft: Draft): Refusal | undefined {
  const declared = planDeclaration(subject, draft);
  if (declared !== undefined) return declared;
  for (const site of sites?.positional ?? []) {
    const refusal = planPositional(subject, site, draft);
    if (refusal !== undefined) return refusal;
  }
  for (const frame of framesOf(subject, draft)) {
    const refusal = planFrame(frame);
    if (refusal !== undefined) return refusal;
  }
  noteSharedValues(subject, draft);
  return undefined;
}

function planPositional(subject: Subject, site: Site, draft: Draft): Refusal | undefined {
  const unit = subject.binding.unitOf(site.file);
  return wrapValue({ subject, file: site.file, draft, samePackage: unit === subject.map.unit }, site.node);
}

/** Pointers that are values are shared by whoever looked them up; the wrapper guards the map, not what they point to. */
function noteSharedValues(subject: Subject, draft: Draft): void {
  const use = subject.map.uses.find((u) => u.mutatesValue && u.operation === 'read');
  if (use === undefined) return;
  draft.note(
    use.file,
    use.node,
    'values-shared-by-reference',
    `what the values of ${subject.map.name} point to is changed in place; the lock of the map does not guard that`,
  );
}

import type { Binding } from '../../model/binding.js';
import type { Configuration } from '../../model/configuration.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { LockOrder } from '../../model/lock-order.js';
import type { SharedMap } from '../../model/shared-map.js';
import type { Program, SourceFile } from '../../model/source.js';
import type { VariableSymbol } from '../../model/symbol.js';
import type { NodeId } from '../../model/syntax-tree.js';
import { assess } from './assess.js';
import { buildFile } from './build.js';
import { type Classification, classify } from './classify.js';
import { ContextSearch, type UseContext } from './contexts.js';
import type { FlowUse, Fn } from './flow-graph.js';
import { Interpreter } from './interpreter.js';
import { type InventoryMap, inventory, localMap } from './inventory.js';
import { lockDiagnostics } from './lock-diagnostics/index.js';
import { lockOrderOf } from './lock-order.js';
import { endSymbol } from './path.js';
import { references } from './references.js';
import { Registry } from './registry.js';
import { sharedTypes } from './shared-types.js';
import { Threads } from './threads.js';

export interface FindOptions {
  readonly configuration: Pick<Configuration, 'spawners' | 'tests'>;
  /** //mapguard:ignore comments: by file index and line (1-based) of the declaration they stand for */
  readonly ignored: ReadonlyMap<string, string>;
}

/** What is found in a program. */
export interface Found {
  readonly maps: readonly SharedMap[];
  readonly lockOrder: LockOrder;
  /** mistakes with locks for which nothing is rewritten */
  readonly diagnostics: readonly Diagnostic[];
}

/** A reference with what is known of its execution. */
export interface FoundUse {
  readonly file: SourceFile;
  readonly node: NodeId;
  readonly classification: Classification;
  readonly fn: Fn | undefined;
  readonly contexts: readonly UseContext[];
  readonly owned: boolean;
  readonly truncated: boolean;
}

/** Everything known of one map before the verdict. */
export interface Candidate {
  readonly map: InventoryMap;
  /** references to the map's own symbol */
  readonly uses: FoundUse[];
  /** uses through aliases, parameters and results */
  readonly indirect: FoundUse[];
  /** selectors of the map's name whose operand has an unknown type */
  readonly unresolved: { readonly file: SourceFile; readonly node: NodeId }[];
}

/**
 * Finds every map of the program and says whether goroutines share it without synchronisation. Pure: nothing is read or written.
 * Works file by file; the binder's memory of a file is freed when its flow graphs are built.
 */
export function find(program: Program, binding: Binding, options: FindOptions): Found {
  const maps = inventory(binding);
  const symbols = new Set(maps.map((m) => m.symbol.id));
  const names = new Set(maps.map((m) => m.symbol.name));
  const registry = new Registry();
  const spawners = new Set(options.configuration.spawners);
  const packageVariables = new Set<number>();
  for (const unit of program.packages) for (const v of binding.variablesOf(unit)) packageVariables.add(v.id);
  const context = { binding, registry, mapSymbols: symbols, mapNames: names, spawners, packageVariables };
  const candidates = new Map<number, Candidate>(
    maps.map((map) => [map.symbol.id, { map, uses: [], indirect: [], unresolved: [] }]),
  );
  const byName = new Map<string, Candidate[]>();
  for (const c of candidates.values()) {
    const list = byName.get(c.map.symbol.name);
    if (list === undefined) byName.set(c.map.symbol.name, [c]);
    else list.push(c);
  }
  const pending: { symbol: number; file: SourceFile; node: NodeId; classification: Classification }[] = [];

  for (const unit of program.packages) {
    const functions = binding.functionsOf(unit);
    for (const file of unit.files) {
      buildFile(
        context,
        unit,
        file,
        functions.filter((f) => f.file === file),
      );
      for (const reference of references(binding, file, symbols, names)) {
        if (reference.symbol === undefined) {
          for (const c of byName.get(reference.name) ?? []) {
            // an unexported name can only be meant in its own package
            if (c.map.unit.dir === unit.dir || /^\p{Lu}/u.test(reference.name))
              c.unresolved.push({ file, node: reference.node });
          }
          continue;
        }
        pending.push({
          symbol: reference.symbol,
          file,
          node: reference.node,
          classification: classifyReference(binding, file, reference.node),
        });
      }
      binding.release(file);
    }
  }

  const interpreter = new Interpreter(registry);
  interpreter.run();
  const threads = new Threads(interpreter, binding);
  const search = new ContextSearch(
    interpreter,
    threads,
    (id) => packageVariables.has(id),
    (id) => candidates.has(id) || registry.mapVariables.has(id),
  );

  const local = localCandidates(binding, registry, interpreter, candidates);
  const flowUses = new Map<string, { fn: Fn; use: FlowUse; index: number }>();
  const seenDirect = new Set<string>();
  for (const fn of registry.fns) {
    fn.uses.forEach((use, index) => {
      flowUses.set(`${fn.file.index}:${use.node}`, { fn, use, index });
    });
  }
  const searched = (fn: Fn, index: number) => search.of(fn, index);
  for (const p of pending) {
    const candidate = candidates.get(p.symbol)!;
    const flow = flowUses.get(`${p.file.index}:${p.node}`);
    seenDirect.add(`${p.file.index}:${p.node}`);
    const result =
      flow === undefined
        ? { contexts: [], owned: p.classification.operation === 'init', truncated: false }
        : searched(flow.fn, flow.index);
    candidate.uses.push({
      file: p.file,
      node: p.node,
      classification: p.classification,
      fn: flow?.fn,
      ...result,
      contexts: result.contexts.filter((c) => c.map === p.symbol),
    });
  }
  for (const { fn, use, index } of flowUses.values()) {
    if (seenDirect.has(`${fn.file.index}:${use.node}`)) continue;
    const end = endSymbol(use.path);
    if (!mayLeadToMap(use, end, candidates, local, registry)) continue;
    const result = searched(fn, index);
    const own = end === undefined ? undefined : local.get(end);
    if (own !== undefined && use.direct) {
      own.uses.push({
        file: fn.file,
        node: use.node,
        classification: use.classification,
        fn,
        ...result,
        contexts: result.contexts.filter((c) => c.map === end),
      });
      if (result.contexts.every((c) => c.map === end)) continue;
    }
    const byMap = new Map<number, UseContext[]>();
    for (const c of result.contexts) {
      const list = byMap.get(c.map);
      if (list === undefined) byMap.set(c.map, [c]);
      else list.push(c);
    }
    for (const [map, contexts] of byMap) {
      if (own !== undefined && use.direct && map === end) continue;
      const candidate = candidates.get(map) ?? local.get(map);
      candidate?.indirect.push({
        file: fn.file,
        node: use.node,
        classification: use.classification,
        fn,
        contexts,
        owned: result.owned,
        truncated: result.truncated,
      });
    }
  }

  const types = sharedTypes(program, binding, interpreter);
  const assessment = { binding, interpreter, threads, types, options };
  const found = [...candidates.values(), ...local.values()].flatMap((candidate) => {
    const map = assess(candidate, assessment);
    return map === undefined ? [] : [{ map, candidate }];
  });
  return {
    maps: found.map(({ map }) => map),
    lockOrder: lockOrderOf(interpreter),
    diagnostics: lockDiagnostics(found, interpreter),
  };
}

/** Whether the search for this use can end at a map of the inventory at all: most local maps lead nowhere. */
function mayLeadToMap(
  use: FlowUse,
  end: number | undefined,
  candidates: ReadonlyMap<number, Candidate>,
  local: ReadonlyMap<number, Candidate>,
  registry: Registry,
): boolean {
  if (end === undefined) return use.path.root.kind === 'call';
  if (candidates.has(end) || local.has(end) || registry.mapPointers.has(end)) return true;
  const variable = registry.mapVariables.get(end);
  if (variable === undefined) return registry.definitions.get(end)?.kind === 'call';
  return (
    variable.role === 'parameter' || variable.role === 'receiver' || registry.definitions.get(end)?.kind === 'call'
  );
}

/** Local maps that a closure captures or that a goroutine is given. */
function localCandidates(
  binding: Binding,
  registry: Registry,
  interpreter: Interpreter,
  known: ReadonlyMap<number, Candidate>,
): Map<number, Candidate> {
  const shared = new Set<number>();
  for (const fn of registry.fns) for (const id of fn.captures) shared.add(id);
  for (const spawn of interpreter.spawns)
    for (const target of spawn?.targets ?? [])
      for (const path of target.args)
        if (path.root.kind === 'variable' && path.fields.length === 0) shared.add(path.root.id);
  const found = new Map<number, Candidate>();
  for (const id of shared) {
    const symbol = registry.mapVariables.get(id);
    if (symbol === undefined || known.has(id)) continue;
    const unit = binding.unitOf(symbol.file);
    if (unit === undefined) continue;
    const map = localMap(binding, unit, symbol);
    if (map !== undefined) found.set(id, { map, uses: [], indirect: [], unresolved: [] });
  }
  return found;
}

function classifyReference(binding: Binding, file: SourceFile, node: NodeId): Classification {
  return classify(binding, file, node);
}

export type LocalMapVariables = Map<number, VariableSymbol>;

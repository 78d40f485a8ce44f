import { Field, Kind } from '../../go/grammar.js';
import type { Binding } from '../../model/binding.js';
import type { PackageUnit, SourceFile } from '../../model/source.js';
import type { FunctionSymbol } from '../../model/symbol.js';
import { NONE, type NodeId } from '../../model/syntax-tree.js';
import { collectDefinitions } from './definitions.js';
import type { CallSite, Flow, FlowUse, Fn } from './flow-graph.js';
import { Paths } from './paths.js';
import type { Registry } from './registry.js';
import { StatementBuilder } from './statements.js';

/** What building needs from outside one function. */
export interface BuildContext {
  readonly binding: Binding;
  readonly registry: Registry;
  /** ids of package variables and fields in the inventory */
  readonly mapSymbols: ReadonlySet<number>;
  /** their names: a selector of another name cannot denote one */
  readonly mapNames: ReadonlySet<string>;
  readonly packageVariables: ReadonlySet<number>;
  /** configured spawners: "example.com/pool.Pool.Go" */
  readonly spawners: ReadonlySet<string>;
}

/** One declaration's shared state: the declaration itself and the literals in it. */
export interface DeclarationScope extends BuildContext {
  readonly unit: PackageUnit;
  readonly file: SourceFile;
  readonly paths: Paths;
  readonly symbol: FunctionSymbol | undefined;
  readonly label: string;
}

/** The mutable inside of a function while it is built. */
export interface FnDraft {
  readonly index: number;
  readonly node: NodeId;
  readonly outer: FnDraft | undefined;
  readonly uses: FlowUse[];
  readonly calls: CallSite[];
  readonly captures: Set<number>;
  readonly locals: Set<number>;
  readonly declaredInLoop: Map<number, string>;
  /** it gives a lock to an object that it did not make */
  makesLock: boolean;
}

/** Flow graphs of all functions of a file, its package-level initialisers last. */
export function buildFile(
  context: BuildContext,
  unit: PackageUnit,
  file: SourceFile,
  functions: readonly FunctionSymbol[],
): void {
  const { tree } = file;
  for (const symbol of functions) {
    const body = tree.child(symbol.declaration, Field.body);
    const label = symbol.receiver === undefined ? symbol.name : `${symbol.receiver.typeName}.${symbol.name}`;
    const scope = declarationScope(context, unit, file, symbol.declaration, symbol, label);
    const params = parameterIds(context.binding, file, symbol.declaration);
    buildFunction(
      scope,
      symbol.declaration,
      body,
      undefined,
      params,
      context.registry.reserve({ declared: symbol.id }),
      symbol,
    );
  }
  const scope = declarationScope(context, unit, file, 0, undefined, 'package initialiser');
  const index = context.registry.reserve({ literal: `${file.index}:0` });
  const draft = newDraft(index, 0, undefined);
  const statements = new StatementBuilder(scope, draft);
  for (const node of tree.children(0))
    if (tree.kind[node] === Kind.var_declaration) statements.variableDeclaration(node);
  finish(scope, draft, statements.take(), { ids: [], hasReceiver: false, variadic: false }, undefined, undefined);
}

function declarationScope(
  context: BuildContext,
  unit: PackageUnit,
  file: SourceFile,
  root: NodeId,
  symbol: FunctionSymbol | undefined,
  label: string,
): DeclarationScope {
  // package-level initialisers have no locals but those of the literals in them, which the whole file's pass would mix with other functions'
  const definitions =
    root === 0 ? initialiserDefinitions(context.binding, file) : collectDefinitions(context.binding, file, root);
  const paths = new Paths(context.binding, file, definitions, context.registry.definitions, (text) =>
    context.registry.indexNumber(text),
  );
  return { ...context, unit, file, paths, symbol, label };
}

function initialiserDefinitions(binding: Binding, file: SourceFile) {
  const { tree } = file;
  const all: ReturnType<typeof collectDefinitions> = new Map();
  for (const node of tree.children(0)) {
    if (tree.kind[node] !== Kind.var_declaration) continue;
    for (const [id, definitions] of collectDefinitions(binding, file, node)) all.set(id, definitions);
  }
  return all;
}

export interface Parameters {
  readonly ids: readonly number[];
  readonly hasReceiver: boolean;
  readonly variadic: boolean;
}

/** Symbol ids of receiver and parameters in order; 0 stands for an unnamed one. */
export function parameterIds(binding: Binding, file: SourceFile, declaration: NodeId): Parameters {
  const { tree } = file;
  const ids: number[] = [];
  let variadic = false;
  const receiver = tree.child(declaration, Field.receiver);
  for (const list of [receiver, tree.child(declaration, Field.parameters)]) {
    if (list === NONE) continue;
    for (const parameter of tree.children(list)) {
      if (tree.kind[parameter] === Kind.variadic_parameter_declaration) variadic = true;
      const names = tree.childrenIn(parameter, Field.name);
      if (names.length === 0) ids.push(0);
      for (const name of names) {
        const symbol = binding.symbolAt(file, name);
        ids.push(symbol.kind === 'variable' ? symbol.id : 0);
      }
    }
  }
  return { ids, hasReceiver: receiver !== NONE, variadic };
}

export function newDraft(index: number, node: NodeId, outer: FnDraft | undefined): FnDraft {
  return {
    index,
    node,
    outer,
    uses: [],
    calls: [],
    captures: new Set(),
    locals: new Set(),
    declaredInLoop: new Map(),
    makesLock: false,
  };
}

/** Builds a declaration's or literal's flow and registers it. */
export function buildFunction(
  scope: DeclarationScope,
  node: NodeId,
  body: NodeId,
  outer: FnDraft | undefined,
  params: Parameters,
  index: number,
  symbol: FunctionSymbol | undefined,
): FnDraft {
  const draft = newDraft(index, node, outer);
  for (const id of params.ids) if (id !== 0) draft.locals.add(id);
  for (const id of namedResults(scope.binding, scope.file, node)) draft.locals.add(id);
  const statements = new StatementBuilder(scope, draft);
  if (body !== NONE) statements.block(body);
  finish(scope, draft, statements.take(), params, symbol, outer);
  return draft;
}

/** Symbol ids of the results that have names: variables of the function, as its other locals are. */
function namedResults(binding: Binding, file: SourceFile, declaration: NodeId): number[] {
  const { tree } = file;
  const list = tree.child(declaration, Field.result);
  if (list === NONE || tree.kind[list] !== Kind.parameter_list) return [];
  const symbols = tree.children(list).flatMap((parameter) => tree.childrenIn(parameter, Field.name));
  return symbols.flatMap((name) => {
    const symbol = binding.symbolAt(file, name);
    return symbol.kind === 'variable' ? [symbol.id] : [];
  });
}

/** A function of one event: the method value of a mutex. It hands nothing that it captures to others. */
export function buildEvent(scope: DeclarationScope, node: NodeId, flow: Flow, outer: FnDraft, index: number): FnDraft {
  const draft = newDraft(index, node, outer);
  finish(scope, draft, flow, { ids: [], hasReceiver: false, variadic: false }, undefined, outer);
  return draft;
}

function finish(
  scope: DeclarationScope,
  draft: FnDraft,
  body: Flow,
  params: Parameters,
  symbol: FunctionSymbol | undefined,
  outer: FnDraft | undefined,
): void {
  // what an inner literal captures and this function does not declare, it captures from further out
  if (outer !== undefined) for (const id of draft.captures) if (!outer.locals.has(id)) outer.captures.add(id);
  const { registry } = scope;
  const fn: Fn = {
    index: draft.index,
    unit: scope.unit,
    file: scope.file,
    node: draft.node,
    symbol,
    get outer() {
      return outer === undefined ? undefined : registry.fns[outer.index];
    },
    params: params.ids,
    hasReceiver: params.hasReceiver,
    variadic: params.variadic,
    isTest: scope.file.isTest,
    label: outer === undefined ? scope.label : `func literal in ${scope.label}`,
    body,
    uses: draft.uses,
    calls: draft.calls,
    captures: [...draft.captures],
    fresh: scope.paths.fresh,
    locals: draft.locals,
    declaredInLoop: draft.declaredInLoop,
    makesLock: draft.makesLock,
  };
  registry.define(fn);
}

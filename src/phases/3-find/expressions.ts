import { Field, Kind } from '../../go/grammar.js';
import type { Binding } from '../../model/binding.js';
import type { GoType } from '../../model/go-type.js';
import type { SourceFile } from '../../model/source.js';
import type { VariableSymbol } from '../../model/symbol.js';
import { NONE, type NodeId } from '../../model/syntax-tree.js';
import { buildEvent, buildFunction, type DeclarationScope, type FnDraft, parameterIds } from './build.js';
import { CallBuilder } from './calls.js';
import { classify, skipParens, unparen } from './classify.js';
import type { KnownResult } from './conditions.js';
import { type Flow, NOTHING } from './flow-graph.js';
import { endSymbol, type Path } from './path.js';
import { StructCopies } from './struct-copies.js';

const MAX_DEPTH = 3000;

/** Expressions of one function to events, in the order in which Go evaluates them as far as it matters here. */
export class ExpressionBuilder {
  readonly binding: Binding;
  readonly file: SourceFile;
  out: Flow[] = [];
  /** header of the innermost loop */
  loop: string | undefined;
  /** the communication of a select is being built */
  inSelect = false;
  /** variables that hold a result which tells of locks, at this point of the text */
  results: Map<number, KnownResult> = new Map();
  private nesting = 0;
  private readonly callBuilder: CallBuilder;
  private readonly structCopies: StructCopies;

  constructor(
    readonly scope: DeclarationScope,
    readonly draft: FnDraft,
  ) {
    this.binding = scope.binding;
    this.file = scope.file;
    this.callBuilder = new CallBuilder(this);
    const { locks } = this.callBuilder;
    this.structCopies = new StructCopies(this.binding, this.file, (selector) => locks.isCopied(selector));
  }

  /** The sequence built so far; a new one is begun. */
  take(): Flow {
    const items = this.out;
    this.out = [];
    return items.length === 1 ? items[0]! : { op: 'seq', items };
  }

  /** Something waits here; a select waits as a whole, and a channel with a buffer is made so that sends need not. */
  blocks(node: NodeId, what: string, channel = NONE): void {
    if (this.inSelect) return;
    const path = channel === NONE ? undefined : this.path(channel);
    this.out.push({ op: 'block', node, what, channel: path === undefined ? undefined : endSymbol(path) });
  }

  path(expression: NodeId): Path {
    return this.scope.paths.of(expression);
  }

  expression(node: NodeId): void {
    if (node === NONE || ++this.nesting > MAX_DEPTH) {
      if (node !== NONE) this.nesting--;
      return;
    }
    this.visit(node);
    this.nesting--;
  }

  private visit(node: NodeId): void {
    const { tree } = this.file;
    switch (tree.kind[node]) {
      case Kind.identifier:
        this.identifier(node);
        return;
      case Kind.selector_expression:
        this.selector(node);
        return;
      case Kind.call_expression:
        this.callBuilder.call(node);
        return;
      case Kind.func_literal:
        this.literal(node);
        this.callBuilder.escape({ targets: [{ kind: 'literal', node }], open: false });
        return;
      case Kind.index_expression:
        for (const child of tree.children(node)) this.expression(child);
        this.elementOfUnnamed(node);
        return;
      case Kind.unary_expression: {
        const operand = tree.child(node, Field.operand);
        this.expression(operand);
        const operator = tree.textOf(tree.child(node, Field.operator));
        if (operator === '*') this.mapBehindPointer(node);
        if (operator === '<-') this.blocks(node, 'a receive from a channel', operand);
        if (operator === '<-') this.out.push({ op: 'receive', path: this.path(operand), loop: this.loop });
        return;
      }
      case Kind.composite_literal:
        this.compositeLiteral(node);
        return;
      case Kind.int_literal:
      case Kind.float_literal:
      case Kind.interpreted_string_literal:
      case Kind.raw_string_literal:
      case Kind.rune_literal:
      case Kind.nil:
      case Kind.true:
      case Kind.false:
      case Kind.operator:
      case Kind.type_identifier:
      case Kind.map_type:
      case Kind.slice_type:
      case Kind.struct_type:
      case Kind.interface_type:
      case Kind.function_type:
      case Kind.qualified_type:
      case Kind.pointer_type:
        return;
      default:
        // binary chains are deep on the left: walk the spine without recursion
        if (tree.kind[node] === Kind.binary_expression) {
          const spine: NodeId[] = [];
          let n = node;
          while (tree.kind[n] === Kind.binary_expression) {
            spine.push(n);
            n = tree.child(n, Field.left);
          }
          this.expression(n);
          for (let i = spine.length - 1; i >= 0; i--) this.expression(tree.child(spine[i]!, Field.right));
          return;
        }
        if (tree.kind[node] === Kind.parenthesized_expression) {
          this.expression(unparen(this.file, node));
          return;
        }
        for (const child of tree.children(node)) this.expression(child);
    }
  }

  private identifier(node: NodeId): void {
    const symbol = this.binding.symbolAt(this.file, node);
    if (symbol.kind === 'function') {
      this.callBuilder.escape({ targets: [{ kind: 'function', id: symbol.id, receiver: undefined }], open: false });
      return;
    }
    if (symbol.kind !== 'variable') return;
    this.mention(symbol);
    this.mapReference(node, symbol);
  }

  /** Notes that the function reaches a variable of a function around it. */
  mention(symbol: VariableSymbol): void {
    if (symbol.role === 'package' || this.draft.outer === undefined) return;
    if (symbol.file !== this.file || !this.file.tree.contains(this.draft.node, symbol.node)) {
      if (this.draft.captures.has(symbol.id)) return;
      this.draft.captures.add(symbol.id);
      const type = this.binding.typeOfSymbol(symbol);
      const base = type.kind === 'pointer' ? type.elem : type;
      if (base.kind === 'named') this.scope.registry.capturedTypes.set(symbol.id, base.symbol.id);
    }
  }

  private mapReference(node: NodeId, symbol: VariableSymbol): void {
    if (symbol.role === 'package') {
      if (!this.scope.mapSymbols.has(symbol.id)) return;
    } else {
      if (this.binding.underlying(this.binding.typeOfSymbol(symbol)).kind !== 'map') return;
      this.scope.registry.mapVariables.set(symbol.id, symbol);
    }
    this.use(node, symbol.id);
  }

  private selector(node: NodeId): void {
    const { tree } = this.file;
    const operand = tree.child(node, Field.operand);
    const name = tree.child(node, Field.field);
    if (name !== NONE && this.scope.mapNames.has(tree.textOf(name))) {
      const selection = this.binding.selectionAt(this.file, node);
      const symbol =
        selection.kind === 'field'
          ? selection.path.at(-1)
          : selection.kind === 'package-member'
            ? selection.symbol
            : undefined;
      if (symbol !== undefined && this.scope.mapSymbols.has(symbol.id)) {
        this.expression(operand);
        this.use(node, symbol.id);
        return;
      }
    }
    this.expression(operand);
    this.callBuilder.escapeMethodValue(node);
  }

  private use(node: NodeId, symbolId: number): void {
    const path = this.path(node);
    const last = path.fields.at(-1) ?? (path.root.kind === 'variable' ? path.root.id : undefined);
    const direct = last === symbolId;
    const classification = classify(this.binding, this.file, node);
    // a local that takes a reference is no replacement of the map that it then refers to
    if (!direct && classification.operation === 'replace' && classification.depth === 0) return;
    this.draft.uses.push({
      path,
      node,
      classification,
      direct,
      ofCopy: this.structCopies.isOwn(node, classification),
    });
    this.out.push({ op: 'use', use: this.draft.uses.length - 1 });
  }

  /** `f()[k]`, `x.(map[K]V)[k]`: an element of a map that has no name here. */
  private elementOfUnnamed(index: NodeId): void {
    const { tree } = this.file;
    const operand = unparen(this.file, tree.child(index, Field.operand));
    if (operand !== NONE) this.useOfUnnamed(operand);
  }

  /** A map operation on the result of a call or an assertion. */
  useOfUnnamed(operand: NodeId): void {
    const { tree } = this.file;
    const kind = tree.kind[operand];
    if (kind !== Kind.call_expression && kind !== Kind.type_assertion_expression) return;
    if (this.binding.underlying(this.binding.typeOf(this.file, operand)).kind !== 'map') return;
    this.draft.uses.push({
      path: this.path(operand),
      node: operand,
      classification: classify(this.binding, this.file, skipParens(this.file, operand)),
      direct: false,
      ofCopy: false,
    });
    this.out.push({ op: 'use', use: this.draft.uses.length - 1 });
  }

  /** `*p`, a map behind a pointer. */
  private mapBehindPointer(node: NodeId): void {
    if (this.binding.underlying(this.binding.typeOf(this.file, node)).kind !== 'map') return;
    const path = this.path(node);
    const end = endSymbol(path);
    if (end !== undefined) this.scope.registry.mapPointers.add(end);
    this.draft.uses.push({
      path,
      node,
      classification: classify(this.binding, this.file, node),
      direct: false,
      ofCopy: false,
    });
    this.out.push({ op: 'use', use: this.draft.uses.length - 1 });
  }

  private compositeLiteral(node: NodeId): void {
    const { tree } = this.file;
    const body = tree.child(node, Field.body);
    if (body !== NONE) this.literalValue(body, this.binding.underlying(this.binding.typeOf(this.file, node)));
  }

  /** The elements of a composite literal of a type; inner literals may leave theirs out. */
  private literalValue(body: NodeId, type: GoType): void {
    const { tree } = this.file;
    const inner = elementType(type);
    const locks: { field: number; value: Path; cond: boolean }[] = [];
    let position = -1;
    for (const element of tree.children(body)) {
      position++;
      if (tree.kind[element] !== Kind.keyed_element) {
        const field = type.kind === 'struct' ? type.fields[position] : undefined;
        this.element(field?.symbol.id, element, field?.type ?? inner);
        continue;
      }
      const key = tree.child(element, Field.key);
      const value = tree.child(element, Field.value);
      const symbol = tree.kind[key] === Kind.identifier ? this.binding.symbolAt(this.file, key) : undefined;
      if (symbol?.kind === 'field') {
        this.bufferOf(symbol.id, value);
        const lock = this.callBuilder.locks.handedOn(value);
        if (lock !== undefined) locks.push({ field: symbol.id, value: lock.path, cond: lock.cond });
        if (this.scope.mapSymbols.has(symbol.id)) {
          this.draft.uses.push({
            path: { root: { kind: 'fresh' }, fields: [symbol.id] },
            node: key,
            classification: {
              operation: 'init',
              effect: 'write',
              operationNode: element,
              depth: 0,
              mutatesValue: false,
            },
            direct: true,
            ofCopy: false,
          });
          this.out.push({ op: 'use', use: this.draft.uses.length - 1 });
        }
        this.element(symbol.id, value, this.binding.typeOfSymbol(symbol));
      } else {
        if (tree.kind[key] !== Kind.literal_value) this.expression(key);
        this.element(undefined, value, inner);
      }
    }
    if (locks.length > 0) this.scope.registry.lockAliases.literal(locks);
  }

  /** `make(chan T, n)` as the value of a field or variable. */
  private bufferOf(symbol: number | undefined, value: NodeId): void {
    const { tree } = this.file;
    const { buffered } = this.scope.registry;
    if (symbol !== undefined && buffered.size > 0 && tree.kind[value] === Kind.identifier) {
      const made = endSymbol(this.path(value));
      if (made !== undefined && buffered.has(made)) buffered.add(symbol);
    }
    if (symbol === undefined || tree.kind[value] !== Kind.call_expression) return;
    const list = tree.child(value, Field.arguments);
    if (list !== NONE && tree.text.startsWith('make(chan', tree.start[value]) && tree.children(list).length > 1)
      buffered.add(symbol);
  }

  /** `target = value` where the value is a lock, or a channel with a buffer. */
  lockHandedOn(target: NodeId, value: NodeId): void {
    const { tree } = this.file;
    if (tree.kind[value] === Kind.identifier || tree.text.startsWith('make(chan', tree.start[value]))
      this.bufferOf(endSymbol(this.path(target)), value);
    const lock = this.callBuilder.locks.handedOn(value);
    if (lock === undefined) return;
    const { lockAliases } = this.scope.registry;
    const place = this.path(target);
    if (lock.path.root.kind === 'fresh' && place.fields.length > 0) this.draft.makesLock = true;
    lockAliases.assign(place, lock.path, lock.cond, (id) => this.scope.packageVariables.has(id));
  }

  private element(field: number | undefined, value: NodeId, type: GoType | undefined): void {
    const { tree } = this.file;
    if (value === NONE) return;
    if (tree.kind[value] === Kind.literal_value) {
      const base = type === undefined ? undefined : this.binding.underlying(type);
      const struct = base?.kind === 'pointer' ? this.binding.underlying(base.elem) : base;
      this.literalValue(value, struct ?? { kind: 'unknown', cause: 'inference', detail: '' });
      return;
    }
    if (this.functionOf(value) !== undefined) {
      this.storeFunction(field, value);
      return;
    }
    this.expression(value);
  }

  /** Builds a literal's function; answers its draft. */
  literal(node: NodeId): FnDraft {
    const { tree } = this.file;
    const { registry } = this.scope;
    const known = registry.literal(this.file.index, node);
    if (known !== undefined) return { ...known, captures: new Set(known.captures) } as unknown as FnDraft;
    const index = registry.reserve({ literal: `${this.file.index}:${node}` });
    if (tree.kind[node] === Kind.selector_expression) return this.lockMethodValue(node, index);
    return buildFunction(
      this.scope,
      node,
      tree.child(node, Field.body),
      this.draft,
      parameterIds(this.binding, this.file, node),
      index,
      undefined,
    );
  }

  /** `s.mu.Unlock` as a value: a function of one event. */
  private lockMethodValue(node: NodeId, index: number): FnDraft {
    const { locks } = this.callBuilder;
    const symbol = locks.capturedBy(node);
    if (symbol !== undefined) this.mention(symbol);
    return buildEvent(this.scope, node, locks.of(node)?.flow ?? NOTHING, this.draft, index);
  }

  functionOf(node: NodeId) {
    return this.callBuilder.functionValue(node);
  }

  /** A function value comes to rest in a field, a package variable, or somewhere unknown. */
  storeFunction(symbolId: number | undefined, value: NodeId): void {
    this.callBuilder.store(symbolId, value);
  }

  /** A function value becomes the value of a local variable. */
  keepFunction(symbolId: number, value: NodeId): void {
    this.callBuilder.keep(symbolId, value);
  }

  keepCallResult(symbolId: number, call: NodeId): void {
    this.callBuilder.keepCallResult(symbolId, call);
  }

  returnFunction(value: NodeId): void {
    const owner = this.draft.outer === undefined ? this.scope.symbol?.id : undefined;
    this.callBuilder.store(owner, value);
  }

  goStatement(call: NodeId): void {
    this.callBuilder.call(call, 'go');
  }

  deferred(call: NodeId, emit: (build: () => void) => void): void {
    this.callBuilder.deferred(call, emit);
  }

  /** What a call that has been evaluated answers, where that tells something of locks. */
  resultOf(call: NodeId, result = 0): KnownResult | undefined {
    return this.callBuilder.resultOf(unparen(this.file, call), result);
  }

  /** The same for a variable that holds such a result. */
  resultIn(identifier: NodeId): KnownResult | undefined {
    if (this.results.size === 0 || this.file.tree.kind[identifier] !== Kind.identifier) return undefined;
    const symbol = this.binding.symbolAt(this.file, identifier);
    return symbol.kind === 'variable' ? this.results.get(symbol.id) : undefined;
  }
}

function elementType(type: GoType): GoType | undefined {
  if (type.kind === 'slice' || type.kind === 'array') return type.elem;
  return type.kind === 'map' ? type.value : undefined;
}

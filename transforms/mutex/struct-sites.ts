import { Field, Kind } from '../../src/go/grammar.js';
import { isPrinterOrEncoder } from '../../src/go/map-functions.js';
import type { Binding } from '../../src/model/binding.js';
import type { GoType } from '../../src/model/go-type.js';
import type { PackageUnit, SourceFile } from '../../src/model/source.js';
import type { FieldSymbol } from '../../src/model/symbol.js';
import { NONE, type NodeId } from '../../src/model/syntax-tree.js';
import type { ModuleCalls } from './module-calls.js';
import { outermostParens, unparen } from './syntax.js';

/** A place in a file. */
export interface Site {
  readonly file: SourceFile;
  readonly node: NodeId;
}

/** Where the structs that hold a map are built, copied, converted and looked at by reflection, in the whole program. */
export interface StructSites {
  /** values of positional literals that fill the map's field */
  readonly positional: readonly Site[];
  /** literals, `new`, `make` and variables that leave the map nil */
  readonly zero: readonly Site[];
  /** values that are copied with the map in them */
  readonly copies: readonly Site[];
  readonly conversions: readonly Site[];
  readonly encoded: readonly Site[];
  /** whether a literal of the struct is in view at all */
  readonly built: boolean;
}

/** Looks through every file that can see the field's struct. */
export function structSites(binding: Binding, calls: ModuleCalls, field: FieldSymbol, home: PackageUnit): StructSites {
  const search = new Search(binding, calls, field);
  for (const unit of unitsThatSee(binding, home)) for (const file of unit.files) search.file(file);
  return search;
}

/** The package and all that import it, directly or not. */
function unitsThatSee(binding: Binding, home: PackageUnit): PackageUnit[] {
  const seeing = new Set<string>([home.importPath]);
  const units = binding.program.packages;
  const imports = new Map(units.map((u) => [u, importsOf(u)]));
  for (let grown = true; grown; ) {
    grown = false;
    for (const unit of units) {
      if (seeing.has(unit.importPath) && !unit.isExternalTest) continue;
      if (!imports.get(unit)!.some((p) => seeing.has(p))) continue;
      if (!seeing.has(unit.importPath)) grown = true;
      seeing.add(unit.importPath);
    }
  }
  return units.filter((u) => (u.dir === home.dir && !u.isExternalTest) || imports.get(u)!.some((p) => seeing.has(p)));
}

function importsOf(unit: PackageUnit): string[] {
  const out: string[] = [];
  for (const { tree } of unit.files) {
    for (const declaration of tree.children(0)) {
      if (tree.kind[declaration] !== Kind.import_declaration) continue;
      for (let n = declaration; n < tree.after[declaration]!; n++)
        if (tree.kind[n] === Kind.interpreted_string_literal) out.push(tree.textOf(n).slice(1, -1));
    }
  }
  return out;
}

class Search implements StructSites {
  readonly positional: Site[] = [];
  readonly zero: Site[] = [];
  readonly copies: Site[] = [];
  readonly conversions: Site[] = [];
  readonly encoded: Site[] = [];
  built = false;
  private readonly known = new Map<number, boolean>();

  constructor(
    private readonly binding: Binding,
    private readonly calls: ModuleCalls,
    private readonly field: FieldSymbol,
  ) {}

  file(file: SourceFile): void {
    const { tree } = file;
    for (let node = 0; node < tree.count; node++) {
      switch (tree.kind[node]) {
        case Kind.composite_literal:
          this.literal(file, node, tree.child(node, Field.body));
          break;
        case Kind.literal_value:
          if (tree.kind[tree.parent[node]!] !== Kind.composite_literal) this.literal(file, node, node);
          break;
        case Kind.call_expression:
        case Kind.type_conversion_expression:
          this.call(file, node);
          break;
        case Kind.assignment_statement:
          this.assignment(file, node);
          break;
        case Kind.short_var_declaration:
          this.values(file, tree.child(node, Field.right));
          break;
        case Kind.return_statement:
          for (const child of tree.children(node)) this.values(file, child);
          break;
        case Kind.var_spec:
          this.variable(file, node);
          break;
        case Kind.range_clause:
          this.range(file, node);
          break;
        case Kind.send_statement:
          this.value(file, tree.child(node, Field.value));
          break;
        case Kind.parameter_declaration:
        case Kind.variadic_parameter_declaration:
          this.parameter(file, node);
          break;
      }
    }
  }

  /** Whether a value of the type contains the map's field. */
  holds(type: GoType, depth = 0): boolean {
    if (depth > 10) return false;
    if (type.kind === 'named') {
      const known = this.known.get(type.symbol.id);
      if (known !== undefined) return known;
      this.known.set(type.symbol.id, false);
      const answer = this.holds(this.binding.underlying(type), depth + 1);
      this.known.set(type.symbol.id, answer);
      return answer;
    }
    if (type.kind === 'array') return this.holds(type.elem, depth + 1);
    if (type.kind !== 'struct') return false;
    return type.fields.some((f) => f.symbol.id === this.field.id || this.holds(f.type, depth + 1));
  }

  private holdsAt(file: SourceFile, node: NodeId): boolean {
    return node !== NONE && this.holds(this.binding.typeOf(file, node));
  }

  private literal(file: SourceFile, literal: NodeId, body: NodeId): void {
    const { tree } = file;
    let type = this.binding.typeOf(file, literal);
    if (type.kind === 'pointer') type = type.elem;
    const under = this.binding.underlying(type);
    const elements = tree.children(body);
    if (under.kind !== 'struct') {
      // elements of slices, arrays and maps that are copied in
      for (const e of elements) this.value(file, tree.kind[e] === Kind.keyed_element ? tree.child(e, Field.value) : e);
      return;
    }
    const positional = elements.length > 0 && tree.kind[elements[0]!] !== Kind.keyed_element;
    under.fields.forEach((f, i) => {
      const own = f.symbol.id === this.field.id;
      this.built ||= own;
      const keyed = elements.find(
        (e) => tree.kind[e] === Kind.keyed_element && tree.textOf(tree.child(e, Field.key)) === f.name,
      );
      const value = positional ? elements[i] : keyed === undefined ? undefined : tree.child(keyed, Field.value);
      if (own && positional && value !== undefined) this.positional.push({ file, node: value });
      if (!own && value !== undefined && this.holds(f.type)) this.value(file, value);
      if ((own || this.holds(f.type)) && (value === undefined || (own && tree.kind[unparen(tree, value)] === Kind.nil)))
        this.zero.push({ file, node: literal });
    });
  }

  private call(file: SourceFile, call: NodeId): void {
    const { tree } = file;
    const { binding } = this;
    const callee = this.calls.calleeOf(file, call);
    const list = tree.child(call, Field.arguments);
    const args = list === NONE ? [tree.child(call, Field.operand)] : tree.children(list);
    if (callee.kind === 'conversion') {
      const [operand] = args;
      if (
        operand !== undefined &&
        operand !== NONE &&
        this.holdsThroughPointer(binding.typeOf(file, operand)) &&
        this.isOtherStruct(file, call, operand)
      ) {
        this.conversions.push({ file, node: call });
      }
      return;
    }
    if (callee.kind === 'builtin') {
      this.builtin(file, call, callee.name, args);
      return;
    }
    const printer =
      callee.kind === 'external' && isReflective(callee.importPath, callee.name) ? callee.importPath : undefined;
    for (const a of args) {
      if (printer !== undefined && this.isSeenBy(printer, binding.typeOf(file, a)))
        this.encoded.push({ file, node: a });
      else this.value(file, a);
    }
  }

  private builtin(file: SourceFile, call: NodeId, name: string, args: readonly NodeId[]): void {
    const { tree } = file;
    switch (name) {
      case 'new':
        if (args[0] !== undefined && this.holdsAt(file, args[0])) this.zero.push({ file, node: call });
        return;
      case 'make': {
        const type = args[0] === undefined ? undefined : this.binding.underlying(this.binding.typeOf(file, args[0]));
        const sized = args[1] !== undefined && tree.textOf(args[1]) !== '0';
        if (type?.kind === 'slice' && sized && this.holds(type.elem)) this.zero.push({ file, node: call });
        return;
      }
      case 'append':
      case 'copy': {
        const type = args[0] === undefined ? undefined : this.binding.underlying(this.binding.typeOf(file, args[0]));
        if (type?.kind === 'slice' && this.holds(type.elem)) this.copies.push({ file, node: call }); // growing moves the elements
        return;
      }
    }
  }

  /** `*p = T{…}` replaces a lock that may be held; in a function that has just made the object nobody holds it. */
  private assignment(file: SourceFile, statement: NodeId): void {
    const { tree } = file;
    const right = tree.child(statement, Field.right);
    this.values(file, right);
    const left = tree.children(tree.child(statement, Field.left));
    const values = right === NONE ? [] : tree.children(right);
    left.forEach((target, i) => {
      const value = values.length === left.length ? values[i]! : NONE;
      if (value === NONE || tree.textOf(target) === '_' || !this.holdsAt(file, target)) return;
      if (this.isCopied(file, value)) return; // counted already
      if (!isOwnObject(this.binding, file, target)) this.copies.push({ file, node: statement });
    });
  }

  private variable(file: SourceFile, spec: NodeId): void {
    const { tree } = file;
    const values = tree.child(spec, Field.value);
    if (values !== NONE) {
      this.values(file, values);
      return;
    }
    const type = tree.child(spec, Field.type);
    if (type !== NONE && this.holdsAt(file, type)) this.zero.push({ file, node: spec });
  }

  private range(file: SourceFile, clause: NodeId): void {
    const { tree } = file;
    const left = tree.child(clause, Field.left);
    const targets = left === NONE ? [] : tree.children(left);
    const type = this.binding.underlying(this.binding.typeOf(file, tree.child(clause, Field.right)));
    const copied = targets[1] !== undefined && tree.textOf(targets[1]) !== '_';
    const elem =
      type.kind === 'slice' || type.kind === 'array' ? type.elem : type.kind === 'map' ? type.value : undefined;
    if (copied && elem !== undefined && this.holds(elem)) this.copies.push({ file, node: targets[1]! });
    if (type.kind === 'array' && copied && this.holds(type))
      this.copies.push({ file, node: tree.child(clause, Field.right) });
    if (type.kind === 'chan' && targets[0] !== undefined && this.holds(type.elem))
      this.copies.push({ file, node: targets[0] });
  }

  /** Parameters and value receivers; results are no copies by themselves. */
  private parameter(file: SourceFile, parameter: NodeId): void {
    const { tree } = file;
    const holder = tree.parent[parameter]!;
    if (tree.field[holder] === Field.result) {
      if (tree.childrenIn(parameter, Field.name).length > 0 && this.holdsAt(file, tree.child(parameter, Field.type)))
        this.zero.push({ file, node: parameter });
      return;
    }
    const type = tree.child(parameter, Field.type);
    if (type !== NONE && this.holdsAt(file, type)) this.copies.push({ file, node: parameter });
  }

  private values(file: SourceFile, list: NodeId): void {
    const { tree } = file;
    if (list === NONE) return;
    if (tree.kind[list] !== Kind.expression_list) this.value(file, list);
    else for (const v of tree.children(list)) this.value(file, v);
  }

  private value(file: SourceFile, node: NodeId): void {
    if (node !== NONE && this.isCopied(file, node)) this.copies.push({ file, node });
  }

  /** As go vet's copylocks has it: everything but literals and results of calls. */
  private isCopied(file: SourceFile, node: NodeId): boolean {
    const { tree } = file;
    const inner = unparen(tree, node);
    const kind = tree.kind[inner];
    if (
      kind === Kind.composite_literal ||
      kind === Kind.literal_value ||
      kind === Kind.call_expression ||
      kind === Kind.func_literal
    )
      return false;
    if (
      kind === Kind.nil ||
      kind === Kind.int_literal ||
      kind === Kind.interpreted_string_literal ||
      kind === Kind.raw_string_literal
    )
      return false;
    if (
      kind === Kind.unary_expression &&
      tree.textOf(tree.child(inner, Field.operator)) !== '*' &&
      tree.textOf(tree.child(inner, Field.operator)) !== '<-'
    )
      return false;
    if (this.binding.isTypeExpression(file, inner)) return false;
    return this.holdsAt(file, inner);
  }

  private holdsThroughPointer(type: GoType): boolean {
    return this.holds(type.kind === 'pointer' ? type.elem : type);
  }

  /** `B(a)` where the types differ: with a wrapper in one of them they have no common underlying type any more. */
  private isOtherStruct(file: SourceFile, conversion: NodeId, operand: NodeId): boolean {
    const to = this.binding.typeOf(file, conversion);
    const from = this.binding.typeOf(file, operand);
    const bare = (t: GoType) => (t.kind === 'pointer' ? t.elem : t);
    const [a, b] = [bare(to), bare(from)];
    if (this.binding.underlying(a).kind !== 'struct') return false;
    return !(a.kind === 'named' && b.kind === 'named' && a.symbol.id === b.symbol.id);
  }

  /** Whether a printer or encoder comes to the map through a value of this type. */
  private isSeenBy(importPath: string, type: GoType): boolean {
    if (isEncoder(importPath)) return /^\p{Lu}/u.test(this.field.name) && this.reaches(type, new Set());
    const shown = type.kind === 'pointer' ? type.elem : type;
    if (!this.holdsInContainer(shown)) return false;
    return !['String', 'Error', 'Format', 'GoString'].some((m) => this.binding.lookup(type, m).kind === 'method');
  }

  private holdsInContainer(type: GoType): boolean {
    if (this.holds(type)) return true;
    const under = this.binding.underlying(type);
    if (under.kind === 'slice' || under.kind === 'array') return this.holdsInContainer(under.elem);
    return under.kind === 'map' && this.holdsInContainer(under.value);
  }

  /** Through pointers, containers and exported fields. */
  private reaches(type: GoType, seen: Set<number>): boolean {
    if (type.kind === 'named') {
      if (seen.has(type.symbol.id)) return false;
      seen.add(type.symbol.id);
    }
    const under = this.binding.underlying(type);
    switch (under.kind) {
      case 'pointer':
      case 'slice':
      case 'array':
        return this.reaches(under.elem, seen);
      case 'map':
        return this.reaches(under.value, seen);
      case 'struct':
        return under.fields.some(
          (f) =>
            f.symbol.id === this.field.id || ((f.embedded || /^\p{Lu}/u.test(f.name)) && this.reaches(f.type, seen)),
        );
      default:
        return false;
    }
  }
}

const ENCODERS =
  /^(encoding\/|gopkg\.in\/yaml|sigs\.k8s\.io\/yaml|github\.com\/(json-iterator|goccy|BurntSushi|pelletier|mitchellh\/mapstructure|go-yaml))/;

function isEncoder(importPath: string): boolean {
  return ENCODERS.test(importPath);
}

function isReflective(importPath: string, name: string): boolean {
  if (isEncoder(importPath)) return true;
  if (importPath === 'reflect') return name !== 'DeepEqual' && name !== 'TypeOf';
  return isPrinterOrEncoder(importPath, name);
}

/** Whether the assigned place belongs to an object that the function has made itself: its root is a local declared by a literal, `new` or `var`. */
function isOwnObject(binding: Binding, file: SourceFile, target: NodeId): boolean {
  const { tree } = file;
  let node = unparen(tree, target);
  for (;;) {
    const kind = tree.kind[node];
    if (kind === Kind.selector_expression || kind === Kind.index_expression)
      node = unparen(tree, tree.child(node, Field.operand));
    else if (kind === Kind.unary_expression) node = unparen(tree, tree.child(node, Field.operand));
    else break;
  }
  if (tree.kind[node] !== Kind.identifier) return false;
  const symbol = binding.symbolAt(file, node);
  if (symbol.kind !== 'variable' || symbol.role !== 'local') return false;
  const declaration = tree.parent[outermostParens(tree, symbol.node)]!;
  if (tree.kind[declaration] === Kind.var_spec)
    return (
      tree.child(declaration, Field.value) === NONE ||
      isMade(file, tree.firstChild(tree.child(declaration, Field.value)))
    );
  if (tree.kind[declaration] !== Kind.expression_list) return false;
  const right = tree.child(tree.parent[declaration]!, Field.right);
  const index = tree.children(declaration).indexOf(symbol.node);
  const values = right === NONE ? [] : tree.children(right);
  return values[index] !== undefined && isMade(file, values[index]!);
}

function isMade(file: SourceFile, value: NodeId): boolean {
  const { tree } = file;
  const node = unparen(tree, value);
  if (tree.kind[node] === Kind.composite_literal) return true;
  if (tree.kind[node] === Kind.unary_expression)
    return tree.kind[unparen(tree, tree.child(node, Field.operand))] === Kind.composite_literal;
  return tree.kind[node] === Kind.call_expression && tree.textOf(tree.child(node, Field.function)) === 'new';
}

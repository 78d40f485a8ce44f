import { Field, Kind } from '../../../go/grammar.js';
import type { Binding } from '../../../model/binding.js';
import type { GoType } from '../../../model/go-type.js';
import type { SourceFile } from '../../../model/source.js';
import { type FieldSymbol, SYMBOL_ID_FILE_FACTOR, type VariableSymbol } from '../../../model/symbol.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import { type AccessPath, accessPath } from './access-path.js';
import type { RefusalCode } from './refusals.js';
import { unparen } from './syntax.js';

/** A lock as it is written at one use of a map. */
export interface SpelledLock {
  /** `s.mu`; `s` for an embedded mutex */
  readonly text: string;
  readonly path: AccessPath;
}

/** Why the lock cannot be written there. */
export interface Unspelled {
  readonly code: RefusalCode;
  readonly message: string;
}

/** One step of a map's expression: a variable, a field, or an element. */
interface Step {
  /** symbol id; ELEMENT for an element */
  readonly id: number;
  /** the expression that ends in this step; undefined inside of a promoted selector */
  readonly text: string;
  readonly type: GoType;
  readonly node: NodeId;
}

const ELEMENT = -1;

/**
 * Writes a lock that is known relative to the map (`GuardSupport.lock.key`): `^k.fields` goes k steps up from the map's expression and then down the
 * fields, `g:id.fields` starts at a package variable, `v:id.fields` at another variable.
 *
 *     s.items under ^1.mu        =>  s.mu
 *     p.child.items under ^2.mu  =>  p.mu
 */
export function spellLock(binding: Binding, key: string, file: SourceFile, map: NodeId): SpelledLock | Unspelled {
  const relative = /^\^(\d+)\.(.*)$/.exec(key);
  if (relative !== null) return spellRelative(binding, Number(relative[1]), idsOf(relative[2]!), file, map);
  const absolute = /^[gv]:(\d+)\.(.*)$/.exec(key);
  if (absolute !== null) return spellFromVariable(binding, Number(absolute[1]), idsOf(absolute[2]!), file, map);
  return { code: 'lock-unreachable', message: 'the lock cannot be named from the map' };
}

function idsOf(text: string): number[] {
  return text === '' ? [] : text.split('.').map(Number);
}

function spellRelative(binding: Binding, ups: number, fields: readonly number[], file: SourceFile, map: NodeId) {
  const steps = stepsOf(binding, file, map);
  const shown = file.tree.textOf(map).replace(/\s+/g, ' ');
  const from = steps?.at(-1 - ups);
  if (steps === undefined || from === undefined)
    return unreachable(`the lock belongs to an object that ${shown} does not lead through`);
  const copy = copiedRoot(binding, steps.slice(0, steps.length - ups), fields);
  if (copy !== undefined)
    return unreachable(`${copy} is a copy of the struct, with a lock of its own that protects nothing`);
  return descend(binding, from, fields, file, shown);
}

function unreachable(message: string): Unspelled {
  return { code: 'lock-unreachable', message };
}

/**
 * The variable at the root, where it holds a copy of the struct that the lock lies in by value: a value receiver, a parameter, a range variable, or a local
 * that was assigned another struct. Behind a pointer there is one lock again.
 */
function copiedRoot(binding: Binding, steps: readonly Step[], fields: readonly number[]): string | undefined {
  const [root] = steps;
  if (root === undefined) return undefined;
  let type = steps.at(-1)!.type;
  if (steps.some((s) => binding.underlying(s.type).kind === 'pointer' || s.id === ELEMENT)) return undefined;
  for (const id of fields) {
    if (binding.underlying(type).kind === 'pointer') return undefined;
    const field = binding.fieldsOf(type)?.find((f) => f.symbol.id === id);
    if (field === undefined) return undefined;
    type = field.type;
  }
  if (binding.underlying(type).kind === 'pointer') return undefined;
  const variable = variableById(binding, root.id);
  if (variable === undefined || variable.role === 'package') return undefined;
  return variable.role === 'local' ? copiedLocal(variable) : variable.name;
}

/** `s := *p`, `s := list[i]`: anything but a literal, a call or the zero value copies a struct. */
function copiedLocal(variable: VariableSymbol): string | undefined {
  const { tree } = variable.file;
  const list = tree.parent[variable.node]!;
  if (tree.kind[list] !== Kind.expression_list) return undefined;
  const right = tree.child(tree.parent[list]!, Field.right);
  const value = right === -1 ? undefined : tree.children(right)[tree.children(list).indexOf(variable.node)];
  const kind = value === undefined ? undefined : tree.kind[value];
  return kind === undefined || kind === Kind.composite_literal || kind === Kind.call_expression
    ? undefined
    : variable.name;
}

/** The steps of `a.b[i].c`, embedded fields included; undefined where a call is on the way. */
function stepsOf(binding: Binding, file: SourceFile, expression: NodeId): Step[] | undefined {
  const { tree } = file;
  const node = unparen(tree, expression);
  const text = tree.textOf(node);
  switch (tree.kind[node]) {
    case Kind.identifier: {
      const symbol = binding.symbolAt(file, node);
      return symbol.kind === 'variable'
        ? [{ id: symbol.id, text, type: binding.typeOfSymbol(symbol), node }]
        : undefined;
    }
    case Kind.selector_expression: {
      const selection = binding.selectionAt(file, node);
      if (selection.kind === 'package-member')
        return selection.symbol?.kind === 'variable'
          ? [{ id: selection.symbol.id, text, type: selection.type, node }]
          : undefined;
      if (selection.kind !== 'field') return undefined;
      const base = stepsOf(binding, file, tree.child(node, Field.operand));
      if (base === undefined) return undefined;
      let at = tree.textOf(tree.child(node, Field.operand));
      for (const f of selection.path) {
        at = `${at}.${f.name}`;
        base.push({ id: f.id, text: at, type: binding.typeOfSymbol(f), node });
      }
      return base;
    }
    case Kind.index_expression: {
      const base = stepsOf(binding, file, tree.child(node, Field.operand));
      if (base === undefined || accessPath(binding, file, node) === undefined) return undefined;
      base.push({ id: ELEMENT, text, type: binding.typeOf(file, node), node });
      return base;
    }
    case Kind.unary_expression: {
      const operator = tree.textOf(tree.child(node, Field.operator));
      if (operator !== '*' && operator !== '&') return undefined;
      const base = stepsOf(binding, file, tree.child(node, Field.operand));
      const last = base?.pop();
      if (base === undefined || last === undefined) return undefined;
      base.push({ ...last, text: operator === '*' ? `(${text})` : last.text });
      return base;
    }
    default:
      return undefined;
  }
}

/** Adds the fields that lead to the mutex; the name of an embedded one is not written. */
function descend(
  binding: Binding,
  from: Step,
  fields: readonly number[],
  file: SourceFile,
  shown: string,
): SpelledLock | Unspelled {
  let { text } = from;
  let type = from.type;
  const base = pathOfStep(binding, file, from);
  if (base === undefined) return unreachable(`${shown} is reached by a call, which a section would have to make twice`);
  for (const [i, id] of fields.entries()) {
    const field = binding.fieldsOf(type)?.find((f) => f.symbol.id === id);
    if (field === undefined) return unreachable(`no field of ${text} leads to the lock`);
    if (!isVisible(binding, field.symbol, file))
      return {
        code: 'cross-package',
        message: `${text}.${field.symbol.name} is not exported and cannot be named in this package`,
      };
    const isLast = i === fields.length - 1;
    if (!(field.symbol.embedded && isLast)) text = `${text}.${field.symbol.name}`;
    type = field.type;
  }
  const steps = [...base.steps, ...fields];
  return { text, path: { key: [base.key, ...fields].join('.'), steps } };
}

/** The path of a step: that of its node, cut behind the step where it lies inside of a promoted selector. */
function pathOfStep(binding: Binding, file: SourceFile, step: Step): AccessPath | undefined {
  const path = accessPath(binding, file, step.node);
  if (path === undefined || step.id === ELEMENT || path.steps.at(-1) === step.id) return path;
  const cut = path.steps.lastIndexOf(step.id);
  if (cut < 0) return path;
  const rest = path.steps.slice(cut + 1);
  return { key: path.key.slice(0, path.key.length - rest.join('.').length - 1), steps: path.steps.slice(0, cut + 1) };
}

function spellFromVariable(
  binding: Binding,
  id: number,
  fields: readonly number[],
  file: SourceFile,
  map: NodeId,
): SpelledLock | Unspelled {
  const variable = variableById(binding, id);
  if (variable === undefined) return unreachable('the lock is no variable in view');
  const shown = variable.name;
  const type = binding.typeOfSymbol(variable);
  const unit = binding.unitOf(file);
  let text = variable.name;
  if (variable.pkg !== undefined && variable.pkg !== unit && variable.pkg.importPath !== unit?.importPath) {
    if (!/^\p{Lu}/u.test(variable.name))
      return { code: 'cross-package', message: `${variable.name} is not exported and cannot be named in this package` };
    const qualifier = qualifierOf(binding, file, variable.pkg.importPath);
    if (qualifier === undefined) return unreachable(`${variable.pkg.importPath} is not imported here`);
    text = `${qualifier}.${variable.name}`;
  } else if (!isInScope(binding, file, variable, map))
    return { code: 'lock-shadowed', message: `${variable.name} means something else here, or is not in scope` };
  const from: Step = { id, text, type, node: map };
  let at = text;
  let current = type;
  for (const [i, field] of fields.entries()) {
    const found = binding.fieldsOf(current)?.find((f) => f.symbol.id === field);
    if (found === undefined) return unreachable(`no field of ${at} leads to the lock`);
    if (!isVisible(binding, found.symbol, file))
      return { code: 'cross-package', message: `${at}.${found.symbol.name} cannot be named in this package` };
    if (!(found.symbol.embedded && i === fields.length - 1)) at = `${at}.${found.symbol.name}`;
    current = found.type;
  }
  void shown;
  return { text: at, path: { key: [from.id, ...fields].join('.'), steps: [id, ...fields] } };
}

function variableById(binding: Binding, id: number): VariableSymbol | undefined {
  const file = binding.program.files[Math.floor(id / SYMBOL_ID_FILE_FACTOR)];
  if (file === undefined) return undefined;
  const symbol = binding.symbolAt(file, id % SYMBOL_ID_FILE_FACTOR);
  return symbol.kind === 'variable' ? symbol : undefined;
}

function isVisible(binding: Binding, field: FieldSymbol, file: SourceFile): boolean {
  if (/^\p{Lu}/u.test(field.name)) return true;
  const there = binding.unitOf(field.file);
  const here = binding.unitOf(file);
  return (
    there !== undefined &&
    here !== undefined &&
    (there === here || (there.importPath === here.importPath && !here.isExternalTest))
  );
}

function qualifierOf(binding: Binding, file: SourceFile, importPath: string): string | undefined {
  const { tree } = file;
  for (let n = 0; n < tree.count; n++) {
    if (tree.kind[n] !== Kind.selector_expression) continue;
    const operand = tree.child(n, Field.operand);
    if (tree.kind[operand] !== Kind.identifier) continue;
    const symbol = binding.symbolAt(file, operand);
    if (symbol.kind === 'package' && symbol.importPath === importPath) return tree.textOf(operand);
  }
  return undefined;
}

/** Whether the variable's name, written beside the node, means the variable: every mention of the name in the function does, and a local is declared before. */
function isInScope(binding: Binding, file: SourceFile, variable: VariableSymbol, at: NodeId): boolean {
  const { tree } = file;
  let outermost = at;
  for (let n = at; n >= 0; n = tree.parent[n]!) outermost = tree.parent[n] === 0 ? n : outermost;
  if (variable.pkg === undefined) {
    if (variable.file !== file || !tree.contains(outermost, variable.node) || variable.node > at) return false;
    // a local is in scope where the block that declares it goes on
    const block = tree.ancestor(
      variable.node,
      Kind.block,
      Kind.function_declaration,
      Kind.method_declaration,
      Kind.func_literal,
    );
    if (block < 0 || !tree.contains(block, at)) return false;
  }
  for (let n = outermost; n < tree.after[outermost]!; n++) {
    if (tree.kind[n] !== Kind.identifier || tree.textOf(n) !== variable.name) continue;
    const symbol = binding.symbolAt(file, n);
    if (symbol.kind === 'field') continue;
    if (symbol.kind !== 'variable' || symbol.id !== variable.id) return false;
  }
  return true;
}

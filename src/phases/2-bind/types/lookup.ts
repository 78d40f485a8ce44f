import type { Selection } from '../../../model/binding.js';
import type { GoType } from '../../../model/go-type.js';
import type { SourceFile } from '../../../model/source.js';
import type { FieldSymbol, FunctionSymbol, TypeSymbol } from '../../../model/symbol.js';
import type { Binder } from '../binder.js';
import { knownType } from '../declarations/known-signatures.js';
import { unalias } from '../declarations/named-type.js';
import { isExported } from '../declarations/package-member.js';
import { signatureOf } from '../declarations/signature.js';
import { declaredMethods, typeInfo } from '../declarations/type-info.js';
import { typeParametersOfFunction } from '../declarations/type-parameters.js';
import { chooseVariant, DEFAULT_CONFIG, isForeign } from '../scopes/variants.js';
import { hiddenEmbed, methodsOfInterface } from './interface-methods.js';
import { localise } from './localise.js';
import { type NamedType, type Unknown, unknown } from './make.js';
import { substitute, substitutionOf } from './substitute.js';
import { constraintInterface, underlying } from './underlying.js';

/** Where a selector stands: unexported names are visible in their own package only, and build-tag variants are chosen for the file. */
export interface Viewpoint {
  readonly path: string;
  readonly file: SourceFile;
}

/** Field or method `name` of a type (spec, "Selectors"): the shallowest depth at which exactly one exists. */
export function lookup(b: Binder, type: GoType, name: string, from: Viewpoint | undefined): Selection {
  if (name === '_') return unknown('unresolved', '_');
  const plain = unalias(b, type);
  if (plain.kind === 'unknown') return plain;
  let base = plain.kind === 'pointer' ? unalias(b, plain.elem) : plain;
  if (base.kind === 'named' && plain.kind !== 'pointer') {
    // a defined pointer type gives the fields of what it points to
    const under = underlying(b, base);
    if (under.kind === 'pointer') base = unalias(b, under.elem);
  }
  if (base.kind === 'unknown') return base;
  if (base.kind !== 'named') return search(b, base, name, from);
  const info = typeInfo(b, base.symbol);
  if (info === undefined || base.args.length > 0) return search(b, base, name, from);
  const key = memberKey(name, from, info.scope.path);
  let found = info.members.get(key);
  if (found === undefined) {
    found = search(b, base, name, from);
    info.members.set(key, found);
  }
  return found.kind === 'method' && found.method !== undefined && found.method.variants.length > 0
    ? forFile(b, found, from)
    : found;
}

function memberKey(name: string, from: Viewpoint | undefined, home: string): string {
  const key = from === undefined || from.path === home || isExported(name) ? name : `${name}@${from.path}`;
  if (from === undefined || !isForeign(from.file)) return key;
  const { config, index } = from.file;
  return config === undefined ? `${key}#${index}` : `${key}#${config.goos}/${config.goarch}`;
}

/** The build-tag variant of a method that the file means. */
function forFile(b: Binder, found: Extract<Selection, { kind: 'method' }>, from: Viewpoint | undefined): Selection {
  if (from === undefined || found.receiver.kind !== 'named') return found;
  const variants = declaredMethods(b, found.receiver.symbol).get(found.method!.name);
  if (variants === undefined || variants.length < 2) return found;
  const method = chooseVariant(variants, from.file);
  return method === found.method ? found : { ...found, method, type: methodType(b, method, found.receiver) };
}

interface Embedded {
  readonly type: GoType;
  readonly path: readonly FieldSymbol[];
}

function search(b: Binder, start: GoType, name: string, from: Viewpoint | undefined): Selection {
  const seen = new Set<number>();
  let level: Embedded[] = [{ type: start, path: [] }];
  /** an embedded type not in view whose members would be at this depth or above */
  let hidden: Unknown | undefined;
  /** a method declared under other build tags only */
  let inactive: Selection | undefined;
  while (level.length > 0) {
    const next: Embedded[] = [];
    let found: Selection | undefined;
    let count = 0;
    let hiddenHere: Unknown | undefined;
    for (const { type, path } of level) {
      if (type.kind === 'named') {
        if (seen.has(type.symbol.id)) continue;
        seen.add(type.symbol.id);
        const method = methodOf(b, type, name, path, from);
        if (method?.active) {
          found ??= method.selection;
          count++;
          continue;
        }
        inactive ??= method?.selection;
      }
      const under = type.kind === 'type-parameter' ? constraintInterface(b, type.symbol) : underlying(b, type);
      if (under.kind === 'unknown') {
        if (mayHold(type, name, from)) hiddenHere ??= under;
      } else if (under.kind === 'struct') {
        for (const field of under.fields) {
          if (field.name === name && visible(b, name, field.symbol, from)) {
            found ??= { kind: 'field', path: [...path, field.symbol], type: field.type };
            count++;
          } else if (field.embedded) {
            let t = unalias(b, field.type.kind === 'pointer' ? field.type.elem : field.type);
            if (from !== undefined && isForeign(from.file)) t = localise(b, t, from.file);
            next.push({ type: t, path: [...path, field.symbol] });
          }
        }
      } else if (under.kind === 'interface') {
        const method = methodsOfInterface(b, under).get(name);
        if (method !== undefined) {
          const declared = method.symbol === undefined ? {} : { interfaceMethod: method.symbol };
          found ??= {
            kind: 'method',
            path,
            method: undefined,
            ...declared,
            interface: type,
            receiver: type,
            expression: false,
            type: method.type,
          };
          count++;
        } else hiddenHere ??= hiddenEmbed(b, under);
      }
    }
    if (count > 1) return unknown('unresolved', `ambiguous selector ${name}`);
    if (found !== undefined) return hidden ?? found;
    if (inactive !== undefined) return inactive;
    hidden ??= hiddenHere;
    level = next;
  }
  return hidden ?? unknown('unresolved', name);
}

/** Whether a type that is not in view can have a member of that name that is seen from here. */
function mayHold(type: GoType, name: string, from: Viewpoint | undefined): boolean {
  return isExported(name) || type.kind !== 'named' || from === undefined || type.symbol.packagePath === from.path;
}

function visible(b: Binder, name: string, field: FieldSymbol, from: Viewpoint | undefined): boolean {
  return from === undefined || isExported(name) || b.scopeOfFile(field.file)?.path === from.path;
}

interface FoundMethod {
  readonly selection: Selection;
  /** whether a build that has the type also has the method */
  readonly active: boolean;
}

function methodOf(
  b: Binder,
  type: NamedType,
  name: string,
  path: readonly FieldSymbol[],
  from: Viewpoint | undefined,
): FoundMethod | undefined {
  const { symbol } = type;
  const info = typeInfo(b, symbol);
  if (info === undefined) {
    const known = knownType(b, symbol);
    const method = known?.methods.get(name);
    if (known === undefined || method === undefined) return undefined;
    const own = substitute(method, substitutionOf(known.params, type.args));
    return {
      selection: {
        kind: 'method',
        path,
        method: undefined,
        interface: undefined,
        receiver: type,
        expression: false,
        type: own,
      },
      active: true,
    };
  }
  const candidates = declaredMethods(b, symbol).get(name);
  if (candidates === undefined || (from !== undefined && !isExported(name) && info.scope.path !== from.path))
    return undefined;
  const method = candidates.length === 1 ? candidates[0]! : chooseVariant(candidates, from?.file);
  const selection: Selection = {
    kind: 'method',
    path,
    method,
    interface: undefined,
    receiver: type,
    expression: false,
    type: methodType(b, method, type),
  };
  return { selection, active: info.scope.unit === undefined || isBuilt(b, method.file, symbol, from) };
}

/** Whether a file is built where the viewpoint is, or where the type is if that is elsewhere. */
function isBuilt(b: Binder, file: SourceFile, type: TypeSymbol, from: Viewpoint | undefined): boolean {
  if (file === from?.file || file === type.file) return true;
  const config = from?.file.config ?? DEFAULT_CONFIG;
  return b.isActive(file, b.isActive(type.file, config) ? config : (type.file.config ?? DEFAULT_CONFIG));
}

/** Signature of a method as selected on a type: its receiver's type parameters replaced by the type's arguments. */
function methodType(b: Binder, method: FunctionSymbol, receiver: GoType): GoType {
  const signature = signatureOf(b, method);
  if (receiver.kind !== 'named' || receiver.args.length === 0) return signature;
  return substitute(signature, substitutionOf(typeParametersOfFunction(b, method), receiver.args));
}

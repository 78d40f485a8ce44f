import type { GoType } from '../../../model/go-type.js';
import type { TypeSymbol } from '../../../model/symbol.js';

/** Types that nest deeper come from runaway instantiation; they are called different. */
const MAX_DEPTH = 500;

/**
 * Type identity (spec, "Type identity"), struct tags left out. Unknown types are identical to nothing.
 * Package-level types are compared by package path and name, so that it does not matter whether a package's source was read.
 */
export function identical(a: GoType, b: GoType, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  const next = depth + 1;
  if (a === b) return a.kind !== 'unknown';
  switch (a.kind) {
    case 'unknown':
      return false;
    case 'basic':
      return b.kind === 'basic' && basicIdentity(a.name) === basicIdentity(b.name);
    case 'named':
      return b.kind === 'named' && sameTypeSymbol(a.symbol, b.symbol) && allIdentical(a.args, b.args, next);
    case 'type-parameter':
      return b.kind === 'type-parameter' && a.symbol.id === b.symbol.id;
    case 'pointer':
      return b.kind === 'pointer' && identical(a.elem, b.elem, next);
    case 'slice':
      return b.kind === 'slice' && identical(a.elem, b.elem, next);
    case 'array':
      return b.kind === 'array' && a.length === b.length && a.length !== '' && identical(a.elem, b.elem, next);
    case 'map':
      return b.kind === 'map' && identical(a.key, b.key, next) && identical(a.value, b.value, next);
    case 'chan':
      return b.kind === 'chan' && a.direction === b.direction && identical(a.elem, b.elem, next);
    case 'tuple':
      return b.kind === 'tuple' && allIdentical(a.elems, b.elems, next);
    case 'func':
      return (
        b.kind === 'func' &&
        a.variadic === b.variadic &&
        allIdentical(a.params, b.params, next) &&
        allIdentical(a.results, b.results, next)
      );
    case 'struct':
      return (
        b.kind === 'struct' &&
        a.fields.length === b.fields.length &&
        a.fields.every((f, i) => {
          const g = b.fields[i]!;
          return f.name === g.name && f.embedded === g.embedded && identical(f.type, g.type, next);
        })
      );
    case 'interface':
      return b.kind === 'interface' && identicalInterfaces(a, b, next);
  }
}

function identicalInterfaces(
  a: Extract<GoType, { kind: 'interface' }>,
  b: Extract<GoType, { kind: 'interface' }>,
  depth: number,
): boolean {
  if (a.methods.length !== b.methods.length || a.unions.length !== b.unions.length) return false;
  return (
    a.methods.every((m) => b.methods.some((n) => n.name === m.name && identical(m.type, n.type, depth))) &&
    allIdentical(a.embeds, b.embeds, depth) &&
    a.unions.every((u, i) => allIdentical(u, b.unions[i]!, depth))
  );
}

function allIdentical(a: readonly GoType[], b: readonly GoType[], depth: number): boolean {
  return a.length === b.length && a.every((t, i) => identical(t, b[i]!, depth));
}

/** Whether two symbols declare one type: the same declaration, or build-tag variants or readings of the same package member. */
export function sameTypeSymbol(a: TypeSymbol, b: TypeSymbol): boolean {
  if (a.id === b.id) return true;
  if (a.name !== b.name || a.packagePath !== b.packagePath || a.packagePath === '') return false;
  if (a.local || b.local || a.role === 'type-parameter' || b.role === 'type-parameter') return false;
  return a.pkg === b.pkg || a.pkg === undefined || b.pkg === undefined;
}

export function basicIdentity(name: string): string {
  return name === 'byte' ? 'uint8' : name === 'rune' ? 'int32' : name;
}

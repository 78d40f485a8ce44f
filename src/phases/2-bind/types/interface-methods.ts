import type { GoType, InterfaceMethod } from '../../../model/go-type.js';
import type { Binder } from '../binder.js';
import type { Unknown } from './make.js';
import { underlying } from './underlying.js';

const MAX_DEPTH = 30;

/** Methods of an interface type, those of embedded interfaces included. */
export function methodsOfInterface(
  b: Binder,
  type: Extract<GoType, { kind: 'interface' }>,
  depth = 0,
): ReadonlyMap<string, InterfaceMethod> {
  const known = b.interfaceMethods.get(type);
  if (known !== undefined) return known;
  const methods = new Map<string, InterfaceMethod>();
  for (const m of type.methods) methods.set(m.name, m);
  if (depth < MAX_DEPTH) {
    for (const embedded of type.embeds) {
      const under = underlying(b, embedded);
      if (under.kind === 'interface')
        for (const m of methodsOfInterface(b, under, depth + 1).values())
          if (!methods.has(m.name)) methods.set(m.name, m);
    }
  }
  b.interfaceMethods.set(type, methods);
  return methods;
}

/** An embedded interface that is not in view: the method set may be larger than what is known. */
export function hiddenEmbed(b: Binder, type: Extract<GoType, { kind: 'interface' }>, depth = 0): Unknown | undefined {
  if (depth > MAX_DEPTH) return undefined;
  for (const embedded of type.embeds) {
    const under = underlying(b, embedded);
    if (under.kind === 'unknown') return under;
    if (under.kind === 'interface') {
      const hidden = hiddenEmbed(b, under, depth + 1);
      if (hidden !== undefined) return hidden;
    }
  }
  return undefined;
}

import type { Binding } from '../../../../model/binding.js';
import type { GoType } from '../../../../model/go-type.js';
import { SYMBOL_ID_FILE_FACTOR } from '../../../../model/symbol.js';

/** Type of the mutex that a class of locks stands for; undefined where its declaration is not in view. */
export function typeOfLock(binding: Binding, declaration: number): GoType | undefined {
  const file = binding.program.files[Math.floor(declaration / SYMBOL_ID_FILE_FACTOR)];
  if (file === undefined) return undefined;
  const symbol = binding.symbolAt(file, declaration % SYMBOL_ID_FILE_FACTOR);
  return symbol.kind === 'field' || symbol.kind === 'variable' ? binding.typeOfSymbol(symbol) : undefined;
}

/** Whether the lock is reached through a pointer or an interface: two declarations of such may mean one lock. */
export function isPointerLock(binding: Binding, declaration: number): boolean {
  const type = typeOfLock(binding, declaration);
  if (type === undefined) return false;
  return (
    type.kind === 'pointer' ||
    binding.underlying(type).kind === 'interface' ||
    (type.kind === 'named' && type.symbol.name === 'Locker')
  );
}

/** Whether the mutex has a shared mode. */
export function isReadWriteLock(binding: Binding, declaration: number): boolean {
  const type = typeOfLock(binding, declaration);
  const base = type?.kind === 'pointer' ? type.elem : type;
  return base?.kind === 'named' && base.symbol.name === 'RWMutex';
}

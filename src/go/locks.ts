export type LockOperation = { readonly acquire: boolean; readonly mode: 'shared' | 'exclusive'; readonly try: boolean };

const OPERATIONS: Readonly<Record<string, LockOperation>> = {
  Lock: { acquire: true, mode: 'exclusive', try: false },
  RLock: { acquire: true, mode: 'shared', try: false },
  TryLock: { acquire: true, mode: 'exclusive', try: true },
  TryRLock: { acquire: true, mode: 'shared', try: true },
  Unlock: { acquire: false, mode: 'exclusive', try: false },
  RUnlock: { acquire: false, mode: 'shared', try: false },
};

/** What a method of this name does on a lock. */
export function lockOperation(name: string): LockOperation | undefined {
  return Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
}

/** Mutex types: those of sync, and look-alikes of other packages (go-deadlock and the like) by name. */
export function isMutexType(importPath: string, name: string): boolean {
  if (importPath === 'sync') return name === 'Mutex' || name === 'RWMutex' || name === 'Locker';
  return /^(RW)?Mutex$/.test(name);
}

/** Whether an interface with these methods is a lock: sync.Locker, with or without more. */
export function isLockerInterface(methods: readonly string[]): boolean {
  return methods.includes('Lock') && methods.includes('Unlock');
}

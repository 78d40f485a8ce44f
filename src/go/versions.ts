import type { GoMinor } from '../model/source.js';

/**
 * The first minor version of Go 1 in which a name or language feature can be used, for everything that generated code names. The compiler does not refuse a
 * standard name that is too new for the go directive; a test compares this table with GOROOT/api.
 */
export const SINCE = {
  'sync.Mutex': 0,
  'sync.Mutex.Lock': 0,
  'sync.Mutex.Unlock': 0,
  'sync.RWMutex': 0,
  'sync.RWMutex.Lock': 0,
  'sync.RWMutex.Unlock': 0,
  'sync.RWMutex.RLock': 0,
  'sync.RWMutex.RUnlock': 0,
  'maps.Clone': 21,
  'iter.Seq2': 23,
  /** the built-in function */
  clear: 21,
  /** type parameters, `any`, `comparable` */
  generics: 18,
  /** an interface type satisfies `comparable` */
  'comparable interfaces': 20,
} as const satisfies Readonly<Record<string, GoMinor>>;

export type GoFeature = keyof typeof SINCE;

export function mayUse(feature: GoFeature, goMinor: GoMinor): boolean {
  return goMinor >= SINCE[feature];
}

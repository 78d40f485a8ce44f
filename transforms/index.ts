import type { Transform } from '../src/model/transform.js';
import { existingLock } from './existing-lock/index.js';
import { mutex, rwmutex } from './mutex/index.js';

/** Every strategy there is. */
export const transforms: readonly Transform[] = [existingLock, mutex, rwmutex];

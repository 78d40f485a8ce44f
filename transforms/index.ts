import type { Transform } from '../src/model/transform.js';
import { copyOut } from './copy-out/index.js';
import { existingLock } from './existing-lock/index.js';
import { mutex, rwmutex } from './mutex/index.js';

/** Every strategy there is. */
export const transforms: readonly Transform[] = [existingLock, copyOut, mutex, rwmutex];

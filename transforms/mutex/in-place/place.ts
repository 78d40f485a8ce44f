import type { Refusal } from '../../../src/model/decision.js';
import type { SharedMap } from '../../../src/model/shared-map.js';
import type { SourceFile } from '../../../src/model/source.js';
import type { NodeId } from '../../../src/model/syntax-tree.js';
import type { Draft } from '../../../src/phases/4-decide/sections/draft.js';
import type { SpelledLock, Unspelled } from '../../../src/phases/4-decide/sections/lock-spelling.js';

/** Step of a lock that no object has to be walked to: assigning to the map does not make it another lock. */
export const NO_BASE = -1;

/** Where a new mutex is declared, and how it is written at a use of the map. */
export interface LockPlace {
  /** written behind the map's expression: `.m` where the map moves into a struct with the mutex */
  readonly suffix: string;
  /** a literal in view makes the map by position */
  readonly made: boolean;
  spell(map: SharedMap, file: SourceFile, node: NodeId): SpelledLock | Unspelled;
  /** Adds the declaration to the draft. */
  declare(draft: Draft, type: 'Mutex' | 'RWMutex'): Refusal | undefined;
}

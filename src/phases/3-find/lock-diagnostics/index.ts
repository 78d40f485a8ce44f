import type { Diagnostic } from '../../../model/diagnostic.js';
import type { SharedMap } from '../../../model/shared-map.js';
import type { Candidate } from '../index.js';
import type { Interpreter } from '../interpreter.js';
import { atomicityGap } from './atomicity-gap.js';
import { type Check, factsOf } from './facts.js';
import { leakedReference } from './leaked-reference.js';
import { lockHeldAcrossBlock } from './lock-held-across-block.js';
import { lockNotShared } from './lock-not-shared.js';
import { writeUnderRlock } from './write-under-rlock.js';
import { wrongLock } from './wrong-lock.js';

const CHECKS: readonly Check[] = [
  writeUnderRlock,
  wrongLock,
  lockNotShared,
  leakedReference,
  lockHeldAcrossBlock,
  atomicityGap,
];

/** Mistakes with locks that the maps' uses show; nothing is rewritten for them. In the order of the text. */
export function lockDiagnostics(
  found: readonly { readonly map: SharedMap; readonly candidate: Candidate }[],
  interpreter: Interpreter,
): Diagnostic[] {
  const maps = found
    .filter(({ map }) => map.unit.selected && map.ignored === undefined && map.verdict !== 'unshared')
    .map(({ map, candidate }) => factsOf(map, candidate));
  const facts = { maps, interpreter };
  return CHECKS.flatMap((check) => check(facts)).sort(inOrder);
}

function inOrder(a: Diagnostic, b: Diagnostic): number {
  const [p, q] = [a.position, b.position];
  if (p === undefined || q === undefined) return 0;
  if (p.file !== q.file) return p.file < q.file ? -1 : 1;
  return p.line - q.line || p.column - q.column || (a.code < b.code ? -1 : 1);
}

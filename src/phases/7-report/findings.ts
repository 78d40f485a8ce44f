import type { DecidedMap } from '../../model/result.js';

/** Reason under which `scan` keeps a decision: the map is unsafe at the threshold, and nothing was planned. */
export const FINDINGS_ONLY = 'findings-only';

/** Whether the map counts as an unsafe one of this run: at the threshold, not ignored, skipped or outside `--only`. */
export function isFinding({ decision }: DecidedMap): boolean {
  return decision.outcome !== 'left-alone' || decision.reason === FINDINGS_ONLY;
}

export interface FindingCounts {
  /** at the threshold and not set aside by the user */
  readonly unsafe: number;
  readonly rewritten: number;
  readonly refused: number;
}

export function countFindings(maps: readonly DecidedMap[]): FindingCounts {
  return {
    unsafe: maps.filter(isFinding).length,
    rewritten: maps.filter((m) => m.decision.outcome === 'rewritten').length,
    refused: maps.filter((m) => m.decision.outcome === 'refused').length,
  };
}

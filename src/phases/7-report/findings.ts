import { Kind } from '../../go/grammar.js';
import type { DecidedMap } from '../../model/result.js';
import type { SharedMap } from '../../model/shared-map.js';

/** Reason under which `scan` keeps a decision: the map is unsafe at the threshold, and nothing was planned. */
export const FINDINGS_ONLY = 'findings-only';

/** Whether the map counts as an unsafe one of this run: at the threshold, not ignored, skipped or outside `--only`. */
export function isFinding({ decision }: DecidedMap): boolean {
  return decision.outcome !== 'left-alone' || decision.reason === FINDINGS_ONLY;
}

/** Whether the JSON document lists the map: package-level, a field, or captured by a closure; and every map that is a finding. */
export function isListed(decided: DecidedMap): boolean {
  const { map } = decided;
  return map.kind === 'package-variable' || map.kind === 'field' || isFinding(decided) || isCaptured(map);
}

/** Whether a function literal uses a local map that is declared outside of it. */
function isCaptured({ file, symbol, uses }: SharedMap): boolean {
  return uses.some(
    (use) =>
      file.tree.kind[use.functionNode] === Kind.func_literal && use.file === file && !file.tree.contains(use.functionNode, symbol.node),
  );
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

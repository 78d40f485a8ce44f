import type { RunResult } from '../model/result.js';
import { isFinding } from '../phases/7-report/findings.js';

/** 3 when something could not be done, 1 when an unsafe map remains, 0 when none does. 2 and 4 are errors (failure.ts). */
export function exitCodeOf({ maps, diagnostics }: RunResult, written: boolean): 0 | 1 | 3 {
  if (diagnostics.some(({ severity }) => severity === 'error')) return 3;
  if (maps.some(({ decision }) => decision.outcome === 'refused' && decision.reason === 'verification-failed'))
    return 3;
  const remaining = maps.filter(
    (decided) => isFinding(decided) && !(written && decided.decision.outcome === 'rewritten'),
  );
  return remaining.length > 0 ? 1 : 0;
}

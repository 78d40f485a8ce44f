import { unifiedDiffs } from '../phases/7-report/diff.js';
import { renderJson } from '../phases/7-report/json.js';
import { fileList } from '../phases/7-report/list.js';
import { paintDiff } from '../phases/7-report/paint.js';
import { renderSummary } from '../phases/7-report/summary.js';
import { renderFindings } from '../phases/7-report/text.js';
import type { Run } from '../pipeline.js';
import { analyse } from './analysis.js';
import type { FixArguments } from './arguments.js';
import { exitCodeOf } from './exit-code.js';
import type { Session } from './session.js';

/** `mapguard fix`: plans rewrites, prints them as a diff, and applies them if asked to. */
export async function fix(args: FixArguments, session: Session): Promise<number> {
  const { output } = session;
  const { only, skip, strategies, allowApiChange, verify } = args;
  const write = args.write ? { allowDirty: args.allowDirty } : undefined;
  const task = { goal: 'changes', only, skip, strategies, allowApiChange, verify, write } as const;
  const { result, applied } = await analyse(args, session, task, (run) => reportFix(run, args, session));
  const changes = applied === undefined ? 'proposed' : 'written';
  output.message(renderSummary(result, { changes }, output.messagePaint));
  return exitCodeOf(result, applied !== undefined);
}

function reportFix({ result, root }: Run, { json, list, write }: FixArguments, { output }: Session): void {
  if (json !== undefined) {
    output.product(renderJson(result, root, json));
  } else if (list) {
    output.product(fileList(result.changes));
  } else {
    output.message(renderFindings(result.maps, output.messagePaint));
    if (!write) output.product(paintDiff(unifiedDiffs(result.changes), output.productPaint));
  }
}

import { renderJson } from '../phases/7-report/json.js';
import { renderSummary } from '../phases/7-report/summary.js';
import { renderFindings } from '../phases/7-report/text.js';
import { analyse } from './analysis.js';
import type { ScanArguments } from './arguments.js';
import { exitCodeOf } from './exit-code.js';
import type { Session } from './session.js';

/** `mapguard scan`: says which maps are unsafe, and changes nothing. */
export async function scan(args: ScanArguments, session: Session): Promise<number> {
  const { output } = session;
  const { only, skip } = args;
  const { result } = await analyse(
    args,
    session,
    { goal: 'findings', only, skip, strategies: [] },
    ({ result, root }) => {
      output.product(
        args.json === undefined
          ? renderFindings(result.maps, output.productPaint)
          : renderJson(result, root, args.json),
      );
    },
  );
  output.message(renderSummary(result, { changes: 'none' }, output.messagePaint));
  return exitCodeOf(result, false);
}

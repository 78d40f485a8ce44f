import { explainMap } from '../phases/7-report/explain.js';
import { renderJson } from '../phases/7-report/json.js';
import { renderMatches } from '../phases/7-report/list.js';
import { analyse } from './analysis.js';
import type { ExplainArguments } from './arguments.js';
import { exitCodeOf } from './exit-code.js';
import { mapsNamed } from './names.js';
import type { Session } from './session.js';

/** `mapguard explain`: everything known of one map; several that a name or glob means are listed. */
export async function explain(args: ExplainArguments, session: Session): Promise<number> {
  const { output } = session;
  const { strategies, allowApiChange } = args;
  const { result } = await analyse(
    args,
    session,
    { goal: 'decisions', only: [], skip: [], strategies, allowApiChange },
    ({ result, root }) => {
      const named = new Set(
        mapsNamed(
          args.map,
          result.maps.map(({ map }) => map),
        ),
      );
      const maps = result.maps.filter(({ map }) => named.has(map));
      if (args.json !== undefined) output.product(renderJson({ ...result, maps }, root, args.json));
      else if (maps.length === 1) output.product(explainMap(maps[0]!, output.productPaint));
      else output.product(renderMatches(args.map, maps, output.productPaint));
    },
  );
  return exitCodeOf({ ...result, maps: [] }, false);
}

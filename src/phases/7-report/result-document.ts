import { z } from 'zod';

/*
 * The document that `--json` prints. schema/result.schema.json is generated from this file (`node scripts/generate-schemas.mjs`).
 * Every key is always present; what does not apply is null. New keys may be added under the same `version`.
 */

const position = z
  .object({
    file: z.string().describe("path relative to the root of the run, '/'-separated"),
    line: z.int().min(1),
    column: z.int().min(1).describe('in UTF-16 units'),
  })
  .meta({ id: 'position' });

const confidence = z.enum(['low', 'medium', 'high', 'proven']);

const step = z.object({ position, message: z.string() });

const evidence = z.object({
  role: z.enum(['writer', 'reader', 'lock', 'root', 'note']),
  root: z.string().describe('what starts the goroutine'),
  operation: z.string(),
  locks: z.array(z.string()).describe('names of the locks held there'),
  message: z.string(),
  position,
  path: z.array(step).describe('calls from the root down to the use'),
});

const siteCount = z.int().min(0);

const profile = z
  .object({
    reads: siteCount,
    stores: siteCount,
    deletes: siteCount,
    ranges: siteCount,
    lens: siteCount,
    clears: siteCount,
    replacements: siteCount,
    compound: siteCount.describe('check-then-act, load-modify-store and the like'),
  })
  .describe('places in production code outside construction');

const decision = z.object({
  outcome: z.enum(['rewritten', 'refused', 'left-alone']),
  strategy: z.string().nullable().describe('for a refusal the strategy that came closest'),
  reason: z
    .string()
    .describe('the rule that chose the strategy, or the code of the refusal (docs/diagnostic-codes.md)'),
  because: z.string(),
  position: position.nullable().describe('the place that prevents a rewrite'),
  alternatives: z.array(z.object({ strategy: z.string(), reason: z.string() })),
  notes: z
    .array(z.object({ code: z.string(), message: z.string(), position }))
    .describe('what a reviewer of the rewrite must know'),
});

const map = z.object({
  id: z.string().describe('import path, a dot, the name'),
  name: z.string(),
  package: z.string().describe('import path'),
  kind: z.enum(['package-variable', 'field', 'local', 'parameter', 'result']),
  type: z.string(),
  position,
  verdict: z.enum(['unsafe', 'guarded', 'confined', 'read-only', 'unshared', 'unknown']),
  confidence: confidence.nullable().describe('null unless unsafe'),
  evidenceKind: z
    .enum(['goroutines', 'goroutine-and-api', 'lock', 'type', 'test', 'api', 'user', 'trace'])
    .nullable()
    .describe('the reasoning behind an unsafe verdict'),
  cause: z.object({ code: z.string(), message: z.string() }).nullable().describe('why the verdict is unknown'),
  ignored: z.string().nullable().describe('the reason given with //mapguard:ignore'),
  evidence: z.array(evidence),
  guards: z
    .array(z.object({ lock: z.string(), held: siteCount, total: siteCount, writesHeld: siteCount, writes: siteCount }))
    .describe('locks that guard the map at some use, best first'),
  profile,
  decision,
});

const diagnostic = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'note']),
  message: z.string(),
  position: position.nullable(),
  related: z.array(step),
});

const outcome = z.enum(['passed', 'failed', 'not-run']);

const verification = z.object({
  toolchain: z.string().nullable().describe('"go1.26.8"; null when Go was not found or not used'),
  reanalysis: outcome.describe('the result parses, its maps are guarded, and a second run proposes nothing'),
  gofmt: outcome,
  build: outcome,
  vet: outcome,
  race: outcome,
  why: z.string().describe('why something was not run, or what failed'),
  configurations: z.array(z.string()).describe('GOOS/GOARCH pairs compiled'),
});

const verdictCounts = z.object({
  unsafe: siteCount,
  guarded: siteCount,
  confined: siteCount,
  'read-only': siteCount,
  unshared: siteCount,
  unknown: siteCount,
});

export const resultDocument = z
  .object({
    version: z.literal(1),
    tool: z.object({ name: z.literal('mapguard'), version: z.string() }),
    modules: z.array(
      z.object({
        path: z.string().describe('empty for a tree without go.mod'),
        dir: z.string().describe("relative to the root of the run, '/'-separated"),
        go: z.string().nullable().describe('the go directive as written'),
      }),
    ),
    maps: z.array(map).describe('every map that is package-level, a field, or captured by a closure; safe ones too'),
    files: z.array(z.object({ path: z.string(), diff: z.string() })),
    diagnostics: z.array(diagnostic),
    verification,
    summary: z.object({
      unsafe: siteCount.describe('at the threshold, and not set aside by the user'),
      rewritten: siteCount,
      refused: siteCount,
      verdicts: verdictCounts.describe('maps listed, by verdict, whatever the threshold'),
    }),
  })
  .meta({ title: 'mapguard result', description: 'The document that `mapguard --json` prints.' });

export type ResultDocument = z.infer<typeof resultDocument>;

/** The published JSON Schema (2020-12). Open to new keys, so that a consumer with an older schema accepts a newer document. */
export function resultSchema(): object {
  return z.toJSONSchema(resultDocument, { io: 'input' });
}

/** The same, closed: what this version must print and nothing else. For tests. */
export function exactResultSchema(): object {
  return z.toJSONSchema(resultDocument, { io: 'output' });
}

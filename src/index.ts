/** mapguard as a library: the pipeline, the reports, and the types they share. */
export { DIAGNOSTIC_CODES, type DiagnosticCode } from './go/diagnostic-codes.js';
export type { AccessProfile } from './model/access-profile.js';
export type { Confidence, Configuration } from './model/configuration.js';
export type { Acceptance, Alternative, Consideration, Decision, Refusal } from './model/decision.js';
export { type Diagnostic, UserError } from './model/diagnostic.js';
export type { EditRecorder } from './model/edit.js';
export type { CheckOutcome, DecidedMap, FileChange, RunResult, Verification } from './model/result.js';
export type { Evidence, SharedMap, Verdict } from './model/shared-map.js';
export type { Position } from './model/source.js';
export type { DecideContext, Transform } from './model/transform.js';
export { unifiedDiff, unifiedDiffs } from './phases/7-report/diff.js';
export { explainMap } from './phases/7-report/explain.js';
export { type JsonStyle, renderJson, toDocument } from './phases/7-report/json.js';
export type { ResultDocument } from './phases/7-report/result-document.js';
export { renderDiagnostics, renderSummary } from './phases/7-report/summary.js';
export { renderFindings, renderMap } from './phases/7-report/text.js';
export { PHASES, type Phase, type Run, type RunOptions, type RunSteps, run, type StrategyChoice } from './pipeline.js';

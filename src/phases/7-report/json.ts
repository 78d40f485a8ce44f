import { relative, sep } from 'node:path';
import type { Decision } from '../../model/decision.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { DecidedMap, RunResult } from '../../model/result.js';
import type { Evidence } from '../../model/shared-map.js';
import type { Module, Position } from '../../model/source.js';
import { unifiedDiff } from './diff.js';
import { countFindings } from './findings.js';
import type { ResultDocument } from './result-document.js';

export type JsonStyle = 'pretty' | 'compact';

/** The document as text, with a newline behind it. `root` is the directory that display paths are relative to. */
export function renderJson(result: RunResult, root: string, style: JsonStyle): string {
  return `${JSON.stringify(toDocument(result, root), undefined, style === 'pretty' ? 2 : undefined)}\n`;
}

export function toDocument(result: RunResult, root: string): ResultDocument {
  const { verification } = result;
  return {
    version: 1,
    tool: { name: 'mapguard', version: result.version },
    modules: result.modules.map((module) => moduleEntry(module, root)),
    maps: result.maps.map(mapEntry),
    files: result.changes.map((change) => ({ path: change.displayPath, diff: unifiedDiff(change) })),
    diagnostics: result.diagnostics.map(diagnosticEntry),
    verification: {
      toolchain: verification.toolchain ?? null,
      reanalysis: verification.reanalysis,
      gofmt: verification.gofmt,
      build: verification.build,
      vet: verification.vet,
      race: verification.race,
      why: verification.why,
      configurations: [...verification.configurations],
    },
    summary: { ...countFindings(result.maps), verdicts: countVerdicts(result.maps) },
  };
}

function moduleEntry(module: Module, root: string): ResultDocument['modules'][number] {
  return { path: module.path, dir: relative(root, module.dir).split(sep).join('/') || '.', go: module.go ?? null };
}

function mapEntry({ map, decision }: DecidedMap): ResultDocument['maps'][number] {
  return {
    id: map.id,
    name: map.name,
    package: map.unit.importPath,
    kind: map.kind,
    type: map.typeText,
    position: placeEntry(map.position),
    verdict: map.verdict,
    confidence: map.confidence ?? null,
    evidenceKind: map.evidenceKind ?? null,
    cause: map.cause === undefined ? null : { code: map.cause.code, message: map.cause.message },
    ignored: map.ignored ?? null,
    evidence: map.evidence.map(evidenceEntry),
    guards: map.guards.map(({ lock, held, total, writesHeld, writes }) => ({
      lock: lock.name,
      held,
      total,
      writesHeld,
      writes,
    })),
    profile: { ...map.profile },
    decision: decisionEntry(decision),
  };
}

function evidenceEntry({
  role,
  root,
  operation,
  locks,
  message,
  position,
  path,
}: Evidence): ResultDocument['maps'][number]['evidence'][number] {
  return {
    role,
    root,
    operation,
    locks: [...locks],
    message,
    position: placeEntry(position),
    path: (path ?? []).map(stepEntry),
  };
}

function decisionEntry(decision: Decision): ResultDocument['maps'][number]['decision'] {
  const { outcome, reason, because } = decision;
  const alternatives =
    outcome === 'left-alone' ? [] : decision.alternatives.map(({ strategy, reason }) => ({ strategy, reason }));
  return {
    outcome,
    strategy: outcome === 'left-alone' ? null : (decision.strategy ?? null),
    reason,
    because,
    position: outcome === 'refused' && decision.position !== undefined ? placeEntry(decision.position) : null,
    alternatives,
    notes:
      outcome === 'rewritten'
        ? decision.acceptance.notes.map(({ code, ...step }) => ({ code, ...stepEntry(step) }))
        : [],
  };
}

function diagnosticEntry({
  code,
  severity,
  message,
  position,
  related,
}: Diagnostic): ResultDocument['diagnostics'][number] {
  return {
    code,
    severity,
    message,
    position: position === undefined ? null : placeEntry(position),
    related: (related ?? []).map(stepEntry),
  };
}

function stepEntry({ position, message }: { readonly position: Position; readonly message: string }) {
  return { position: placeEntry(position), message };
}

function placeEntry({ file, line, column }: Position): Position {
  return { file, line, column };
}

function countVerdicts(maps: readonly DecidedMap[]): ResultDocument['summary']['verdicts'] {
  const counts = { unsafe: 0, guarded: 0, confined: 0, 'read-only': 0, unshared: 0, unknown: 0 };
  for (const { map } of maps) counts[map.verdict]++;
  return counts;
}

import type { Decision } from '../../model/decision.js';
import type { DecidedMap } from '../../model/result.js';
import type { Evidence, SharedMap } from '../../model/shared-map.js';
import type { Position } from '../../model/source.js';
import { FINDINGS_ONLY, isFinding } from './findings.js';
import { type Paint, plain } from './paint.js';
import { printable, type Row, renderRows } from './rows.js';

/** A block for each unsafe map of the run, in the order of the result. */
export function renderFindings(maps: readonly DecidedMap[], paint: Paint = plain): string {
  return maps
    .filter(isFinding)
    .map((decided) => `${renderMap(decided, paint)}\n`)
    .join('');
}

/** One map: what it is, the verdict, the uses that meet, the lock that is missing, and what was decided and why. */
export function renderMap({ map, decision }: DecidedMap, paint: Paint = plain): string {
  const rows: Row[] = [
    { label: 'declared', text: place(map.position), role: 'place' },
    verdictRow(map),
    ...map.evidence.map(evidenceRow),
    ...guardRows(map),
    ...decisionRows(decision),
  ];
  return heading(map, paint) + renderRows(rows, paint);
}

export function heading(map: SharedMap, paint: Paint): string {
  return `${paint('heading', printable(map.name))}  ${printable(map.typeText)}\n`;
}

export function place({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

function verdictRow(map: SharedMap): Row {
  const label = 'verdict';
  if (map.verdict === 'unsafe')
    return { label, text: `unsafe, ${map.confidence ?? 'unknown'} confidence`, role: 'bad' };
  if (map.cause !== undefined)
    return { label, text: `${map.verdict} (${map.cause.code}): ${map.cause.message}`, role: 'caution' };
  return { label, text: map.verdict, role: 'good' };
}

const EVIDENCE_LABELS: Readonly<Record<Evidence['role'], string>> = {
  writer: 'writes',
  reader: 'reads',
  lock: 'lock',
  root: 'starts',
  note: 'evidence',
};

function evidenceRow(evidence: Evidence): Row {
  const { role, message, position, path } = evidence;
  return {
    label: EVIDENCE_LABELS[role],
    text: place(position),
    role: 'place',
    more: [
      { text: message === '' ? describeUse(evidence) : message },
      ...(path ?? []).map((step) => ({ text: `via ${place(step.position)} ${step.message}`, role: 'quiet' as const })),
    ],
  };
}

function describeUse({ operation, locks, root }: Evidence): string {
  return `${operation}, ${holding(locks)}${root === '' ? '' : `; from ${root}`}`;
}

function holding(locks: readonly string[]): string {
  return locks.length === 0 ? 'no lock held' : `holding ${locks.join(', ')}`;
}

/** Which lock guards the map elsewhere, unless the evidence says so already. */
function guardRows(map: SharedMap): Row[] {
  if (map.verdict !== 'unsafe' || map.evidence.some(({ role }) => role === 'lock')) return [];
  const guard = map.guards[0];
  if (guard === undefined) return [{ label: 'missing', text: 'any lock: no use holds one' }];
  return [
    {
      label: 'missing',
      text: `${guard.lock.name}, which is held at ${guard.held} of ${guard.total} uses and ${guard.writesHeld} of ${guard.writes} writes`,
    },
  ];
}

/** What happens to the map, and why not something else. */
export function decisionRows(decision: Decision): Row[] {
  switch (decision.outcome) {
    case 'rewritten':
      return [
        { label: 'rewrite', text: `${decision.strategy}: ${decision.because}`, role: 'good' },
        ...alternativeRows(decision.alternatives),
        ...decision.acceptance.notes.map((note) => ({
          label: 'note',
          text: `${note.message} (${note.code}, ${place(note.position)})`,
        })),
      ];
    case 'refused':
      return [
        {
          label: 'refused',
          text: `${decision.reason}: ${decision.because}`,
          role: 'caution',
          more: decision.position === undefined ? [] : [{ text: `at ${place(decision.position)}`, role: 'place' }],
        },
        ...alternativeRows(decision.alternatives),
      ];
    case 'left-alone':
      return [{ label: decision.reason === FINDINGS_ONLY ? 'fix' : 'left alone', text: decision.because }];
  }
}

function alternativeRows(alternatives: readonly { strategy: string; reason: string }[]): Row[] {
  return alternatives.map(({ strategy, reason }) => ({ label: 'not', text: `${strategy}: ${reason}`, role: 'quiet' }));
}

import type { Diagnostic } from '../../model/diagnostic.js';
import type { CheckOutcome, DecidedMap, RunResult, Verification } from '../../model/result.js';
import { countFindings, isFinding } from './findings.js';
import { type Paint, plain } from './paint.js';
import { count, printable, WIDTH, wrap } from './rows.js';
import { place } from './text.js';

/** What the run did, for a person: how many maps, what became of them, and what vouches for the rewrite. */
export interface SummaryOptions {
  /** files were written, proposed, or neither (scan) */
  readonly changes: 'written' | 'proposed' | 'none';
}

export function renderSummary(result: RunResult, { changes }: SummaryOptions, paint: Paint = plain): string {
  const lines = [findingsLine(result, changes), ...refusalLines(result.maps)];
  if (changes !== 'none' && result.changes.length > 0) {
    const files = count(result.changes.length, 'file');
    lines.push(changes === 'written' ? `${files} written` : `${files} would change; --write applies it`);
    lines.push(verificationLine(result.verification));
  }
  return lines
    .flatMap((line) => wrapHanging(line))
    .map((line) => `${paint('quiet', 'mapguard:')} ${line}\n`)
    .join('');
}

/** One line each; `file:line:column: severity: message (code)`, the form that editors and terminals link. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], paint: Paint = plain): string {
  const roles = { error: 'bad', warning: 'caution', note: 'quiet' } as const;
  return diagnostics
    .flatMap(({ code, severity, message, position, related }) => [
      `${position === undefined ? '' : `${paint('place', printable(place(position)))}: `}${paint(roles[severity], severity)}: ${printable(message)} (${code})\n`,
      ...(related ?? []).map((r) => `  ${paint('place', printable(place(r.position)))}: ${printable(r.message)}\n`),
    ])
    .join('');
}

function findingsLine({ maps }: RunResult, changes: SummaryOptions['changes']): string {
  const { unsafe, rewritten, refused } = countFindings(maps);
  const shared = maps.length;
  if (unsafe === 0) return `no unsafe map among ${count(shared, 'map')}`;
  const found = `${count(unsafe, 'unsafe map')} among ${shared}`;
  return changes === 'none' ? found : `${found}: ${rewritten} rewritten, ${refused} refused`;
}

/** "refused for 2×escapes, 1×cross-package"; no space inside, so that a pair is not torn apart at a line end. */
function refusalLines(maps: readonly DecidedMap[]): string[] {
  const byReason = new Map<string, number>();
  for (const decided of maps) {
    if (!isFinding(decided) || decided.decision.outcome !== 'refused') continue;
    byReason.set(decided.decision.reason, (byReason.get(decided.decision.reason) ?? 0) + 1);
  }
  if (byReason.size === 0) return [];
  const reasons = [...byReason]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([reason, n]) => `${n}×${reason}`);
  return [`refused for ${reasons.join(', ')}`];
}

/** Which checks vouch for the rewrite and with which toolchain, or that none does. */
export function verificationLine(verification: Verification): string {
  const { toolchain, reanalysis, gofmt, build, vet, race, why, configurations } = verification;
  const checks: readonly [string, CheckOutcome][] = [
    ['re-analysis', reanalysis],
    ['gofmt', gofmt],
    ['go build', build],
    ['go vet', vet],
    ['go test -race', race],
  ];
  const withOutcome = (wanted: CheckOutcome) =>
    checks.filter(([, outcome]) => outcome === wanted).map(([name]) => name);
  const passed = withOutcome('passed');
  const failed = withOutcome('failed');
  const notRun = withOutcome('not-run');
  if (passed.length === 0 && failed.length === 0) return `nothing was verified${why === '' ? '' : `: ${why}`}`;
  const parts: string[] = [];
  if (passed.length > 0) parts.push(`passed ${passed.join(', ')}`);
  if (failed.length > 0) parts.push(`failed ${failed.join(', ')}`);
  if (notRun.length > 0) parts.push(`not run: ${notRun.join(', ')}`);
  const using =
    toolchain === undefined
      ? 'without Go'
      : `with ${toolchain}${configurations.length === 0 ? '' : ` for ${configurations.join(', ')}`}`;
  return `verified ${using}: ${parts.join('; ')}${why === '' ? '' : ` (${why})`}`;
}

function wrapHanging(line: string): string[] {
  return wrap(line, WIDTH - 'mapguard: '.length - 2).map((part, i) => (i === 0 ? part : `  ${part}`));
}

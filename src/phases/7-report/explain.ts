import type { Lockset } from '../../model/lockset.js';
import { positionAt } from '../../model/position.js';
import type { DecidedMap } from '../../model/result.js';
import type { SharedMap } from '../../model/shared-map.js';
import type { FunctionSymbol } from '../../model/symbol.js';
import type { MapUse } from '../../model/use.js';
import { DECISION_CODES } from './decision-codes.js';
import { type Paint, plain } from './paint.js';
import { count, type Row, renderRows } from './rows.js';
import { place, renderMap } from './text.js';

/** Everything known of one map: the block of the findings, then each use with its lockset, the profile, and what stands in the way of a rewrite. */
export function explainMap(decided: DecidedMap, paint: Paint = plain): string {
  const { map } = decided;
  return [
    renderMap(decided, paint),
    section('Identity', [{ label: 'id', text: map.id }], paint),
    section(`Uses and the locks held there (${map.uses.length})`, useRows(map), paint),
    section('Locks that guard it somewhere', guardRows(map), paint),
    section('Access profile (production code outside construction)', profileRows(map), paint),
    section('Hazards', hazardRows(map), paint),
    section('What you can do', helpRows(decided), paint),
  ]
    .filter((text) => text !== '')
    .join('\n');
}

function section(title: string, rows: readonly Row[], paint: Paint): string {
  return rows.length === 0 ? '' : `${paint('heading', title)}\n${renderRows(rows, paint)}`;
}

function useRows(map: SharedMap): Row[] {
  return map.uses.map((use) => ({
    label: use.operation,
    text: place(positionAt(use.file, use.file.tree.start[use.node]!)),
    role: 'place',
    more: [{ text: describeUse(use) }],
  }));
}

function describeUse(use: MapUse): string {
  const facts = [
    use.functionSymbol === undefined ? 'package level' : `in ${functionName(use.functionSymbol)}`,
    describeLocks(use.locks),
  ];
  if (use.phase === 'construction') facts.push('construction');
  if (use.phase === 'unknown') facts.push('phase unknown');
  if (use.depth > 0) facts.push(`nested ${count(use.depth, 'level')}`);
  if (use.mutatesValue) facts.push('mutates the value in place');
  if (use.isTest) facts.push('test');
  return facts.join(', ');
}

function functionName({ name, receiver }: FunctionSymbol): string {
  return receiver === undefined ? name : `${receiver.typeName}.${name}`;
}

function describeLocks(locks: Lockset): string {
  if (locks.size === 0) return 'no lock held';
  return `holding ${locks.held.map(({ lock, mode }) => (mode === 'exclusive' ? lock.name : `${lock.name} (RLock)`)).join(', ')}`;
}

function guardRows(map: SharedMap): Row[] {
  return map.guards.map(({ lock, held, total, writesHeld, writes }) => ({
    label: lock.name,
    text: `held at ${held} of ${total} uses, ${writesHeld} of ${writes} writes`,
  }));
}

function profileRows(map: SharedMap): Row[] {
  const counts = Object.entries(map.profile).filter(([, n]) => n > 0);
  return [
    { label: 'places', text: counts.length === 0 ? 'none' : counts.map(([name, n]) => `${name} ${n}`).join(', ') },
  ];
}

function hazardRows(map: SharedMap): Row[] {
  return map.hazards.map(({ code, message, position }) => ({
    label: 'hazard',
    text: `${code}: ${message} (${place(position)})`,
  }));
}

function helpRows({ map, decision }: DecidedMap): Row[] {
  const code = decision.outcome === 'refused' ? decision.reason : map.cause?.code;
  return code !== undefined && isDecisionCode(code) ? [{ label: 'help', text: DECISION_CODES[code].help }] : [];
}

function isDecisionCode(code: string): code is keyof typeof DECISION_CODES {
  return Object.hasOwn(DECISION_CODES, code);
}

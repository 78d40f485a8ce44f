import type { Lockset } from '../../model/lockset.js';
import type { DecidedMap } from '../../model/result.js';
import type { SharedMap } from '../../model/shared-map.js';
import type { SourceFile } from '../../model/source.js';
import type { NodeId } from '../../model/syntax-tree.js';
import type { MapUse } from '../../model/use.js';
import { type Paint, plain } from './paint.js';
import { count, renderRows, type Row } from './rows.js';
import { lockCall, place, renderMap } from './text.js';

/** Everything known of one map: the block of the findings, then each use with its lockset, the profile, and what stands in the way of a rewrite. */
export function explainMap(decided: DecidedMap, paint: Paint = plain): string {
  const { map } = decided;
  return [
    renderMap(decided, paint),
    section('Identity', [{ label: 'id', text: map.id }], paint),
    section(`Uses and the locks held there (${map.uses.length})`, useRows(map), paint),
    section('Locks that guard it somewhere', guardRows(map), paint),
    section('Access profile (places in production code outside construction)', profileRows(map), paint),
    section('Hazards', hazardRows(map), paint),
  ]
    .filter((text) => text !== '')
    .join('\n');
}

function section(title: string, rows: readonly Row[], paint: Paint): string {
  return rows.length === 0 ? '' : `${paint('heading', title)}\n${renderRows(rows, paint)}`;
}

function useRows(map: SharedMap): Row[] {
  return map.uses.flatMap((use) => [
    { label: use.operation, text: placeOf(use.file, use.node), role: 'place' as const },
    { label: use.operation, text: describeUse(use) },
  ]);
}

function describeUse(use: MapUse): string {
  const facts = [use.functionSymbol === undefined ? 'package level' : `in ${use.functionSymbol.name}`, describeLocks(use.locks)];
  if (use.phase === 'construction') facts.push('construction');
  if (use.phase === 'unknown') facts.push('phase unknown');
  if (use.depth > 0) facts.push(`nested ${count(use.depth, 'level')}`);
  if (use.mutatesValue) facts.push('mutates the value in place');
  if (use.isTest) facts.push('test');
  return facts.join(', ');
}

function describeLocks(locks: Lockset): string {
  if (locks.size === 0) return 'no lock held';
  return `holding ${locks.held.map(({ lock, mode }) => `${lock.name}.${lockCall(mode)}`).join(', ')}`;
}

function guardRows(map: SharedMap): Row[] {
  return map.guards.map(({ lock, held, total, writesHeld, writes }) => ({
    label: lock.name,
    text: `held at ${held} of ${total} uses, ${writesHeld} of ${writes} writes`,
  }));
}

function profileRows(map: SharedMap): Row[] {
  const { profile } = map;
  return Object.entries(profile)
    .filter(([, n]) => n > 0)
    .map(([name, n]) => ({ label: String(n), text: name }));
}

function hazardRows(map: SharedMap): Row[] {
  return map.hazards.map(({ code, message, position }) => ({ label: 'hazard', text: `${code}: ${message} (${place(position)})` }));
}

/** A node's place, 1-based; the line is counted here because uses carry offsets only. */
function placeOf(file: SourceFile, node: NodeId): string {
  const start = file.tree.start[node]!;
  const lineStart = file.text.lastIndexOf('\n', start - 1) + 1;
  let line = 1;
  for (let i = file.text.indexOf('\n'); i !== -1 && i < start; i = file.text.indexOf('\n', i + 1)) line++;
  return `${file.displayPath}:${line}:${start - lineStart + 1}`;
}

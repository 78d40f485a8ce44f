/**
 * The repeated check of the section planner, with the first read by a method:
 *
 *     c := p.conns[addr]              =>       c := p.conns.Get(addr)
 */
import type { Access } from '../../../../src/phases/4-decide/sections/access.js';
import { emitMethodCall } from '../../../../src/phases/4-decide/sections/expressions.js';
import { asRepeatedCheck as repeatedCheck } from '../../../../src/phases/4-decide/sections/repeated-check.js';
import type { Frame } from '../wrap-subject.js';
import type { Rewrite } from './rewrite.js';

export function asRepeatedCheck(frame: Frame, group: readonly Access[]): Rewrite | undefined {
  const kept = repeatedCheck(frame, group);
  const read = group[0];
  if (kept === undefined || read === undefined) return undefined;
  return {
    accesses: group,
    emit: () => {
      emitMethodCall(frame, read, 'Get');
      kept.emit();
    },
  };
}

import type { NodeId } from '../../../../src/model/syntax-tree.js';
import type { Access } from '../../../../src/phases/4-decide/sections/access.js';
import type { Frame } from '../wrap-subject.js';

/** A way to rewrite some accesses together, decided on but not yet recorded: a section around them may still take its place. */
export interface Rewrite {
  readonly accesses: readonly Access[];
  /** needs statements in front of its own */
  readonly hoists?: boolean;
  emit(): void;
}

/** Whether an expression has exactly the map's value type, so that it can be assigned what a method returns. */
export function identicalToValue(frame: Frame, expression: NodeId): boolean {
  const { binding, types } = frame.subject;
  const value = binding.spell(types.value, frame.file);
  return value !== undefined && value === binding.spell(binding.typeOf(frame.file, expression), frame.file);
}

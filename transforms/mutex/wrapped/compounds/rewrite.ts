import type { Access } from '../../../../src/phases/4-decide/sections/access.js';

/** A way to rewrite some accesses together, decided on but not yet recorded: a section around them may still take its place. */
export interface Rewrite {
  readonly accesses: readonly Access[];
  /** needs statements in front of its own */
  readonly hoists?: boolean;
  emit(): void;
}

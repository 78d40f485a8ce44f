import type { EditRecorder } from './edit.js';
import type { Position } from './source.js';

/** A transform's no: a code of the catalogue, a sentence a user can act on, and the place that prevents it. */
export interface Refusal {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
  readonly position: Position | undefined;
}

/** A transform's yes. `plan` may be called several times (after another map was withdrawn) and records the same edits each time. */
export interface Acceptance {
  readonly ok: true;
  /** why this strategy fits the map, one clause */
  readonly because: string;
  /** lower is the smaller diff; compared between strategies that the rules rank equal */
  readonly cost: number;
  /** things the reviewer must know (double-build, values-shared-by-reference …): code and sentence */
  readonly notes: readonly { readonly code: string; readonly message: string; readonly position: Position }[];
  plan(edits: EditRecorder): void;
}

export type Consideration = Acceptance | Refusal;

export interface Alternative {
  readonly strategy: string;
  readonly reason: string;
}

export type Decision =
  | {
      readonly outcome: 'rewritten';
      readonly strategy: string;
      /** rule that chose it */
      readonly reason: string;
      readonly because: string;
      readonly alternatives: readonly Alternative[];
      readonly acceptance: Acceptance;
    }
  | {
      readonly outcome: 'refused';
      /** strategy that came closest, if one was considered */
      readonly strategy: string | undefined;
      readonly reason: string;
      readonly because: string;
      readonly position: Position | undefined;
      readonly alternatives: readonly Alternative[];
    }
  | { readonly outcome: 'left-alone'; readonly reason: string; readonly because: string };

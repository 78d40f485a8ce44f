import type { Position } from './source.js';

/**
 * Anything said about a place that is not a finding: syntax errors, skipped files, refusals, withdrawn rewrites.
 * Codes are stable kebab-case words of the catalogue in go/diagnostic-codes.ts.
 */
export interface Diagnostic {
  readonly code: string;
  /** `error` makes the run exit 3; `warning` and `note` do not */
  readonly severity: 'error' | 'warning' | 'note';
  readonly message: string;
  readonly position?: Position;
  readonly related?: readonly { readonly position: Position; readonly message: string }[];
}

/** A mistake in arguments, configuration or input that the user can mend: printed as one line, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    message: string,
    readonly exitCode: 2 | 3 = 2,
  ) {
    super(message);
  }
}

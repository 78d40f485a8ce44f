import type { Transform } from '../model/transform.js';
import type { Output } from './output.js';

/** What every command is given beside its arguments. */
export interface Session {
  readonly version: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
  /** the strategies, loaded when they are needed */
  transforms(): Promise<readonly Transform[]>;
}

import { coloured, type Paint, plain } from '../phases/7-report/paint.js';

/** What a command line runs in; tests hand in their own. */
export interface Host {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Stream;
  readonly stderr: Stream;
}

export interface Stream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Where a command writes: its product to stdout, everything said about it to stderr. */
export interface Output {
  product(text: string): void;
  message(text: string): void;
  /** a line on the terminal that the next output replaces; nothing where progress is not shown */
  progress(text: string): void;
  readonly productPaint: Paint;
  readonly messagePaint: Paint;
}

export interface OutputOptions {
  readonly color: 'auto' | 'always' | 'never';
  readonly progress: boolean;
}

/** A run shorter than this shows no progress (milliseconds). */
const QUIET_START = 700;
const CLEAR_LINE = '\r\u001B[K';

export function createOutput({ stdout, stderr, env }: Host, options: OutputOptions): Output {
  const paintFor = (stream: Stream): Paint => (usesColour(stream, env, options.color) ? coloured : plain);
  const showsProgress = options.progress && stderr.isTTY === true && env.TERM !== 'dumb' && !env.CI;
  const start = performance.now();
  let lineShown = false;
  const clear = (): void => {
    if (lineShown) stderr.write(CLEAR_LINE);
    lineShown = false;
  };
  return {
    product(text) {
      clear();
      if (text !== '') stdout.write(text);
    },
    message(text) {
      clear();
      if (text !== '') stderr.write(text);
    },
    progress(text) {
      if (!showsProgress || performance.now() - start < QUIET_START) return;
      stderr.write(`${CLEAR_LINE}${text}`);
      lineShown = true;
    },
    productPaint: paintFor(stdout),
    messagePaint: paintFor(stderr),
  };
}

/** A flag beats the environment; NO_COLOR (no-color.org) beats the terminal. */
function usesColour(stream: Stream, env: Host['env'], color: OutputOptions['color']): boolean {
  if (color !== 'auto') return color === 'always';
  return !env.NO_COLOR && env.TERM !== 'dumb' && stream.isTTY === true;
}

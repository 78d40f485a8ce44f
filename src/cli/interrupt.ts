const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Ctrl-C while Go runs: the run is told to stop its processes and take its temporary files away, and then the process ends by the signal as if nobody had listened.
 * At other times nobody listens: analysis holds nothing that must be tidied up, and a listener would keep it from ending at once. Apply guards its own writes.
 */
export interface Interrupt {
  readonly signal: AbortSignal;
  listen(): void;
  /** Stops listening; does not return where a signal came. */
  end(): void;
}

export function createInterrupt(): Interrupt {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const listener = (signal: NodeJS.Signals): void => {
    received ??= signal;
    controller.abort();
  };
  const stopListening = (): void => {
    for (const signal of SIGNALS) process.removeListener(signal, listener);
  };
  return {
    signal: controller.signal,
    listen() {
      stopListening();
      for (const signal of SIGNALS) process.on(signal, listener);
    },
    end() {
      stopListening();
      if (received !== undefined) process.kill(process.pid, received);
    },
  };
}

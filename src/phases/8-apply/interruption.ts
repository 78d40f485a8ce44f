const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Signals that ask the process to end, held back while it writes. */
export interface Interruption {
  /** whether one arrived */
  readonly requested: boolean;
  /** Lets signals through again; where one arrived and nobody else listens, the process ends by it as it would have without us. */
  end(): void;
}

export function holdSignals(): Interruption {
  let received: NodeJS.Signals | undefined;
  const listener = (signal: NodeJS.Signals): void => {
    received ??= signal;
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    get requested() {
      return received !== undefined;
    },
    end() {
      for (const signal of SIGNALS) process.removeListener(signal, listener);
      if (received !== undefined && process.listenerCount(received) === 0) process.kill(process.pid, received);
    },
  };
}

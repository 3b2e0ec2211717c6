/** Ctrl-C in a terminal reaches us twice: from the terminal and passed on by npm. */
const same_signal_ms = 1_000;

/** Listens for what asks a process to stop. `onFirst` is to stop in good order; `onSecond` at once. */
export function onStopSignals(onFirst: (signal: string) => void, onSecond: () => void): void {
  let first_at: number | null = null;
  const hear = (signal: NodeJS.Signals): void => {
    if (first_at === null) {
      first_at = Date.now();
      onFirst(signal);
    } else if (Date.now() - first_at > same_signal_ms) {
      onSecond();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
}

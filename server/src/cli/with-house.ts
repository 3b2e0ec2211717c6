import { type Config, loadConfig } from '../config.ts';
import { type Log, openLog } from '../platform/log.ts';
import { type House, openHouse } from '../start/open-house.ts';
import { onStopSignals } from '../start/signals.ts';

interface Parts {
  house: House;
  config: Config;
  log: Log;
}

// 128 + SIGINT, as shells count.
const interrupted = 130;

/**
 * Runs the work of one command on the database of the configuration: that of a running server, or one that is
 * started for it and stopped at the end. On a first signal the database is closed in good order; what the command
 * had not committed is undone.
 */
export async function withHouse<T>(work: (parts: Parts) => Promise<T>): Promise<T> {
  const config = loadConfig();
  // A command's own lines are what the person reads; of the rest only what is wrong.
  const log = await openLog(config.log_level === 'info' ? 'warn' : config.log_level);
  const house = await openHouse(config, log);
  onStopSignals(
    () => void house.close().finally(() => process.exit(interrupted)),
    () => process.exit(interrupted),
  );
  try {
    return await work({ house, config, log });
  } finally {
    await house.close();
  }
}

/** Prints one object as one line, for people and for programs. */
export function printRow(row: unknown): void {
  process.stdout.write(`${JSON.stringify(row)}\n`);
}

import type { Config } from '../config.ts';
import type { Log } from '../platform/log.ts';
import type { House } from './open-house.ts';
import { onStopSignals } from './signals.ts';
import { type ProcessRole, startServer } from './start-server.ts';

export type { ProcessRole };

// Before a supervisor kills it (docs/operations.md): what it began is over by then, unless what it waits for is gone.
const stop_ms_max = 55_000;

/**
 * Runs the server until it is asked to stop, or fails.
 * @throws OperatorError with why it could not start, or could serve no longer.
 */
export async function runServer(config: Config, log: Log, role: ProcessRole): Promise<void> {
  const asked = Promise.withResolvers<null>();
  let house: House | null = null;
  let told = false;
  onStopSignals(
    (signal) => {
      told = true;
      log.info({ signal }, 'stopping: what was begun is finished first');
      asked.resolve(null);
    },
    () => {
      house?.abort();
      process.exit(1);
    },
  );
  const server = await startServer(config, {
    role,
    log,
    // Whoever asked to stop meanwhile is not told that it is ready.
    print: (text) => told || process.stdout.write(text),
    onHouse: (opened) => {
      house = opened;
    },
  });
  const failure = await Promise.race([asked.promise, server.failed]);
  const late = setTimeout(() => {
    log.error({ stop_ms_max }, 'stopping has not come to an end; what is left is dropped');
    house?.abort();
    process.exit(1);
  }, stop_ms_max);
  await server.stop();
  clearTimeout(late);
  if (failure !== null) throw failure;
  log.info('stopped');
}

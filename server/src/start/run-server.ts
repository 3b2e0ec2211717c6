import type { Config } from '../config.ts';
import type { Log } from '../platform/log.ts';
import type { House } from './open-house.ts';
import { onStopSignals } from './signals.ts';
import { type ProcessRole, startServer } from './start-server.ts';

export type { ProcessRole };

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
  await server.stop();
  if (failure !== null) throw failure;
  log.info('stopped');
}

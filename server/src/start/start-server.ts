import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { createApp } from '../app.ts';
import { addressOf, type Config } from '../config.ts';
import type { Log } from '../platform/log.ts';
import type { OperatorError } from '../platform/operator-error.ts';
import { signingKey } from '../platform/secrets.ts';
import { banner } from './banner.ts';
import { listenError, probeAddress } from './listen.ts';
import { type House, openHouse } from './open-house.ts';
import { seedOnFirstStart } from './seed-on-first-start.ts';
import { whatIsThere } from './what-is-there.ts';

const requests_in_flight_max_ms = 10_000;

export interface RunningServer {
  /** Finishes the requests in flight, at most ten seconds of them, then stops the database. */
  stop(): Promise<void>;
  /** Resolves with the reason when it can serve no longer. */
  readonly failed: Promise<OperatorError>;
}

interface StartParts {
  log: Log;
  /** Writes what the person who started it reads. */
  print(text: string): void;
  /** Told as soon as there is a database to end, so that a second signal can end it at any time. */
  onHouse(house: House): void;
}

/**
 * Starts everything: the database, its migrations, the demo store on a first start, and the API.
 * @throws OperatorError naming the setting to change; what was started is stopped again.
 */
export async function startServer(config: Config, { log, print, onHouse }: StartParts): Promise<RunningServer> {
  const house = await openHouse(config, log, { forServer: config.database_url === null });
  onHouse(house);
  let app: FastifyInstance | null = null;
  const close = async () => {
    const late = setTimeout(() => {
      log.warn('requests were still in flight after 10 s; their connections are closed');
      app?.server.closeAllConnections();
    }, requests_in_flight_max_ms);
    await app?.close();
    clearTimeout(late);
    await house.close();
  };
  try {
    await probeAddress(config);
    const [signingKeyPem] = await Promise.all([
      signingKey(config.data_dir, config.jwt_private_key),
      seedOnFirstStart(house.runtime, config, log),
    ]);
    app = await createApp({ runtime: house.runtime, config, signingKeyPem, listenUrl: house.directUrl, log });
    await app.listen({ port: config.port, host: config.host }).catch((error) => {
      throw listenError(error, config);
    });
    const { port } = app.server.address() as AddressInfo;
    print(banner(config, addressOf(config.host, port), await whatIsThere(house.runtime)));
    return { failed: house.exited, stop: close };
  } catch (error) {
    await close();
    throw error;
  }
}

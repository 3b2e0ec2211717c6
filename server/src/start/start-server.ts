import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { createApp } from '../app.ts';
import { addressOf, type Config } from '../config.ts';
import { openWakeUps, type WakeUps } from '../events/index.ts';
import { checkMail } from '../notifications/index.ts';
import { type Listener, openListener } from '../platform/database/listen.ts';
import { createFileLinks } from '../platform/files/file-links.ts';
import type { Files } from '../platform/files/files.ts';
import { openFiles } from '../platform/files/open-files.ts';
import type { Log } from '../platform/log.ts';
import { openMetrics } from '../platform/metrics.ts';
import type { OperatorError } from '../platform/operator-error.ts';
import { type JobQueue, usualTimes } from '../platform/queue/job-queue.ts';
import { openJobQueue } from '../platform/queue/open-job-queue.ts';
import { encryptionKey, signingKey } from '../platform/secrets.ts';
import { eventLogMetrics, jobMetrics } from '../system/index.ts';
import { createSealer, expectSameKey } from '../webhooks/index.ts';
import { startWorker, type Worker } from '../worker.ts';
import { createWorkerApp } from '../worker-app.ts';
import { banner, workerBanner } from './banner.ts';
import { listenError, probeAddress } from './listen.ts';
import { type House, openHouse } from './open-house.ts';
import { seedOnFirstStart } from './seed-on-first-start.ts';
import { whatIsThere } from './what-is-there.ts';

const requests_in_flight_max_ms = 10_000;

/** What a process does: the API, the work behind it, or both. */
export type ProcessRole = 'all' | 'api' | 'worker';

export interface RunningServer {
  /** Finishes the requests in flight, at most ten seconds of them, and the jobs, then stops the database. */
  stop(): Promise<void>;
  /** Resolves with the reason when it can serve no longer. */
  readonly failed: Promise<OperatorError>;
}

interface StartParts {
  role: ProcessRole;
  log: Log;
  /** Writes what the person who started it reads. */
  print(text: string): void;
  /** Told as soon as there is a database to end, so that a second signal can end it at any time. */
  onHouse(house: House): void;
}

function openQueue(config: Config, { runtime, directUrl }: House, log: Log): Promise<JobQueue> {
  const { job_attempts_max: attempts_max, job_backoff_ms: backoff_ms, job_lease_seconds } = config;
  return openJobQueue({
    database: runtime.database,
    directUrl,
    prepare: config.database_prepare,
    place: config.queue_url,
    settings: { ...usualTimes, attempts_max, backoff_ms, lease_ms: job_lease_seconds * 1_000 },
    log,
  });
}

/**
 * Starts what the role asks for: the database, its migrations, the demo store on a first start, and then the API, the
 * work behind it, or both. A worker alone answers `/health` and `/metrics` where the API would listen.
 *
 * @throws OperatorError naming the setting to change; what was started is stopped again.
 */
export async function startServer(config: Config, parts: StartParts): Promise<RunningServer> {
  const { role, log, print, onHouse } = parts;
  await checkMail(config);
  // A worker may join the embedded PostgreSQL of the server on the same DATA_DIR.
  const house = await openHouse(config, log, { forServer: config.database_url === null && role !== 'worker' });
  onHouse(house);
  let app: FastifyInstance | null = null;
  let queue: JobQueue | null = null;
  let files: Files | null = null;
  let listener: Listener | null = null;
  let wakeUps: WakeUps | null = null;
  let worker: Worker | null = null;
  const close = async () => {
    const late = setTimeout(() => {
      log.warn('requests were still in flight after 10 s; their connections are closed');
      app?.server.closeAllConnections();
    }, requests_in_flight_max_ms);
    await Promise.all([app?.close(), worker?.stop()]);
    clearTimeout(late);
    await queue?.close();
    await files?.close();
    wakeUps?.close();
    await listener?.close();
    await house.close();
  };
  try {
    await probeAddress(config);
    const { runtime, directUrl } = house;
    const [signingKeyPem, sealingKey] = await Promise.all([
      signingKey(config.data_dir, config.jwt_private_key),
      encryptionKey(config.data_dir, config.encryption_key),
      role !== 'worker' && seedOnFirstStart(runtime, config, log),
    ]);
    const sealer = createSealer(sealingKey);
    await expectSameKey(runtime, sealer);
    const reached = { sealingKey, publicUrl: config.public_url };
    const fileLinks = createFileLinks(reached);
    files = await openFiles({ place: config.files_url, data_dir: config.data_dir, links: fileLinks });
    queue = await openQueue(config, house, log);
    listener = await openListener(directUrl, log);
    wakeUps = await openWakeUps({ database: runtime.database, listener, cacheUrl: config.cache_url, log });
    const metrics = openMetrics(runtime.database.pools);
    eventLogMetrics(metrics.registry, runtime, log);
    const observe = jobMetrics(metrics.registry, { runtime, queue, log });
    const isApi = role !== 'worker';
    app = isApi
      ? await createApp({
          runtime,
          config,
          signingKeyPem,
          sealer,
          queue,
          files,
          fileLinks,
          publicUrl: () => reached.publicUrl,
          metrics,
          listener,
          wakeUps,
          log,
        })
      : createWorkerApp(runtime, config, metrics, log);
    await app.listen({ port: config.port, host: config.host }).catch((error) => {
      throw listenError(error, config);
    });
    const { port } = app.server.address() as AddressInfo;
    const address = addressOf(config.host, port);
    // Where the system chose the port, the configuration could not know it.
    if (isApi && config.public_url === addressOf(config.host, 0)) reached.publicUrl = address;
    if (role !== 'api') {
      const settings = { ...config, public_url: reached.publicUrl };
      worker = await startWorker({ runtime, config: settings, sealer, queue, files, wakeUps, observe, log });
    }
    print(isApi ? banner(config, address, await whatIsThere(runtime)) : workerBanner(config, address));
    return { failed: house.exited, stop: close };
  } catch (error) {
    await close();
    throw error;
  }
}

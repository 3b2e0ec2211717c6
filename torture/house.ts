import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../server/src/platform/database/embedded/index.ts';
import type { Ledger } from './ledger.ts';
import { postgresOf } from './postgres.ts';
import { type KeptRedis, keepRedis } from './redis.ts';
import { type KeptServer, keepServer, sharedSettings } from './servers.ts';
import type { Victim } from './victim.ts';

/** So that what a kill leaves behind is taken up within the time of a run, and no number of kills uses up a job. */
const settingsOfWork = (mailFolder: string): Record<string, string> => ({
  MAIL_URL: pathToFileURL(mailFolder).href,
  JOB_ATTEMPTS_MAX: '20',
  JOB_BACKOFF_MS: '200',
  JOB_LEASE_SECONDS: '5',
  WEBHOOK_ALLOW_PRIVATE: 'true',
  WEBHOOK_RETRY_SCHEDULE: '1s,1s,2s,2s,2s,4s,4s,4s,4s,8s,8s,8s',
});

/** Where jobs wait, of a house that has workers. */
export type JobPlace = 'PostgreSQL' | 'Redis';

/** A PostgreSQL with fsync on, and servers on it; all of them may be killed at any time. */
export interface House {
  /** Where everything lies that they write. */
  folder: string;
  postgres: readonly Victim[];
  servers: readonly KeptServer[];
  /** What goes on behind the servers; none unless there is a place for jobs. */
  workers: readonly KeptServer[];
  /** Where jobs wait, if there. */
  redis: KeptRedis | null;
  /** Of those who work. */
  mailFolder: string;
  /** What a command such as `orderhouse doctor` needs to work on the same database. */
  settings: Record<string, string>;
  /** Starts so many servers, and workers. Resolves when they serve. */
  serve(count: number): Promise<void>;
  /** Stops everything in good order. */
  close(): Promise<void>;
  /** Ends everything at once. */
  abort(): void;
}

/** Starts PostgreSQL in a temporary folder, and Redis when jobs wait there. */
export async function openHouse(ledger: Ledger, jobs: JobPlace | null): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'orderhouse-torture-'));
  const dataDir = join(folder, 'database');
  const postgres = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'silent' }) });
  void postgres.exited.then((reason) => ledger.fault(`PostgreSQL did not come back: ${reason.message}`));
  const mailFolder = join(folder, 'mail');
  const redis = jobs === 'Redis' ? await keepRedis(folder) : null;
  const settings = {
    ...sharedSettings(postgres.url),
    ...(jobs && settingsOfWork(mailFolder)),
    ...(redis && { QUEUE_URL: redis.url, CACHE_URL: redis.url }),
  };
  const servers: KeptServer[] = [];
  const workers: KeptServer[] = [];
  const everybody = () => [...servers, ...workers];
  let isOpen = true;
  return {
    folder,
    postgres: postgresOf(dataDir),
    servers,
    workers,
    redis,
    mailFolder,
    settings,
    async serve(count) {
      for (let number = 1; number <= count; number += 1) {
        servers.push(await keepServer('api', `server-${number}`, folder, settings, ledger));
        if (jobs) workers.push(await keepServer('worker', `worker-${number}`, folder, settings, ledger));
      }
      await Promise.all(everybody().map((server) => server.ready()));
    },
    async close() {
      await Promise.all(everybody().map((server) => server.stop()));
      await redis?.stop();
      await postgres.stop();
      isOpen = false;
    },
    abort() {
      if (!isOpen) return;
      isOpen = false;
      for (const server of everybody()) server.abort();
      redis?.abort();
      postgres.abort();
    },
  };
}

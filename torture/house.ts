import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../server/src/platform/database/embedded/index.ts';
import type { Ledger } from './ledger.ts';
import { postgresOf } from './postgres.ts';
import { type KeptServer, keepServer, sharedSettings } from './servers.ts';
import type { Victim } from './victim.ts';

/** A PostgreSQL with fsync on, and servers on it; all of them may be killed at any time. */
export interface House {
  /** Where everything lies that they write. */
  folder: string;
  postgres: readonly Victim[];
  servers: readonly KeptServer[];
  /** What a command such as `orderhouse doctor` needs to work on the same database. */
  settings: Record<string, string>;
  /** Starts so many servers. Resolves when they serve. */
  serve(count: number): Promise<void>;
  /** Stops everything in good order. */
  close(): Promise<void>;
  /** Ends everything at once. */
  abort(): void;
}

/** Starts PostgreSQL in a temporary folder. */
export async function openHouse(ledger: Ledger): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'orderhouse-torture-'));
  const dataDir = join(folder, 'database');
  const postgres = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'silent' }) });
  void postgres.exited.then((reason) => ledger.fault(`PostgreSQL did not come back: ${reason.message}`));
  const settings = sharedSettings(postgres.url);
  const servers: KeptServer[] = [];
  let isOpen = true;
  return {
    folder,
    postgres: postgresOf(dataDir),
    servers,
    settings,
    async serve(count) {
      for (let number = 1; number <= count; number += 1) {
        servers.push(await keepServer(`server-${number}`, folder, settings, ledger));
      }
      await Promise.all(servers.map((server) => server.ready()));
    },
    async close() {
      await Promise.all(servers.map((server) => server.stop()));
      await postgres.stop();
      isOpen = false;
    },
    abort() {
      if (!isOpen) return;
      isOpen = false;
      for (const server of servers) server.abort();
      postgres.abort();
    },
  };
}

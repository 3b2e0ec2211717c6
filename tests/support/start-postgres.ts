import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../server/src/platform/database/embedded/index.ts';
import { migrate } from '../../server/src/platform/database/migrate.ts';
import { createDatabase, inDatabase, template } from './database.ts';

const silent = { info: () => undefined, warn: () => undefined };

/** One PostgreSQL for the whole run, and in it one migrated database, from which each test file gets a clone. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'orderhouse-test-'));
  const postgres = await startEmbeddedPostgres({ dataDir, log: silent, durable: false });
  await createDatabase(postgres.url, template, 'template0');
  await migrate(inDatabase(postgres.url, template));
  project.provide('databaseUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string;
  }
}

import { setTimeout } from 'node:timers/promises';
import type { Health } from '@orderhouse/contracts';
import { sql } from 'kysely';
import type { Database } from '../platform/database/database.ts';
import type { Runtime } from '../platform/runtime.ts';
import { version } from '../platform/version.ts';

const database_timeout_ms = 2_000;

type Part = Health['parts'][string];

async function askDatabase(database: Database): Promise<Part> {
  await database.urgent.transactAsSystem((connection) => sql`SELECT`.execute(connection));
  return { status: 'ok' };
}

async function databasePart(database: Database): Promise<Part> {
  const timer = new AbortController();
  const late = setTimeout(database_timeout_ms, undefined, { signal: timer.signal }).then(
    (): Part => ({ status: 'unavailable', detail: `no answer within ${database_timeout_ms} ms` }),
    (): Part => ({ status: 'ok' }),
  );
  // Why it is away may name hosts and logins; that is for the log of the server.
  const asked = askDatabase(database).catch((): Part => ({ status: 'unavailable', detail: 'cannot be reached' }));
  const part = await Promise.race([asked, late]);
  timer.abort();
  return part;
}

/** What can be done without, and slower: all is served while it is away. */
export interface Dispensable {
  isWell(): boolean;
}

function cachePart(link: Dispensable): Part {
  return link.isWell() ? { status: 'ok' } : { status: 'degraded', detail: 'cannot be reached, and is done without' };
}

/** @returns whether the house can serve, and the state of each part that it needs to, or has besides. */
export async function readHealth(
  { database, clock }: Runtime,
  environment: string,
  cache: Dispensable | null = null,
): Promise<Health> {
  const parts = { database: await databasePart(database), ...(cache && { cache: cachePart(cache) }) };
  const status = Object.values(parts).every((part) => part.status !== 'unavailable') ? 'ok' : 'unavailable';
  return { status, version, environment, timestamp: clock.now().toISOString(), parts };
}

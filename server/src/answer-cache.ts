import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { type WakeUps, watchChanges } from './events/index.ts';
import { type Cache, openCache } from './platform/cache/open-cache.ts';
import type { RedisLink } from './platform/cache/redis-link.ts';
import type { Log } from './platform/log.ts';
import type { Runtime } from './platform/runtime.ts';

interface CacheParts {
  runtime: Runtime;
  wakeUps: WakeUps;
  link: RedisLink | null;
  /** Which one it is, where there is a link. */
  database: string;
  registry: Registry;
  log: Pick<Log, 'warn' | 'info'>;
}

/** Opens what keeps the answers of an application, and has it told of changes until the application closes. */
export async function openAnswerCache(app: FastifyInstance, parts: CacheParts): Promise<Cache> {
  const { runtime, wakeUps, link, database, registry, log } = parts;
  const cache = openCache({ link, database, registry });
  const watched = await watchChanges({ database: runtime.database, wakeUps, changes: cache.changes, log });
  app.addHook('onClose', () => watched.stop());
  return cache;
}

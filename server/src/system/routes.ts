import { openApiDocument, pathOf, system } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../platform/metrics.ts';
import type { Runtime } from '../platform/runtime.ts';
import { type Dispensable, readHealth } from './health.ts';
import { registerMetricsPage } from './metrics-page.ts';
import { ofNoStore } from './of-no-store.ts';
import { registerReferencePage } from './reference-page.ts';

export interface SystemSettings {
  environment: string;
  metrics_token: string | null;
  /** The Redis of CACHE_URL, where there is one. */
  cache?: Dispensable | null;
}

/** What tells whoever runs a process how it is. */
export function registerProbes(
  app: FastifyInstance,
  runtime: Runtime,
  settings: SystemSettings,
  metrics: Metrics,
): void {
  // Not by bindRoute: whoever asks for it, and whether that can be known just now, makes no difference.
  app.get(pathOf(system.health), ofNoStore, async (_request, reply) => {
    const health = await readHealth(runtime, settings.environment, settings.cache);
    return reply.code(health.status === 'ok' ? 200 : 503).send(health);
  });
  registerMetricsPage(app, metrics, settings.metrics_token);
}

export function registerSystemRoutes(
  app: FastifyInstance,
  runtime: Runtime,
  settings: SystemSettings,
  metrics: Metrics,
): void {
  registerProbes(app, runtime, settings, metrics);
  const document = JSON.stringify(openApiDocument());
  app.get('/openapi.json', ofNoStore, async (_request, reply) => reply.type('application/json').send(document));
  registerReferencePage(app);
}

import type { Pool } from 'pg';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What Prometheus scrapes. Parts of the house add their own figures to `registry`. */
export interface Metrics {
  readonly registry: Registry;
  observeRequest(request: { route: string; method: string; status: number; seconds: number }): void;
  /** @returns all figures in Prometheus' text format. */
  read(): Promise<string>;
}

export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE;

// Of the process, however many applications live in it: event loop lag, memory, processor, garbage collection.
let ofProcess: Registry | undefined;
function processRegistry(): Registry {
  if (ofProcess) return ofProcess;
  ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess });
  return ofProcess;
}

function watchPool(registry: Registry, pool: Pool): void {
  const states = {
    used: () => pool.totalCount - pool.idleCount,
    idle: () => pool.idleCount,
    waiting: () => pool.waitingCount,
  };
  new Gauge({
    name: 'orderhouse_database_connections',
    help: 'Connections of the pool that are used and idle, and callers that wait for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, read] of Object.entries(states)) this.set({ state }, read());
    },
  });
}

/** Opens the figures of one application. */
export function openMetrics(pool: Pool): Metrics {
  const registry = new Registry();
  watchPool(registry, pool);
  const labelNames = ['route', 'method', 'status'] as const;
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests that were answered',
    labelNames,
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of its answer',
    labelNames,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  return {
    registry,
    observeRequest: ({ route, method, status, seconds }) => {
      requests.inc({ route, method, status });
      durations.observe({ route, method, status }, seconds);
    },
    read: () => Registry.merge([processRegistry(), registry]).metrics(),
  };
}

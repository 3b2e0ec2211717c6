import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics.ts';

/** Counts and times every request by its route, never by its address: an address that nobody serves is `unknown`. */
export function measureRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    metrics.observeRequest({
      route: request.routeOptions.url ?? 'unknown',
      method: request.method,
      status: reply.statusCode,
      // How long somebody listens is no time of ours.
      seconds: request.routeOptions.config.stream ? null : reply.elapsedTime / 1_000,
    });
    done();
  });
}

import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Who asked, and of which store, as far as it is known. */
export interface Asked {
  user: string | null;
  store: string | null;
}

/** What was wrong with a token or a store has been answered; here it is only nobody. */
export function whoAsked(request: FastifyRequest): Asked {
  try {
    const { actorId: user, storeId: store } = request.caller();
    return { user, store };
  } catch {
    return { user: null, store: null };
  }
}

/**
 * One line a request. Of the request only what is named here: no headers, cookies, bodies or query strings, so
 * that no password or token can reach a log.
 */
export function logRequests(app: FastifyInstance): void {
  const { log }: { log: FastifyInstance['log'] & { isLevelEnabled?(level: string): boolean } } = app;
  app.addHook('onResponse', (request, reply, done) => {
    const { statusCode: status } = reply;
    const level = status >= 500 ? 'warn' : 'info';
    if (log.isLevelEnabled?.(level) !== false) {
      const line = {
        ...whoAsked(request),
        method: request.method,
        route: request.routeOptions.url ?? null,
        status,
        duration_ms: Math.round(reply.elapsedTime * 100) / 100,
      };
      request.log[level](line, 'request');
    }
    done();
  });
}

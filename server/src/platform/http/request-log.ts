import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from './caller.ts';

/** @returns who asked, or null when the token was not one of ours. */
export function callerIfKnown(request: FastifyRequest): Caller | null {
  try {
    return request.caller();
  } catch {
    // What was wrong with it has been answered; here it is only nobody.
    return null;
  }
}

/**
 * One line a request. Of the request only what is named here: no headers, cookies, bodies or query strings, so
 * that no password or token can reach a log.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const caller = callerIfKnown(request);
    const { statusCode: status } = reply;
    const line = {
      user: caller?.actorId ?? null,
      store: caller?.storeId ?? null,
      method: request.method,
      route: request.routeOptions.url ?? null,
      status,
      duration_ms: Math.round(reply.elapsedTime * 100) / 100,
    };
    if (status >= 500) request.log.warn(line, 'request');
    else request.log.info(line, 'request');
  });
}

import type { FastifyInstance } from 'fastify';

/** A route of the API without a permission does not register: the process refuses to start. */
export function denyByDefault(app: FastifyInstance): void {
  app.addHook('onRoute', ({ url, config, method }) => {
    if (!url.startsWith('/api/') || config?.permission) return;
    throw new Error(`${method} ${url} names no permission; bind it by bindRoute`);
  });
}

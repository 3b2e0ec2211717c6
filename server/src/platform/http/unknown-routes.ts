import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../domain-error.ts';

interface Served {
  methods: string[];
  url: string;
  pattern: RegExp;
}

function patternOf(url: string): RegExp {
  const escaped = url.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll(/:\w+/g, '[^/]+').replaceAll('*', '.*')}$`);
}

/** Answers a request that no route serves, or returns null. */
export type Fallback = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | null;

/**
 * What is not served is a problem like any other: 405 with `Allow` where another method would do, else 404.
 * @param fallback is asked first.
 */
export function refuseUnknownRoutes(app: FastifyInstance, fallback: Fallback = () => null): void {
  const served: Served[] = [];
  app.decorate('served', served);
  app.addHook('onRoute', ({ method, url }) => {
    // What answers preflight requests for every address there may be.
    if (url === '*') return;
    served.push({ methods: [method].flat(), url, pattern: patternOf(url) });
  });
  app.setNotFoundHandler((request, reply) => {
    const answered = fallback(request, reply);
    if (answered) return answered;
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = new Set(served.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods));
    // A route may find that there is nothing of that name.
    if (allowed.size === 0 || allowed.has(request.method))
      throw new DomainError('not_found', { detail: `${path} is no address of this service.` });
    const list = [...allowed].sort().join(', ');
    reply.header('allow', list);
    throw new DomainError('method_not_allowed', { detail: `${path} answers ${list}.` });
  });
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every address that is served, as it was registered. */
    served: readonly { methods: readonly string[]; url: string }[];
  }
}

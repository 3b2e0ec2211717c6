import type { FastifyRequest } from 'fastify';
import { DomainError } from '../platform/domain-error.ts';

/** Whose pages may use our cookies for unsafe methods; asked for at each request that needs to know. */
export type AllowedOrigins = () => readonly string[];

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses an unsafe request that a browser sends with our cookies from another site.
 *
 * @throws DomainError `cross_site_request`
 */
export function expectSameOrigin(request: FastifyRequest, allowedOrigins: AllowedOrigins): void {
  if (!safeMethods.has(request.method)) expectOwnPage(request, allowedOrigins);
}

/**
 * Refuses what a page of another site sends (Fetch Metadata, and Origin where that is missing), whatever its method: a
 * WebSocket is opened by GET, and other sites may read it. Whoever sends neither header is no browser, and nobody's
 * cookies are with it by accident.
 *
 * @throws DomainError `cross_site_request`
 */
export function expectOwnPage(request: FastifyRequest, allowedOrigins: AllowedOrigins): void {
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return;
  const { origin } = request.headers;
  if (origin === undefined && site === undefined) return;
  if (origin !== undefined && allowedOrigins().includes(origin)) return;
  throw new DomainError('cross_site_request');
}

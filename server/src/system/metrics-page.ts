import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../platform/domain-error.ts';
import { type Metrics, metricsContentType } from '../platform/metrics.ts';
import { ofNoStore } from './of-no-store.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether the request began on this machine. One that a proxy has passed on did not, as far as we know. */
function isFromHere(request: FastifyRequest): boolean {
  const passedOn = ['x-forwarded-for', 'forwarded', 'x-real-ip'].some((header) => header in request.headers);
  return !passedOn && loopback.check(request.ip, isIPv6(request.ip) ? 'ipv6' : 'ipv4');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function admit(request: FastifyRequest, token: string | null): void {
  if (token === null) {
    if (isFromHere(request)) return;
    throw new DomainError('forbidden', { detail: 'Set METRICS_TOKEN to read the metrics from another machine.' });
  }
  // Digests have one length, so that the time tells nothing of the token.
  if (timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`))) return;
  throw new DomainError('unauthenticated', { detail: 'Send METRICS_TOKEN as the bearer token.' });
}

/** Serves the figures to whom they are for: the bearer of the token or, without one, this machine alone. */
export function registerMetricsPage(app: FastifyInstance, metrics: Metrics, token: string | null): void {
  app.get('/metrics', ofNoStore, async (request, reply) => {
    admit(request, token);
    return reply.type(metricsContentType).send(await metrics.read());
  });
}

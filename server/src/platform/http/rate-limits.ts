import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../domain-error.ts';
import { whoAsked } from './request-log.ts';

export interface RateLimits {
  /** 0 turns it off. */
  per_minute: number;
  /** Of routes that a password or a token can be guessed at, by address and by the name that is tried. */
  guarded_per_minute: number;
}

const window_seconds = 60;
const callers_kept_max = 50_000;

type Count = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>;

function append(reply: FastifyReply, header: string, value: string): void {
  const before = reply.getHeader(header);
  reply.header(header, before === undefined ? value : `${before}, ${value}`);
}

/** Tells the count in the fields of draft-ietf-httpapi-ratelimit-headers. @throws DomainError `rate_limited` */
function tell(reply: FastifyReply, policy: string, count: Count): void {
  if (count.isAllowed) return;
  append(reply, 'ratelimit-policy', `"${policy}";q=${count.max};w=${window_seconds}`);
  append(reply, 'ratelimit', `"${policy}";r=${count.remaining};t=${count.ttlInSeconds}`);
  if (!count.isExceeded) return;
  const detail = `${count.max} requests in ${window_seconds} s are allowed; try again in ${count.ttlInSeconds} s.`;
  throw new DomainError('rate_limited', { detail, retry_after_seconds: Math.max(1, count.ttlInSeconds) });
}

/** The name that somebody tries to sign in by, as the database compares it. */
function loginNameOf(request: FastifyRequest): string | null {
  const { email, username } = (request.body ?? {}) as { email?: unknown; username?: unknown };
  const name = email ?? username;
  if (typeof name !== 'string') return null;
  return `${whoAsked(request).store ?? ''}:${name.trim().toLowerCase()}`;
}

function setsPassword(request: FastifyRequest): boolean {
  return ((request.body ?? {}) as { password?: unknown }).password !== undefined;
}

/** An IPv6 caller holds a whole /64; it counts as one. */
function addressOf(request: FastifyRequest): string {
  return normalizeIP(request.ip);
}

/** Bounds what one caller may ask of the API in a minute. Counted in this process. */
export async function limitRates(app: FastifyInstance, limits: RateLimits): Promise<void> {
  await app.register(rateLimit, { global: false });
  const limiter = (max: number, keyGenerator: (request: FastifyRequest) => string) => {
    const options = { max, keyGenerator, timeWindow: window_seconds * 1_000, cache: callers_kept_max };
    return app.createRateLimit(options);
  };
  const callerOf = (request: FastifyRequest) => whoAsked(request).user ?? addressOf(request);
  const byCaller = limiter(limits.per_minute, callerOf);
  const byAccount = limiter(limits.guarded_per_minute, callerOf);
  const byAddress = limiter(limits.guarded_per_minute, addressOf);
  const byName = limiter(limits.guarded_per_minute, (request) => loginNameOf(request) ?? addressOf(request));

  app.addHook('onRequest', async (request, reply) => {
    // By the route that was found: a path can be spelled in more ways than one. An unknown address counts too.
    const { url } = request.routeOptions;
    if (url !== undefined && !url.startsWith('/api/')) return;
    if (limits.per_minute > 0) tell(reply, 'default', await byCaller(request));
    if (limits.guarded_per_minute > 0 && request.routeOptions.config.guarded === true) {
      tell(reply, 'sign-in', await byAddress(request));
    }
  });
  app.addHook('preHandler', async (request, reply) => {
    const { guarded } = request.routeOptions.config;
    if (limits.guarded_per_minute === 0) return;
    if (guarded === true && loginNameOf(request)) tell(reply, 'login-name', await byName(request));
    if (guarded === 'new-password' && setsPassword(request)) tell(reply, 'new-password', await byAccount(request));
  });
}

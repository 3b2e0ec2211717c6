import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../domain-error.ts';
import { type Count, countRequests, type SharedCounts } from './count-requests.ts';
import { whoAsked } from './request-log.ts';

export interface RateLimits {
  /** 0 turns it off. */
  per_minute: number;
  /** Of routes that a password or a token can be guessed at, by address and by the name that is tried. */
  guarded_per_minute: number;
}

const window_seconds = 60;

function append(reply: FastifyReply, header: string, value: string): void {
  const before = reply.getHeader(header);
  reply.header(header, before === undefined ? value : `${before}, ${value}`);
}

/** Tells the count in the fields of draft-ietf-httpapi-ratelimit-headers. @throws DomainError `rate_limited` */
function tell(reply: FastifyReply, policy: string, max: number, { current, left_ms }: Count): void {
  const seconds = Math.ceil(left_ms / 1_000);
  append(reply, 'ratelimit-policy', `"${policy}";q=${max};w=${window_seconds}`);
  append(reply, 'ratelimit', `"${policy}";r=${Math.max(0, max - current)};t=${seconds}`);
  if (current <= max) return;
  const detail = `${max} requests in ${window_seconds} s are allowed; try again in ${seconds} s.`;
  throw new DomainError('rate_limited', { detail, retry_after_seconds: Math.max(1, seconds) });
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

/**
 * Bounds what one caller may ask of the API in a minute, of all processes together where they share a Redis. What guards
 * passwords is counted exactly; the rest is decided at once, by what this process knows.
 */
export function limitRates(app: FastifyInstance, limits: RateLimits, shared: SharedCounts): void {
  const { per_minute, guarded_per_minute } = limits;
  const callerOf = (request: FastifyRequest) => whoAsked(request).user ?? addressOf(request);
  const counted = (policy: string) => countRequests(policy, window_seconds * 1_000, shared);
  const byCaller = counted('default');
  const guards = {
    'sign-in': counted('sign-in'),
    'login-name': counted('login-name'),
    'new-password': counted('new-password'),
  };
  const guard = async (reply: FastifyReply, policy: keyof typeof guards, who: string) =>
    tell(reply, policy, guarded_per_minute, await guards[policy].addExactly(who));

  app.addHook('onRequest', (request, reply, done) => {
    // By the route that was found: a path can be spelled in more ways than one. An unknown address counts too.
    const { url, config } = request.routeOptions;
    if (url !== undefined && !url.startsWith('/api/')) return done();
    if (per_minute > 0) tell(reply, 'default', per_minute, byCaller.add(callerOf(request)));
    if (guarded_per_minute === 0 || config.guarded !== true) return done();
    guard(reply, 'sign-in', addressOf(request)).then(() => done(), done);
  });
  app.addHook('preHandler', (request, reply, done) => {
    const { guarded } = request.routeOptions.config;
    if (guarded_per_minute === 0 || !guarded) return done();
    const name = guarded === true ? loginNameOf(request) : null;
    const isNewPassword = guarded === 'new-password' && setsPassword(request);
    Promise.all([
      name !== null && guard(reply, 'login-name', name),
      isNewPassword && guard(reply, 'new-password', callerOf(request)),
    ]).then(() => done(), done);
  });
}

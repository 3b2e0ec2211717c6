import { may } from '@orderhouse/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Accounts } from './accounts.ts';
import { accessCookieOf } from './cookies.ts';
import { type AllowedOrigins, expectSameOrigin } from './same-origin.ts';

const bearerForm = /^Bearer (\S+)$/i;

function refusing(problem: unknown): () => never {
  return () => {
    throw problem;
  };
}

/** Nobody known. Which store is meant matters only once something of it is asked for. */
function anonymous(storeId: () => string): Caller {
  return {
    actorId: null,
    role: 'anonymous',
    sessionId: null,
    get storeId() {
      return storeId();
    },
  };
}

async function storeOf(accounts: Accounts, request: FastifyRequest): Promise<() => string> {
  const slug = request.headers['x-store'];
  try {
    const id = await accounts.findStore(typeof slug === 'string' ? slug.toLowerCase() : undefined);
    return () => id;
  } catch (problem) {
    return refusing(problem);
  }
}

/** @throws DomainError `invalid_token` when it is expired, tampered with, not ours, or its session has ended. */
export function identifyToken(accounts: Accounts, token: string): Caller {
  const caller = accounts.tokens.read(token, accounts.runtime.clock.now());
  if (caller === null || accounts.revoked.has(caller.sessionId ?? '')) throw new DomainError('invalid_token');
  return caller;
}

/** @returns the caller that the request's token names, what is wrong with it, or null when it carries none. */
function callerOf(
  accounts: Accounts,
  request: FastifyRequest,
  cookieOrigins: AllowedOrigins,
): Caller | DomainError | null {
  const { authorization } = request.headers;
  const cookie = authorization === undefined ? accessCookieOf(request) : undefined;
  const token = authorization === undefined ? cookie : (bearerForm.exec(authorization)?.[1] ?? '');
  if (token === undefined) return null;
  try {
    if (cookie !== undefined) expectSameOrigin(request, cookieOrigins);
    return identifyToken(accounts, token);
  } catch (problem) {
    if (problem instanceof DomainError) return problem;
    throw problem;
  }
}

/**
 * Finds out who sent each request, before anything else looks at it: by bearer token, else by cookie, else nobody.
 * What is wrong with a token is told when somebody asks who the caller is. Nobody's store is looked up last of all
 * that comes before the body: a request that is refused, or that no route serves, costs no statement.
 */
export function identifyCallers(app: FastifyInstance, accounts: Accounts, cookieOrigins: AllowedOrigins): void {
  const nobody = anonymous(refusing(new DomainError('store_not_found')));
  const nobodyYet = () => nobody;
  app.decorateRequest('caller', refusing(new DomainError('unauthenticated')));
  app.addHook('onRequest', (request, _reply, done) => {
    const { permission } = request.routeOptions.config;
    const known = callerOf(accounts, request, cookieOrigins);
    // Whoever signs in, refreshes or signs out may well hold a token that has run out.
    const isNobody = known === null || (known instanceof DomainError && permission === 'auth:sign-in');
    if (isNobody) request.caller = nobodyYet;
    else request.caller = known instanceof DomainError ? refusing(known) : () => known;
    done();
  });
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    const { permission } = request.routeOptions.config;
    const isAsked = request.caller === nobodyYet && permission !== undefined && permission !== 'system:read';
    if (!isAsked || !may('anonymous', permission)) return done();
    storeOf(accounts, request).then((store) => {
      const visitor = anonymous(store);
      request.caller = () => visitor;
      done();
    }, done);
  });
}

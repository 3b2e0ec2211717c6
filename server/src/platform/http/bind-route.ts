import { createHash } from 'node:crypto';
import {
  type AnswerOf,
  type BodyOf,
  may,
  type ParamsOf,
  type Permission,
  pathOf,
  type QueryOf,
  type Route,
  takesIfMatch,
} from '@orderhouse/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../caller.ts';
import { canonicalJson } from '../canonical-json.ts';
import { DomainError } from '../domain-error.ts';
import type { Claim } from '../idempotency/claim.ts';

/** A request as its contract types it. */
interface Bound<R extends Route> {
  caller: Caller;
  params: ParamsOf<R>;
  query: QueryOf<R>;
  body: BodyOf<R>;
  /** From `Idempotency-Key`, on routes that take one. */
  claim: Claim | null;
  /** From `If-Match`, on routes that take one. */
  expectedVersion: number | null;
}

interface Answer<Body> {
  body: Body;
  replayed?: boolean;
}

/** A stream is written by its handler, which has taken the reply over by `hijack`. */
type Told<R extends Route> = R extends { stream: true } ? undefined : AnswerOf<R>;

export type Handler<R extends Route> = (
  bound: Bound<R>,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<Answer<Told<R>>>;

/** A parameter that nobody knows is refused everywhere: it was meant to do something. */
const noQuery = { type: 'object', additionalProperties: false };

const printable = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

function invalidHeader(pointer: string, detail: string): DomainError {
  return new DomainError('validation_failed', { errors: [{ pointer, code: 'pattern', detail }] });
}

/** The key, and what is asked for: however its path, its ids and the order of its members are written. */
function claimOf(definition: Route, request: FastifyRequest, caller: Caller): Claim | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !printable.test(key)) {
    throw invalidHeader('Idempotency-Key', 'takes 1 to 255 printable ASCII characters');
  }
  const fingerprint = createHash('sha256')
    .update(`${definition.method} ${definition.path} ${canonicalJson([request.params, request.body])}`)
    .digest('base64url');
  return { key: `${caller.actorId}:${key}`, fingerprint };
}

function expectedVersionOf(request: FastifyRequest): number | null {
  const tag = request.headers['if-match'];
  if (tag === undefined || tag === '*') return null;
  const version = /^"(\d{1,9})"$/.exec(tag)?.[1];
  // A tag that we never gave out cannot be current.
  if (version === undefined) throw new DomainError('precondition_failed');
  return Number(version);
}

function permit(definition: Route, caller: Caller): void {
  if (may(caller.role, definition.permission)) return;
  throw new DomainError(caller.role === 'anonymous' ? 'unauthenticated' : 'forbidden');
}

function acceptsNoBody(definition: Route): boolean {
  const schema: { required?: string[] } | undefined = definition.body;
  return schema !== undefined && !schema.required?.length;
}

/**
 * Serves a route of the contracts by one verb. Deny by default: the permission stands in the contract, is
 * checked before the body is read, and a route cannot be written without one.
 */
export function bindRoute<const R extends Route>(app: FastifyInstance, definition: R, handler: Handler<R>): void {
  app.route({
    method: definition.method,
    url: pathOf(definition).replaceAll(/\{(\w+)\}/g, ':$1'),
    config: {
      permission: definition.permission,
      guarded: definition.guarded ?? false,
      stream: definition.stream ?? false,
    },
    schema: {
      ...(definition.params && { params: definition.params }),
      ...(!definition.at_root && { querystring: definition.query ?? noQuery }),
      ...(definition.body && { body: definition.body }),
      ...(definition.answer && !definition.stream && { response: { [definition.status]: definition.answer } }),
    },
    preParsing: async (request) => permit(definition, request.caller()),
    preValidation: async (request) => {
      if (request.body === undefined && acceptsNoBody(definition)) request.body = {};
    },
    handler: async (request, reply) => {
      const caller = request.caller();
      const bound: Bound<Route> = {
        caller,
        params: request.params as undefined,
        query: request.query as undefined,
        body: request.body as undefined,
        claim: definition.idempotent ? claimOf(definition, request, caller) : null,
        expectedVersion: takesIfMatch(definition) ? expectedVersionOf(request) : null,
      };
      const answer = await handler(bound as Bound<R>, request, reply);
      return definition.stream ? reply : send(definition, answer, reply);
    },
  });
}

function send(definition: Route, answer: Answer<unknown>, reply: FastifyReply): FastifyReply {
  if (answer.replayed) reply.header('idempotent-replayed', 'true');
  if (definition.status === 204) return reply.code(204).send();
  const { version } = answer.body as { version?: number };
  if (definition.versioned && version !== undefined) {
    // The caller's own copy, asked after each time; everything else is kept by nobody.
    reply.header('etag', `"${version}"`).header('cache-control', 'private, no-cache');
  }
  return reply.code(definition.status).send(answer.body);
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for every request before its route is looked at; throws what was wrong with the token, if anything. */
    caller: () => Caller;
  }
  interface FastifyContextConfig {
    permission?: Permission;
    guarded?: Route['guarded'];
    stream?: boolean;
  }
}

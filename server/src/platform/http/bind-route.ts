import { createHash } from 'node:crypto';
import {
  type AnswerOf,
  type BodyOf,
  isTagged,
  may,
  type ParamsOf,
  type Permission,
  pathOf,
  type QueryOf,
  type Route,
  takesIfMatch,
} from '@orderhouse/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Loaded } from '../cache/kept-answer.ts';
import type { Caller } from '../caller.ts';
import { canonicalJson } from '../canonical-json.ts';
import { DomainError } from '../domain-error.ts';
import type { Claim } from '../idempotency/claim.ts';
import { expectedVersionIn } from './entity-tag.ts';
import { type Keeping, keyOfAnswers } from './keep-answers.ts';
import { endUpload, multipartScope, type UploadedFile } from './multipart-body.ts';
import { type Download, sendDownload } from './send-download.ts';
import { represent, sendTagged } from './send-tagged.ts';

/** A request as its contract types it. */
interface Bound<R extends Route> {
  caller: Caller;
  params: ParamsOf<R>;
  query: QueryOf<R>;
  body: BodyOf<R>;
  /** On routes that take one; it is gone when the verb has ended. */
  file: R extends { multipart: object } ? UploadedFile : null;
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
type Told<R extends Route> = R extends { stream: true }
  ? undefined
  : R extends { download: readonly string[] }
    ? Download
    : AnswerOf<R>;

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

/** A file counts by its content and its name: boundaries differ each time. */
function fileOf({ upload }: FastifyRequest): string[] {
  return upload ? [upload.sha256, upload.file_name] : [];
}

/** The key, and what is asked for: however its path, its ids and the order of its members are written. */
function claimOf(definition: Route, request: FastifyRequest, caller: Caller): Claim | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !printable.test(key)) {
    throw invalidHeader('Idempotency-Key', 'takes 1 to 255 printable ASCII characters');
  }
  const fingerprint = createHash('sha256')
    .update(
      `${definition.method} ${definition.path} ${canonicalJson([request.params, request.body, ...fileOf(request)])}`,
    )
    .digest('base64url');
  return { key: `${caller.actorId}:${key}`, fingerprint };
}

function expectedVersionOf(request: FastifyRequest): number | null {
  const version = expectedVersionIn(request.headers['if-match']);
  // A tag that we never gave out cannot be current.
  if (version === undefined) throw new DomainError('precondition_failed');
  return version;
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
 *
 * @param keeping of a GET whose answers are kept: the handler is asked for what is not there.
 */
export function bindRoute<const R extends Route>(
  app: FastifyInstance,
  definition: R,
  handler: Handler<R>,
  keeping?: Keeping<R>,
): void {
  const { multipart } = definition;
  if (multipart) multipartScope(app, multipart, (scope) => serve(scope, definition, handler));
  else serve(app, definition, handler, keeping);
}

function serve<const R extends Route>(
  app: FastifyInstance,
  definition: R,
  handler: Handler<R>,
  keeping?: Keeping<R>,
): void {
  const keyOf = keeping && keyOfAnswers(definition, keeping);
  const ask = (request: FastifyRequest, reply: FastifyReply, caller: Caller) => {
    const bound: Bound<Route> = {
      caller,
      params: request.params as undefined,
      query: request.query as undefined,
      body: request.body as undefined,
      file: (request.upload ?? null) as null,
      claim: definition.idempotent ? claimOf(definition, request, caller) : null,
      expectedVersion: takesIfMatch(definition) ? expectedVersionOf(request) : null,
    };
    return handler(bound as Bound<R>, request, reply);
  };
  const answer = async (request: FastifyRequest, reply: FastifyReply, caller: Caller) => {
    const answered = await ask(request, reply, caller).finally(() => endUpload(request));
    if (definition.stream) return reply;
    if (definition.download) return sendDownload(answered.body as unknown as Download, request, reply);
    return send(definition, answered, request, reply);
  };
  const load = async (request: FastifyRequest, reply: FastifyReply, caller: Caller): Promise<Loaded> => {
    const { body } = await ask(request, reply, caller);
    const told = body as AnswerOf<R>;
    const tags = keeping?.tagsOf(told, caller) ?? [];
    const is_passing = keeping?.isKept?.(told, request.query as QueryOf<R>) === false;
    return { ...represent(definition, body, reply), tags, is_passing };
  };
  app.route({
    method: definition.method,
    url: pathOf(definition).replaceAll(/\{(\w+)\}/g, ':$1'),
    config: {
      permission: definition.permission,
      guarded: definition.guarded ?? false,
      stream: definition.stream ?? definition.download !== undefined,
    },
    schema: {
      ...(definition.params && { params: definition.params }),
      ...(!definition.at_root && { querystring: definition.query ?? noQuery }),
      ...(definition.body && { body: definition.body }),
      ...(definition.answer && !definition.stream && { response: { [definition.status]: definition.answer } }),
    },
    preParsing: (request, _reply, _payload, done) => {
      permit(definition, request.caller());
      done();
    },
    ...(acceptsNoBody(definition) && {
      preValidation: (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
        if (request.body === undefined) request.body = {};
        done();
      },
    }),
    handler: (request, reply) => {
      const caller = request.caller();
      const key = keyOf?.(request, caller) ?? null;
      if (!keeping || key === null) return answer(request, reply, caller);
      const found = keeping.shelf.find(key);
      // Without a promise: this is most of what a shop is asked.
      if (found) return void sendTagged(definition, found, request, reply);
      return keeping.shelf
        .fetch(key, () => load(request, reply, caller))
        .then((kept) => sendTagged(definition, kept, request, reply));
    },
  });
}

function send(definition: Route, answer: Answer<unknown>, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (answer.replayed) reply.header('idempotent-replayed', 'true');
  if (definition.status === 204) return reply.code(204).send();
  if (isTagged(definition)) return sendTagged(definition, represent(definition, answer.body, reply), request, reply);
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

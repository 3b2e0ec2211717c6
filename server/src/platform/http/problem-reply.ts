import type { Socket } from 'node:net';
import { type ProblemCode, problems } from '@orderhouse/contracts';
import type { ErrorObject } from 'ajv';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseAway } from '../database/is-database-away.ts';
import { DomainError, type ProblemData } from '../domain-error.ts';
import { faultsOf } from './validation.ts';

const retry_after_seconds = 1;

// What Fastify itself refuses, in our words.
const frameworkCodes: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_BAD_URL: 'not_found',
};

// Text that PostgreSQL cannot keep: a character that is none, or U+0000.
const unstorableStates = new Set(['22021', '22P05']);
// What PostgreSQL says of a value that is not of its column's type.
const misfitStates = /^(22...|42883|42804)$/;

/** A cursor is ours to read; one that was changed on its way can hold anything. */
function hasForgedCursor(error: FastifyError, request: FastifyRequest): boolean {
  const { cursor } = (request.query ?? {}) as { cursor?: unknown };
  return cursor !== undefined && misfitStates.test(error.code);
}

function asDomainError(error: FastifyError, request: FastifyRequest): DomainError {
  if (error instanceof DomainError) return error;
  if (error.validation) {
    const errors = faultsOf(error.validation as unknown as ErrorObject[], error.validationContext);
    return new DomainError('validation_failed', { errors });
  }
  if (isDatabaseAway(error)) return new DomainError('unavailable', { retry_after_seconds });
  if (hasForgedCursor(error, request)) return new DomainError('invalid_cursor');
  if (unstorableStates.has(error.code)) {
    return new DomainError('validation_failed', { detail: 'The request has characters that cannot be kept.' });
  }
  const known = frameworkCodes[error.code];
  if (known) return new DomainError(known);
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new DomainError('malformed_request', { detail: error.message });
  }
  return new DomainError('internal_error');
}

function bodyOf(code: ProblemCode, data: ProblemData, requestId: string) {
  const { retry_after_seconds: _, ...told } = data;
  const { status, title } = problems[code];
  return { type: `https://orderhouse.dev/problems/${code}`, title, status, code, ...told, request_id: requestId };
}

/** The one shape of every refusal: RFC 9457. What went wrong inside is for the log alone. */
export function replyWithProblem(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = asDomainError(error, request);
  const { status } = problems[problem.code];
  if (status >= 500 && problem !== (error as Error)) request.log.error({ err: error }, 'request failed');
  if (problem.data.retry_after_seconds !== undefined) reply.header('retry-after', problem.data.retry_after_seconds);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(bodyOf(problem.code, problem.data, request.id));
}

function brokenAnswer(detail: string): string {
  const { status } = problems.malformed_request;
  const body = JSON.stringify(bodyOf('malformed_request', { detail }, ''));
  const head = `content-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`;
  return `HTTP/1.1 ${status} Bad Request\r\n${head}\r\n\r\n${body}`;
}

const unparsable = brokenAnswer('This is not a request of HTTP/1.1.');
const tooSlow = brokenAnswer('The request took too long to arrive.');

/** What cannot be parsed as HTTP, or never ends, gets the same shape, by hand: there is no request yet. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) return;
  socket.write(error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? tooSlow : unparsable);
  // Not only our side of it: whoever goes on sending would keep the connection.
  socket.destroySoon();
}

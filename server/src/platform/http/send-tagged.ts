import { may, type Route } from '@orderhouse/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { KeptAnswer } from '../cache/kept-answer.ts';
import { entityTagOf, isHeld } from './entity-tag.ts';

/** @returns the answer as it is sent, with its tag. */
export function represent(definition: Route, body: unknown, reply: FastifyReply): KeptAnswer {
  const bytes = Buffer.from(reply.code(definition.status).serialize(body) as string);
  const { version } = body as { version?: number };
  return { body: bytes, etag: entityTagOf(bytes, version) };
}

const ofVisitors = 'public, no-cache';
const ofOne = 'private, no-cache';
const decidedBy = 'X-Store, Authorization, Cookie';

/**
 * Sends an answer with its tag, or 304 to whoever holds it. Anybody may keep what a visitor is told, and asks after it each
 * time: a change is seen by the next reader. What is told to somebody who has signed in is theirs alone.
 */
export function sendTagged(
  definition: Route,
  { body, etag }: KeptAnswer,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const isOpen = may('anonymous', definition.permission);
  reply.header('etag', etag);
  reply.header('cache-control', isOpen && request.caller().role === 'anonymous' ? ofVisitors : ofOne);
  if (isOpen) {
    // Also on what is not for all: whoever keeps an answer learns by it which requests it is for.
    const before = reply.getHeader('vary');
    reply.header('vary', before === undefined ? decidedBy : `${before}, ${decidedBy}`);
  }
  const isRead = definition.method === 'GET';
  if (isRead && isHeld(request.headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.code(definition.status).header('content-type', 'application/json; charset=utf-8').send(body);
}

import { createHash } from 'node:crypto';
import type { AnswerOf, QueryOf, Route } from '@orderhouse/contracts';
import type { FastifyRequest } from 'fastify';
import type { Shelf } from '../cache/open-cache.ts';
import type { Caller } from '../caller.ts';
import { canonicalJson } from '../canonical-json.ts';

/** How the answers of a route are kept. */
export interface Keeping<R extends Route> {
  shelf: Shelf;
  /** Who is told the same: callers of one store with the same word. Null: this caller's answers are read each time. */
  sharedBy(caller: Caller): string | null;
  /** What the answer is made of: it is loaded anew when any of it has changed. */
  tagsOf(answer: AnswerOf<R>, caller: Caller): readonly string[];
  /** Whether this answer may be kept; without it each is. */
  isKept?(answer: AnswerOf<R>, query: QueryOf<R>): boolean;
}

/** @returns the key of what a request asks for, however it is spelled; null when its answer is not kept. */
export function keyOfAnswers(definition: Route, { sharedBy }: Pick<Keeping<Route>, 'sharedBy'>) {
  // Another version of this program may share the Redis: an answer of another shape has another key.
  const shape = createHash('sha256').update(JSON.stringify(definition.answer)).digest('base64url').slice(0, 8);
  return (request: FastifyRequest, caller: Caller): string | null => {
    const viewer = sharedBy(caller);
    if (viewer === null) return null;
    return `${shape}:${caller.storeId}:${viewer}:${canonicalJson([request.params, request.query])}`;
  };
}

import type { FastifyInstance, InjectOptions } from 'fastify';
import { checkAnswer } from './check-answer.ts';
import { sentForm } from './form.ts';

/** @returns a `fetch` that asks an application without a network, and holds every answer against the document. */
export function fetchFrom(app: FastifyInstance): typeof globalThis.fetch {
  return async (input, init = {}) => {
    const method = (init.method ?? 'GET') as NonNullable<InjectOptions['method']>;
    const form = init.body instanceof FormData ? await sentForm(init.body) : null;
    const headers = { ...Object.fromEntries(new Headers(init.headers)), ...form?.headers };
    const payload = form?.body ?? (init.body ? String(init.body) : undefined);
    const url = String(input);
    const answer = await app.inject({ method, url, headers, ...(payload !== undefined && { payload }) });
    checkAnswer({ method, url, headers }, { status: answer.statusCode, headers: answer.headers, text: answer.body });
    const told = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]);
    return new Response(answer.statusCode === 204 ? null : new Uint8Array(answer.rawPayload), {
      status: answer.statusCode,
      headers: told,
    });
  };
}

import { api } from './api.ts';
import { answerOf, refusalOf } from './client-answer.ts';
import { openDownload } from './client-download.ts';
import { OrderhouseError } from './client-error.ts';
import { withRetries } from './client-retry.ts';
import { SessionKeeper, type SessionSource } from './client-session.ts';
import { readStream, type StreamOptions } from './client-stream.ts';
import type { AnyInput, Client } from './client-types.ts';
import { pathOf, type Route } from './route.ts';

export interface ClientOptions extends SessionSource {
  /** `https://shop.example`; the API's own path is added. In a browser `''` means the page's own server. */
  baseUrl: string;
  /** Slug of the store, where it is not the default one. */
  store?: string;
  fetch?: typeof globalThis.fetch;
  /** How often a call that is safe to repeat is tried in all. */
  attempts_max?: number;
  /** How long one attempt may take. */
  timeout_ms?: number;
  /** Sent with every request. */
  headers?: Readonly<Record<string, string>>;
}

const defaults = { attempts_max: 4, timeout_ms: 30_000 } as const;
const hex = (byte: number) => byte.toString(16).padStart(2, '0');

function newKey(): string {
  // Not randomUUID: browsers have it on secure pages only.
  return Array.from(globalThis.crypto.getRandomValues(new Uint8Array(16)), hex).join('');
}

function addressOf(baseUrl: string, definition: Route, { params = {}, query = {} }: AnyInput): string {
  const path = pathOf(definition).replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(params[name])));
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `${baseUrl.replace(/\/+$/, '')}${path}${search && `?${search}`}`;
}

function headersOf(definition: Route, input: AnyInput, options: ClientOptions): Record<string, string> {
  return {
    accept: definition.download?.join(', ') ?? 'application/json',
    // A form says its boundary itself.
    ...(definition.body && !definition.multipart && { 'content-type': 'application/json' }),
    ...(options.store !== undefined && { 'x-store': options.store }),
    ...(definition.idempotent && { 'idempotency-key': input.idempotencyKey ?? newKey() }),
    ...(input.ifVersion !== undefined && { 'if-match': `"${input.ifVersion}"` }),
    ...options.headers,
  };
}

function bodyOf(definition: Route, { body = {}, file }: AnyInput): { body?: string | FormData } {
  if (!definition.multipart) return definition.body ? { body: JSON.stringify(body) } : {};
  const form = new FormData();
  for (const [name, value] of Object.entries(body as object)) {
    if (value !== undefined) form.append(name, String(value));
  }
  if (file) form.append('file', file);
  return { body: form };
}

/** @throws OrderhouseError when no answer came. */
async function send(options: ClientOptions, url: string, request: RequestInit): Promise<Response> {
  const fetch = options.fetch ?? globalThis.fetch;
  try {
    return await fetch(url, request);
  } catch (cause) {
    throw new OrderhouseError(0, 'unreachable', `no answer from ${url}`, { cause });
  }
}

async function exchange(
  options: ClientOptions,
  definition: Route,
  url: string,
  request: RequestInit,
): Promise<unknown> {
  const timeout_ms = options.timeout_ms ?? defaults.timeout_ms;
  if (definition.download) {
    return openDownload(url, timeout_ms, request.signal, (signal) => send(options, url, { ...request, signal }));
  }
  const late = AbortSignal.timeout(timeout_ms);
  const signal = request.signal ? AbortSignal.any([request.signal, late]) : late;
  return answerOf(url, await send(options, url, { ...request, signal }), definition.status_unwell);
}

/** Calls that open or close a session; they go without a token of before. */
const opens: ReadonlySet<Route> = new Set<Route>([api.auth.login, api.auth.register, api.auth.refresh]);

/**
 * A client of the API with a method for every route: `client.orders.place({ body })`. A call that cannot happen
 * twice by mistake (a GET, or a POST with an idempotency key, which the client makes by itself) is tried again
 * when no answer came, and after 429 and 503. An access token that has run out is replaced once.
 *
 * @throws OrderhouseError from every call that is refused or finds nobody; the reason of `signal` when aborted.
 */
export function createClient(options: ClientOptions): Client {
  const attempts_max = options.attempts_max ?? defaults.attempts_max;

  const request = async (definition: Route, input: AnyInput, token: string | null): Promise<unknown> => {
    const url = addressOf(options.baseUrl, definition, input);
    const isRepeatable = definition.method === 'GET' || definition.idempotent;
    const headers = headersOf(definition, input, options);
    if (token !== null) headers.authorization = `Bearer ${token}`;
    const one: RequestInit = {
      method: definition.method,
      headers,
      ...bodyOf(definition, input),
      signal: input.signal ?? null,
    };
    input.signal?.throwIfAborted();
    return withRetries(isRepeatable ? attempts_max : 1, input.signal, () => exchange(options, definition, url, one));
  };

  const session = new SessionKeeper(options, {
    login: (body) => request(api.auth.login, { body }, null) as never,
    refresh: (refresh_token) => request(api.auth.refresh, { body: { refresh_token } }, null) as never,
  });

  /** Asks with the token of the session, and once more with its next one where that has run out. */
  const asking = async <T>(ask: (token: string | null) => Promise<T>): Promise<T> => {
    const token = await session.token();
    return ask(token).catch(async (error: unknown) => {
      const isExpired = error instanceof OrderhouseError && error.code === 'invalid_token';
      const next = isExpired && token !== null ? await session.replace(token) : null;
      if (next === null) throw error;
      return ask(next);
    });
  };

  const call = async (definition: Route, given: AnyInput = {}): Promise<unknown> => {
    if (opens.has(definition)) {
      const opened = await request(definition, given, null);
      session.adopt(opened as never);
      return opened;
    }
    // One key for both tries: the first may have been carried out.
    const input = { ...given, ...(definition.idempotent && { idempotencyKey: given.idempotencyKey ?? newKey() }) };
    const answer = await asking((token) => request(definition, input, token));
    if (definition === api.auth.logout) session.end();
    return answer;
  };

  async function* rowsOf(definition: Route, input: AnyInput = {}): AsyncGenerator<unknown, void, undefined> {
    let cursor: string | null | undefined;
    do {
      const query: Record<string, unknown> = { ...input.query, ...(cursor && { cursor }) };
      const page = (await call(definition, { ...input, query })) as { data: unknown[]; next_cursor: string | null };
      yield* page.data;
      cursor = page.next_cursor;
    } while (cursor !== null);
  }

  const streamOf = (definition: Route, input: AnyInput & StreamOptions = {}) => {
    const url = addressOf(options.baseUrl, definition, input);
    const open = (lastEventId: string | undefined, signal: AbortSignal) =>
      asking(async (token) => {
        const headers = { ...headersOf(definition, input, options), accept: 'text/event-stream' };
        if (token !== null) Object.assign(headers, { authorization: `Bearer ${token}` });
        if (lastEventId !== undefined) Object.assign(headers, { 'last-event-id': lastEventId });
        const response = await send(options, url, { headers, signal });
        return response.ok ? response : Promise.reject(await refusalOf(url, response));
      });
    return readStream(open, input);
  };

  const methodOf = (definition: Route) =>
    definition.stream
      ? (input?: AnyInput) => streamOf(definition, input)
      : Object.assign((input?: AnyInput) => call(definition, input), {
          all: (input?: AnyInput) => rowsOf(definition, input),
        });
  const groups = Object.entries(api).map(([group, routes]) => [
    group,
    Object.fromEntries(Object.entries(routes).map(([name, definition]) => [name, methodOf(definition)])),
  ]);
  return Object.fromEntries(groups);
}

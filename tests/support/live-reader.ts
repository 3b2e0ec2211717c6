import type { AddressInfo } from 'node:net';
import type { Event } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';

export interface LiveReader {
  status: number;
  headers: Headers;
  /** Events that came, each with its id. */
  heard: { id: string; type: string; event: Event }[];
  /** All that came, as it came. */
  text(): string;
  /** The id from which it would go on; empty before any came. */
  lastId(): string;
  /** Resolves when the other side has ended it. */
  ended: Promise<void>;
  close(): void;
}

/** @returns the address of an application, which listens from now on. */
export async function listenAt(app: FastifyInstance): Promise<string> {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

/** Reads a stream of server-sent events, as the HTML standard has them, until it is closed. */
export async function listenTo(url: string, headers: Record<string, string> = {}): Promise<LiveReader> {
  const leaving = new AbortController();
  const response = await fetch(url, { headers, signal: leaving.signal });
  const heard: LiveReader['heard'] = [];
  let text = '';
  let rest = '';
  let lastId = '';

  const take = (message: string) => {
    const fields = message.split('\n').map((line) => [line.split(':', 1)[0] ?? '', line.replace(/^[^:]*: ?/, '')]);
    const { id, event: type = 'message', data }: Record<string, string> = Object.fromEntries(fields);
    lastId = id ?? lastId;
    if (data !== undefined) heard.push({ id: lastId, type, event: JSON.parse(data) });
  };
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const part = decoder.decode(chunk, { stream: true });
      text += part;
      const messages = (rest + part).split('\n\n');
      rest = messages.pop() ?? '';
      for (const message of messages) take(message);
    }
  };
  return {
    status: response.status,
    headers: response.headers,
    heard,
    text: () => text,
    lastId: () => lastId,
    // However it ends: cut off, or by ourselves.
    ended: read().catch(() => undefined),
    close: () => leaving.abort(),
  };
}

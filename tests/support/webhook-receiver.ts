import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface WebhookReceiver {
  url: string;
  port: number;
  /** What came, oldest first. */
  received: Received[];
  /** Does what a test wants with the next requests; it answers 204 until told otherwise. */
  answer(by: (response: ServerResponse, received: Received) => void): void;
}

/** Somebody who takes webhooks, over HTTP on this machine. It closes itself when the file is done. */
export async function openWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  let by: (response: ServerResponse, received: Received) => void = (response) => response.writeHead(204).end();
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    // Whoever sends may break off; what has come by then is no webhook.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    for await (const part of request) parts.push(part);
    const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString() };
    received.push(one);
    by(response, one);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    answer(next) {
      by = next;
    },
  };
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../platform/caller.ts';
import type { Live } from './open-live.ts';
import { serveEventStream } from './serve-event-stream.ts';
import { serveWebSocket } from './serve-web-socket.ts';

interface LiveRoutes {
  live: Live;
  identify(accessToken: string): Caller;
  expectOwnPage(request: FastifyRequest): void;
}

/** Serves the live streams. They end before the server closes: it would wait for them. */
export async function registerLiveRoutes(app: FastifyInstance, parts: LiveRoutes): Promise<void> {
  const { live } = parts;
  app.addHook('preClose', async () => live.end());
  app.addHook('onClose', () => live.close());
  serveEventStream(app, live);
  await serveWebSocket(app, parts);
}

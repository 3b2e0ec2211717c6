import websocket from '@fastify/websocket';
import type { ProblemCode } from '@orderhouse/contracts';
import { may, problems } from '@orderhouse/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { type LogPosition, parsePosition } from '../events/index.ts';
import type { Caller } from '../platform/caller.ts';
import { DomainError } from '../platform/domain-error.ts';
import { readClientMessage } from './client-message.ts';
import type { EndReason } from './feed.ts';
import type { Live, Stream, StreamOutlet } from './open-live.ts';

export const webSocketPath = '/ws';

const sign_in_within_ms = 10_000;
/** Connections that have not said yet who they are. */
const strangers_max = 500;
const message_bytes_max = 8_192;
const messages_per_minute_max = 30;

/** From 4000 on they are ours: 4000 and an HTTP status that says the same. */
const closeCodes: Readonly<Record<EndReason, number>> = {
  closing: 1001,
  unavailable: 1013,
  session_ended: 4401,
  token_expired: 4401,
  silent: 4408,
  too_slow: 4408,
};

function closeWith(socket: WebSocket, code: ProblemCode): void {
  const { status, title } = problems[code];
  socket.close(4_000 + status, `${code}: ${title}`);
}

function outletOn(socket: WebSocket): StreamOutlet {
  let isAlive = true;
  let lastTaken: Promise<void> = Promise.resolve();
  socket.on('pong', () => {
    isAlive = true;
  });
  const tell = (type: string, position: string) => socket.send(JSON.stringify({ type, id: position }));
  return {
    kind: 'websocket',
    send(events) {
      const { promise, resolve } = Promise.withResolvers<void>();
      lastTaken = promise;
      for (const event of events.slice(0, -1)) socket.send(event.message(), { binary: false });
      // Called when it is taken, and when it never will be.
      const [last] = events.slice(-1);
      if (last) socket.send(last.message(), { binary: false }, () => resolve());
    },
    mark: (position) => tell('ready', position),
    beat(position) {
      if (!isAlive) return socket.terminate();
      isAlive = false;
      socket.ping();
      if (position !== null) tell('position', position);
    },
    unsentBytes: () => socket.bufferedAmount,
    drained: () => lastTaken,
    end(reason) {
      // Whoever does not take what is there would not take the end either.
      if (reason === 'too_slow') socket.terminate();
      else socket.close(closeCodes[reason], reason);
    },
  };
}

interface WebSocketParts {
  live: Live;
  /** @throws DomainError `invalid_token` */
  identify(accessToken: string): Caller;
  /** @throws DomainError `cross_site_request` when the page that opened it may not use our cookies. */
  expectOwnPage(request: FastifyRequest): void;
}

/** One connection, from when it is open. Throws what its reader is told by a close code. */
function converse(socket: WebSocket, { live, identify }: WebSocketParts, onKnown: () => void) {
  let stream: Stream | null = null;
  let minute = 0;
  let messages_count = 0;
  socket.on('close', () => stream?.close());

  const begin = (caller: Caller, after: LogPosition | null) => {
    if (!may(caller.role, 'events:read')) throw new DomainError('forbidden');
    stream = live.open(caller, after, outletOn(socket));
    onKnown();
  };
  const signIn = (caller: Caller, after: LogPosition | null) => {
    if (stream === null) return begin(caller, after);
    const { storeId, actorId, role } = stream.caller;
    const isSame = caller.storeId === storeId && caller.actorId === actorId && caller.role === role;
    if (!isSame) throw new DomainError('forbidden');
    stream.renew(caller);
    if (after) stream.restart(after);
  };
  const hear = (text: string) => {
    const now = Math.floor(Date.now() / 60_000);
    messages_count = now === minute ? messages_count + 1 : 1;
    minute = now;
    if (messages_count > messages_per_minute_max) throw new DomainError('rate_limited');
    const message = readClientMessage(text);
    if (message === null) throw new DomainError('validation_failed');
    if (message.type === 'auth') return signIn(identify(message.accessToken), message.after);
    if (stream === null) throw new DomainError('unauthenticated');
    stream.restart(message.after);
  };
  return { begin, hear };
}

/** Runs what a reader caused, and tells it of a refusal. */
function refusing(socket: WebSocket, deed: () => void): void {
  try {
    deed();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    closeWith(socket, error.code);
  }
}

/**
 * `/ws`: the feed of the stream as a WebSocket. A caller signs in by a bearer token or our cookie as it connects, or by
 * its first message.
 */
export async function serveWebSocket(app: FastifyInstance, parts: WebSocketParts): Promise<void> {
  let strangers = 0;
  await app.register(websocket, {
    options: { maxPayload: message_bytes_max, perMessageDeflate: false },
    errorHandler: (error, socket, request) => {
      request.log.info({ reason: error.message }, 'a WebSocket broke');
      socket.terminate();
    },
  });

  app.route<{ Querystring: { last_event_id?: string } }>({
    method: 'GET',
    url: webSocketPath,
    preValidation: async (request) => {
      const { role } = request.caller();
      if (role !== 'anonymous' && request.headers.authorization === undefined) parts.expectOwnPage(request);
      if (role === 'anonymous' && strangers >= strangers_max) throw new DomainError('overloaded');
    },
    handler: async () => {
      throw new DomainError('not_found', { detail: `${webSocketPath} is a WebSocket.` });
    },
    wsHandler: (socket, request) => {
      const { last_event_id } = request.query;
      const caller = request.caller();
      let isStranger = caller.role === 'anonymous';
      if (isStranger) strangers += 1;
      const known = () => {
        clearTimeout(late);
        if (isStranger) strangers -= 1;
        isStranger = false;
      };
      const late = setTimeout(() => closeWith(socket, 'unauthenticated'), sign_in_within_ms);
      socket.on('close', known);
      const conversation = converse(socket, parts, known);
      socket.on('message', (data) => refusing(socket, () => conversation.hear(String(data))));
      if (isStranger) return;
      refusing(socket, () => {
        const after = last_event_id === undefined ? null : parsePosition(last_event_id);
        if (last_event_id !== undefined && after === null) throw new DomainError('validation_failed');
        conversation.begin(caller, after);
      });
    },
  });
}

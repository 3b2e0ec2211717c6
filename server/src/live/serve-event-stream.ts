import { live as contract } from '@orderhouse/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parsePosition } from '../events/index.ts';
import { DomainError } from '../platform/domain-error.ts';
import { bindRoute } from '../platform/http/bind-route.ts';
import type { Live, StreamOutlet } from './open-live.ts';

/** What a reader waits before it connects again, unless it knows better. */
const retry_ms = 2_000;

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  // No proxy may keep it, or change it: to compress it is to hold it back.
  'cache-control': 'no-store, no-transform',
  // nginx and those like it gather an answer before they hand it on.
  'x-accel-buffering': 'no',
  // With the stream its connection ends: a process that stops waits for none.
  connection: 'close',
};

/** @throws DomainError `validation_failed` */
function positionIn(text: string | undefined, pointer: string) {
  if (text === undefined) return null;
  const position = parsePosition(text);
  if (position !== null) return position;
  const detail = 'is no place in the event log that we gave out';
  throw new DomainError('validation_failed', { errors: [{ pointer, code: 'pattern', detail }] });
}

/** The header is newer than the address, which a browser keeps when it connects again. */
function resumePoint(request: FastifyRequest, last_event_id: string | undefined) {
  const header = request.headers['last-event-id'];
  if (typeof header === 'string' && header !== '') return positionIn(header, 'Last-Event-ID');
  return positionIn(last_event_id, 'last_event_id');
}

/** Writes the stream to an answer by hand: it has no end, and its pace is the reader's. */
function outletOn({ raw }: FastifyReply): StreamOutlet {
  const drained = async (): Promise<void> => {
    if (!raw.writableNeedDrain || raw.destroyed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    raw.on('drain', resolve).on('close', resolve);
    await promise;
    // Asked for with every page: what is left behind adds up.
    raw.off('drain', resolve).off('close', resolve);
  };
  return {
    kind: 'sse',
    send(events) {
      const [first] = events;
      if (events.length === 1 && first) raw.write(first.serverSent());
      else raw.write(Buffer.concat(events.map((event) => event.serverSent())));
    },
    // Without data it is no event to the reader, but the id from which it would go on.
    mark: (position) => void raw.write(`id: ${position}\n\n`),
    beat: (position) => void raw.write(position === null ? ':\n\n' : `:\nid: ${position}\n\n`),
    unsentBytes: () => raw.writableLength,
    drained,
    end(reason) {
      // Whoever does not take what is there would not take the end either.
      if (reason === 'too_slow') raw.destroy();
      else raw.end(`: ${reason}\n\n`);
    },
  };
}

/** `GET /events/stream`: server-sent events, as the HTML standard has them. */
export function serveEventStream(app: FastifyInstance, live: Live): void {
  bindRoute(app, contract.stream, async ({ caller, query }, request, reply) => {
    const after = resumePoint(request, query.last_event_id);
    const { raw } = reply;
    const isAsked = request.method === 'HEAD';
    const outlet = outletOn(reply);
    reply.headers(streamHeaders);
    // It refuses before anything is written. What it sends, it sends later.
    const stream = isAsked ? null : live.open(caller, after, outlet);
    reply.hijack();
    raw.writeHead(200, reply.getHeaders() as Record<string, string>);
    if (stream === null) {
      raw.end();
    } else {
      raw.once('close', () => stream.close());
      raw.write(`retry: ${retry_ms}\n\n`);
    }
    return { body: undefined };
  });
}

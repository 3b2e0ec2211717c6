import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { answerBrokenRequest } from './problem-reply.ts';

export interface ArrivalTimes {
  /** Every request has this long. */
  grace_ms: number;
  /** What is longer must have come at this pace by then, all in all. */
  bytes_per_second_min: number;
  check_every_ms: number;
}

// A picture of 10 MiB over 1 Mbit/s takes 84 s. Whoever sends a byte now and then has what everybody has.
const usualTimes: ArrivalTimes = { grace_ms: 30_000, bytes_per_second_min: 32_768, check_every_ms: 5_000 };

interface Arriving {
  response: ServerResponse;
  began_ms: number;
  bytes_before: number;
}

export interface BoundArrival {
  /** Each request, as soon as its headers are here. */
  watch(request: IncomingMessage, response: ServerResponse): void;
  stop(): void;
}

/**
 * Ends the connection of whoever does not come to the end of a body: slowly enough it would be kept for nothing. Node's own
 * `requestTimeout` knows no pace: it refuses a large file on a slow line, or lets everybody take as long.
 */
export function boundArrival(times: Partial<ArrivalTimes> = {}): BoundArrival {
  const { grace_ms, bytes_per_second_min, check_every_ms } = { ...usualTimes, ...times };
  const arriving = new Map<IncomingMessage, Arriving>();

  const isLate = ({ socket }: IncomingMessage, { response, began_ms, bytes_before }: Arriving): boolean => {
    const late_ms = performance.now() - began_ms - grace_ms;
    if (late_ms <= 0) return false;
    // What nobody reads any more has no time besides.
    if (response.writableEnded) return true;
    return socket.bytesRead - bytes_before < (late_ms / 1_000) * bytes_per_second_min;
  };
  const end = ({ socket }: IncomingMessage, { response }: Arriving) => {
    if (response.headersSent) socket.destroy();
    else answerBrokenRequest({ code: 'ERR_HTTP_REQUEST_TIMEOUT' } as NodeJS.ErrnoException, socket);
  };
  const checking = setInterval(() => {
    for (const [request, about] of arriving) {
      const isOver = request.complete || request.socket.destroyed;
      if (!isOver && !isLate(request, about)) continue;
      arriving.delete(request);
      if (!isOver) end(request, about);
    }
  }, check_every_ms).unref();

  return {
    watch(request, response) {
      const { headers, socket } = request;
      // What is handed over within the process does not arrive from anywhere.
      if (!(socket instanceof Socket)) return;
      if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
      arriving.set(request, { response, began_ms: performance.now(), bytes_before: socket.bytesRead });
      request.once('close', () => arriving.delete(request));
    },
    stop: () => clearInterval(checking),
  };
}

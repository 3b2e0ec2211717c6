import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { hostIn, pinnedTo, type Resolve, resolvePublic } from './public-address.ts';

const error_characters_max = 500;

// Our own: the global ones may be told of a proxy by the environment, and would then connect to it instead.
const agents = { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) };

/** @returns what an error of a connection says, as PostgreSQL can store it. */
export function wordsOfFailure(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  const isSeveral = error instanceof AggregateError && error.errors.length > 0;
  const words = isSeveral ? error.errors.map((one: Error) => one.message).join('; ') : message;
  // Names in a certificate are words of the other side; PostgreSQL stores neither U+0000 nor half a character.
  return (words || code || 'the connection failed').slice(0, error_characters_max).replaceAll('\0', '').toWellFormed();
}

/**
 * Resolves the host of a URL once, for a connection to just those addresses. A look-up cannot be called off; it is only no
 * longer waited for.
 *
 * @throws AddressRefused; what the resolver throws; the reason of the signal.
 */
export async function findAddresses(url: URL, resolve: Resolve, signal: AbortSignal): Promise<LookupFunction> {
  const found = resolvePublic(hostIn(url), resolve, signal);
  found.catch(() => undefined);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return pinnedTo(await Promise.race([found, aborted]));
}

export interface Outgoing {
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** Of addresses that were checked; left out, the machine's own. */
  lookup: LookupFunction | undefined;
  signal: AbortSignal;
  onConnected: () => void;
}

/** @returns what a request is answered, once its head has come. Redirects are answers. */
export function sendOut(
  url: URL,
  { method, headers, body, lookup, signal, onConnected }: Outgoing,
): Promise<IncomingMessage> {
  const isSecure = url.protocol === 'https:';
  const length = body !== undefined && { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((answer, reject) => {
    const request = (isSecure ? httpsRequest : httpRequest)(url, {
      method,
      agent: isSecure ? agents.https : agents.http,
      headers: { ...headers, ...length, connection: 'close' },
      signal,
      ...(lookup && { lookup }),
    });
    request.on('socket', (socket) => socket.once(isSecure ? 'secureConnect' : 'connect', onConnected));
    request.on('response', answer);
    // Answered 101. Without this nothing more would come of the request, neither an answer nor an error, ever.
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      reject(new Error('answered 101; no other protocol is spoken'));
    });
    // Stays on: what breaks once the answer has begun, breaks its body.
    request.on('error', reject);
    // The last that is heard of any request.
    request.on('close', () => reject(new Error('the connection was closed without an answer')));
    request.end(body);
  });
}

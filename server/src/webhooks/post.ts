import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { hostIn, pinnedTo, type Resolve, resolveByMachine, resolvePublic } from './public-address.ts';

const connect_timeout_ms = 5_000;
/** Of one attempt, from the look-up of the name to the last byte of the answer. */
export const total_timeout_ms = 15_000;
const answer_bytes_kept_max = 16_384;
const error_characters_max = 500;

/** What came of one attempt. The status decides; the body is for people. */
export type PostResult = { status: number; body: string; retry_after: string | null } | { error: string };

export interface PostOptions {
  allowPrivate: boolean;
  resolve?: Resolve;
  connect_timeout_ms?: number;
  total_timeout_ms?: number;
}

// Our own: the global ones may be told of a proxy by the environment, and would then connect to it instead.
const agents = { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) };

/** @returns the beginning of an answer's body; what goes on after that is cut off. */
function bodyOf(response: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    // PostgreSQL cannot store U+0000.
    const done = () =>
      resolve(Buffer.concat(parts).subarray(0, answer_bytes_kept_max).toString('utf8').replaceAll('\0', '\ufffd'));
    response.on('data', (part: Buffer) => {
      parts.push(part);
      bytes += part.length;
      if (bytes >= answer_bytes_kept_max) response.destroy();
    });
    // Cut off by either side: the status has come, and that is what counts.
    response.on('error', done);
    response.on('close', done);
  });
}

function told(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  const isSeveral = error instanceof AggregateError && error.errors.length > 0;
  const words = isSeveral ? error.errors.map((one: Error) => one.message).join('; ') : message;
  // Names in a certificate are words of the other side; PostgreSQL stores neither U+0000 nor half a character.
  return (words || code || 'the connection failed').slice(0, error_characters_max).replaceAll('\0', '').toWellFormed();
}

/**
 * Sends a webhook once. Redirects are not followed: whoever moves tells the new address. The connection goes to
 * addresses that were checked, over no proxy, and ends by itself.
 *
 * @returns how it went; it throws for nothing that the world outside does.
 */
export async function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  options: PostOptions,
): Promise<PostResult> {
  const total_ms = options.total_timeout_ms ?? total_timeout_ms;
  const connect_ms = options.connect_timeout_ms ?? connect_timeout_ms;
  const late = new AbortController();
  const giveUp = (words: string, after_ms: number) => setTimeout(() => late.abort(new Error(words)), after_ms);
  const total = giveUp(`no answer within ${total_ms} ms`, total_ms);
  const connect = giveUp(`no connection within ${connect_ms} ms`, connect_ms);
  try {
    const lookup = options.allowPrivate ? undefined : await findAddresses(url, options, late.signal);
    const response = await send(url, { headers, body, lookup, signal: late.signal }, () => clearTimeout(connect));
    const { statusCode: status = 0, headers: answered } = response;
    return { status, body: await bodyOf(response), retry_after: answered['retry-after'] ?? null };
  } catch (error) {
    return { error: told(late.signal.aborted ? late.signal.reason : error) };
  } finally {
    clearTimeout(total);
    clearTimeout(connect);
  }
}

/** A look-up cannot be called off; it is only no longer waited for. */
async function findAddresses(url: URL, { resolve = resolveByMachine }: PostOptions, signal: AbortSignal) {
  if (url.protocol !== 'https:') throw new Error('only https:// is sent to');
  const found = resolvePublic(hostIn(url), resolve, signal);
  found.catch(() => undefined);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return pinnedTo(await Promise.race([found, aborted]));
}

interface Sending {
  headers: Readonly<Record<string, string>>;
  body: string;
  lookup: LookupFunction | undefined;
  signal: AbortSignal;
}

function send(url: URL, { headers, body, lookup, signal }: Sending, onConnected: () => void): Promise<IncomingMessage> {
  const isSecure = url.protocol === 'https:';
  return new Promise((answer, reject) => {
    const request = (isSecure ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      agent: isSecure ? agents.https : agents.http,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' },
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

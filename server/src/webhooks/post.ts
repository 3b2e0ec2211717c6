import type { IncomingMessage } from 'node:http';
import { type Resolve, resolveByMachine } from '../platform/http-out/public-address.ts';
import { findAddresses, sendOut, wordsOfFailure } from '../platform/http-out/reach.ts';

const connect_timeout_ms = 5_000;
/** Of one attempt, from the look-up of the name to the last byte of the answer. */
export const total_timeout_ms = 15_000;
const answer_bytes_kept_max = 16_384;

/** What came of one attempt. The status decides; the body is for people. */
export type PostResult = { status: number; body: string; retry_after: string | null } | { error: string };

export interface PostOptions {
  allowPrivate: boolean;
  resolve?: Resolve;
  connect_timeout_ms?: number;
  total_timeout_ms?: number;
}

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
    const lookup = options.allowPrivate ? undefined : await lookUp(url, options, late.signal);
    const onConnected = () => clearTimeout(connect);
    const response = await sendOut(url, { method: 'POST', headers, body, lookup, signal: late.signal, onConnected });
    const { statusCode: status = 0, headers: answered } = response;
    return { status, body: await bodyOf(response), retry_after: answered['retry-after'] ?? null };
  } catch (error) {
    return { error: wordsOfFailure(late.signal.aborted ? late.signal.reason : error) };
  } finally {
    clearTimeout(total);
    clearTimeout(connect);
  }
}

async function lookUp(url: URL, { resolve = resolveByMachine }: PostOptions, signal: AbortSignal) {
  if (url.protocol !== 'https:') throw new Error('only https:// is sent to');
  return findAddresses(url, resolve, signal);
}

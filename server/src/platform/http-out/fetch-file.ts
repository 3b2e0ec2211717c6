import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { AddressRefused, type Resolve } from './public-address.ts';
import { findAddresses, sendOut, wordsOfFailure } from './reach.ts';

/** Of a whole fetch, from the first look-up of a name to the last byte, redirects included. */
const fetch_timeout_ms = 20_000;
const connect_timeout_ms = 5_000;
/** Some servers of names never answer for IPv6: whoever has addresses of one family waits no longer for the other (RFC 8305, 3). */
const second_family_ms_max = 300;
const redirects_max = 3;
const address_characters_max = 2_000;
const redirections = new Set([301, 302, 303, 307, 308]);

/** What came of a fetch. `content` is there with 200 alone. What is final stays as it is, however often it is tried. */
export type Fetched =
  | { status: number; content: Buffer | null; retry_after: string | null }
  | { error: string; is_final: boolean };

export interface FetchOptions {
  bytes_max: number;
  /** Sent along, besides what every request has. */
  headers: Readonly<Record<string, string>>;
  /** Also from this machine and its networks, and from any port. */
  allowPrivate: boolean;
  resolve?: Resolve;
  connect_timeout_ms?: number;
  total_timeout_ms?: number;
}

/** Says that something will not be fetched, now or later. */
class Refused extends Error {}

/** Asks DNS itself, by no thread of Node's: names of strangers may take as long to answer as they like. */
export function resolveBySockets(servers?: readonly string[], timeout_ms = 2_000): Resolve {
  const resolver = new Resolver({ timeout: timeout_ms, tries: 2 });
  if (servers) resolver.setServers(servers);
  return async (host) => {
    const found: LookupAddress[] = [];
    const ask = async (family: 4 | 6) => {
      const addresses = await (family === 4 ? resolver.resolve4(host) : resolver.resolve6(host));
      found.push(...addresses.map((address) => ({ address, family })));
    };
    const asked = [ask(4), ask(6)];
    const both = Promise.allSettled(asked);
    const enough = Promise.any(asked).then(
      () => delay(second_family_ms_max, undefined, { ref: false }),
      () => undefined,
    );
    await Promise.race([both, enough]);
    // Their own list: what comes later was not looked at.
    if (found.length > 0) return [...found];
    const [four] = await both;
    throw four?.status === 'rejected' ? four.reason : new Error(`${host} has no address`);
  };
}

const resolveNames = resolveBySockets();

/** @throws Refused */
function expectFetchable(url: URL | null, { allowPrivate }: FetchOptions): URL {
  const isWeb = url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
  if (!isWeb || url.href.length > address_characters_max) throw new Refused('is no address on the web');
  if (url.username !== '' || url.password !== '') throw new Refused('the address holds a user or a password');
  // Else whoever may import could look which other ports of the world are open to this machine.
  if (url.port !== '' && !allowPrivate) throw new Refused('the address names a port; only 80 and 443 are asked');
  return url;
}

/** Node reads a header byte by byte; whoever writes more than ASCII into an address means UTF-8. */
function asSent(header: string): string {
  const text = Buffer.from(header, 'latin1').toString();
  return text.includes('\ufffd') ? header : text;
}

/** @throws Refused where the body is packed, or larger than it may be. */
async function contentOf(response: IncomingMessage, { bytes_max }: FetchOptions): Promise<Buffer> {
  const tooLarge = () => new Refused(`the file has more than ${bytes_max} bytes`);
  const { 'content-encoding': packed = 'identity', 'content-length': length = '0' } = response.headers;
  if (packed.trim().toLowerCase() !== 'identity') throw new Refused('the file came packed, which was not asked for');
  if (Number(length) > bytes_max) throw tooLarge();
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > bytes_max) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts, bytes);
}

/** One request of a fetch. @returns where it goes on, or what came. */
async function hop(url: URL, options: FetchOptions, signal: AbortSignal): Promise<{ next: URL } | Fetched> {
  const connect_ms = options.connect_timeout_ms ?? connect_timeout_ms;
  const late = new AbortController();
  const words = `no connection within ${connect_ms} ms`;
  const connect = setTimeout(() => late.abort(new Error(words)), connect_ms);
  const either = AbortSignal.any([signal, late.signal]);
  try {
    const lookup = options.allowPrivate ? undefined : await findAddresses(url, options.resolve ?? resolveNames, either);
    const headers = { ...options.headers, 'accept-encoding': 'identity' };
    const onConnected = () => clearTimeout(connect);
    const response = await sendOut(url, { method: 'GET', headers, lookup, signal: either, onConnected });
    const { statusCode: status = 0, headers: answered } = response;
    try {
      if (redirections.has(status) && answered.location !== undefined) {
        return { next: expectFetchable(URL.parse(asSent(answered.location), url.href), options) };
      }
      const content = status === 200 ? await contentOf(response, options) : null;
      return { status, content, retry_after: answered['retry-after'] ?? null };
    } finally {
      response.on('error', () => undefined).destroy();
    }
  } catch (error) {
    throw either.aborted ? either.reason : error;
  } finally {
    clearTimeout(connect);
  }
}

/**
 * Fetches a file from an address that a stranger has named. Each hop goes to addresses that were checked, over no proxy;
 * what comes is as long as it may be and no longer, and the whole ends by itself.
 *
 * @returns how it went; it throws for nothing that the world outside does.
 */
export async function fetchFile(address: string, options: FetchOptions): Promise<Fetched> {
  const total_ms = options.total_timeout_ms ?? fetch_timeout_ms;
  const late = new AbortController();
  const total = setTimeout(() => late.abort(new Error(`not there within ${total_ms} ms`)), total_ms);
  try {
    let url = expectFetchable(URL.parse(address), options);
    for (let redirects = 0; redirects <= redirects_max; redirects += 1) {
      const came = await hop(url, options, late.signal);
      if (!('next' in came)) return came;
      url = came.next;
    }
    throw new Refused(`is sent on more than ${redirects_max} times`);
  } catch (error) {
    const is_final = error instanceof Refused || error instanceof AddressRefused;
    return { error: wordsOfFailure(error), is_final };
  } finally {
    clearTimeout(total);
  }
}

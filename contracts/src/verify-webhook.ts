import type { WebhookMessage } from './webhooks.ts';

export interface WebhookToVerify {
  /** The body exactly as it arrived, before anything parsed it. */
  payload: string | Uint8Array<ArrayBuffer>;
  headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** `whsec_…`, as it was shown when the endpoint was made. */
  secret: string;
  /** How far the sender's clock may be off, either way; five minutes unless said. */
  tolerance_seconds?: number;
  now?: Date;
}

/** Why a request is no webhook of ours. Answer it with 400 or 401, and do nothing. */
export class WebhookVerificationError extends Error {
  readonly code:
    | 'missing_header'
    | 'bad_timestamp'
    | 'too_old'
    | 'too_new'
    | 'bad_secret'
    | 'bad_signature'
    | 'unreadable';

  constructor(code: WebhookVerificationError['code'], message: string) {
    super(message);
    this.name = 'WebhookVerificationError';
    this.code = code;
  }
}

const tolerance_seconds_usual = 300;
// A header that holds more is not from us, and each costs a signature.
const signatures_max = 10;

function headerOf(headers: WebhookToVerify['headers'], name: string): string {
  const value =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  if (typeof value !== 'string' || value === '') {
    throw new WebhookVerificationError('missing_header', `there is no header ${name}`);
  }
  return value;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function checkTime(header: string, now: Date, tolerance_seconds: number): void {
  if (!/^\d{1,12}$/.test(header)) {
    throw new WebhookVerificationError('bad_timestamp', 'webhook-timestamp is no number of seconds');
  }
  const age_seconds = Math.floor(now.getTime() / 1_000) - Number(header);
  if (age_seconds > tolerance_seconds) throw new WebhookVerificationError('too_old', 'it was signed too long ago');
  if (age_seconds < -tolerance_seconds) throw new WebhookVerificationError('too_new', 'it was signed in the future');
}

async function keyOf(secret: string): Promise<CryptoKey> {
  const bytes = bytesOf(secret.replace(/^whsec_/, ''));
  if (bytes === null || bytes.length === 0) {
    throw new WebhookVerificationError('bad_secret', 'a secret is whsec_ and base64');
  }
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

function signaturesIn(header: string): Uint8Array<ArrayBuffer>[] {
  return header
    .split(' ', signatures_max)
    .flatMap((one) => (one.startsWith('v1,') ? (bytesOf(one.slice('v1,'.length)) ?? []) : []));
}

function joined(head: Uint8Array, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(head.length + body.length);
  all.set(head);
  all.set(body, head.length);
  return all;
}

/**
 * Whether a request is a webhook of ours, unchanged and not an old one sent again; by the Standard Webhooks
 * specification. Runs where there is WebCrypto: Node, browsers, Deno, Bun, workers. WebCrypto compares in constant time.
 *
 * @returns what the webhook says.
 * @throws WebhookVerificationError
 */
export async function verifyWebhook(webhook: WebhookToVerify): Promise<WebhookMessage> {
  const { payload, headers, secret, now = new Date() } = webhook;
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const signatures = signaturesIn(headerOf(headers, 'webhook-signature'));
  checkTime(timestamp, now, webhook.tolerance_seconds ?? tolerance_seconds_usual);
  const body = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), body);
  const key = await keyOf(secret);
  const matches = await Promise.all(
    signatures.map((signature) => crypto.subtle.verify('HMAC', key, signature, signed)),
  );
  if (!matches.includes(true)) throw new WebhookVerificationError('bad_signature', 'no signature fits');
  try {
    return JSON.parse(new TextDecoder().decode(body)) as WebhookMessage;
  } catch {
    throw new WebhookVerificationError('unreadable', 'the body is no JSON');
  }
}

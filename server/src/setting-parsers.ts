import { createPrivateKey } from 'node:crypto';
import { type FilesPlace, parseFilesUrl } from './platform/files/files-url.ts';
import { parseQueueUrl, type QueuePlace } from './platform/queue/queue-url.ts';

type Parser<T> = (text: string) => T;

/** What a parser throws: what the value should be. */
export class Malformed extends Error {}

export function integer(from: number, to: number): Parser<number> {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (value < from || value > to) throw new Malformed(`must be a whole number from ${from} to ${to}`);
    return value;
  };
}

export function oneOf<const T extends string>(...values: T[]): Parser<T> {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found === undefined) throw new Malformed(`must be one of ${values.join(', ')}`);
    return found;
  };
}

export const flag: Parser<boolean> = (text) => oneOf('true', 'false')(text) === 'true';
const list: Parser<string[]> = (text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function url(...protocols: string[]): Parser<URL> {
  return (text) => {
    const parsed = URL.parse(text);
    if (parsed === null || !protocols.includes(parsed.protocol.slice(0, -1)) || parsed.host === '') {
      throw new Malformed(`must be a URL that begins with ${protocols.map((name) => `${name}://`).join(' or ')}`);
    }
    return parsed;
  };
}

export const databaseUrl: Parser<string> = (text) => {
  url('postgres', 'postgresql')(text);
  return text;
};

export const redisUrl: Parser<string> = (text) => {
  url('redis', 'rediss')(text);
  return text;
};

export const queueUrl: Parser<QueuePlace> = (text) => {
  const place = parseQueueUrl(text);
  if (typeof place === 'string') throw new Malformed(place);
  return place;
};

export const filesUrl: Parser<FilesPlace> = (text) => {
  const place = parseFilesUrl(text);
  if (typeof place === 'string') throw new Malformed(place);
  return place;
};

export const publicUrl: Parser<string> = (text) => {
  const parsed = url('http', 'https')(text);
  if (parsed.search !== '' || parsed.hash !== '') throw new Malformed('must have no query and no fragment');
  return parsed.href.replace(/\/+$/, '');
};

export const origins: Parser<string[]> = (text) =>
  list(text).map((origin) => {
    if (url('http', 'https')(origin).origin !== origin) {
      throw new Malformed('must be a list of origins such as https://shop.example, parted by commas');
    }
    return origin;
  });

export const trustProxy: Parser<boolean | number | string[]> = (text) => {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const ranges = list(text);
  if (!ranges.every((range) => /^([0-9a-f.:]+(\/\d{1,3})?|loopback|linklocal|uniquelocal)$/i.test(range))) {
    throw new Malformed('must be true, false, a number of hops, or addresses and ranges parted by commas');
  }
  return ranges;
};

export const privateKey: Parser<string> = (text) => {
  // In one line, as many hosts want it.
  const pem = text.replaceAll('\\n', '\n');
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048) return pem;
  } catch {
    // Told below; the library's message could hold a part of the key.
  }
  throw new Malformed('must be the PEM of an RSA private key of at least 2048 bits');
};

export const token: Parser<string> = (text) => {
  if (text.length < 16) throw new Malformed('must have at least 16 characters');
  return text;
};

export const emailAddress: Parser<string> = (text) => {
  if (/^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(text)) return text;
  throw new Malformed('must be an e-mail address such as orders@shop.example');
};

export const encryptionKey: Parser<string> = (text) => {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) throw new Malformed('must be 32 bytes in base64 (openssl rand -base64 32)');
  return text;
};

const secondsOf = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;
const retries_max = 20;
const retry_seconds_max = 7 * secondsOf.d;

export const retrySchedule: Parser<readonly number[]> = (text) => {
  const waits = list(text).map((wait) => {
    const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(wait) ?? [];
    return Number(count) * secondsOf[unit as keyof typeof secondsOf];
  });
  if (waits.length > retries_max || !waits.every((seconds) => seconds >= 1 && seconds <= retry_seconds_max)) {
    throw new Malformed(`must be up to ${retries_max} waits such as 5s,5m,2h, each of at most 7d`);
  }
  return Object.freeze(waits);
};

export const text: Parser<string> = (value) => value;

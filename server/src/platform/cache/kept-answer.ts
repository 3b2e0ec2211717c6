/** An answer as it is sent: a hit costs no serializing and no digest. */
export interface KeptAnswer {
  body: Buffer;
  /** With its quotes. */
  etag: string;
}

/** The same with what decides whether it may still be told. */
export interface Loaded extends KeptAnswer {
  tags: readonly string[];
  /** It is told to whoever is waiting for it, and to nobody after. */
  is_passing?: boolean;
}

/** As it lies in Redis: a line of JSON about it, then the body. */
export interface SharedAnswer extends Loaded {
  horizon: number;
  expires_at_ms: number;
}

const newline = 0x0a;

export function encodeShared({ body, ...about }: SharedAnswer): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(about)}\n`), body]);
}

/** @returns null for what was not written by `encodeShared`. */
export function decodeShared(bytes: Buffer): SharedAnswer | null {
  const end = bytes.indexOf(newline);
  if (end === -1) return null;
  try {
    const { etag, tags, horizon, expires_at_ms } = JSON.parse(bytes.toString('utf8', 0, end));
    const isWhole = typeof etag === 'string' && Array.isArray(tags) && Number.isFinite(horizon + expires_at_ms);
    return isWhole ? { etag, tags, horizon, expires_at_ms, body: bytes.subarray(end + 1) } : null;
  } catch {
    return null;
  }
}

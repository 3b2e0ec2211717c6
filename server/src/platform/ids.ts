import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const random_bytes_per_id = 16;
// Drawn for many ids at once: a call for each took 4 % of the server's time while placing orders.
const pool = new Uint8Array(random_bytes_per_id * 256);
let used = pool.length;
let last = { at_ms: 0, sequence: 0 };

function randomBytes(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += random_bytes_per_id;
  return pool.subarray(used - random_bytes_per_id, used);
}

/** Counts on within a millisecond from a random start (RFC 9562, 6.2, method 1). */
function sequenceAt(at_ms: number, random: Uint8Array): number {
  const start = new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 1;
  last = { at_ms, sequence: at_ms === last.at_ms ? last.sequence + 1 : start };
  return last.sequence;
}

/**
 * @returns a UUIDv7 (RFC 9562): ordered by time, so that index pages stay warm; those of one process and millisecond
 * in the order they were made, so that the orders of a batch are listed as they came. `at` for history.
 */
export function newId(at?: Date): string {
  const msecs = at?.getTime() ?? Date.now();
  const random = randomBytes();
  return v7({ msecs, random, seq: sequenceAt(msecs, random) });
}

import { v7 } from 'uuid';

/** @returns a UUIDv7 (RFC 9562): ordered by time, so that index pages stay warm. `at` for history. */
export function newId(at?: Date): string {
  return at ? v7({ msecs: at.getTime() }) : v7();
}

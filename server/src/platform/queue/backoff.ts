const backoff_max_ms = 43_200_000;

/**
 * How long to wait before the next attempt: doubled each time, at most twelve hours, and spread by half either way so
 * that what failed together does not come back together.
 *
 * @param attempt the one that failed, from 1.
 * @param chance from 0 to 1.
 */
export function backoffAfter(attempt: number, backoff_ms: number, chance: number = Math.random()): number {
  return Math.round(Math.min(backoff_max_ms, backoff_ms * 2 ** (attempt - 1)) * (0.5 + chance));
}

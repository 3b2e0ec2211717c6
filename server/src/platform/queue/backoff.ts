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

const early_wait_ms_min = 100;
const early_wait_ms_max = 5_000;

/**
 * How long to wait before another look for what a job is about: as long as the job is old, so that it doubles.
 * @returns null when the job is too old to wait for it.
 */
export function waitForCommit(age_ms: number, early_ms_max: number): number | null {
  if (age_ms >= early_ms_max) return null;
  return Math.round(Math.min(early_wait_ms_max, Math.max(early_wait_ms_min, age_ms)));
}

const retry_after_seconds_max = 86_400;

/** @returns seconds from a `Retry-After` (RFC 9110, 10.2.3), at most a day; 0 for what is none. */
export function secondsOfRetryAfter(retryAfter: string | null, now: Date): number {
  if (retryAfter === null) return 0;
  const seconds = /^\d{1,9}$/.test(retryAfter)
    ? Number(retryAfter)
    : (new Date(retryAfter).getTime() - now.getTime()) / 1_000;
  return Number.isNaN(seconds) ? 0 : Math.min(Math.max(seconds, 0), retry_after_seconds_max);
}

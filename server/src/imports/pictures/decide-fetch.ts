import type { Fetched } from '../../platform/http-out/fetch-file.ts';
import { secondsOfRetryAfter } from '../../platform/http-out/retry-after.ts';

/** What is waited before the second attempt, the third, …; one attempt more than there are waits. */
const waits_seconds = [10, 60, 600, 3_600, 21_600];
export const attempts_max = waits_seconds.length + 1;
const jitter_share = 0.1;

/** Why a picture is not there. What is final stays as it is, however often it is tried. */
export interface Failure {
  reason: string;
  is_final: boolean;
  retry_after: string | null;
}

/** Statuses below 500 that may be others a little later: too slow, too early, too often (RFC 9110, 8470, 6585). */
const passing = new Set([408, 425, 429]);

/** @returns what came, or why nothing did. Pure. */
export function contentOrFailure(fetched: Fetched): { content: Buffer } | Failure {
  if ('error' in fetched) return { reason: fetched.error, is_final: fetched.is_final, retry_after: null };
  const { status, content, retry_after } = fetched;
  if (content !== null) return { content };
  return { reason: `answered ${status}`, is_final: status < 500 && !passing.has(status), retry_after };
}

/**
 * When a picture is tried again: later from one time to the next, and not before its server says. Pure.
 *
 * @param chance from 0 to 1, so that what failed together is not tried again together.
 * @returns null for never.
 */
export function nextAttempt(
  { is_final, retry_after }: Failure,
  attempts: number,
  { now, chance }: { now: Date; chance: number },
): Date | null {
  const wait_seconds = waits_seconds[attempts - 1];
  if (is_final || wait_seconds === undefined) return null;
  const scattered = wait_seconds * (1 + jitter_share * (2 * chance - 1));
  return new Date(now.getTime() + Math.round(Math.max(scattered, secondsOfRetryAfter(retry_after, now)) * 1_000));
}

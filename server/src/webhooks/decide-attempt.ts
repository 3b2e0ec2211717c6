import { secondsOfRetryAfter } from '../platform/http-out/retry-after.ts';
import type { WebhookSettings } from './settings.ts';

/** Of what is waited, either way: what failed together is not tried again together. */
const jitter_share = 0.1;
const gone = 410;

export interface Tried {
  /** Null when nobody answered. */
  status: number | null;
  error: string | null;
  retry_after: string | null;
  at: Date;
  is_test: boolean;
  /** Of this round, this one counted. */
  attempts_in_round: number;
  /** Of the endpoint, when it is judged; null where the attempt has succeeded. */
  failing_since: string | null;
  /** From 0 to 1. */
  chance: number;
}

export interface Decision {
  status: 'pending' | 'delivered' | 'failed';
  error: string | null;
  next_attempt_at: Date | null;
  endpoint: 'as_it_was' | 'healthy' | 'failing' | 'disable_failing' | 'disable_gone';
}

/** Whether an answer says that the webhook was taken. */
export function isTaken(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

function failureOf({ status, error }: Tried): string | null {
  if (status === null) return error ?? 'nobody answered';
  if (isTaken(status)) return null;
  if (status >= 300 && status < 400) return `answered ${status}; redirects are not followed`;
  return `answered ${status}`;
}

function verdictOn({ status, at, failing_since }: Tried, { webhook_disable_after_hours }: WebhookSettings) {
  if (status === gone) return 'disable_gone';
  if (failing_since === null) return 'failing';
  const failing_ms = at.getTime() - new Date(failing_since).getTime();
  return failing_ms >= webhook_disable_after_hours * 3_600_000 ? 'disable_failing' : 'as_it_was';
}

/**
 * What follows from an attempt. 2xx has delivered it, and nothing else has; 410 says that the endpoint is gone for good
 * (Standard Webhooks). A test is sent once, and says nothing of the endpoint.
 */
export function decideAttempt(tried: Tried, settings: WebhookSettings): Decision {
  const error = failureOf(tried);
  const base = { error, next_attempt_at: null };
  if (error === null) {
    return { ...base, status: 'delivered', endpoint: tried.is_test ? 'as_it_was' : 'healthy' };
  }
  if (tried.is_test) return { ...base, status: 'failed', endpoint: 'as_it_was' };
  const endpoint = verdictOn(tried, settings);
  const wait_seconds = settings.webhook_retry_schedule_seconds[tried.attempts_in_round - 1];
  if (wait_seconds === undefined || endpoint.startsWith('disable')) return { ...base, status: 'failed', endpoint };
  const scattered = wait_seconds * (1 + jitter_share * (2 * tried.chance - 1));
  const wait_ms = Math.max(scattered, secondsOfRetryAfter(tried.retry_after, tried.at)) * 1_000;
  return { status: 'pending', error, next_attempt_at: new Date(tried.at.getTime() + Math.round(wait_ms)), endpoint };
}

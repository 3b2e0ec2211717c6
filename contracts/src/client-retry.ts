import { OrderhouseError } from './client-error.ts';

const wait_first_ms = 100;
const wait_max_ms = 5_000;
/** A server that wants us to wait longer is told to the caller instead. */
const retry_after_max_seconds = 60;
const passing: ReadonlySet<number> = new Set([0, 429, 503]);

/** Waits, or rejects as soon as the signal is aborted. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

function isWorthwhile(error: unknown): error is OrderhouseError {
  if (!(error instanceof OrderhouseError) || !passing.has(error.status)) return false;
  return (error.retryAfter ?? 0) <= retry_after_max_seconds;
}

/** Exponential, with jitter, so that callers that failed together do not come back together. */
function waitFor(attempt: number, retryAfter: number | null): number {
  const jitter = Math.random() * Math.min(wait_first_ms * 2 ** attempt, wait_max_ms);
  return (retryAfter ?? 0) * 1_000 + jitter;
}

/** Tries again what may pass: no answer, 429 and 503. `attempt` must be safe to repeat. */
export async function withRetries<T>(
  attempts_max: number,
  signal: AbortSignal | undefined,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let made = 1; ; made += 1) {
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      if (made >= attempts_max || !isWorthwhile(error)) throw error;
      await pause(waitFor(made - 1, error.retryAfter), signal);
    }
  }
}

/**
 * Waits before what broke off is begun again, however often it did.
 * @param cause why it did. One that does not pass is thrown; what is no refusal passes.
 */
export async function pauseBefore(failures: number, cause: unknown, signal: AbortSignal | undefined): Promise<void> {
  if (cause instanceof OrderhouseError && !isWorthwhile(cause)) throw cause;
  await pause(waitFor(failures, cause instanceof OrderhouseError ? cause.retryAfter : null), signal);
}

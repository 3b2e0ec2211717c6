import { useRef } from 'react';

/** 128 random bits; `crypto.randomUUID` is missing on pages that were not fetched securely. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Sends something under an idempotency key. */
export type Attempt = <T>(content: unknown, send: (idempotencyKey: string) => Promise<T>) => Promise<T>;

/**
 * Attempts at something that must not happen twice: the same key for as long as the same is sent and it is not known to
 * have been done, so that a repeat after a lost answer does nothing twice; another once something was changed, or once it
 * was done, for it may be meant to be done again.
 */
export function useAttempt(): Attempt {
  const kept = useRef({ content: '', key: '' });
  return async (content, send) => {
    const text = JSON.stringify(content);
    if (kept.current.content !== text) kept.current = { content: text, key: newKey() };
    const answer = await send(kept.current.key);
    kept.current = { content: '', key: '' };
    return answer;
  };
}

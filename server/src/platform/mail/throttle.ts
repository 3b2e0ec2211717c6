import { setTimeout as delay } from 'node:timers/promises';

/**
 * Spaces turns evenly.
 *
 * @param perSecond of this process; 0 for no limit.
 * @returns resolves when the caller may go.
 */
export function createThrottle(perSecond: number): () => Promise<void> {
  let next_ms = 0;
  return async () => {
    if (perSecond === 0) return;
    const now_ms = performance.now();
    const mine_ms = Math.max(now_ms, next_ms);
    next_ms = mine_ms + 1_000 / perSecond;
    if (mine_ms > now_ms) await delay(mine_ms - now_ms);
  };
}

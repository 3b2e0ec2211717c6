import { expect, vi } from 'vitest';
import { ask } from './database.ts';

/**
 * Resolves when the readers of the log may take everything that is committed by now: other test files have transactions
 * open in the same cluster, and the log waits for those that began before.
 */
export async function awaitHorizon(databaseUrl: string): Promise<void> {
  const [{ now } = { now: '' }] = await ask<{ now: string }>(
    databaseUrl,
    'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS now',
  );
  const passed = async () => {
    const [row] = await ask<{ passed: boolean }>(
      databaseUrl,
      'SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 AS passed',
      [now],
    );
    return row?.passed;
  };
  // Not `expect.poll`, which there is only inside a test.
  await vi.waitFor(async () => expect(await passed()).toBe(true), { timeout: 20_000, interval: 5 });
}

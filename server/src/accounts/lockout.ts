import type { Authority } from '../platform/database/authority.ts';
import type { Runtime } from '../platform/runtime.ts';
import { commitWithoutWaiting, countFailure } from './statements.ts';

const failures_max = 10;
const locked_for_ms = 15 * 60_000;

/** Whether an account takes no password now, not even the right one. */
export function isLocked(account: { locked_until: string | null }, now: Date): boolean {
  return account.locked_until !== null && new Date(account.locked_until) > now;
}

/**
 * Counts a wrong password; ten in a row lock the account for 15 minutes. It takes as long for an account that is not
 * there: the disk is not waited for, which only a row that was changed would need.
 * @param id of the account, or of nobody's.
 */
export async function recordFailure(runtime: Runtime, storeId: string, id: string, now: Date): Promise<void> {
  const house: Authority = { storeId, actorId: null, role: 'house' };
  const lockedUntil = new Date(now.getTime() + locked_for_ms).toISOString();
  await runtime.database.transact(house, async (connection) => {
    await Promise.all([commitWithoutWaiting(connection), countFailure(connection, id, failures_max, lockedUntil)]);
  });
}

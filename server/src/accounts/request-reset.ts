import { appendEvents } from '../events/index.ts';
import type { Authority } from '../platform/database/authority.ts';
import { newId } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import { insertReset, lockUserByEmail } from './reset-statements.ts';
import { commitWithoutWaiting } from './statements.ts';

/** For how long a link opens a reset. */
const open_for_ms = 60 * 60_000;
const resets_per_hour_max = 3;
const hour_ms = 3_600_000;

/**
 * Has a link mailed by which whoever reads the account's mail may set another password; at most three an hour. Says nothing:
 * the same statements run, and the disk is not waited for, whether the account is there, deactivated, or has asked too often.
 */
export async function requestReset({ database, clock }: Runtime, storeId: string, email: string): Promise<void> {
  const house: Authority = { storeId, actorId: null, role: 'house' };
  const now = clock.now();
  const after = (ms: number) => new Date(now.getTime() + ms).toISOString();
  await database.transact(house, async (connection) => {
    const [, known] = await Promise.all([
      commitWithoutWaiting(connection),
      lockUserByEmail(connection, email.toLowerCase()),
    ]);
    const user_id = known ?? newId(now);
    const reset = { store_id: storeId, id: newId(now), user_id, created_at: after(0), expires_at: after(open_for_ms) };
    const isAsked = await insertReset(connection, reset, { since: after(-hour_ms), resets_max: resets_per_hour_max });
    // Whoever asks has not shown to be the account's owner: it is the house that tells of it.
    const told = { type: 'user.password_reset_requested', subject_type: 'user', subject_id: user_id } as const;
    await appendEvents(connection, house, now, isAsked ? [told] : []);
  });
}

import type { Authority } from '../platform/database/authority.ts';
import type { Runtime } from '../platform/runtime.ts';
import { hashOf } from './refresh-token.ts';
import { addTokenHash, findOpenReset } from './reset-statements.ts';
import { newResetToken } from './reset-token.ts';

// A mail is tried a few times, and three are asked for in an hour.
const tokens_max = 32;

interface IssuedResetToken {
  token: string;
  /** RFC 3339. */
  expires_at: string;
}

/**
 * Makes a token for the last reset that an account has asked for, for the mail that is being written: it is kept nowhere
 * but in that. Each time it is another one, and those of before stay good.
 *
 * @returns null when no reset is open.
 */
export async function issueResetToken(
  { database, clock }: Runtime,
  storeId: string,
  userId: string,
): Promise<IssuedResetToken | null> {
  const house: Authority = { storeId, actorId: null, role: 'house' };
  return database.transact(house, async (connection) => {
    const reset = await findOpenReset(connection, userId, clock.now().toISOString());
    if (!reset) return null;
    const token = newResetToken({ storeId, id: reset.id });
    await addTokenHash(connection, reset.id, hashOf(token), tokens_max);
    return { token, expires_at: reset.expires_at };
  });
}

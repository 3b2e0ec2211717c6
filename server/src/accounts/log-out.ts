import type { Authority } from '../platform/database/authority.ts';
import type { Accounts } from './accounts.ts';
import { endSession } from './end-session.ts';
import { hashOf, storeOf } from './refresh-token.ts';
import { sessionOfToken } from './session-statements.ts';

/** Ends the session of a caller, or that of a refresh token. "Already ended" is success, and so is a token that is unknown. */
export async function logOut(
  accounts: Accounts,
  session: { storeId: string; id: string } | null,
  refreshToken: string | null,
): Promise<void> {
  const { runtime, revoked } = accounts;
  const storeId = session?.storeId ?? (refreshToken && storeOf(refreshToken));
  if (!storeId) return;
  const house: Authority = { storeId, actorId: null, role: 'house' };
  const ended = await runtime.database.transact(house, async (connection) => {
    const id = session?.id ?? (await sessionOfToken(connection, hashOf(refreshToken ?? '')));
    return id ? endSession(connection, storeId, id, 'logout', runtime.clock.now()) : [];
  });
  revoked.add(ended);
}

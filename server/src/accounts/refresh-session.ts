import type { Authority } from '../platform/database/authority.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Accounts } from './accounts.ts';
import { endSession } from './end-session.ts';
import { hashOf, storeOf } from './refresh-token.ts';
import { claimRefreshToken, type EndedSession, extendSession, sessionOfToken } from './session-statements.ts';
import { endOfSession, issueRefreshToken, type SignedIn, signedIn } from './start-session.ts';
import { readUser } from './statements.ts';

type Refreshed = { session: SignedIn } | { ended: EndedSession[] };

/**
 * Trades a refresh token for the next pair; claiming and issuing are one transaction. A token that is used again was
 * stolen, from its owner or by it: the whole session ends.
 *
 * @throws DomainError `invalid_token`
 */
export async function refreshSession(accounts: Accounts, token: string): Promise<SignedIn> {
  const { runtime, revoked, tokens } = accounts;
  const storeId = storeOf(token);
  if (storeId === null) throw new DomainError('invalid_token');
  const house: Authority = { storeId, actorId: null, role: 'house' };
  const now = runtime.clock.now();
  const result = await runtime.database.transact(house, async (connection): Promise<Refreshed> => {
    const sessionId = await claimRefreshToken(connection, hashOf(token), now.toISOString());
    if (sessionId === undefined) {
      const reused = await sessionOfToken(connection, hashOf(token));
      return { ended: reused ? await endSession(connection, storeId, reused, 'token_reused', now) : [] };
    }
    const userId = await extendSession(connection, sessionId, now.toISOString(), endOfSession(now));
    const user = userId === undefined ? undefined : await readUser(connection, userId);
    if (!user?.is_active) return { ended: [] };
    const next = await issueRefreshToken(connection, storeId, sessionId, now);
    return { session: await signedIn(tokens, storeId, user, sessionId, next, now) };
  });
  if ('session' in result) return result.session;
  // The session ends although the caller is refused, so the transaction commits before this is thrown.
  revoked.add(result.ended);
  throw new DomainError('invalid_token');
}

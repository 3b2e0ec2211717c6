import type { Session, User } from '@orderhouse/contracts';
import type { Connection } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import { type AccessTokens, access_token_seconds } from './access-token.ts';
import { hashOf, newRefreshToken } from './refresh-token.ts';
import { insertRefreshToken, insertSession } from './session-statements.ts';

export const session_seconds = 30 * 24 * 3_600;

/** Both tokens, whichever way they travel. */
export type SignedIn = Required<Session>;

export function endOfSession(now: Date): string {
  return new Date(now.getTime() + session_seconds * 1_000).toISOString();
}

/** A refresh token of a session, stored as its hash. */
export async function issueRefreshToken(
  connection: Connection,
  storeId: string,
  sessionId: string,
  now: Date,
): Promise<string> {
  const token = newRefreshToken(storeId);
  await insertRefreshToken(connection, {
    store_id: storeId,
    token_hash: hashOf(token),
    session_id: sessionId,
    created_at: now.toISOString(),
  });
  return token;
}

/** Opens a session: the family of the refresh tokens that follow. */
export async function startSession(
  connection: Connection,
  tokens: AccessTokens,
  storeId: string,
  user: User,
  userAgent: string | null,
  now: Date,
): Promise<SignedIn> {
  const session = {
    store_id: storeId,
    id: newId(now),
    user_id: user.id,
    user_agent: userAgent,
    created_at: now.toISOString(),
    expires_at: endOfSession(now),
  };
  await insertSession(connection, session);
  const refreshToken = await issueRefreshToken(connection, storeId, session.id, now);
  return signedIn(tokens, storeId, user, session.id, refreshToken, now);
}

export async function signedIn(
  tokens: AccessTokens,
  storeId: string,
  user: User,
  sessionId: string,
  refreshToken: string,
  now: Date,
): Promise<SignedIn> {
  const access_token = await tokens.sign({ id: user.id, sessionId, storeId, role: user.role }, now);
  return { access_token, token_type: 'bearer', expires_in: access_token_seconds, refresh_token: refreshToken, user };
}

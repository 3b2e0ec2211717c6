import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';

export const revokedChannel = 'orderhouse_revoked_sessions';

export interface EndedSession {
  id: string;
  user_id: string;
}

export type RevokeReason = 'logout' | 'token_reused' | 'account_changed';

export async function insertSession(
  connection: Connection,
  session: {
    store_id: string;
    id: string;
    user_id: string;
    user_agent: string | null;
    created_at: string;
    expires_at: string;
  },
): Promise<void> {
  await connection.insertInto('sessions').values(session).execute();
}

export async function insertRefreshToken(
  connection: Connection,
  token: { store_id: string; token_hash: string; session_id: string; created_at: string },
): Promise<void> {
  await connection.insertInto('refresh_tokens').values(token).execute();
}

/** Claims a token for its one use. @returns its session, or undefined when it is unknown or was used before. */
export async function claimRefreshToken(
  connection: Connection,
  tokenHash: string,
  at: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ session_id: string }>`
    UPDATE refresh_tokens SET used_at = ${at} WHERE token_hash = ${tokenHash} AND used_at IS NULL
    RETURNING session_id`.execute(connection);
  return rows[0]?.session_id;
}

export async function sessionOfToken(connection: Connection, tokenHash: string): Promise<string | undefined> {
  const row = await connection
    .selectFrom('refresh_tokens')
    .select('session_id')
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return row?.session_id;
}

/** A session that still runs, and whose it is; its end is put off. */
export async function extendSession(
  connection: Connection,
  id: string,
  at: string,
  expiresAt: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ user_id: string }>`
    UPDATE sessions SET expires_at = ${expiresAt} WHERE id = ${id} AND revoked_at IS NULL AND expires_at > ${at}
    RETURNING user_id`.execute(connection);
  return rows[0]?.user_id;
}

/** Ends sessions of one user, all or one, or all but one, and tells every process with the commit. @returns those that ended now. */
export async function revokeSessions(
  connection: Connection,
  which: { user_id?: string; id?: string; except?: string | null },
  reason: RevokeReason,
): Promise<EndedSession[]> {
  const { rows } = await sql<EndedSession>`
    WITH ended AS (
      UPDATE sessions SET revoked_at = now(), revoke_reason = ${reason}
       WHERE revoked_at IS NULL
         AND (${which.id ?? null}::uuid IS NULL OR id = ${which.id ?? null}::uuid)
         AND (${which.user_id ?? null}::uuid IS NULL OR user_id = ${which.user_id ?? null}::uuid)
         AND id IS DISTINCT FROM ${which.except ?? null}::uuid
      RETURNING id, user_id
    )
    SELECT id, user_id, pg_notify(${revokedChannel}, id::text) FROM ended`.execute(connection);
  return rows;
}

/** Sessions of all stores that were ended within the last so many seconds. */
export async function listRevoked(connection: Connection, seconds: number): Promise<{ id: string }[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM sessions WHERE revoked_at > now() - make_interval(secs => ${seconds})`.execute(connection);
  return rows;
}

/** Forgets sessions of the connection's store that ended before then, with their tokens; at most so many. @returns how many. */
export async function pruneSessions(connection: Connection, before: Date, limit: number): Promise<number> {
  // A session that was revoked is kept until it would have run out: who uses its tokens is refused by it.
  const { numAffectedRows } = await sql`
    DELETE FROM sessions WHERE (store_id, id) IN (
      SELECT store_id, id FROM sessions
       WHERE store_id = (SELECT current_store_id()) AND expires_at < ${before.toISOString()}
       ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`.execute(connection);
  return Number(numAffectedRows ?? 0);
}

/**
 * Forgets refresh tokens of the connection's store that were used before then; at most so many. Used once more, such a
 * token is refused as unknown, and no longer ends the session. @returns how many.
 */
export async function pruneUsedTokens(connection: Connection, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM refresh_tokens WHERE (store_id, token_hash) IN (
      SELECT store_id, token_hash FROM refresh_tokens
       WHERE store_id = (SELECT current_store_id()) AND used_at < ${before.toISOString()}
       ORDER BY used_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`.execute(connection);
  return Number(numAffectedRows ?? 0);
}

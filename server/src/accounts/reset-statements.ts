import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';

export interface NewReset {
  store_id: string;
  id: string;
  user_id: string;
  created_at: string;
  expires_at: string;
}

/** How many resets of one account there may be since a time. */
export interface ResetLimit {
  since: string;
  resets_max: number;
}

/** Locks an account by its address, as every change of it does. @returns its id, also where it is deactivated. */
export async function lockUserByEmail(connection: Connection, emailKey: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM users WHERE email_key = ${emailKey} FOR NO KEY UPDATE`.execute(connection);
  return rows[0]?.id;
}

/** Writes a reset of an active account that has not had too many. @returns whether there is one now. */
export async function insertReset(connection: Connection, reset: NewReset, limit: ResetLimit): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO password_resets (store_id, id, user_id, created_at, expires_at)
    SELECT ${reset.store_id}::uuid, ${reset.id}::uuid, u.id, ${reset.created_at}::timestamptz, ${reset.expires_at}::timestamptz
      FROM users u WHERE u.id = ${reset.user_id} AND u.is_active
       AND (SELECT count(*) FROM password_resets r
             WHERE r.store_id = ${reset.store_id}::uuid AND r.user_id = ${reset.user_id} AND r.created_at > ${limit.since}::timestamptz
           ) < ${limit.resets_max}
    RETURNING id`.execute(connection);
  return rows.length > 0;
}

/** The last reset of an account that is still open. */
export async function findOpenReset(
  connection: Connection,
  userId: string,
  at: string,
): Promise<{ id: string; expires_at: string } | undefined> {
  const { rows } = await sql<{ id: string; expires_at: string }>`
    SELECT id, expires_at FROM password_resets
     WHERE user_id = ${userId} AND closed_at IS NULL AND expires_at > ${at}
     ORDER BY created_at DESC LIMIT 1`.execute(connection);
  return rows[0];
}

/** Lets a reset be opened by one token more; the oldest is forgotten past so many. */
export async function addTokenHash(
  connection: Connection,
  id: string,
  tokenHash: string,
  tokens_max: number,
): Promise<void> {
  await sql`
    UPDATE password_resets SET token_hashes = (ARRAY[${tokenHash}::text] || token_hashes)[1:${sql.lit(tokens_max)}]
     WHERE id = ${id}`.execute(connection);
}

/** Whose password may be set by a token: of a reset that is open, of an account that is active. */
export async function findResettable(
  connection: Connection,
  id: string,
  tokenHash: string,
  at: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ user_id: string }>`
    SELECT r.user_id FROM password_resets r JOIN users u ON u.store_id = r.store_id AND u.id = r.user_id
     WHERE r.id = ${id} AND ${tokenHash} = ANY(r.token_hashes) AND r.closed_at IS NULL AND r.expires_at > ${at}
       AND u.is_active`.execute(connection);
  return rows[0]?.user_id;
}

/** From now on no token opens a reset of the account that was asked for before. */
export async function closeResets(connection: Connection, userId: string, at: string): Promise<void> {
  await sql`
    UPDATE password_resets SET closed_at = ${at} WHERE user_id = ${userId} AND closed_at IS NULL`.execute(connection);
}

/** Sets a password, and lets its account sign in at once, however often somebody has guessed at the old one. */
export async function setPassword(connection: Connection, id: string, passwordHash: string, at: string): Promise<void> {
  await sql`
    UPDATE users SET password_hash = ${passwordHash}, failed_logins = 0, locked_until = NULL, updated_at = ${at},
           version = version + 1
     WHERE id = ${id}`.execute(connection);
}

/** Forgets resets of the connection's store that ran out before then; at most so many. @returns how many. */
export async function pruneResets(connection: Connection, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM password_resets WHERE (store_id, id) IN (
      SELECT store_id, id FROM password_resets
       WHERE store_id = (SELECT current_store_id()) AND expires_at < ${before.toISOString()}
       ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`.execute(connection);
  return Number(numAffectedRows ?? 0);
}

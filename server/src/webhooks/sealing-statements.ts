import { sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';

export async function readSealingCheck(connection: Connection): Promise<string | undefined> {
  const { rows } = await sql<{ sealed: string }>`SELECT sealed FROM sealing_check`.execute(connection);
  return rows[0]?.sealed;
}

/** Of several at once one writes it; the others wait for that. */
export async function insertSealingCheck(connection: Connection, sealed: string): Promise<void> {
  await sql`INSERT INTO sealing_check (sealed) VALUES (${sealed}) ON CONFLICT DO NOTHING`.execute(connection);
}

export async function replaceSealingCheck(connection: Connection, sealed: string): Promise<void> {
  await sql`
    INSERT INTO sealing_check (sealed) VALUES (${sealed})
    ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, sealed_at = now()`.execute(connection);
}

/** Those of all stores that have a secret. */
export async function listSealedEndpoints(connection: Connection) {
  const { rows } = await sql<{ store_id: string; id: string }>`
    SELECT store_id, id FROM webhook_endpoints WHERE deleted_at IS NULL ORDER BY store_id, id`.execute(connection);
  return rows;
}

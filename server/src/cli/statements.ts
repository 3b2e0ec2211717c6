import type { Connection } from '../platform/database/database.ts';

/** The user of the transaction's store with that email. */
export async function findUserByEmail(connection: Connection, email: string): Promise<string | undefined> {
  const row = await connection
    .selectFrom('users')
    .select('id')
    .where('email_key', '=', email.toLowerCase())
    .executeTakeFirst();
  return row?.id;
}

/** Who may own products in the transaction's store: vendors first, then admins, the oldest first. */
export async function findFirstOwner(connection: Connection): Promise<{ id: string; email: string } | undefined> {
  return connection
    .selectFrom('users')
    .select(['id', 'email'])
    .where('role', 'in', ['vendor', 'admin'])
    .where('is_active', '=', true)
    .orderBy('role', 'desc')
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
}

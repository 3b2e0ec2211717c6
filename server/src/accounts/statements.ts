import type { PasswordRule, User } from '@orderhouse/contracts';
import { type RawBuilder, sql } from 'kysely';
import type { Connection } from '../platform/database/database.ts';
import { afterCursor, type ListRequest, ordering, type Sort } from '../platform/database/keyset.ts';

const columns = sql.raw(`u.id, u.email, u.username, u.role, u.full_name, u.phone, u.address, u.is_active, u.is_verified,
  u.version, u.created_at, u.updated_at`);

export interface Credentials extends User {
  password_hash: string;
  locked_until: string | null;
}

export async function readUser(connection: Connection, id: string): Promise<User | undefined> {
  const { rows } = await sql<User>`SELECT ${columns} FROM users u WHERE u.id = ${id}`.execute(connection);
  return rows[0];
}

export async function lockUser(connection: Connection, id: string): Promise<User | undefined> {
  const { rows } = await sql<User>`SELECT ${columns} FROM users u WHERE u.id = ${id} FOR NO KEY UPDATE`.execute(
    connection,
  );
  return rows[0];
}

export async function readCredentials(
  connection: Connection,
  by: { email_key: string | null; username_key: string | null },
): Promise<Credentials | undefined> {
  const { rows } = await sql<Credentials>`
    SELECT ${columns}, u.password_hash, u.locked_until FROM users u
     WHERE u.email_key = ${by.email_key} OR u.username_key = ${by.username_key}`.execute(connection);
  return rows[0];
}

export async function readCredentialsById(connection: Connection, id: string): Promise<Credentials | undefined> {
  const { rows } = await sql<Credentials>`
    SELECT ${columns}, u.password_hash, u.locked_until FROM users u WHERE u.id = ${id}`.execute(connection);
  return rows[0];
}

export async function lockCredentials(connection: Connection, id: string): Promise<Credentials | undefined> {
  const { rows } = await sql<Credentials>`
    SELECT ${columns}, u.password_hash, u.locked_until FROM users u WHERE u.id = ${id} FOR NO KEY UPDATE`.execute(
    connection,
  );
  return rows[0];
}

/** This transaction's COMMIT does not wait for the disk: a crash may lose it, nothing else. */
export async function commitWithoutWaiting(connection: Connection): Promise<void> {
  await sql`SET LOCAL synchronous_commit = off`.execute(connection);
}

/** Counts a failure, and locks the account at the last one that is let pass. Touches nothing for an account that is not there. */
export async function countFailure(
  connection: Connection,
  id: string,
  failures_max: number,
  lockedUntil: string,
): Promise<void> {
  await sql`
    UPDATE users SET failed_logins = CASE WHEN failed_logins + 1 >= ${failures_max} THEN 0 ELSE failed_logins + 1 END,
           locked_until = CASE WHEN failed_logins + 1 >= ${failures_max} THEN ${lockedUntil}::timestamptz ELSE locked_until END
     WHERE id = ${id}`.execute(connection);
}

export async function clearFailures(connection: Connection, id: string): Promise<void> {
  await sql`UPDATE users SET failed_logins = 0, locked_until = NULL WHERE id = ${id} AND (failed_logins > 0 OR locked_until IS NOT NULL)`.execute(
    connection,
  );
}

export interface UserRow extends Omit<User, 'address' | 'version'> {
  address: User['address'];
  password_hash: string;
}

export async function insertUser(connection: Connection, storeId: string, user: UserRow): Promise<void> {
  await connection
    .insertInto('users')
    .values({ ...user, store_id: storeId, address: user.address && JSON.stringify(user.address) })
    .execute();
}

export async function updateProfile(
  connection: Connection,
  id: string,
  profile: Pick<User, 'full_name' | 'username' | 'phone' | 'address'>,
  passwordHash: string | null,
  at: string,
): Promise<void> {
  await sql`
    UPDATE users SET full_name = ${profile.full_name}, username = ${profile.username}, phone = ${profile.phone},
           address = ${profile.address && JSON.stringify(profile.address)}::jsonb,
           password_hash = coalesce(${passwordHash}, password_hash), updated_at = ${at}, version = version + 1
     WHERE id = ${id}`.execute(connection);
}

export async function updateStanding(
  connection: Connection,
  id: string,
  standing: Pick<User, 'role' | 'is_active'>,
): Promise<void> {
  await connection.updateTable('users').set(standing).where('id', '=', id).execute();
}

/** The active admins of some stores. */
export async function listActiveAdmins(
  connection: Connection,
  storeIds: readonly string[],
): Promise<{ store_id: string; id: string }[]> {
  return connection
    .selectFrom('users')
    .select(['store_id', 'id'])
    .where('store_id', 'in', storeIds)
    .where('role', '=', 'admin')
    .where('is_active', '=', true)
    .execute();
}

/** Locks the active admins of the store, so that two of them cannot dismiss each other. */
export async function lockActiveAdmins(connection: Connection): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM users WHERE role = 'admin' AND is_active ORDER BY id FOR NO KEY UPDATE`.execute(connection);
  return rows.map((row) => row.id);
}

/** With the address as it is compared, by which a list is sorted. */
export interface ListedUser extends User {
  email_key: string;
}

export async function listUsers(
  connection: Connection,
  filter: RawBuilder<unknown>,
  sort: Sort,
  request: ListRequest,
): Promise<ListedUser[]> {
  const { rows } = await sql<ListedUser>`
    SELECT ${columns}, u.email_key FROM users u WHERE ${filter} AND ${afterCursor(sort, request)}
     ORDER BY ${ordering(sort)} LIMIT ${request.limit + 1}`.execute(connection);
  return rows;
}

export async function countUsers(connection: Connection, filter: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ total: number }>`SELECT count(*) AS total FROM users u WHERE ${filter}`.execute(
    connection,
  );
  return rows[0]?.total ?? 0;
}

export async function findUserByEmail(
  connection: Connection,
  email: string,
): Promise<{ id: string; email: string } | undefined> {
  return connection
    .selectFrom('users')
    .select(['id', 'email'])
    .where('email_key', '=', email.toLowerCase())
    .executeTakeFirst();
}

/** Who may own products: vendors first, then admins, the oldest first. */
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

export interface AccountRules extends PasswordRule {
  open_registration: boolean;
}

export async function readAccountRules(connection: Connection, storeId: string): Promise<AccountRules> {
  return connection
    .selectFrom('stores')
    .select(['open_registration', 'password_length_min', 'password_needs_all_kinds'])
    .where('id', '=', storeId)
    .executeTakeFirstOrThrow();
}

/** Whether somebody of the store may own products. Only the house and admins can ask for anybody but themselves. */
export async function canOwnProducts(connection: Connection, userId: string): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM users WHERE id = ${userId} AND role IN ('vendor', 'admin') AND is_active`.execute(connection);
  return rows.length > 0;
}

/** Whether somebody of the store is active, and has this role still. Only the house and admins can ask. */
export async function hasRole(connection: Connection, userId: string, role: string): Promise<boolean> {
  const { rows } = await sql`SELECT FROM users WHERE id = ${userId} AND role = ${role} AND is_active`.execute(
    connection,
  );
  return rows.length > 0;
}

/** Those of some people, by e-mail address or id, who may own products. Only the house and admins can ask. */
export async function findProductOwners(
  connection: Connection,
  emails: readonly string[],
  ids: readonly string[],
): Promise<{ id: string; email_key: string }[]> {
  const { rows } = await sql<{ id: string; email_key: string }>`
    SELECT id, email_key FROM users
     WHERE (email_key = ANY(${emails.map((email) => email.toLowerCase())}::text[]) OR id = ANY(${ids}::uuid[]))
       AND role IN ('vendor', 'admin') AND is_active`.execute(connection);
  return rows;
}

export interface EmailOf {
  id: string;
  email: string;
}

export async function readEmails(connection: Connection, ids: readonly string[]): Promise<EmailOf[]> {
  const { rows } = await sql<EmailOf>`SELECT id, email FROM users WHERE id = ANY(${ids}::uuid[])`.execute(connection);
  return rows;
}

/**
 * On whose behalf a transaction runs. Row-level policies decide by it.
 * `house` is the house itself, carrying out within one store what a verb has already decided.
 */
export interface Authority {
  storeId: string;
  actorId: string | null;
  role: 'anonymous' | 'customer' | 'vendor' | 'admin' | 'house';
}

/** A statement that takes longer is ended, and its caller told to try again; none should come near it. */
const statement_timeout_ms = 60_000;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function quotedId(id: string | null): string {
  if (id === null) return "''";
  if (!uuid.test(id)) throw new Error('an authority is made of UUIDs');
  return `'${id}'`;
}

const databaseRoles: Readonly<Record<Authority['role'], string>> = {
  house: 'orderhouse_house',
  admin: 'orderhouse_house',
  vendor: 'orderhouse_vendor',
  customer: 'orderhouse_customer',
  anonymous: 'orderhouse_anonymous',
};

/** Takes on the database role of an asker until the transaction ends. Its policies decide what is seen. */
export function takeOn(role: Authority['role']): string {
  return `SET LOCAL ROLE ${databaseRoles[role]}`;
}

/** The one message that opens a transaction: role and settings end with it, also behind a transaction pooler. */
export function beginAs({ storeId, actorId, role }: Authority): string {
  return `BEGIN; ${takeOn(role)}; SELECT set_config('orderhouse.store_id', ${quotedId(storeId)}, true), set_config('orderhouse.actor_id', ${quotedId(actorId)}, true), set_config('TimeZone', 'UTC', true), set_config('statement_timeout', '${statement_timeout_ms}', true)`;
}

/** Reads across stores: revoked sessions, the doctor, the store's address. Never on behalf of a caller. */
export const beginAsSystem = `BEGIN; SET LOCAL ROLE orderhouse_system; SELECT set_config('TimeZone', 'UTC', true)`;

/** Reads across stores in one snapshot. */
export const beginInspection = beginAsSystem.replace('BEGIN;', 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;');

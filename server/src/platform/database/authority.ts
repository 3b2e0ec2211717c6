/**
 * On whose behalf a transaction runs. Row-level policies decide by it.
 * `house` is the house itself, carrying out within one store what a verb has already decided.
 */
export interface Authority {
  storeId: string;
  actorId: string | null;
  role: 'anonymous' | 'customer' | 'vendor' | 'admin' | 'house';
}

/** A statement that takes longer is ended, and its caller told to try again; none of ours should come near it. */
const statement_timeouts_ms: Readonly<Record<Authority['role'], number>> = {
  anonymous: 5_000,
  customer: 10_000,
  vendor: 30_000,
  admin: 30_000,
  house: 60_000,
};
const system_statement_timeout_ms = 10_000;
const lock_timeout_ms = 15_000;
/** A process that is frozen or cut off inside a transaction must not keep the locks of everybody else. */
const idle_in_transaction_timeout_ms = 30_000;

/** A statement that has run into its limit is answered by then, if there is anybody to answer. */
const answer_slack_ms = 5_000;

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

export interface TransactionOptions {
  /** It holds a lock while others work, and may wait and stand idle without limit. */
  patient?: boolean;
}

function settings(values: Readonly<Record<string, string>>): string {
  const calls = Object.entries(values).map(([name, value]) => `set_config('${name}', ${value}, true)`);
  return `SELECT ${calls.join(', ')}`;
}

function limits(statement_timeout_ms: number, { patient = false }: TransactionOptions): Record<string, string> {
  if (patient) return {};
  return {
    statement_timeout: `'${statement_timeout_ms}'`,
    lock_timeout: `'${lock_timeout_ms}'`,
    idle_in_transaction_session_timeout: `'${idle_in_transaction_timeout_ms}'`,
  };
}

const silenceOf = (statement_timeout_ms: number, { patient = false }: TransactionOptions = {}): number =>
  patient ? Number.POSITIVE_INFINITY : statement_timeout_ms + answer_slack_ms;

/** @returns for how long a connection may be silent while it is asked something on behalf of somebody, in ms. */
export const silenceAs = ({ role }: Authority, options?: TransactionOptions): number =>
  silenceOf(statement_timeouts_ms[role], options);

/** The same of the house's own readers. */
export const silenceAsSystem = (options?: TransactionOptions): number =>
  silenceOf(system_statement_timeout_ms, options);

const snapshot = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

function openAs(begin: string, { storeId, actorId, role }: Authority, options: TransactionOptions): string {
  const asked = settings({
    'orderhouse.store_id': quotedId(storeId),
    'orderhouse.actor_id': quotedId(actorId),
    TimeZone: "'UTC'",
    ...limits(statement_timeouts_ms[role], options),
  });
  return `${begin}; ${takeOn(role)}; ${asked}`;
}

function openAsSystem(begin: string, options: TransactionOptions): string {
  const asked = settings({ TimeZone: "'UTC'", ...limits(system_statement_timeout_ms, options) });
  return `${begin}; SET LOCAL ROLE orderhouse_system; ${asked}`;
}

/** The one message that opens a transaction: role and settings end with it, also behind a transaction pooler. */
export const beginAs = (authority: Authority, options: TransactionOptions = {}): string =>
  openAs('BEGIN', authority, options);

/** The same, reading one snapshot: what several statements read belongs together. */
export const beginReadAs = (authority: Authority): string => openAs(snapshot, authority, {});

/** Works across stores: revoked sessions, the store's address. Never on behalf of a caller. */
export const beginAsSystem = (options: TransactionOptions = {}): string => openAsSystem('BEGIN', options);

/** Reads all stores in one snapshot, however long that takes. */
export const beginInspection = openAsSystem(snapshot, { patient: true });

import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** The migrated database from which others are cloned. Nobody stays connected to it. */
export const template = 'house_template';

/** @returns the same server and login, in another database. */
export function inDatabase(url: string, name: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${name}`;
  return parsed.href;
}

/** Runs one statement on a connection of its own. */
export async function ask<Row extends pg.QueryResultRow>(url: string, text: string, values: unknown[] = []) {
  const client = new pg.Client({ connectionString: url, application_name: 'orderhouse-test' });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

export async function createDatabase(url: string, name: string, from: string): Promise<void> {
  await ask(url, `CREATE DATABASE ${name} TEMPLATE ${from}`);
}

/** @returns the URL of a new clone of the migrated database. */
export async function cloneDatabase(url: string): Promise<string> {
  const name = `house_${randomBytes(6).toString('hex')}`;
  await createDatabase(url, name, template);
  return inDatabase(url, name);
}

/** Drops a clone. @throws when somebody is still connected to it: a connection leaked. */
export async function dropDatabase(url: string, clone: string): Promise<void> {
  await ask(url, `DROP DATABASE ${new URL(clone).pathname.slice(1)}`);
}

/** @returns what is still at work, or asleep inside a transaction, in a database. */
export async function unfinishedTransactions(url: string): Promise<string[]> {
  const rows = await ask<{ told: string }>(
    url,
    `SELECT state || ': ' || query AS told FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
        AND application_name = 'orderhouse'`,
  );
  return rows.map((row) => row.told);
}

import pg from 'pg';
import { OperatorError } from '../platform/operator-error.ts';

const connect_max_ms = 10_000;
const oldest_version = 15;

const refusals: Readonly<Record<string, string>> = {
  '28P01': 'refused the password',
  '28000': 'refused the login',
  '3D000': 'has no such database',
  '53300': 'has no connection left',
};

function whyNot(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  return (code && refusals[code]) ?? `cannot be reached (${code ?? message})`;
}

/**
 * Makes sure that a database answers and is new enough.
 * @param setting the name of the setting that holds the address, for the error.
 * @throws OperatorError, never with the password that stands in the address.
 */
export async function reachDatabase(url: string, setting: string): Promise<void> {
  const { host, pathname } = new URL(url);
  const where = `${setting}: the database${pathname.length > 1 ? ` ${decodeURIComponent(pathname.slice(1))}` : ''} at ${host}`;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connect_max_ms });
  // What breaks after connecting rejects the query as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new OperatorError(`${where} ${whyNot(error)}`, { cause: error });
  }
  try {
    const { rows } = await client.query<{ version: number }>(
      `SELECT current_setting('server_version_num')::int / 10000 AS version`,
    );
    const version = rows[0]?.version ?? 0;
    if (version < oldest_version) {
      throw new OperatorError(`${where} is PostgreSQL ${version}; Orderhouse needs ${oldest_version} or later`);
    }
  } finally {
    await client.end();
  }
}

import type pg from 'pg';
import type { Database } from '../../server/src/platform/database/database.ts';

type Query = (config: string | { text: string }, ...rest: unknown[]) => unknown;

const opens = (text: string) => text.startsWith('BEGIN');
const closes = (text: string) => text === 'COMMIT' || text === 'ROLLBACK';
/** The house's own readers, which come by at times of their own. */
const isOfTheHouse = (text: string) => text.includes('orderhouse_system');

/**
 * Counts what is asked of PostgreSQL on behalf of callers: the statements of their transactions, without what opens and
 * closes these.
 *
 * @returns what runs some work, and tells the statements that it took, in their order.
 */
export function countStatements({ pools }: Database): (work: () => Promise<unknown>) => Promise<string[]> {
  const seen = new WeakSet<pg.PoolClient>();
  const counted = new WeakMap<pg.PoolClient, boolean>();
  let statements: string[] = [];
  const listen = (client: pg.PoolClient) => {
    if (seen.has(client)) return;
    seen.add(client);
    const query = client.query.bind(client) as Query;
    const noting: Query = (config, ...rest) => {
      const text = typeof config === 'string' ? config : config.text;
      if (opens(text)) counted.set(client, !isOfTheHouse(text));
      else if (!closes(text) && counted.get(client)) statements.push(text);
      return query(config, ...rest);
    };
    client.query = noting as typeof client.query;
  };
  for (const pool of Object.values(pools)) pool.on('acquire', listen);
  return async (work) => {
    statements = [];
    await work();
    return statements;
  };
}

import pg from 'pg';

/** Lets the owner of the tables see every row of every store, until the transaction is rolled back. */
const seeEverything = `
  DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT oid::regclass FROM pg_class WHERE relkind IN ('r', 'p') AND relforcerowsecurity LOOP
      EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', name);
    END LOOP;
  END $$`;

const digestStatements = `
  SELECT format('SELECT %L AS name, md5(string_agg(t::text, E''\\n'' ORDER BY t::text)) AS digest FROM %s t',
                relname, c.oid::regclass) AS text
    FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;

// Less than PostgreSQL waits before it looks for a deadlock: whoever is still at work goes on, and we look again.
const lock_timeout_ms = 500;
const tries_max = 40;
const lock_not_available = '55P03';

async function readDigests(client: pg.Client): Promise<Record<string, string | null>> {
  await client.query(`BEGIN; SET LOCAL lock_timeout = ${lock_timeout_ms}`);
  try {
    await client.query(seeEverything);
    const statements = await client.query<{ text: string }>(digestStatements);
    const all = statements.rows.map(({ text }) => text).join(' UNION ALL ');
    const digests = await client.query<{ name: string; digest: string | null }>(all);
    return Object.fromEntries(digests.rows.map(({ name, digest }) => [name, digest]));
  } finally {
    await client.query('ROLLBACK');
  }
}

/** @returns a digest of the rows of each table: two are equal when nothing was written in between. */
export async function contentsOf(databaseUrl: string): Promise<Record<string, string | null>> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'orderhouse-test' });
  await client.connect();
  try {
    for (let tried = 1; ; tried += 1) {
      try {
        return await readDigests(client);
      } catch (error) {
        if ((error as { code?: string }).code !== lock_not_available || tried === tries_max) throw error;
      }
    }
  } finally {
    await client.end();
  }
}

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

/** @returns a digest of the rows of each table: two are equal when nothing was written in between. */
export async function contentsOf(databaseUrl: string): Promise<Record<string, string | null>> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'orderhouse-test' });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(seeEverything);
    const statements = await client.query<{ text: string }>(digestStatements);
    const all = statements.rows.map(({ text }) => text).join(' UNION ALL ');
    const digests = await client.query<{ name: string; digest: string | null }>(all);
    await client.query('ROLLBACK');
    return Object.fromEntries(digests.rows.map(({ name, digest }) => [name, digest]));
  } finally {
    await client.end();
  }
}

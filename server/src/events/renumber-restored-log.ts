import pg from 'pg';

// Below the numbers that PostgreSQL gives to transactions of its own.
const dispatched = '1';
const to_dispatch = '2';
const after_every_event = Number.MAX_SAFE_INTEGER;

const isAhead = `
  SELECT EXISTS (SELECT FROM events WHERE transaction_id >= pg_snapshot_xmax(pg_current_snapshot()))
      OR EXISTS (SELECT FROM event_cursors WHERE transaction_id >= pg_snapshot_xmax(pg_current_snapshot())) AS is_ahead`;

/**
 * Makes the log of a database that was restored from a dump into another cluster readable again. Transactions are
 * counted by the cluster: what was restored bears numbers that are yet to come, and new events would stand before it,
 * behind every reader. What had been dispatched becomes one transaction before all others, and what had not the next.
 *
 * @param url of the login that owns the tables.
 * @returns how many events were renumbered; 0 wherever nothing was restored.
 */
export async function renumberRestoredLog(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, application_name: 'orderhouse-migrate' });
  // What breaks rejects the statement as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL ROLE orderhouse_system');
    const { rows } = await client.query<{ is_ahead: boolean }>(isAhead);
    await client.query('RESET ROLE');
    const renumbered = rows[0]?.is_ahead ? await renumber(client) : 0;
    await client.query('COMMIT');
    return renumbered;
  } finally {
    await client.end();
  }
}

async function renumber(client: pg.Client): Promise<number> {
  // The owner sees no rows otherwise. It locks everybody out of the log until the end.
  await client.query('ALTER TABLE events NO FORCE ROW LEVEL SECURITY');
  // Another process may have done it meanwhile.
  const { rows } = await client.query<{ is_ahead: boolean }>(isAhead);
  const { rowCount } = rows[0]?.is_ahead
    ? await client.query(
        `UPDATE events SET transaction_id =
           CASE WHEN (transaction_id, id) > (SELECT transaction_id, event_id FROM event_cursors
                                              ORDER BY transaction_id, event_id LIMIT 1)
                THEN $1::xid8 ELSE $2::xid8 END`,
        [to_dispatch, dispatched],
      )
    : { rowCount: 0 };
  if (rowCount) {
    await client.query('UPDATE event_cursors SET transaction_id = $1::xid8, event_id = $2', [
      dispatched,
      after_every_event,
    ]);
    // Sales are counted anew: what of them was counted is not to be told any more.
    await client.query('ALTER TABLE sales_cursors NO FORCE ROW LEVEL SECURITY');
    await client.query('DELETE FROM sales_cursors');
    await client.query('ALTER TABLE sales_cursors FORCE ROW LEVEL SECURITY');
  }
  await client.query('ALTER TABLE events FORCE ROW LEVEL SECURITY');
  return rowCount ?? 0;
}

import { sql } from 'kysely';
import { openDatabase } from '../../platform/database/database.ts';
import { dispatchBatch } from '../dispatch-batch.ts';

// A dispatcher that has added its jobs and then stands still inside the transaction, until it is killed.
const [url = ''] = process.argv.slice(2);
const database = openDatabase({ url, connections_max: 1, prepare: false });
await dispatchBatch(
  {
    runtime: { database },
    queue: {
      enqueue: async (connection) => {
        await sql`INSERT INTO made (key) VALUES ('of the dead')`.execute(connection);
        process.send?.('inside');
        await new Promise(() => setInterval(() => undefined, 1_000));
      },
    },
    reactions: [
      {
        types: ['stock.adjusted'],
        jobsOf: async () => [{ task: 'test.note', key: 'of the dead', payload: {} }],
      },
    ],
  },
  10,
);

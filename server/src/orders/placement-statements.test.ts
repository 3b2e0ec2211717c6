import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { expect, test } from 'vitest';
import type { DB } from '../platform/database/schema.generated.ts';
import { lockVariants } from './placement-statements.ts';

/** What is sent when nothing is there to send it to. */
async function textOf(send: (connection: Kysely<DB>) => Promise<unknown>): Promise<string> {
  const texts: string[] = [];
  const connection = new Kysely<DB>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new PostgresIntrospector(database),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log: ({ query }) => {
      texts.push(query.sql);
    },
  });
  await send(connection);
  return texts.join('\n').replaceAll(/\s+/g, ' ');
}

test('variants are locked in the order of their ids, and no product with them', async () => {
  const text = await textOf((connection) => lockVariants(connection, crypto.randomUUID(), [], ['sku']));
  // Without it, two processes that lock the same rows in another order close a lock cycle.
  expect(text).toMatch(/ORDER BY v\.id FOR NO KEY UPDATE OF v$/);
});

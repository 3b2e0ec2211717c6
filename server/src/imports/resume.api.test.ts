import { expect, test } from 'vitest';
import { ask, openTestHouse } from '../../../tests/support/index.ts';
import { createImportHandlers } from './index.ts';

const house = await openTestHouse();
const { runtime, queue, files, storeId } = house;
const admin = house.as('admin');
const products = 1_800;
const header = 'name,sku,unit_price,stock\n';
const rows = Array.from({ length: products }, (_, n) => `Product ${n},SKU-${n},${n % 7 === 3 ? 'free' : '1.00'},2\n`);
const refused = rows.filter((row) => row.includes('free')).length;

const jobOf = (id: string, attempt = 1) => {
  const payload = { store_id: storeId, import_id: id };
  return { task: 'import.run', key: id, payload, attempt, attempts_max: 3 };
};
const handlersOn = (database: typeof runtime.database) =>
  createImportHandlers({ runtime: { ...runtime, database }, queue, files });

async function send(text: string): Promise<string> {
  const { id } = await admin.imports.create({ body: { kind: 'products' }, file: new File([text], 'many.csv') });
  return id;
}

/** A database that dies for good in the nth commit of a caller's batch, before it or after it. */
function dyingAt(batch: number, when: 'before' | 'after'): typeof runtime.database {
  let batches = 0;
  const { database } = runtime;
  return {
    ...database,
    async transact(authority, work, options) {
      if (authority.role !== 'admin') return database.transact(authority, work, options);
      batches += 1;
      if (batches < batch) return database.transact(authority, work, options);
      if (batches > batch) throw new Error('dead');
      const done = await database.transact(
        authority,
        async (connection) => {
          const result = await work(connection);
          if (when === 'before') throw new Error('dead');
          return result;
        },
        options,
      );
      throw new Error('dead', { cause: done });
    },
  };
}

async function expectWhole(id: string): Promise<void> {
  const done = await admin.imports.get({ params: { id } });
  const created = products - refused;
  expect(done).toMatchObject({ status: 'finished', rows_done: products, created, refused, refused_rows: refused });
  const { total } = await admin.imports.errors({ params: { id }, query: { count: true } });
  expect(total).toBe(refused);
}

test.each(['before', 'after'] as const)(
  'a worker that dies %s a commit has its import gone on with, and nothing is there twice',
  async (when) => {
    const id = await send(header + rows.join('').replaceAll('SKU-', `${when}-`));
    const work = (database: typeof runtime.database, attempt: number) =>
      handlersOn(database)['import.run']?.(jobOf(id, attempt));
    await expect(work(dyingAt(2, when), 1)).rejects.toThrow('dead');
    const broken = await admin.imports.get({ params: { id } });
    expect(broken.status).toBe('running');
    expect(broken.rows_done).toBe(when === 'before' ? 500 : 1_000);
    await work(runtime.database, 2);
    await expectWhole(id);
    await ask(house.databaseUrl, 'ALTER TABLE variants NO FORCE ROW LEVEL SECURITY');
    await ask(house.databaseUrl, 'ALTER TABLE stock_adjustments NO FORCE ROW LEVEL SECURITY');
    const [there] = await ask<{ variants: number; adjustments: number }>(
      house.databaseUrl,
      `SELECT count(*)::int AS variants, (SELECT count(*)::int FROM stock_adjustments a JOIN variants v ON v.id = a.variant_id
         WHERE v.sku LIKE $1) AS adjustments FROM variants WHERE sku LIKE $1`,
      [`${when}-%`],
    );
    expect(there).toEqual({ variants: products - refused, adjustments: products - refused });
  },
);

test('one whose attempts are used up has failed, and is taken up again where it ended', async () => {
  const id = await send(header + rows.join('').replaceAll('SKU-', 'LAST-'));
  const work = (database: typeof runtime.database, attempt: number) =>
    handlersOn(database)['import.run']?.(jobOf(id, attempt));
  await expect(work(dyingAt(3, 'before'), 3)).rejects.toThrow('dead');
  expect(await admin.imports.get({ params: { id } })).toMatchObject({ status: 'failed', rows_done: 1_000 });
  expect(await admin.imports.run({ params: { id } })).toMatchObject({ status: 'waiting', rows_done: 1_000 });
  await work(runtime.database, 1);
  await expectWhole(id);
});

test('imports of a store go one after the other, and each calls the next', async () => {
  const texts = ['ONE', 'TWO'].map((name) => header + rows.slice(0, 600).join('').replaceAll('SKU-', `${name}-`));
  const [first = '', second = ''] = [await send(texts[0] ?? ''), await send(texts[1] ?? '')];
  const added: string[] = [];
  const noting = {
    enqueue: async (_: unknown, jobs: readonly { payload: object }[]) => void added.push(JSON.stringify(jobs)),
  };
  const handlers = createImportHandlers({ runtime, queue: noting, files });
  const running = handlers['import.run']?.(jobOf(first));
  await expect.poll(async () => (await admin.imports.get({ params: { id: first } })).status).not.toBe('waiting');
  await handlers['import.run']?.(jobOf(second));
  await running;
  const { status } = await admin.imports.get({ params: { id: second } });
  if (status === 'waiting') {
    expect(added.join()).toContain(second);
    await handlers['import.run']?.(jobOf(second));
  }
  expect(await admin.imports.get({ params: { id: second } })).toMatchObject({ status: 'finished' });
});

test('what has ended long ago goes, with its file and what was told of its rows', async () => {
  const id = await send('name,sku,unit_price\n,,\n,BAD,1\n');
  await handlersOn(runtime.database)['import.run']?.(jobOf(id));
  expect(await admin.imports.get({ params: { id } })).toMatchObject({ refused: 1 });
  house.runtime.clock.advance(31 * 86_400);
  house.forgetTokens();
  await admin.background.trigger();
  await expect(admin.imports.get({ params: { id } })).rejects.toMatchObject({ code: 'not_found' });
  expect(await files.read(`imports/${id}.bin`)).toBeNull();
});

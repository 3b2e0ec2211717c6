import { expect, inject, onTestFinished, test } from 'vitest';
import { openShop } from '../benchmarks/shop.ts';
import { systemClock } from '../server/src/platform/clock.ts';
import { runDoctor } from '../server/src/system/index.ts';
import { cloneDatabase, dropDatabase } from './support/database.ts';

test('what the benchmarks generate is a store as the house would have made it', async () => {
  const server = inject('databaseUrl');
  const url = await cloneDatabase(server);
  const { database } = await openShop(url, {
    variants_count: 50,
    orders_count: 200,
    sisters_count: 1,
    is_searchable: true,
  });
  onTestFinished(async () => {
    await database.close();
    await dropDatabase(server, url);
  });
  const report = await runDoctor({ database, clock: systemClock });
  expect(report.findings.flatMap(({ faults }) => faults)).toEqual([]);
  expect(report.findings.find(({ name }) => name === 'order total')).toMatchObject({ checked: 400 });
});

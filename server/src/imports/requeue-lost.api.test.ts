import { expect, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { keepFailedJob } from '../platform/queue/failed-jobs.ts';
import type { NewJob } from '../platform/queue/job-queue.ts';
import { createImportHandlers, startRequeueingImports } from './index.ts';
import { requeueLost } from './runs/requeue-lost.ts';
import { startImport } from './runs/statements.ts';
import { tryLockImports } from './statements.ts';

const house = await openTestHouse();
const { runtime, files, storeId } = house;
const admin = house.as('admin');
const inHouse = { storeId, actorId: null, role: 'house' } as const;

/** A queue that loses what it is given, and tells of it. */
const added: NewJob[] = [];
const queue = { enqueue: async (_: unknown, jobs: readonly NewJob[]) => void added.push(...jobs) };
const look = () => requeueLost({ runtime, queue });
const read = (id: string) => admin.imports.get({ params: { id } });

async function send(sku: string): Promise<string> {
  const file = new File([`name,sku,unit_price\n${sku},${sku},1\n`], 'one.csv');
  return (await admin.imports.create({ body: { kind: 'products' }, file })).id;
}

async function work(id: string): Promise<void> {
  const job = { task: 'import.run', key: id, payload: { store_id: storeId, import_id: id } };
  await createImportHandlers({ runtime, queue, files })['import.run']?.({ ...job, attempt: 1, attempts_max: 3 });
}

test('an import whose job is lost gets another, once it has waited too long', async () => {
  const [first, second] = [await send('LOST-1'), await send('LOST-2')];
  expect(await look()).toBe(0);
  runtime.clock.advance(121);
  house.forgetTokens();
  expect(await look()).toBe(1);
  expect(added.splice(0)).toMatchObject([{ task: 'import.run', payload: { import_id: first } }]);
  // It calls the one that waits after it.
  await work(first);
  expect(added.splice(0)).toMatchObject([{ payload: { import_id: second } }]);
  await work(second);
  expect([(await read(first)).status, (await read(second)).status]).toEqual(['finished', 'finished']);
  expect(await look()).toBe(0);
});

test('one that runs gets another when nobody does it, and has failed when its job was given up', async () => {
  const id = await send('LOST-3');
  await runtime.database.transact(inHouse, (connection) =>
    startImport(connection, id, runtime.clock.now().toISOString()),
  );
  runtime.clock.advance(121);
  house.forgetTokens();
  await runtime.database.transact(inHouse, async (lock) => {
    await tryLockImports(lock, storeId);
    expect(await look()).toBe(0);
  });
  expect(await look()).toBe(1);
  const [job] = added.splice(0);
  await runtime.database.transactAsSystem((connection) =>
    keepFailedJob(connection, job as NewJob, 3, 'the worker ended'),
  );
  expect(await look()).toBe(0);
  const failed = await read(id);
  expect(failed).toMatchObject({ status: 'failed', problem: expect.stringContaining('ended in every attempt') });
  // What was given up was another run.
  expect(await admin.imports.run({ params: { id } })).toMatchObject({ status: 'waiting' });
  expect(await look()).toBe(1);
  await work(id);
  expect(await read(id)).toMatchObject({ status: 'finished', created: 1 });
});

test('they are looked for again and again', async () => {
  const id = await send('LOST-4');
  runtime.clock.advance(121);
  house.forgetTokens();
  added.length = 0;
  const told: object[] = [];
  const log = {
    info: (details: object) => void told.push(details),
    error: (details: object) => void told.push(details),
  };
  const stop = startRequeueingImports({ runtime, queue }, log as never, 0.01);
  await expect.poll(() => added.length).toBeGreaterThan(1);
  await stop();
  expect(told[0]).toEqual({ requeued: 1 });
  await work(id);
});

import type { jobs, QueryOf } from '@orderhouse/contracts';
import { expect, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { newId } from '../platform/ids.ts';
import { keepFailedJob } from '../platform/queue/failed-jobs.ts';

const house = await openTestHouse();
const { database } = house.runtime;

let made = 0;
/** Fails a job of a store for good. @returns its key. */
async function fail(task: string, store_id: string | null = house.storeId): Promise<string> {
  made += 1;
  const job = { task, key: `${task}:${made}`, payload: { store_id, number: made } };
  await database.transactAsSystem((connection) => keepFailedJob(connection, job, 3, 'Error: it broke'));
  return job.key;
}

const admin = house.as('admin');
const list = async (query: QueryOf<typeof jobs.list> = {}) => await admin.jobs.list({ query });

test('an admin sees the failed jobs of the store, newest first, in pages and by task', async () => {
  const keys = [await fail('seen.one'), await fail('seen.two'), await fail('seen.two')];
  await fail('seen.two', house.otherStoreId);
  await fail('seen.two', null);
  const page = await list({ limit: 2, count: true, state: 'failed' });
  expect(page).toMatchObject({ total: 3, data: [{ key: keys[2] }, { key: keys[1] }] });
  expect(await list({ limit: 2, cursor: page.next_cursor ?? '' })).toMatchObject({
    data: [{ key: keys[0], task: 'seen.one', state: 'failed', attempts: 3, last_error: 'Error: it broke' }],
    next_cursor: null,
  });
  expect((await list({ task: 'seen.two', sort: 'failed_at' })).data.map(({ key }) => key)).toEqual(keys.slice(1));
  for (const { id } of page.data) await admin.jobs.discard({ params: { id } });
  expect((await list()).data).toMatchObject([{ key: keys[0] }]);
});

test('a failed job is inspected, put back and then gone', async () => {
  const key = await fail('again.run');
  const [found] = (await list({ task: 'again.run' })).data;
  const params = { id: found?.id ?? '' };
  expect(await admin.jobs.get({ params })).toMatchObject({ key, payload: { store_id: house.storeId } });
  await admin.jobs.retry({ params });
  expect(await house.queue.counts()).toContainEqual({ task: 'again.run', state: 'waiting', jobs: 1 });
  for (const call of [admin.jobs.get, admin.jobs.retry, admin.jobs.discard] as const) {
    await expect(call({ params })).rejects.toMatchObject({ status: 404, code: 'not_found' });
  }
});

test('many are put back at once, of one task or all, and of no other store', async () => {
  for (const task of ['bulk.one', 'bulk.one', 'bulk.two']) await fail(task);
  await fail('bulk.one', house.otherStoreId);
  expect(await admin.jobs.retryAll({ body: { task: 'bulk.one' } })).toEqual({ retried: 2, remaining: 0 });
  expect((await admin.jobs.retryAll({ body: {} })).retried).toBeGreaterThanOrEqual(1);
  expect(await admin.jobs.retryAll({ body: {} })).toEqual({ retried: 0, remaining: 0 });
  expect(await house.queue.counts()).toContainEqual({ task: 'bulk.one', state: 'waiting', jobs: 2 });
  const others = await house.as('strangeAdmin').jobs.list({ query: { task: 'bulk.one' } });
  expect(others.data).toHaveLength(1);
});

test('many are forgotten at once, of the task that is named, and of no other store', async () => {
  for (const task of ['gone.one', 'gone.one', 'gone.two']) await fail(task);
  await fail('gone.one', house.otherStoreId);
  expect(await admin.jobs.discardAll({ body: { task: 'gone.one' } })).toEqual({ discarded: 2, remaining: 0 });
  expect((await list({ task: 'gone.two' })).data).toHaveLength(1);
  expect((await house.as('strangeAdmin').jobs.list({ query: { task: 'gone.one' } })).data).toHaveLength(1);
  expect(await house.queue.counts()).not.toContainEqual(expect.objectContaining({ task: 'gone.one' }));
  const all = await house.request({ method: 'POST', url: '/api/v1/jobs/discard', as: 'admin', body: {} });
  expect(all).toMatchObject({ status: 422, body: { errors: [{ pointer: '/task' }] } });
});

test('the failed jobs of another store are not there', async () => {
  await fail('foreign.run', house.otherStoreId);
  const [foreign] = (await house.as('strangeAdmin').jobs.list({ query: { task: 'foreign.run' } })).data;
  for (const id of [foreign?.id ?? '', newId()]) {
    for (const call of [admin.jobs.get, admin.jobs.retry, admin.jobs.discard] as const) {
      await expect(call({ params: { id } })).rejects.toMatchObject({ status: 404 });
    }
  }
});

test('a cursor of another order of the list is refused', async () => {
  await fail('paged.run');
  await fail('paged.run');
  const { next_cursor } = await list({ task: 'paged.run', limit: 1 });
  const wrong = list({ task: 'paged.run', sort: 'failed_at', cursor: next_cursor ?? '' });
  await expect(wrong).rejects.toMatchObject({ status: 400, code: 'invalid_cursor' });
});

test('the figures tell of the jobs by task and state', async () => {
  await fail('counted.run');
  await database.transactAsSystem((connection) =>
    house.queue.enqueue(connection, [
      { task: 'counted.run', key: 'counted:now', payload: {} },
      { task: 'counted.run', key: 'counted:later', payload: {}, run_at: new Date(Date.now() + 3_600_000) },
    ]),
  );
  const { text } = await house.request({ method: 'GET', url: '/metrics' });
  for (const state of ['waiting', 'delayed', 'failed']) {
    expect(text).toContain(`orderhouse_jobs{task="counted.run",state="${state}"} 1`);
  }
});

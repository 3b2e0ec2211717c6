import { expect, onTestFinished, test } from 'vitest';
import { awaitHorizon } from '../../../tests/support/await-horizon.ts';
import { openTestHouse } from '../../../tests/support/index.ts';
import { openWebhookReceiver } from '../../../tests/support/webhook-receiver.ts';
import { readEndOfLog, readLogAfter } from '../events/index.ts';
import type { NewJob } from '../platform/queue/job-queue.ts';
import { createWebhookHandlers, createWebhookReaction } from './index.ts';

/** On the queue in PostgreSQL, beside jobs of another task. */
const settings = {
  webhook_allow_private: true,
  webhook_retry_schedule_seconds: [600],
  webhook_disable_after_hours: 72,
};
const concurrency = 4;
const house = await openTestHouse({ config: settings, connections_max: 10 });
const receiver = await openWebhookReceiver();
const { runtime, queue, sealer } = house;
const { database } = runtime;

/** @returns as many jobs as an endpoint of the store gets of so many new products. */
async function makeDeliveries(count: number) {
  const body = { url: receiver.url, event_types: ['product.created' as const] };
  const { id } = await house.as('admin').webhookEndpoints.create({ body });
  onTestFinished(() => house.as('admin').webhookEndpoints.remove({ params: { id } }));
  await awaitHorizon(house.databaseUrl);
  const from = await database.transactAsSystem(readEndOfLog);
  for (let serial = 0; serial < count; serial += 1) {
    const product = { name: 'Lantern', sku: `${id}-${serial}`, unit_price: 1, stock: 1 };
    await house.as('vendor').products.create({ body: product });
  }
  await awaitHorizon(house.databaseUrl);
  return database.transactAsSystem(async (connection) => {
    const events = await readLogAfter(connection, from, 1_000);
    return createWebhookReaction(runtime.clock).jobsOf(connection, events);
  });
}

const enqueue = (jobs: readonly NewJob[]) => database.transactAsSystem((connection) => queue.enqueue(connection, jobs));

const probeOf = (key: string): NewJob => ({ task: 'probe', key, payload: { store_id: house.storeId } });

/** Works on webhooks that are given up soon, and on probes. */
async function startWorker(onProbe: () => void) {
  const reach = { total_timeout_ms: 1_500 };
  const handlers = {
    ...createWebhookHandlers({ runtime, settings, sealer, queue, concurrency, reach }),
    probe: async () => onProbe(),
  };
  const worker = await queue.work(handlers, { concurrency });
  onTestFinished(() => worker.stop());
}

test('an endpoint that hangs holds up no other job, in its first burst and after it', async () => {
  receiver.answer(() => undefined);
  const jobs = await makeDeliveries(60);
  let done = 0;
  await startWorker(() => (done += 1));
  await enqueue(jobs);
  await expect.poll(() => receiver.received.length, { timeout: 5_000 }).toBeGreaterThanOrEqual(1);
  const began_ms = performance.now();
  // Over more than two timeouts of an attempt: those that end together must not make room for another burst.
  for (let probes = 1; performance.now() - began_ms < 4_000; probes += 1) {
    await enqueue([probeOf(`probe-${probes}`)]);
    await expect.poll(() => done, { timeout: 1_000, interval: 10 }).toBe(probes);
  }
  expect(receiver.received.length).toBeGreaterThan(2);
});

test('many webhooks that are due stand behind the jobs of others', async () => {
  receiver.answer((response) => response.writeHead(204).end());
  const jobs = await makeDeliveries(60);
  const before = receiver.received.length;
  const run_at = new Date(Date.now() - 60_000);
  await enqueue(jobs.map((job) => ({ ...job, run_at })));
  await enqueue([probeOf('probe-last')]);
  const { promise: probed, resolve } = Promise.withResolvers<number>();
  await startWorker(() => resolve(receiver.received.length - before));
  expect(await probed).toBeLessThan(jobs.length / 2);
  await expect.poll(() => receiver.received.length - before, { timeout: 10_000 }).toBe(jobs.length);
});

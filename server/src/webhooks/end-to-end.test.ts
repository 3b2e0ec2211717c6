import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { awaitHorizon } from '../../../tests/support/await-horizon.ts';
import { openTestHouse } from '../../../tests/support/index.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';
import { openWebhookReceiver } from '../../../tests/support/webhook-receiver.ts';
import { openWakeUps, readEndOfLog, readLogAfter, startDispatcher } from '../events/index.ts';
import { openListener } from '../platform/database/listen.ts';
import { createWebhookHandlers, createWebhookReaction } from './index.ts';

/** With the dispatcher and the queue in PostgreSQL at work: from the order to the receiver. */
const settings = {
  webhook_allow_private: true,
  webhook_retry_schedule_seconds: [0.1, 0.1],
  webhook_disable_after_hours: 72,
};
const house = await openTestHouse({ config: settings, connections_max: 10 });
const receiver = await openWebhookReceiver();
const admin = house.as('admin');
const log = pino({ level: 'silent' });

test('every order reaches a receiver that fails now and then, each under one id, and tests and replays come too', async () => {
  const { runtime, queue, sealer } = house;
  const handlers = createWebhookHandlers({ runtime, settings, sealer, queue, concurrency: 4 });
  const worker = await queue.work(handlers, { concurrency: 4 });
  const listener = await openListener(house.databaseUrl, log);
  const wakeUps = await openWakeUps({ database: runtime.database, listener, cacheUrl: null, log });
  const dispatcher = startDispatcher({
    runtime,
    queue,
    reactions: [createWebhookReaction(runtime.clock)],
    wakeUps,
    log,
  });
  onTestFinished(async () => {
    await dispatcher.stop();
    await worker.stop();
    wakeUps.close();
    await listener.close();
  });
  const body = { url: receiver.url, event_types: ['order.placed' as const] };
  const endpoint = await admin.webhookEndpoints.create({ body });
  await house.as('vendor').products.create({ body: { name: 'Lantern', sku: 'L', unit_price: 1, stock: 100 } });
  const refused = new Set<string>();
  receiver.answer((response, { headers }) => {
    const id = String(headers['webhook-id']);
    const isFirst = !refused.has(id);
    refused.add(id);
    response.writeHead(isFirst ? 503 : 200).end();
  });
  const orders: string[] = [];
  for (let count = 0; count < 5; count += 1) {
    const placed = { lines: [{ sku: 'L', quantity: 1 }], shipping_address: shippingAddress };
    orders.push((await house.as('customer').orders.place({ body: placed })).id);
  }
  const delivered = async () => {
    const query = { status: 'delivered', limit: 100 };
    return (await admin.webhookEndpoints.deliveries({ params: { id: endpoint.id }, query })).data;
  };
  await expect.poll(async () => (await delivered()).length, { timeout: 20_000 }).toBe(orders.length);
  const subjects = receiver.received.map(({ body }) => JSON.parse(body).data.subject_id);
  expect(new Set(subjects)).toEqual(new Set(orders));
  expect((await delivered()).map(({ attempts }) => attempts)).toEqual([2, 2, 2, 2, 2]);
  expect(refused.size).toBe(orders.length);

  const sent = await admin.webhookEndpoints.test({ params: { id: endpoint.id } });
  const readTest = () => admin.webhookDeliveries.get({ params: { id: sent.id } });
  // Refused the first time, and not sent again until it is asked for.
  await expect.poll(async () => (await readTest()).status, { timeout: 20_000 }).toBe('failed');
  await admin.webhookDeliveries.replay({ params: { id: sent.id } });
  await expect.poll(async () => (await readTest()).status, { timeout: 20_000 }).toBe('delivered');
  const ofTest = receiver.received.filter(({ headers }) => headers['webhook-id'] === sent.id);
  expect(ofTest).toHaveLength(2);
});

describe('a delivery is sent, and tried again', () => {
  /** Has one product told of, by workers that see time as it is said, and waits until it is delivered. */
  async function deliverOne(
    name: string,
    seen: Pick<Parameters<typeof createWebhookHandlers>[0], 'runtime' | 'timeOf'>,
  ) {
    const { queue, sealer, runtime } = house;
    const handlers = createWebhookHandlers({ ...seen, settings, sealer, queue, concurrency: 2 });
    let looks = 0;
    const worker = await queue.work(handlers, { concurrency: 2, observe: () => (looks += 1) });
    onTestFinished(() => worker.stop());
    const refused = new Set<string>();
    receiver.answer((response, { headers }) => {
      const id = String(headers['webhook-id']);
      response.writeHead(refused.has(id) ? 200 : 503).end();
      refused.add(id);
    });
    const body = { url: receiver.url, event_types: ['product.created' as const] };
    const { id } = await admin.webhookEndpoints.create({ body });
    onTestFinished(() => admin.webhookEndpoints.remove({ params: { id } }));
    await awaitHorizon(house.databaseUrl);
    const from = await runtime.database.transactAsSystem(readEndOfLog);
    await house.as('vendor').products.create({ body: { name, sku: name, unit_price: 1, stock: 1 } });
    await awaitHorizon(house.databaseUrl);
    await runtime.database.transactAsSystem(async (connection) => {
      const events = await readLogAfter(connection, from, 100);
      await queue.enqueue(connection, await createWebhookReaction(runtime.clock).jobsOf(connection, events));
    });
    const query = { status: 'delivered' };
    const delivered = async () => (await admin.webhookEndpoints.deliveries({ params: { id }, query })).data;
    await expect.poll(async () => (await delivered()).length, { timeout: 20_000 }).toBe(1);
    expect((await delivered())[0]?.attempts).toBe(2);
    return looks;
  }

  test('by a worker whose clock is behind', async () => {
    const clock = { now: () => new Date(Date.now() - 5_000) };
    const looks = await deliverOne('Behind', { runtime: { ...house.runtime, clock } });
    expect(looks).toBeLessThanOrEqual(4);
  });

  test('though the clock of the queue is ahead, without going in a circle', async () => {
    const timeOf = async () => new Date(Date.now() - 2_000);
    const looks = await deliverOne('Ahead', { runtime: house.runtime, timeOf });
    expect(looks).toBeGreaterThan(2);
    expect(looks).toBeLessThan(10);
  });
});

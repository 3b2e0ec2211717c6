import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { openWebhookReceiver } from '../../../tests/support/webhook-receiver.ts';
import { startDispatcher } from '../events/index.ts';
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
  const handlers = createWebhookHandlers({ runtime, settings, sealer, queue });
  const worker = await queue.work(handlers, { concurrency: 4 });
  const listener = await openListener(house.databaseUrl, log);
  const dispatcher = startDispatcher({
    runtime,
    queue,
    reactions: [createWebhookReaction(runtime.clock)],
    listener,
    log,
  });
  onTestFinished(async () => {
    await dispatcher.stop();
    await worker.stop();
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
  const shipping_address = { name: 'Ada', line1: '1 Lane', city: 'London', postal_code: 'SW1Y', country: 'GB' };
  const orders: string[] = [];
  for (let count = 0; count < 5; count += 1) {
    const placed = { lines: [{ sku: 'L', quantity: 1 }], shipping_address };
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

import { describe, expect, test } from 'vitest';
import { awaitHorizon } from '../../../tests/support/await-horizon.ts';
import { ask } from '../../../tests/support/index.ts';
import { openWebhookHouse } from '../../../tests/support/webhook-house.ts';
import { createWebhookHandlers } from './index.ts';
import { limitsOf, noteUnderWay } from './under-way.ts';

const webhooks = await openWebhookHouse();
const { house, receiver, runtime, clock, admin, settings, planned, queue, timeOf } = webhooks;
const { dispatch, work, openEndpoint, makeProduct, begin, endpointNow } = webhooks;

describe('an endpoint', () => {
  const eventsOf = async (id: string) => {
    await awaitHorizon(house.databaseUrl);
    const { data } = await admin.events.list({ query: { subject_id: id, limit: 100 } });
    return data.filter(({ type }) => type === 'webhook_endpoint.disabled');
  };

  test('that has failed for too long is disabled once, its owner is told, and it is not deleted', async () => {
    receiver.answer((response) => response.writeHead(500).end());
    const { endpoint, job, id } = await begin();
    await work(job);
    await makeProduct();
    const [another] = await dispatch();
    clock.advance(72 * 3_600 + 1);
    house.forgetTokens();
    await work(planned[0]);
    const now = await endpointNow(endpoint.id);
    expect(now).toMatchObject({ is_enabled: false, disabled_reason: 'failing', version: 2 });
    expect(await eventsOf(endpoint.id)).toMatchObject([
      { actor_id: null, data: { reason: 'failing', failing_since: now.failing_since, last_error: 'answered 500' } },
    ]);
    // What is due meanwhile is not sent, and can be replayed later.
    const before = receiver.received.length;
    await work(another);
    expect(receiver.received).toHaveLength(before);
    const failed = await admin.webhookEndpoints.deliveries({
      params: { id: endpoint.id },
      query: { status: 'failed' },
    });
    expect(failed.data.map((one) => one.last_error).sort()).toEqual(['answered 500', 'the endpoint is disabled']);
    await admin.webhookEndpoints.update({ params: { id: endpoint.id }, body: { is_enabled: true } });
    receiver.answer((response) => response.writeHead(200).end());
    await admin.webhookDeliveries.replay({ params: { id } });
    await work((await dispatch()).at(-1));
    expect(await endpointNow(endpoint.id)).toMatchObject({ is_enabled: true, failing_since: null });
    expect(await eventsOf(endpoint.id)).toHaveLength(1);
  });

  test('that says it is gone is disabled at once', async () => {
    receiver.answer((response) => response.writeHead(410).end());
    const { endpoint, job, read } = await begin();
    await work(job);
    expect(await read()).toMatchObject({ status: 'failed', last_error: 'answered 410' });
    expect(await endpointNow(endpoint.id)).toMatchObject({ is_enabled: false, disabled_reason: 'gone' });
    expect(await eventsOf(endpoint.id)).toHaveLength(1);
  });

  test('that takes something again has recovered', async () => {
    receiver.answer((response) => response.writeHead(500).end());
    const { endpoint, job } = await begin();
    await work(job);
    receiver.answer((response) => response.writeHead(200).end());
    clock.set(planned[0]?.run_at ?? new Date());
    await work(planned[0]);
    expect((await endpointNow(endpoint.id)).failing_since).toBeNull();
  });

  test('is not healed by a success that was answered before it failed, and not written where nothing changes', async () => {
    const { endpoint, job } = await begin();
    await ask(house.databaseUrl, 'ALTER TABLE webhook_endpoints NO FORCE ROW LEVEL SECURITY');
    const mark = 'UPDATE webhook_endpoints SET failing_since = $2 WHERE id = $1';
    const later = new Date(clock.now().getTime() + 60_000);
    await ask(house.databaseUrl, mark, [endpoint.id, later]);
    await work(job);
    expect((await endpointNow(endpoint.id)).failing_since).toBe(later.toISOString());
    clock.advance(61);
    const send = async () => {
      await makeProduct();
      await work((await dispatch())[0]);
    };
    await send();
    expect(await endpointNow(endpoint.id)).toEqual({ ...endpoint, secret: undefined });
    const versionOf = () => ask(house.databaseUrl, 'SELECT xmin FROM webhook_endpoints WHERE id = $1', [endpoint.id]);
    const before = await versionOf();
    await send();
    expect(receiver.received).toHaveLength(3);
    expect(await versionOf()).toEqual(before);
  });

  test('that has recovered while an attempt was under way is not disabled by it', async () => {
    const { endpoint, job } = await begin();
    await ask(house.databaseUrl, 'ALTER TABLE webhook_endpoints NO FORCE ROW LEVEL SECURITY');
    const mark = 'UPDATE webhook_endpoints SET failing_since = $2 WHERE id = $1';
    await ask(house.databaseUrl, mark, [endpoint.id, new Date(clock.now().getTime() - 73 * 3_600_000)]);
    receiver.answer(async (response) => {
      await ask(house.databaseUrl, mark, [endpoint.id, null]);
      response.writeHead(500).end();
    });
    await work(job);
    expect(await endpointNow(endpoint.id)).toMatchObject({ is_enabled: true, failing_since: expect.any(String) });
    expect(planned).toHaveLength(1);
  });

  test('that was deleted is sent nothing more', async () => {
    const { endpoint, job, read } = await begin();
    await admin.webhookEndpoints.remove({ params: { id: endpoint.id } });
    await work(job);
    expect(receiver.received).toHaveLength(0);
    expect(await read()).toMatchObject({ status: 'failed', attempts: 0, last_error: 'the endpoint was deleted' });
  });
});

test('an endpoint that answers slowly leaves places to others', async () => {
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
  receiver.answer(async (response) => {
    await mayAnswer;
    response.writeHead(204).end();
  });
  await openEndpoint();
  for (let count = 0; count < 4; count += 1) await makeProduct();
  const jobs = await dispatch();
  let now_ms = 0;
  const underWay = noteUnderWay(limitsOf(10), () => now_ms);
  const parts = { runtime, settings, sealer: house.sealer, queue, underWay, timeOf, concurrency: 10 };
  const handlers = createWebhookHandlers(parts);
  const running = jobs.slice(0, 3).map((job) => work(job, handlers));
  await expect.poll(() => receiver.received.length, { timeout: 5_000 }).toBe(3);
  const last = { id: String(jobs[3]?.payload.delivery_id) };
  const isPostponed = async () => {
    const { next_attempt_at, created_at } = await admin.webhookDeliveries.get({ params: last });
    return Date.parse(next_attempt_at ?? created_at) - Date.parse(created_at) >= 5_000;
  };
  now_ms = 1_000;
  await work(jobs[3], handlers);
  expect(await isPostponed()).toBe(true);
  expect(planned).toHaveLength(1);
  answer();
  await Promise.all(running);
  clock.set(planned[0]?.run_at ?? new Date());
  await work(planned[0], handlers);
  expect(await admin.webhookDeliveries.get({ params: last })).toMatchObject({ status: 'delivered', attempts: 1 });
});

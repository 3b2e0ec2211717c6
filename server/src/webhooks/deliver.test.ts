import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ask } from '../../../tests/support/index.ts';
import { openWebhookHouse } from '../../../tests/support/webhook-house.ts';
import { type NewJob, NotYet } from '../platform/queue/job-queue.ts';
import { createSealer } from './index.ts';

const webhooks = await openWebhookHouse();
const { house, receiver, clock, timeOf, admin, planned, handlersWith } = webhooks;
const { dispatch, work, openEndpoint, begin, endpointNow } = webhooks;

describe('a delivery', () => {
  test('that is taken is done, and a job that comes again does nothing', async () => {
    receiver.answer((response) => response.writeHead(200).end('thank you'));
    const { job, read } = await begin();
    await work(job);
    await work(job);
    expect(receiver.received).toHaveLength(1);
    const delivery = await read();
    expect(delivery).toMatchObject({
      status: 'delivered',
      attempts: 1,
      response_status: 200,
      response_body: 'thank you',
      last_error: null,
      next_attempt_at: null,
      request_url: receiver.url,
      history: [{ response_status: 200, error: null }],
    });
    expect(delivery.request_headers).toMatchObject({ 'webhook-id': delivery.id });
    expect(planned).toEqual([]);
  });

  test('that is refused is tried again by the schedule, with the same id and body, and then given up', async () => {
    receiver.answer((response) => response.writeHead(500).end('no'));
    const { endpoint, job, read } = await begin();
    await work(job);
    expect(await read()).toMatchObject({ status: 'pending', attempts: 1, last_error: 'answered 500' });
    expect((await endpointNow(endpoint.id)).failing_since).not.toBeNull();
    const [second] = planned.splice(0);
    const wait_ms = Number(second?.run_at) - (await timeOf()).getTime();
    expect(wait_ms).toBeGreaterThan(8_000);
    expect(wait_ms).toBeLessThanOrEqual(11_000);
    // Before its time it is only planned again.
    await work(second);
    expect(receiver.received).toHaveLength(1);
    const [again] = planned.splice(0);
    expect(again?.run_at).toEqual(second?.run_at);
    // Under another key: in the queue that of a job that runs is taken.
    expect(again?.key).not.toBe(second?.key);
    // Each time later, though its own time has come by the clock of the queue.
    clock.set(new Date(Number(second?.run_at) - 500));
    const waits_ms: number[] = [];
    for (let early = again; waits_ms.length < 4; [early] = planned.splice(0)) {
      await work(early);
      waits_ms.push(Math.round((Number(planned[0]?.run_at) - clock.now().getTime()) / 1_000));
    }
    expect(waits_ms).toEqual([2, 4, 8, 16]);
    clock.set(second?.run_at ?? new Date());
    await work(second);
    const [third] = planned.splice(0);
    clock.set(third?.run_at ?? new Date());
    await work(third);
    expect(planned).toEqual([]);
    const delivery = await read();
    expect(delivery).toMatchObject({ status: 'failed', attempts: 3, response_body: 'no' });
    expect(delivery.history.map((entry) => entry.response_status)).toEqual([500, 500, 500]);
    const ids = receiver.received.map(({ headers, body }) => [headers['webhook-id'], body]);
    expect(ids).toEqual([ids[0], ids[0], ids[0]]);
    const stamps = receiver.received.map(({ headers }) => headers['webhook-timestamp']);
    expect(new Set(stamps).size).toBe(3);
  });

  test('is attempted by one process at a time', async () => {
    const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
    const { promise: came, resolve: arrived } = Promise.withResolvers<void>();
    receiver.answer(async (response) => {
      arrived();
      await mayAnswer;
      response.writeHead(204).end();
    });
    const { job, read } = await begin();
    const first = work(job);
    await came;
    await work(job);
    // Whoever comes second looks again when the first must have ended.
    const [later] = planned.splice(0);
    const wait_ms = Number(later?.run_at) - (await timeOf()).getTime();
    expect(wait_ms).toBeGreaterThan(15_000);
    expect(wait_ms).toBeLessThanOrEqual(20_000);
    answer();
    await first;
    await work(later);
    expect(receiver.received).toHaveLength(1);
    expect(await read()).toMatchObject({ status: 'delivered', attempts: 1 });
  });

  test('whose process died is attempted by another', async () => {
    const { job, id, read } = await begin();
    await ask(house.databaseUrl, 'ALTER TABLE webhook_deliveries NO FORCE ROW LEVEL SECURITY');
    const died = new Date(clock.now().getTime() + 2_000);
    await ask(house.databaseUrl, 'UPDATE webhook_deliveries SET claimed_until = $2 WHERE id = $1', [id, died]);
    await work(job);
    expect(receiver.received).toHaveLength(0);
    const [later] = planned.splice(0);
    expect(later?.run_at).toEqual(died);
    clock.set(new Date(died.getTime() + 1));
    await work(later);
    expect(await read()).toMatchObject({ status: 'delivered', attempts: 1 });
  });

  test('that is not there yet is waited for', async () => {
    const { job } = await begin();
    const unknown = { ...job, payload: { ...job.payload, delivery_id: house.storeId } };
    await expect(work(unknown)).rejects.toThrow(NotYet);
  });

  test('whose secret cannot be read tells so, is tried by the schedule, and ends', async () => {
    const { endpoint, job, read } = await begin();
    const strange = handlersWith({}, createSealer(randomBytes(32)));
    await work(job, strange);
    expect(await read()).toMatchObject({
      status: 'pending',
      attempts: 1,
      last_error: expect.stringContaining('ENCRYPTION_KEY'),
      request_headers: null,
      response_status: null,
      history: [{ error: expect.stringContaining('ENCRYPTION_KEY') }],
    });
    expect((await endpointNow(endpoint.id)).failing_since).not.toBeNull();
    for (let [next] = planned.splice(0); next; [next] = planned.splice(0)) {
      clock.set(next.run_at ?? clock.now());
      await work(next, strange);
    }
    expect(await read()).toMatchObject({ status: 'failed', attempts: 3 });
    expect(receiver.received).toEqual([]);
  });

  test('that nobody answers tells why', async () => {
    receiver.answer(() => undefined);
    const { job, read } = await begin();
    await work(job, handlersWith({ total_timeout_ms: 100 }));
    const delivery = await read();
    expect(delivery).toMatchObject({ status: 'pending', response_status: null, response_body: null });
    expect(delivery.last_error).toBe('no answer within 100 ms');
    expect(delivery.history[0]?.duration_ms).toBeGreaterThanOrEqual(90);
  });

  test('to an address that has come to lie inside is not sent', async () => {
    const { job, read } = await begin();
    await ask(house.databaseUrl, 'ALTER TABLE webhook_endpoints NO FORCE ROW LEVEL SECURITY');
    await ask(house.databaseUrl, 'UPDATE webhook_endpoints SET url = $1', [
      `https://rebound.example:${receiver.port}/`,
    ]);
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    await work(job, handlersWith({ allowPrivate: false, resolve }));
    expect(await read()).toMatchObject({ last_error: 'rebound.example is not an address of the public internet' });
    expect(receiver.received).toHaveLength(0);
  });

  test('that was given up is replayed with the same id and all its retries', async () => {
    receiver.answer((response) => response.writeHead(500).end());
    const { job, id, read } = await begin();
    for (let next: NewJob | undefined = job; next; [next] = planned.splice(0)) {
      clock.set(next.run_at ?? clock.now());
      await work(next);
    }
    expect(await read()).toMatchObject({ status: 'failed', attempts: 3 });
    const replayed = await admin.webhookDeliveries.replay({ params: { id } });
    expect(replayed).toMatchObject({ status: 'pending', attempts: 3 });
    // What waits for its job is not begun twice.
    expect(await admin.webhookDeliveries.replay({ params: { id } })).toEqual(replayed);
    const jobs = await dispatch();
    expect(jobs).toHaveLength(1);
    await work(jobs[0]);
    expect(await read()).toMatchObject({ status: 'pending', attempts: 4 });
    receiver.answer((response) => response.writeHead(200).end());
    clock.set(planned[0]?.run_at ?? new Date());
    await work(planned[0]);
    expect(await read()).toMatchObject({ status: 'delivered', attempts: 5 });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]));
  });

  test('of a test is sent once, and says nothing of the endpoint', async () => {
    receiver.answer((response) => response.writeHead(410).end());
    const endpoint = await openEndpoint();
    const { id } = await admin.webhookEndpoints.test({ params: { id: endpoint.id } });
    await work((await dispatch())[0]);
    expect(await admin.webhookDeliveries.get({ params: { id } })).toMatchObject({ status: 'failed', attempts: 1 });
    expect(planned).toEqual([]);
    expect(await endpointNow(endpoint.id)).toMatchObject({ is_enabled: true, failing_since: null });
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ type: 'webhook_endpoint.tested' });
  });
});

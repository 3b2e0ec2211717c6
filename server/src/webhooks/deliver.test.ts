import { randomBytes } from 'node:crypto';
import { type EventType, verifyWebhook } from '@orderhouse/contracts';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, openTestHouse } from '../../../tests/support/index.ts';
import { openWebhookReceiver } from '../../../tests/support/webhook-receiver.ts';
import { readEndOfLog, readLogAfter } from '../events/index.ts';
import type { NewJob } from '../platform/queue/job-queue.ts';
import { createSealer, createWebhookHandlers, createWebhookReaction } from './index.ts';
import type { PostOptions } from './post.ts';
import { requeueOverdue, startRequeueing } from './requeue-overdue.ts';
import { noteUnderWay } from './under-way.ts';

/** Each step by hand, on a clock that is set: what the reaction says, what the handler does, what is planned. */
const settings = {
  webhook_allow_private: true,
  webhook_retry_schedule_seconds: [10, 600],
  webhook_disable_after_hours: 72,
};
const house = await openTestHouse({ config: settings });
const receiver = await openWebhookReceiver();
const { runtime, sealer } = house;
const { database, clock } = runtime;
const admin = house.as('admin');
const reaction = createWebhookReaction(clock);

const planned: NewJob[] = [];
const queue = { enqueue: async (_connection: unknown, jobs: readonly NewJob[]) => void planned.push(...jobs) };
const handlersWith = (reach: Partial<PostOptions> = {}, opener = sealer) =>
  createWebhookHandlers({ runtime, settings, sealer: opener, queue, reach });

let position = await database.transactAsSystem(readEndOfLog);

/** @returns the jobs of what has happened since it was asked last. */
async function dispatch(): Promise<NewJob[]> {
  return database.transactAsSystem(async (connection) => {
    const events = await readLogAfter(connection, position, 1_000);
    position = events.at(-1) ?? position;
    return reaction.jobsOf(connection, events);
  });
}

async function work(job: NewJob | undefined, handlers = handlersWith()): Promise<void> {
  if (!job) throw new Error('there is no job');
  await handlers[job.task]?.({ ...job, attempt: 1, attempts_max: 3 });
}

const made: string[] = [];

async function openEndpoint(event_types: EventType[] = ['product.created']) {
  const body = { url: receiver.url, event_types: event_types as ['product.created'] };
  const endpoint = await admin.webhookEndpoints.create({ body });
  made.push(endpoint.id);
  return endpoint;
}

let serial = 0;
async function makeProduct(by: 'vendor' | 'strangeVendor' = 'vendor') {
  serial += 1;
  return house.as(by).products.create({ body: { name: 'Lantern', sku: `L-${serial}`, unit_price: 1, stock: 1 } });
}

/** @returns the job of a new event for a new endpoint, and the endpoint. */
async function begin() {
  const endpoint = await openEndpoint();
  await makeProduct();
  const [job] = await dispatch();
  if (!job) throw new Error('nothing was caused');
  const id = String(job.payload.delivery_id);
  return { endpoint, job, id, read: () => admin.webhookDeliveries.get({ params: { id } }) };
}

const endpointNow = (id: string) => admin.webhookEndpoints.get({ params: { id } });

beforeEach(async () => {
  planned.length = 0;
  receiver.received.length = 0;
  receiver.answer((response) => response.writeHead(204).end());
  await dispatch();
});

afterEach(async () => {
  for (const id of made.splice(0)) await admin.webhookEndpoints.remove({ params: { id } }).catch(() => undefined);
  clock.set(new Date());
  house.forgetTokens();
});

describe('an event', () => {
  test('goes to the endpoints of its store that want its type, as one delivery each, however often it is read', async () => {
    const wanting = await openEndpoint(['product.created', 'order.placed']);
    await openEndpoint(['order.placed']);
    const off = await openEndpoint();
    await admin.webhookEndpoints.update({ params: { id: off.id }, body: { is_enabled: false } });
    const product = await makeProduct();
    await makeProduct('strangeVendor');
    const before = position;
    const jobs = await dispatch();
    expect(jobs).toHaveLength(1);
    position = before;
    expect(await dispatch()).toEqual(jobs);
    const { data } = await admin.webhookEndpoints.deliveries({ params: { id: wanting.id } });
    expect(data).toMatchObject([{ event_type: 'product.created', status: 'pending', attempts: 0, is_test: false }]);
    await work(jobs[0]);
    const [one] = receiver.received;
    expect(JSON.parse(one?.body ?? '')).toMatchObject({
      type: 'product.created',
      data: { id: data[0]?.event_id, subject_id: product.id, vendor_ids: [product.vendor_id], actor_role: 'vendor' },
    });
    expect(one?.headers).toMatchObject({ 'webhook-id': data[0]?.id, 'content-type': 'application/json' });
  });

  test('is signed as the specification’s own library and the SDK verify it', async () => {
    const { endpoint, job } = await begin();
    await work(job);
    const [one] = receiver.received;
    if (!one) throw new Error('nothing came');
    const headers = one.headers as Record<string, string>;
    const message = new Webhook(endpoint.secret).verify(one.body, headers);
    expect(message).toMatchObject({ type: 'product.created' });
    expect(await verifyWebhook({ payload: one.body, headers, secret: endpoint.secret })).toEqual(message);
    const other = `whsec_${randomBytes(32).toString('base64')}`;
    expect(() => new Webhook(other).verify(one.body, headers)).toThrow('No matching signature');
  });

  test('is signed by the secret of before as well, until the overlap ends', async () => {
    const { endpoint, job } = await begin();
    const params = { id: endpoint.id };
    const { secret } = await admin.webhookEndpoints.rotateSecret({ params, body: { overlap_seconds: 3_600 } });
    await work(job);
    const [both] = receiver.received;
    for (const one of [endpoint.secret, secret])
      new Webhook(one).verify(both?.body ?? '', both?.headers as Record<string, string>);
    clock.advance(3_601);
    await makeProduct();
    await work((await dispatch())[0]);
    const last = receiver.received.at(-1);
    const headers = last?.headers as Record<string, string>;
    const now = clock.now();
    await verifyWebhook({ payload: last?.body ?? '', headers, secret, now });
    await expect(
      verifyWebhook({ payload: last?.body ?? '', headers, secret: endpoint.secret, now }),
    ).rejects.toMatchObject({ code: 'bad_signature' });
  });
});

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
    const wait_ms = Number(second?.run_at) - clock.now().getTime();
    expect(wait_ms).toBeGreaterThan(8_000);
    expect(wait_ms).toBeLessThanOrEqual(11_000);
    // Before its time it is only planned again.
    await work(second);
    expect(receiver.received).toHaveLength(1);
    expect(planned.splice(0)).toMatchObject([{ run_at: second?.run_at }]);
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
    expect(Number(later?.run_at) - clock.now().getTime()).toBeGreaterThan(15_000);
    answer();
    await first;
    await work(later);
    expect(receiver.received).toHaveLength(1);
    expect(await read()).toMatchObject({ status: 'delivered', attempts: 1 });
  });

  test('whose process died is attempted by another', async () => {
    const { job, id, read } = await begin();
    await ask(house.databaseUrl, 'ALTER TABLE webhook_deliveries NO FORCE ROW LEVEL SECURITY');
    const died = new Date(clock.now().getTime() + 1_000);
    await ask(house.databaseUrl, 'UPDATE webhook_deliveries SET claimed_until = $2 WHERE id = $1', [id, died]);
    await work(job);
    expect(receiver.received).toHaveLength(0);
    const [later] = planned.splice(0);
    expect(later?.run_at).toEqual(died);
    clock.set(new Date(died.getTime() + 1));
    await work(later);
    expect(await read()).toMatchObject({ status: 'delivered', attempts: 1 });
  });

  test('that is not there yet, or whose secret cannot be read, fails its job and is not lost', async () => {
    const { job, id, read } = await begin();
    const unknown = { ...job, payload: { ...job.payload, delivery_id: house.storeId } };
    await expect(work(unknown)).rejects.toThrow(`there is no delivery ${house.storeId}`);
    await expect(work(job, handlersWith({}, createSealer(randomBytes(32))))).rejects.toThrow('ENCRYPTION_KEY');
    expect(await read()).toMatchObject({ id, status: 'pending', attempts: 0 });
    clock.advance(60);
    await work(job);
    expect(await read()).toMatchObject({ status: 'delivered' });
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

describe('an endpoint', () => {
  const eventsOf = async (id: string) => {
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

  test('that was deleted is sent nothing more', async () => {
    const { endpoint, job, read } = await begin();
    await admin.webhookEndpoints.remove({ params: { id: endpoint.id } });
    await work(job);
    expect(receiver.received).toHaveLength(0);
    expect(await read()).toMatchObject({ status: 'failed', attempts: 0, last_error: 'the endpoint was deleted' });
  });
});

describe('a job that is lost', () => {
  test('is added again once its delivery is overdue, and not while somebody is at it', async () => {
    const { id, read } = await begin();
    const requeue = () => requeueOverdue({ runtime, queue });
    await requeue();
    expect(planned).toEqual([]);
    clock.advance(121);
    await requeue();
    await requeue();
    const jobs = planned.splice(0).filter(({ payload }) => payload.delivery_id === id);
    expect(jobs).toHaveLength(2);
    // Under one key: as long as the first waits, the second is none.
    expect(jobs[0]).toEqual(jobs[1]);
    await work(jobs[0]);
    expect(await read()).toMatchObject({ status: 'delivered' });
    await requeue();
    expect(planned.filter(({ payload }) => payload.delivery_id === id)).toEqual([]);
  });
});

test('what is overdue is looked for again and again', async () => {
  const { id } = await begin();
  clock.advance(121);
  const told: object[] = [];
  const log = {
    info: (details: object) => void told.push(details),
    error: (details: object) => void told.push(details),
  };
  const stop = startRequeueing({ runtime, queue }, log as never, 0.01);
  await expect.poll(() => planned.filter(({ payload }) => payload.delivery_id === id).length).toBeGreaterThan(1);
  await stop();
  expect(told[0]).toMatchObject({ requeued: expect.any(Number) });
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
  const underWay = noteUnderWay(() => now_ms);
  const handlers = createWebhookHandlers({ runtime, settings, sealer, queue, underWay });
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

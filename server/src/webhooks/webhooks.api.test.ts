import { limits } from '@orderhouse/contracts';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { ask, openTestHouse } from '../../../tests/support/index.ts';
import { checkUrl } from './check-url.ts';

const house = await openTestHouse();
const admin = house.as('admin');
const url = 'https://hooks.example.com/orders';
const input = { url, event_types: ['order.placed', 'order.cancelled'] as ('order.placed' | 'order.cancelled')[] };

const create = (body: object = input, headers: Record<string, string> = {}) =>
  house.request({ method: 'POST', url: '/api/v1/webhook-endpoints', body, as: 'admin', headers });

async function typesOf(endpointId: string): Promise<string[]> {
  await ask(house.databaseUrl, 'ALTER TABLE events NO FORCE ROW LEVEL SECURITY');
  const rows = await ask<{ type: string }>(
    house.databaseUrl,
    'SELECT type FROM events WHERE subject_id = $1 ORDER BY id',
    [endpointId],
  );
  return rows.map(({ type }) => type);
}

describe('an endpoint', () => {
  test('is made with a secret that is shown once and kept sealed', async () => {
    const { secret, ...endpoint } = await admin.webhookEndpoints.create({ body: { ...input, description: 'Till' } });
    expect(endpoint).toMatchObject({
      ...input,
      description: 'Till',
      is_enabled: true,
      failing_since: null,
      version: 1,
    });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(() => new Webhook(secret)).not.toThrow();
    expect(await admin.webhookEndpoints.get({ params: { id: endpoint.id } })).toEqual(endpoint);
    const { data } = await admin.webhookEndpoints.list({ query: { limit: 100 } });
    expect(data).toContainEqual(endpoint);
    await ask(house.databaseUrl, 'ALTER TABLE webhook_endpoints NO FORCE ROW LEVEL SECURITY');
    const kept = await ask<{ row: string }>(house.databaseUrl, 'SELECT e::text AS row FROM webhook_endpoints e');
    const rows = kept.map(({ row }) => row).join();
    expect(rows).toContain(endpoint.id);
    expect(rows).not.toContain(secret.slice('whsec_'.length));
  });

  test('that is asked for twice with one key is one, with one secret, which no row holds', async () => {
    const headers = { 'idempotency-key': 'endpoint-1' };
    const first = await create(input, headers);
    const second = await create(input, headers);
    expect(second).toMatchObject({ status: 201, headers: { 'idempotent-replayed': 'true' }, body: first.body });
    await ask(house.databaseUrl, 'ALTER TABLE idempotency_keys NO FORCE ROW LEVEL SECURITY');
    const kept = await ask<{ answer: string }>(house.databaseUrl, 'SELECT answer FROM idempotency_keys');
    expect(kept.some(({ answer }) => answer.includes(first.body.id))).toBe(true);
    expect(kept.some(({ answer }) => answer.includes(first.body.secret))).toBe(false);
  });

  test.each([
    ['/url', { url: 'http://hooks.example.com/' }],
    ['/url', { url: 'ftp://hooks.example.com/' }],
    ['/url', { url: 'https://' }],
    ['/url', { url: 'https://a:b@hooks.example.com/' }],
    ['/url', { url: 'https://hooks.example.com/#here' }],
    ['/url', { url: 'https://127.0.0.1/' }],
    ['/url', { url: 'https://2130706433/' }],
    ['/url', { url: 'https://169.254.169.254/latest/meta-data' }],
    ['/url', { url: 'https://[::ffff:10.0.0.1]/' }],
    ['/url', { url: 'https://localhost:5432/' }],
    ['/event_types/1', { event_types: ['order.placed', 'order.vanished'] }],
    ['/event_types/0', { event_types: ['webhook_endpoint.tested'] }],
    ['/event_types', { event_types: [] }],
    ['/event_types', { event_types: ['order.placed', 'order.placed'] }],
  ])('is refused by %s: %o', async (pointer, bad) => {
    const refusal = { status: 422, body: { code: 'validation_failed', errors: [{ pointer }] } };
    expect(await create({ ...input, ...bad })).toMatchObject(refusal);
    const { id } = await admin.webhookEndpoints.create({ body: input });
    const change = { method: 'PATCH', url: `/api/v1/webhook-endpoints/${id}`, body: bad, as: 'admin' } as const;
    expect(await house.request(change)).toMatchObject(refusal);
    expect(await typesOf(id)).toEqual(['webhook_endpoint.created']);
  });

  test('by a name that stands for an address inside is refused; one that nobody knows yet is taken', async () => {
    const inside = checkUrl(url, false, async () => [{ address: 'fd00::1', family: 6 }]);
    await expect(inside).rejects.toMatchObject({ data: { errors: [{ pointer: '/url' }] } });
    await checkUrl(url, false, () => Promise.reject(new Error('ENOTFOUND')));
    await checkUrl(url, false, async () => [{ address: '93.184.215.14', family: 4 }]);
  });

  test('is changed with If-Match, switched off and on, and each change is told once', async () => {
    const made = await admin.webhookEndpoints.create({ body: input });
    const params = { id: made.id };
    const off = await admin.webhookEndpoints.update({ params, body: { is_enabled: false }, ifVersion: 1 });
    expect(off).toMatchObject({ is_enabled: false, disabled_reason: 'by_admin', version: 2 });
    expect(off.disabled_at).not.toBeNull();
    await expect(
      admin.webhookEndpoints.update({ params, body: { description: 'late' }, ifVersion: 1 }),
    ).rejects.toMatchObject({ code: 'precondition_failed' });
    const same = await admin.webhookEndpoints.update({ params, body: { is_enabled: false } });
    expect(same).toEqual(off);
    const on = await admin.webhookEndpoints.update({
      params,
      body: { is_enabled: true, event_types: ['order.shipped'] },
    });
    expect(on).toMatchObject({
      is_enabled: true,
      disabled_at: null,
      disabled_reason: null,
      event_types: ['order.shipped'],
    });
    expect(await typesOf(made.id)).toEqual([
      'webhook_endpoint.created',
      'webhook_endpoint.updated',
      'webhook_endpoint.updated',
    ]);
  });

  test('is told of in the log without its path, which may hold a token', async () => {
    const { id } = await admin.webhookEndpoints.create({ body: { ...input, url: `${url}?token=hush` } });
    await admin.webhookEndpoints.update({ params: { id }, body: { url: 'https://other.example.com/hush' } });
    await admin.webhookEndpoints.remove({ params: { id } });
    const rows = await ask<{ data: object }>(
      house.databaseUrl,
      'SELECT data FROM events WHERE subject_id = $1 ORDER BY id',
      [id],
    );
    expect(rows.map(({ data }) => data)).toEqual([
      { host: 'hooks.example.com', event_types: input.event_types },
      { before: { host: 'hooks.example.com' }, after: { host: 'other.example.com' } },
      { host: 'other.example.com' },
    ]);
  });

  test('that is deleted is gone, and what was sent to it stays to be read', async () => {
    const { id } = await admin.webhookEndpoints.create({ body: input });
    const delivery = await admin.webhookEndpoints.test({ params: { id } });
    await admin.webhookEndpoints.remove({ params: { id } });
    await expect(admin.webhookEndpoints.get({ params: { id } })).rejects.toMatchObject({ status: 404 });
    await expect(admin.webhookEndpoints.deliveries({ params: { id } })).rejects.toMatchObject({ status: 404 });
    expect((await admin.webhookEndpoints.list({ query: { limit: 100 } })).data.map((one) => one.id)).not.toContain(id);
    expect(await admin.webhookDeliveries.get({ params: { id: delivery.id } })).toMatchObject(delivery);
    await expect(admin.webhookDeliveries.replay({ params: { id: delivery.id } })).rejects.toMatchObject({
      status: 404,
    });
  });

  test('gets a new secret, under which the one before is told of until it ends', async () => {
    const made = await admin.webhookEndpoints.create({ body: input });
    const params = { id: made.id };
    const { secret, ...rotated } = await admin.webhookEndpoints.rotateSecret({ params, body: {} });
    expect(secret).not.toBe(made.secret);
    const ends = new Date(rotated.previous_secret_until ?? 0).getTime();
    expect(ends - Date.now()).toBeGreaterThan(86_000_000);
    expect(await admin.webhookEndpoints.get({ params })).toEqual(rotated);
    const ended = await admin.webhookEndpoints.rotateSecret({ params, body: { overlap_seconds: 0 } });
    expect(ended.previous_secret_until).toBeNull();
    const idempotencyKey = 'rotate-1';
    const once = await admin.webhookEndpoints.rotateSecret({ params, body: {}, idempotencyKey });
    expect(await admin.webhookEndpoints.rotateSecret({ params, body: {}, idempotencyKey })).toEqual(once);
  });
});

test('a store has so many endpoints and no more, also when they are asked for at once', async () => {
  const strange = house.as('strangeAdmin');
  const { data } = await strange.webhookEndpoints.list({ query: { limit: 1, count: true } });
  expect(data).toEqual([]);
  // Full but for two.
  await ask(house.databaseUrl, 'ALTER TABLE webhook_endpoints NO FORCE ROW LEVEL SECURITY');
  await ask(
    house.databaseUrl,
    `INSERT INTO webhook_endpoints (store_id, id, url, event_types, secret_sealed, created_at, updated_at)
     SELECT $1, gen_random_uuid(), $2, '{order.placed}', '', now(), now() FROM generate_series(1, $3)`,
    [house.otherStoreId, url, limits.webhook_endpoints_max - 2],
  );
  const add = () =>
    house.request({ method: 'POST', url: '/api/v1/webhook-endpoints', body: input, as: 'strangeAdmin' });
  const answers = await Promise.all(Array.from({ length: 5 }, add));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409]);
  const refused = answers.find(({ status }) => status === 409);
  expect(refused?.body).toMatchObject({ code: 'too_many_webhook_endpoints' });
  const made = answers.find(({ status }) => status === 201);
  // Another store is not hindered by it, and a deleted one makes room.
  expect((await create()).status).toBe(201);
  await strange.webhookEndpoints.remove({ params: { id: made?.body.id } });
  expect((await add()).status).toBe(201);
  expect((await add()).status).toBe(409);
  await ask(house.databaseUrl, 'DELETE FROM webhook_endpoints WHERE store_id = $1', [house.otherStoreId]);
});

describe('a test', () => {
  test('is a delivery that waits for its job, also of an endpoint that is switched off', async () => {
    const { id } = await admin.webhookEndpoints.create({ body: input });
    await admin.webhookEndpoints.update({ params: { id }, body: { is_enabled: false } });
    const delivery = await admin.webhookEndpoints.test({ params: { id } });
    expect(delivery).toMatchObject({
      is_test: true,
      event_type: 'webhook_endpoint.tested',
      status: 'pending',
      attempts: 0,
    });
    const details = await admin.webhookDeliveries.get({ params: { id: delivery.id } });
    expect(JSON.parse(details.request_body)).toMatchObject({
      type: 'webhook_endpoint.tested',
      data: { subject_id: id, actor_id: house.people.admin.id, data: { delivery_id: delivery.id } },
    });
    await expect(admin.webhookDeliveries.replay({ params: { id: delivery.id } })).rejects.toMatchObject({
      status: 409,
      code: 'webhook_endpoint_disabled',
    });
    expect(await typesOf(id)).toContain('webhook_endpoint.tested');
  });
});

describe('deliveries', () => {
  test('are listed page by page, newest first, and by status', async () => {
    const { id } = await admin.webhookEndpoints.create({ body: input });
    const made: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      made.unshift((await admin.webhookEndpoints.test({ params: { id } })).id);
    }
    const seen: string[] = [];
    for await (const one of admin.webhookEndpoints.deliveries.all({ params: { id }, query: { limit: 2 } })) {
      seen.push(one.id);
    }
    expect(seen).toEqual(made);
    const query = { status: 'delivered,failed', count: true };
    expect(await admin.webhookEndpoints.deliveries({ params: { id }, query })).toMatchObject({ data: [], total: 0 });
  });
});

test('nothing of a store is there for another store’s admin', async () => {
  const { id } = await admin.webhookEndpoints.create({ body: input });
  const delivery = await admin.webhookEndpoints.test({ params: { id } });
  const strange = house.as('strangeAdmin');
  const nothing = { status: 404 };
  await expect(strange.webhookEndpoints.get({ params: { id } })).rejects.toMatchObject(nothing);
  await expect(strange.webhookEndpoints.update({ params: { id }, body: { url } })).rejects.toMatchObject(nothing);
  await expect(strange.webhookEndpoints.remove({ params: { id } })).rejects.toMatchObject(nothing);
  await expect(strange.webhookEndpoints.rotateSecret({ params: { id }, body: {} })).rejects.toMatchObject(nothing);
  await expect(strange.webhookEndpoints.test({ params: { id } })).rejects.toMatchObject(nothing);
  await expect(strange.webhookEndpoints.deliveries({ params: { id } })).rejects.toMatchObject(nothing);
  await expect(strange.webhookDeliveries.get({ params: { id: delivery.id } })).rejects.toMatchObject(nothing);
  await expect(strange.webhookDeliveries.replay({ params: { id: delivery.id } })).rejects.toMatchObject(nothing);
  expect((await strange.webhookEndpoints.list()).data).toEqual([]);
});

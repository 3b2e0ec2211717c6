import { describe, expect, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';
import { version } from '../platform/version.ts';

const house = await openTestHouse();

describe('/health', () => {
  test('is well while every part is', async () => {
    const answer = await house.request({ method: 'GET', url: '/health' });
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'ok', version, environment: 'test', parts: { database: { status: 'ok' } } },
    });
  });

  test('is not asked who asks', async () => {
    const headers = { authorization: 'Bearer nonsense', 'x-store': 'nowhere' };
    expect(await house.request({ method: 'GET', url: '/health', headers })).toMatchObject({ status: 200 });
  });

  test('says which part cannot be reached, and no more of it', async () => {
    const { app, runtime } = await house.openAnother();
    await runtime.database.close();
    const answer = await house.request({ method: 'GET', url: '/health', app });
    expect(answer).toMatchObject({
      status: 503,
      body: { status: 'unavailable', parts: { database: { status: 'unavailable', detail: 'cannot be reached' } } },
    });
  });
});

describe('/metrics', () => {
  const read = (headers: Record<string, string> = {}, app = house.app) =>
    house.request({ method: 'GET', url: '/metrics', headers, app });

  test('tells of requests, batches, pool, event loop and process', async () => {
    await house.as('vendor').products.create({ body: { name: 'Lantern', sku: 'M-1', unit_price: 339, stock: 9 } });
    await house
      .as('customer')
      .orders.place({ body: { lines: [{ sku: 'M-1', quantity: 1 }], shipping_address: shippingAddress } });
    await house.request({ method: 'GET', url: '/no/such/address' });
    const { status, text, headers } = await read();
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(text).toContain('http_requests_total{route="/api/v1/orders",method="POST",status="201"} 1');
    expect(text).toContain('http_requests_total{route="unknown",method="GET",status="404"} 1');
    expect(text).toContain('http_request_duration_seconds_bucket{le="0.005",route="/api/v1/orders",method="POST"');
    expect(text).toContain('orderhouse_placement_batch_orders_sum 1');
    expect(text).toContain('orderhouse_placement_batch_seconds_count 1');
    for (const state of ['used', 'idle', 'waiting'])
      expect(text).toContain(`orderhouse_database_connections{pool="general",state="${state}"}`);
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(text).toContain('process_resident_memory_bytes');
  });

  test('are for this machine unless there is a token', async () => {
    expect(await read({ 'x-forwarded-for': '203.0.113.7' })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    const { app } = await house.openAnother({ trust_proxy: true });
    expect((await read({ 'x-forwarded-for': '203.0.113.7' }, app)).status).toBe(403);
  });

  test('are for the bearer of the token where there is one', async () => {
    const { app } = await house.openAnother({ metrics_token: 'a-token-of-sixteen' });
    expect((await read({ authorization: 'Bearer a-token-of-sixteen' }, app)).status).toBe(200);
    for (const headers of [
      {},
      { authorization: 'Bearer a-token-of-sixteem' },
      { authorization: 'a-token-of-sixteen' },
    ]) {
      expect(await read(headers as Record<string, string>, app)).toMatchObject({
        status: 401,
        body: { code: 'unauthenticated' },
      });
    }
  });
});

import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';

const house = await openTestHouse();

/** Does `work` while no statement on stores is answered. */
async function withoutStores(work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: house.databaseUrl, application_name: 'orderhouse-test' });
  await client.connect();
  await client.query('BEGIN; LOCK TABLE stores IN ACCESS EXCLUSIVE MODE');
  try {
    await work();
  } finally {
    await client.query('COMMIT');
    await client.end();
  }
}

const ask = (url: string, headers: Record<string, string> = {}, app = house.app) =>
  house.request({ method: 'GET', url, headers, app });

describe('the store of a visitor', { timeout: 5_000 }, () => {
  test('is not looked up for an address that nobody serves, nor for what needs an account', async () => {
    await withoutStores(async () => {
      expect((await ask('/api/v1/nowhere')).status).toBe(404);
      expect((await ask('/api/v1/orders')).status).toBe(401);
    });
  });

  test('is not looked up for whoever asks too much', async () => {
    const { app } = await house.openAnother({ rate_limit_per_minute: 1 });
    await ask('/api/v1/nowhere', {}, app);
    await withoutStores(async () => {
      expect((await ask('/api/v1/products', {}, app)).status).toBe(429);
    });
  });

  test('is not looked up by what cannot be a slug', async () => {
    await withoutStores(async () => {
      for (const slug of ['', 'a b', 'x'.repeat(61), "'; --"]) {
        const answer = await ask('/api/v1/products', { 'x-store': slug });
        expect(answer, slug).toMatchObject({ status: 404, body: { code: 'store_not_found' } });
      }
    });
  });

  test('that is not there is remembered as well', async () => {
    const unknown = { 'x-store': 'not-there' };
    expect((await ask('/api/v1/products', unknown)).body.code).toBe('store_not_found');
    await withoutStores(async () => {
      expect((await ask('/api/v1/products', unknown)).body.code).toBe('store_not_found');
    });
  });
});

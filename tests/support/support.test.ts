import { expect, test } from 'vitest';
import { openTestHouse } from './index.ts';

const house = await openTestHouse();

test('health', async () => {
  const answer = await house.request({ method: 'GET', url: '/health' });
  expect(answer).toMatchObject({ status: 200, body: { status: 'ok', parts: { database: { status: 'ok' } } } });
});

test('a person asks', async () => {
  const answer = await house.request({ method: 'GET', url: '/api/v1/orders', as: 'customer' });
  expect(answer).toMatchObject({ status: 200, body: { data: [], next_cursor: null } });
});

test('nobody asks', async () => {
  const answer = await house.request({ method: 'GET', url: '/api/v1/orders' });
  expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated', status: 401 } });
  const products = await house.request({ method: 'GET', url: '/api/v1/products' });
  expect(products).toMatchObject({ status: 200, body: { data: [] } });
});

import { limits } from '@orderhouse/contracts';
import { expect, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';

const house = await openTestHouse();
const vendor = house.as('vendor');
const admin = house.as('admin');
const customer_id = house.people.customer.id;

test.each([
  'number=99999999999999999999',
  'number=1e30',
  'placed_from=0000-01-01T00:00:00Z',
  'placed_to=2026-01-01T00:00:00%2B23:59',
  'customer_id=urn:uuid:019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b',
])('what PostgreSQL cannot read is refused at its parameter: %s', async (query) => {
  const answer = await house.request({ method: 'GET', url: `/api/v1/orders?${query}`, as: 'admin' });
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: query.split('=')[0] }] } });
});

test('an order names its variants and its customer in either case', async () => {
  const { variants } = await vendor.products.create({ body: { name: 'Cup', sku: 'CUP', unit_price: 5, stock: 9 } });
  const order = await admin.orders.place({
    body: {
      customer_id: customer_id.toUpperCase(),
      lines: [{ variant_id: variants[0]?.id.toUpperCase() ?? '', quantity: 1 }],
      shipping_address: shippingAddress,
    },
  });
  expect(order.customer.id).toBe(customer_id);
  for (const line of [{ sku: 'a\u0000' }, { variant_id: `urn:uuid:${variants[0]?.id}` }]) {
    const body = { customer_id, lines: [{ ...line, quantity: 1 }], shipping_address: shippingAddress };
    const answer = await house.request({ method: 'POST', url: '/api/v1/orders', as: 'admin', body });
    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed', errors: [{}] } });
  }
});

test('an order whose total no number can hold is refused, and takes nothing', async () => {
  const body = { name: 'Palace', sku: 'PALACE', unit_price: limits.unit_price_max, stock: limits.stock_max };
  const { id } = await vendor.products.create({ body });
  const lines = Array.from({ length: 10 }, () => ({ sku: 'PALACE', quantity: limits.quantity_max }));
  await expect(
    admin.orders.place({ body: { customer_id, lines, shipping_address: shippingAddress } }),
  ).rejects.toMatchObject({
    status: 422,
    code: 'order_too_large',
  });
  expect((await admin.products.get({ params: { id } })).variants[0]?.stock).toBe(limits.stock_max);
});

test('one key on several routes at once, and deletions among orders, break no lock cycle at a caller', async () => {
  const variants = Array.from({ length: 40 }, (_, index) => ({ sku: `M-${index}`, unit_price: 1, stock: 9_999 }));
  const product = await vendor.products.create({ body: { name: 'Many', variants } });
  const body = {
    customer_id,
    lines: product.variants.map(({ id }) => ({ variant_id: id, quantity: 1 })),
    shipping_address: shippingAddress,
  };
  const post = (url: string, key: string, sent: unknown) =>
    house.request({
      method: 'POST',
      url: `/api/v1${url}`,
      as: 'admin',
      body: sent,
      headers: { 'idempotency-key': key },
    });
  const statuses: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    const { id } = await admin.orders.place({ body });
    const answers = await Promise.all([
      post(`/orders/${id}/cancel`, `key-${round}`, {}),
      post('/orders', `key-${round}`, body),
      post(`/orders/${id}/cancel`, `key-${round}`, {}),
    ]);
    statuses.push(...answers.map(({ status }) => status));
  }
  const url = `/api/v1/products/${product.id}`;
  const answers = await Promise.all([
    ...Array.from({ length: 4 }, (_, index) => post('/orders', `last-${index}`, body)),
    house.request({ method: 'DELETE', url, as: 'vendor' }),
  ]);
  statuses.push(...answers.map(({ status }) => status));
  expect(statuses.filter((status) => ![200, 201, 204, 422].includes(status))).toEqual([]);
});

test.each([
  ['of lists', '['.repeat(200_000) + ']'.repeat(200_000)],
  ['with an escape at its bottom', `${'['.repeat(200_000)}"\\u0000"${']'.repeat(200_000)}`],
])('a bottomless body %s is refused before anybody walks it', async (_, payload) => {
  const authorization = `Bearer ${await house.tokenOf('customer')}`;
  const answer = await house.app.inject({
    method: 'POST',
    url: '/api/v1/orders',
    headers: { authorization, 'content-type': 'application/json' },
    payload,
  });
  expect(answer.statusCode).toBe(400);
});

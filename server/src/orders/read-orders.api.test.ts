import { describe, expect, test } from 'vitest';
import { openOrderHouse, orderFor } from '../../../tests/support/order-house.ts';

const { house, admin, vendor, otherVendor, customer, otherCustomer, sell } = await openOrderHouse();

describe('who sees an order', () => {
  test('its customer, the vendors of its lines with those lines alone, and admins', async () => {
    const [mine, theirs] = [await sell(5, { unit_price: 100 }), await sell(5, { unit_price: 7, by: otherVendor })];
    const order = await customer.orders.place({
      body: orderFor({ sku: mine.sku, quantity: 1 }, { sku: theirs.sku, quantity: 3 }),
    });
    const params = { id: order.id };
    expect(await admin.orders.get({ params })).toEqual(order);
    expect(await customer.orders.get({ params })).toEqual(order);
    const seen = await otherVendor.orders.get({ params });
    expect(seen.lines.map((line) => line.sku)).toEqual([theirs.sku]);
    expect(seen.fulfillments).toHaveLength(1);
    expect(seen.total).toBe(21);
    await expect(otherCustomer.orders.get({ params })).rejects.toMatchObject({ status: 404, code: 'not_found' });
    await expect(house.as('strangeAdmin').orders.get({ params })).rejects.toMatchObject({ status: 404 });
    expect((await otherCustomer.orders.list({ query: { limit: 100 } })).data.map(({ id }) => id)).not.toContain(
      order.id,
    );
    expect((await house.as('strangeAdmin').orders.list({})).data).toEqual([]);
  });

  test('the timeline shows a vendor nothing of another vendor’s part', async () => {
    const [mine, theirs] = [await sell(5), await sell(5, { by: otherVendor })];
    const order = await customer.orders.place({
      body: orderFor({ sku: mine.sku, quantity: 1 }, { sku: theirs.sku, quantity: 1 }),
    });
    const params = { id: order.id };
    await vendor.orders.updateStatus({ params, body: { status: 'processing' } });
    await vendor.orders.updateStatus({
      params,
      body: { status: 'shipped', carrier: 'Royal Mail', tracking_number: 'RM1' },
    });
    const types = async (client: typeof customer) =>
      (await client.orders.events({ params })).data.map((event) => event.type);
    const whole = ['order.placed', 'fulfillment.processing', 'order.processing', 'fulfillment.shipped'];
    expect(await types(customer)).toEqual(whole);
    expect(await types(vendor)).toEqual(whole);
    expect(await types(otherVendor)).toEqual(['order.placed', 'order.processing']);
    await expect(types(otherCustomer)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('lists', () => {
  test('filter, sort, page by cursor and count', async () => {
    const { sku } = await sell(50);
    const before = await customer.orders.list({ query: { count: true } });
    const orders = [];
    for (let index = 0; index < 5; index += 1)
      orders.push(await customer.orders.place({ body: orderFor({ sku, quantity: 1 }) }));
    await customer.orders.cancel({ params: { id: orders[4]?.id ?? '' }, body: { reason: 'changed my mind' } });
    const page = await customer.orders.list({ query: { limit: 2, count: true } });
    expect(page.total).toBe((before.total ?? 0) + 5);
    expect(page.data.map(({ id }) => id)).toEqual([orders[4]?.id, orders[3]?.id]);
    const next = await customer.orders.list({ query: { limit: 2, cursor: page.next_cursor ?? '' } });
    expect(next.data.map(({ id }) => id)).toEqual([orders[2]?.id, orders[1]?.id]);
    const rising = await customer.orders.list({ query: { sort: 'number', limit: 100, status: 'cancelled,pending' } });
    expect(rising.data.map(({ number }) => number)).toEqual(
      [...rising.data.map(({ number }) => number)].sort((a, b) => a - b),
    );
    const cancelled = await customer.orders.list({ query: { status: 'cancelled', number: orders[4]?.number ?? 0 } });
    expect(cancelled.data).toMatchObject([{ id: orders[4]?.id, cancel_reason: 'changed my mind' }]);
    const none = await customer.orders.list({ query: { placed_from: '2999-01-01T00:00:00Z' } });
    expect(none).toMatchObject({ data: [], next_cursor: null });
  });

  test('refuse a foreign cursor, unknown parameters and words that are no status', async () => {
    await expect(customer.orders.list({ query: { cursor: 'bm9wZQ' } })).rejects.toMatchObject({
      status: 400,
      code: 'invalid_cursor',
    });
    const longTime = `2026-01-01T00:00:00.${'1'.repeat(200)}Z`;
    const refused = await Promise.all(
      ['?offset=3', '?status=lost', '?limit=101', '?placed_from=yesterday', `?placed_to=${longTime}`].map((search) =>
        house.request({ method: 'GET', url: `/api/v1/orders${search}`, as: 'customer' }),
      ),
    );
    expect(refused.map((answer) => answer.body.code)).toEqual(Array(5).fill('validation_failed'));
    expect(
      (await customer.orders.list({ query: { placed_from: '2999-01-01T00:00:00.12345678901234+05:30' } })).data,
    ).toEqual([]);
  });
});

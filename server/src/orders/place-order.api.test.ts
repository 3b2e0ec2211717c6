import type { OrderInput } from '@orderhouse/contracts';
import { describe, expect, test } from 'vitest';
import { openOrderHouse, orderFor } from '../../../tests/support/order-house.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';

const { house, admin, vendor, customer, otherCustomer, sell, stockOf } = await openOrderHouse();

describe('placing an order', () => {
  test('takes stock, freezes price and address, and counts numbers up', async () => {
    const { sku, product } = await sell(5, { unit_price: 339 });
    const first = await customer.orders.place({
      body: { ...orderFor({ sku: sku.toLowerCase(), quantity: 2 }), notes: 'Ring twice', phone: '+44 20 7946 0000' },
    });
    expect(first).toMatchObject({
      status: 'pending',
      payment_status: 'unpaid',
      currency: 'GBP',
      total: 678,
      notes: 'Ring twice',
      shipping_address: shippingAddress,
    });
    expect(first.lines).toMatchObject([{ line_no: 1, sku, unit_price: 339, quantity: 2, line_total: 678 }]);
    expect(await stockOf(product.id)).toBe(3);
    await vendor.variants.update({ params: { id: product.variants[0]?.id ?? '' }, body: { unit_price: 1 } });
    const again = await customer.orders.get({ params: { id: first.id } });
    expect(again).toEqual(first);
    const second = await customer.orders.place({ body: orderFor({ sku, quantity: 1 }) });
    expect(second.number).toBe(first.number + 1);
    expect(second.total).toBe(1);
  });

  test('is refused whole when one line is short; the answer points at the line', async () => {
    const [plenty, scarce] = [await sell(9), await sell(1)];
    const attempt = customer.orders.place({
      body: orderFor({ sku: plenty.sku, quantity: 1 }, { variant_id: scarce.variant.id, quantity: 2 }),
    });
    await expect(attempt).rejects.toMatchObject({
      status: 409,
      code: 'insufficient_stock',
      errors: [{ pointer: '/lines/1', sku: scarce.sku, requested: 2, available: 1 }],
    });
    expect([await stockOf(plenty.product.id), await stockOf(scarce.product.id)]).toEqual([9, 1]);
  });

  test('names what is wrong with a line', async () => {
    const { sku, variant } = await sell(5);
    const place = (...lines: OrderInput['lines']) => customer.orders.place({ body: orderFor(...lines) });
    await expect(place({ sku: 'no-such-thing', quantity: 1 })).rejects.toMatchObject({
      status: 422,
      code: 'unknown_sku',
      errors: [{ pointer: '/lines/0' }],
    });
    await expect(place({ quantity: 1 })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/lines/0' }],
    });
    await expect(place({ sku, variant_id: variant.id, quantity: 1 })).rejects.toMatchObject({
      code: 'validation_failed',
    });
    await expect(place({ sku, quantity: 0 })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/lines/0/quantity' }],
    });
    await expect(place({ sku, quantity: 1.5 })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/lines/0/quantity' }],
    });
    await expect(place()).rejects.toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/lines' }] });
  });

  test('does not sell drafts, archived or deleted products', async () => {
    const { sku, product } = await sell(5);
    const buy = () => customer.orders.place({ body: orderFor({ sku, quantity: 1 }) });
    for (const status of ['draft', 'archived'] as const) {
      await vendor.products.update({ params: { id: product.id }, body: { status } });
      await expect(buy()).rejects.toMatchObject({ code: 'unknown_sku' });
    }
    await vendor.products.update({ params: { id: product.id }, body: { status: 'active' } });
    await buy();
    await vendor.products.remove({ params: { id: product.id } });
    await expect(buy()).rejects.toMatchObject({ code: 'unknown_sku' });
  });

  test('by an admin is for a customer of the store', async () => {
    const { sku } = await sell(5);
    const me = await customer.auth.me();
    const order = await admin.orders.place({ body: { ...orderFor({ sku, quantity: 1 }), customer_id: me.id } });
    expect(order.customer).toMatchObject({ id: me.id, email: me.email });
    const place = (customer_id?: string) =>
      admin.orders.place({ body: { ...orderFor({ sku, quantity: 1 }), ...(customer_id && { customer_id }) } });
    await expect(place()).rejects.toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/customer_id' }] });
    await expect(place((await vendor.auth.me()).id)).rejects.toMatchObject({ code: 'customer_not_found' });
  });

  test('is for customers and admins', async () => {
    const { sku } = await sell(5);
    await expect(vendor.orders.place({ body: orderFor({ sku, quantity: 1 }) })).rejects.toMatchObject({
      status: 403,
      code: 'forbidden',
    });
    await expect(house.as(null).orders.place({ body: orderFor({ sku, quantity: 1 }) })).rejects.toMatchObject({
      status: 401,
      code: 'unauthenticated',
    });
  });

  test('is paid only as the store offers', async () => {
    const { sku } = await sell(5);
    const simulated = { ...orderFor({ sku, quantity: 1 }), payment: { provider: 'simulated' as const } };
    await admin.store.update({ body: { payment_providers: ['manual'] } });
    await expect(customer.orders.place({ body: simulated })).rejects.toMatchObject({
      status: 403,
      code: 'payment_provider_not_allowed',
    });
    await admin.store.update({ body: { payment_providers: ['manual', 'simulated'] } });
    expect(await customer.orders.place({ body: simulated })).toMatchObject({ payment_provider: 'simulated' });
  });
});

describe('many at once', () => {
  test('300 buyers of 100 units: 100 orders, 200 clean refusals', async () => {
    const { sku, product } = await sell(100);
    const buyers = Array.from({ length: 300 }, (_, index) =>
      (index % 2 ? customer : otherCustomer).orders.place({ body: orderFor({ sku, quantity: 1 }) }),
    );
    const results = await Promise.allSettled(buyers);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(results.length - refused.length).toBe(100);
    expect(new Set(refused.map((result) => result.reason.code))).toEqual(new Set(['insufficient_stock']));
    expect(await stockOf(product.id)).toBe(0);
  });

  test('orders of two lines in opposite order do not deadlock', async () => {
    const [a, b] = [await sell(100), await sell(100)];
    const there = orderFor({ sku: a.sku, quantity: 1 }, { sku: b.sku, quantity: 1 });
    const back = orderFor({ sku: b.sku, quantity: 1 }, { sku: a.sku, quantity: 1 });
    await Promise.all(
      Array.from({ length: 60 }, (_, index) => customer.orders.place({ body: index % 2 ? there : back })),
    );
    expect([await stockOf(a.product.id), await stockOf(b.product.id)]).toEqual([40, 40]);
  });
});

describe('an idempotency key', () => {
  test('makes one order of 20 copies at once, all answered alike', async () => {
    const { sku, product } = await sell(50);
    const copies = Array.from({ length: 20 }, () =>
      customer.orders.place({ body: orderFor({ sku, quantity: 1 }), idempotencyKey: 'same-20' }),
    );
    const orders = await Promise.all(copies);
    expect(new Set(orders.map((order) => order.id)).size).toBe(1);
    expect(await stockOf(product.id)).toBe(49);
  });

  test('answers a repeat with the first answer, whatever became of the order', async () => {
    const { sku } = await sell(5);
    const send = () =>
      house.request({
        method: 'POST',
        url: '/api/v1/orders',
        as: 'customer',
        headers: { 'idempotency-key': 'repeat-1' },
        body: orderFor({ sku, quantity: 1 }),
      });
    const first = await send();
    await customer.orders.cancel({ params: { id: first.body.id }, body: {} });
    const repeat = await send();
    expect([first.status, repeat.status]).toEqual([201, 201]);
    expect(repeat.headers['idempotent-replayed']).toBe('true');
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(repeat.body).toEqual(first.body);
  });

  test('is the caller’s own, and refuses another body', async () => {
    const { sku } = await sell(9);
    const mine = await customer.orders.place({ body: orderFor({ sku, quantity: 1 }), idempotencyKey: 'shared' });
    const theirs = await otherCustomer.orders.place({ body: orderFor({ sku, quantity: 1 }), idempotencyKey: 'shared' });
    expect(theirs.id).not.toBe(mine.id);
    const other = customer.orders.place({ body: orderFor({ sku, quantity: 2 }), idempotencyKey: 'shared' });
    await expect(other).rejects.toMatchObject({ status: 422, code: 'idempotency_key_reused' });
  });

  test('of a refused order can be tried again', async () => {
    const { sku, variant } = await sell(0);
    const buy = () => customer.orders.place({ body: orderFor({ sku, quantity: 1 }), idempotencyKey: 'later' });
    await expect(buy()).rejects.toMatchObject({ code: 'insufficient_stock' });
    await vendor.variants.adjustStock({ params: { id: variant.id }, body: { delta: 1, reason: 'received' } });
    expect(await buy()).toMatchObject({ status: 'pending' });
  });
});

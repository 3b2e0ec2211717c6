import type { OrderInput } from '@orderhouse/contracts';
import { describe, expect, test } from 'vitest';
import { openTestHouse } from '../../../tests/support/index.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';

const house = await openTestHouse();
const admin = house.as('admin');
const vendor = house.as('vendor');
const otherVendor = house.as('otherVendor');
const customer = house.as('customer');
const otherCustomer = house.as('otherCustomer');

let made = 0;

/** A product with one variant, and its SKU. */
async function sell(stock: number, more: { unit_price?: number; by?: typeof vendor } = {}) {
  const sku = `T-${++made}`;
  const { by = vendor, unit_price = 250 } = more;
  const product = await by.products.create({ body: { name: `Thing ${made}`, sku, unit_price, stock } });
  const [variant] = product.variants;
  if (!variant) throw new Error('a product has a variant');
  return { sku, product, variant };
}

async function stockOf(productId: string): Promise<number | undefined> {
  return (await admin.products.get({ params: { id: productId } })).variants[0]?.stock;
}

const orderFor = (...lines: OrderInput['lines']): OrderInput => ({ lines, shipping_address: shippingAddress });

async function placed(quantity = 1) {
  const thing = await sell(10);
  const order = await customer.orders.place({ body: orderFor({ sku: thing.sku, quantity }) });
  return { ...thing, order };
}

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

describe('the life of an order', () => {
  test('pending, processing, shipped, delivered, by its vendor; asking twice changes nothing', async () => {
    const { order } = await placed();
    const params = { id: order.id };
    const move = (status: 'processing' | 'shipped' | 'delivered') =>
      vendor.orders.updateStatus({
        params,
        body: { status, ...(status === 'shipped' && { carrier: 'DPD', tracking_number: '42' }) },
      });
    expect((await move('processing')).status).toBe('processing');
    const shipped = await move('shipped');
    expect(shipped.fulfillments).toMatchObject([{ status: 'shipped', carrier: 'DPD', tracking_number: '42' }]);
    expect(await move('shipped')).toEqual(shipped);
    expect(await move('delivered')).toMatchObject({ status: 'delivered', fulfillments: [{ status: 'delivered' }] });
    await expect(move('processing')).rejects.toMatchObject({
      status: 409,
      code: 'order_transition_not_allowed',
      problem: { allowed: [] },
    });
  });

  test('ships whole only when each vendor has shipped; an admin ships for all', async () => {
    const [mine, theirs] = [await sell(5), await sell(5, { by: otherVendor })];
    const order = await customer.orders.place({
      body: orderFor({ sku: mine.sku, quantity: 1 }, { sku: theirs.sku, quantity: 1 }),
    });
    const params = { id: order.id };
    await vendor.orders.updateStatus({ params, body: { status: 'processing' } });
    await vendor.orders.updateStatus({ params, body: { status: 'shipped' } });
    expect((await customer.orders.get({ params })).status).toBe('processing');
    await expect(admin.orders.cancel({ params, body: {} })).rejects.toMatchObject({
      code: 'order_transition_not_allowed',
    });
    expect((await admin.orders.updateStatus({ params, body: { status: 'shipped' } })).status).toBe('shipped');
  });

  test('refuses a state that does not follow, naming those that do', async () => {
    const { order } = await placed();
    const attempt = admin.orders.updateStatus({ params: { id: order.id }, body: { status: 'delivered' } });
    await expect(attempt).rejects.toMatchObject({
      status: 409,
      problem: { from: 'pending', allowed: ['processing', 'cancelled'] },
    });
  });

  test('is not for customers, nor for vendors without a line in it', async () => {
    const { order } = await placed();
    const params = { id: order.id };
    await expect(customer.orders.updateStatus({ params, body: { status: 'processing' } })).rejects.toMatchObject({
      status: 403,
    });
    await expect(otherVendor.orders.updateStatus({ params, body: { status: 'processing' } })).rejects.toMatchObject({
      status: 404,
    });
  });

  test('with If-Match refuses what was read before somebody else moved it', async () => {
    const { order } = await placed();
    const patch = (etag: string) =>
      house.request({
        method: 'PATCH',
        url: `/api/v1/orders/${order.id}/status`,
        as: 'vendor',
        headers: { 'if-match': etag },
        body: { status: 'processing' },
      });
    expect((await patch('"99"')).status).toBe(412);
    const moved = await patch(`"${order.version}"`);
    expect(moved.headers.etag).toMatch(new RegExp(`^"${order.version + 1}-`));
  });
});

describe('cancelling', () => {
  test('by the customer within the window puts stock back; asking again is a success', async () => {
    const { order, product } = await placed(4);
    const params = { id: order.id };
    expect(await stockOf(product.id)).toBe(6);
    const cancelled = await customer.orders.cancel({ params, body: { reason: 'too late' } });
    expect(cancelled).toMatchObject({
      status: 'cancelled',
      cancel_reason: 'too late',
      fulfillments: [{ status: 'cancelled' }],
    });
    expect(await customer.orders.cancel({ params, body: {} })).toEqual(cancelled);
    expect(await stockOf(product.id)).toBe(10);
  });

  test('after the window is for admins', async () => {
    const { order, product } = await placed();
    const params = { id: order.id };
    house.runtime.clock.advance(301);
    await expect(customer.orders.cancel({ params, body: {} })).rejects.toMatchObject({
      status: 409,
      code: 'cancel_window_closed',
    });
    expect((await admin.orders.cancel({ params, body: {} })).status).toBe('cancelled');
    expect(await stockOf(product.id)).toBe(10);
  });

  test('is over once a vendor has begun, and not for vendors or strangers', async () => {
    const { order } = await placed();
    const params = { id: order.id };
    await expect(vendor.orders.cancel({ params, body: {} })).rejects.toMatchObject({ status: 403 });
    await expect(otherCustomer.orders.cancel({ params, body: {} })).rejects.toMatchObject({ status: 404 });
    await vendor.orders.updateStatus({ params, body: { status: 'processing' } });
    await expect(customer.orders.cancel({ params, body: {} })).rejects.toMatchObject({
      code: 'order_transition_not_allowed',
    });
    expect(
      (await admin.orders.updateStatus({ params, body: { status: 'cancelled', note: 'out of print' } })).cancel_reason,
    ).toBe('out of print');
  });
});

describe('correcting', () => {
  test('address, phone and notes while pending', async () => {
    const { order } = await placed();
    const params = { id: order.id };
    const corrected = await customer.orders.update({
      params,
      body: {
        notes: 'Leave with the neighbour',
        shipping_address: { ...shippingAddress, line1: '13 St James’s Square' },
      },
    });
    expect(corrected).toMatchObject({
      notes: 'Leave with the neighbour',
      shipping_address: { line1: '13 St James’s Square' },
      version: order.version + 1,
    });
    expect(await customer.orders.update({ params, body: { notes: null } })).toMatchObject({ notes: null });
    const before = await customer.orders.get({ params });
    expect(await customer.orders.update({ params, body: { notes: null } })).toEqual(before);
    await vendor.orders.updateStatus({ params, body: { status: 'processing' } });
    await expect(customer.orders.update({ params, body: { notes: 'x' } })).rejects.toMatchObject({
      status: 409,
      code: 'order_not_editable',
    });
    await expect(vendor.orders.update({ params, body: { notes: 'x' } })).rejects.toMatchObject({ status: 403 });
  });
});

describe('paying', () => {
  const simulated = async () => {
    const { sku, product } = await sell(5);
    await admin.store.update({ body: { payment_providers: ['manual', 'simulated'] } });
    const order = await customer.orders.place({
      body: { ...orderFor({ sku, quantity: 2 }), payment: { provider: 'simulated' } },
    });
    return { order, product, params: { id: order.id } };
  };

  test('approved is paid, once', async () => {
    const { order, params } = await simulated();
    const payment = await customer.orders.settlePayment({ params, body: { outcome: 'approve', reference: 'R-1' } });
    expect(payment).toMatchObject({
      status: 'paid',
      amount: order.total,
      currency: 'GBP',
      provider: 'simulated',
      reference: 'R-1',
    });
    expect(await customer.orders.get({ params })).toMatchObject({ payment_status: 'paid', status: 'pending' });
    await expect(customer.orders.settlePayment({ params, body: { outcome: 'approve' } })).rejects.toMatchObject({
      status: 409,
      code: 'payment_already_settled',
    });
    expect((await customer.orders.listPayments({ params })).data).toEqual([payment]);
    expect((await vendor.orders.listPayments({ params })).data).toEqual([]);
  });

  test('declined cancels the order and puts its stock back', async () => {
    const { product, params } = await simulated();
    const payment = await customer.orders.settlePayment({
      params,
      body: { outcome: 'decline', failure: 'card expired' },
    });
    expect(payment).toMatchObject({ status: 'failed', failure: 'card expired' });
    expect(await customer.orders.get({ params })).toMatchObject({ payment_status: 'failed', status: 'cancelled' });
    expect(await stockOf(product.id)).toBe(5);
    const types = (await customer.orders.events({ params })).data.map((event) => event.type);
    expect(types).toEqual(['order.placed', 'payment.failed', 'fulfillment.cancelled', 'order.cancelled']);
  });

  test('by invoice is settled by admins alone', async () => {
    const { order } = await placed();
    const params = { id: order.id };
    await expect(customer.orders.settlePayment({ params, body: { outcome: 'approve' } })).rejects.toMatchObject({
      status: 403,
    });
    await expect(otherCustomer.orders.settlePayment({ params, body: { outcome: 'approve' } })).rejects.toMatchObject({
      status: 404,
    });
    expect(await admin.orders.settlePayment({ params, body: { outcome: 'approve' } })).toMatchObject({
      status: 'paid',
      provider: 'manual',
    });
  });

  test('that fails once the order is on its way leaves the order as it is', async () => {
    for (const status of ['shipped', 'delivered'] as const) {
      const { order, product } = await placed(2);
      const params = { id: order.id };
      for (const next of ['processing', 'shipped', 'delivered'] as const) {
        await vendor.orders.updateStatus({ params, body: { status: next } });
        if (next === status) break;
      }
      const payment = await admin.orders.settlePayment({ params, body: { outcome: 'decline', failure: 'insolvent' } });
      expect(payment).toMatchObject({ status: 'failed', failure: 'insolvent' });
      expect(await customer.orders.get({ params })).toMatchObject({ status, payment_status: 'failed' });
      expect(await stockOf(product.id)).toBe(8);
      const types = (await customer.orders.events({ params })).data.map((event) => event.type);
      expect(types.at(-1)).toBe('payment.failed');
    }
  });

  test('that fails once a part is on its way lets the rest be shipped', async () => {
    const [mine, theirs] = [await sell(5), await sell(5, { by: otherVendor })];
    const lines = orderFor({ sku: mine.sku, quantity: 1 }, { sku: theirs.sku, quantity: 1 });
    const params = { id: (await customer.orders.place({ body: lines })).id };
    await vendor.orders.updateStatus({ params, body: { status: 'processing' } });
    await vendor.orders.updateStatus({ params, body: { status: 'shipped' } });
    expect(await admin.orders.settlePayment({ params, body: { outcome: 'decline' } })).toMatchObject({
      status: 'failed',
    });
    expect(await admin.orders.updateStatus({ params, body: { status: 'shipped' } })).toMatchObject({
      status: 'shipped',
      payment_status: 'failed',
    });
  });

  test('is owed back when the order is cancelled, and its customer is told', async () => {
    const { order, params } = await simulated();
    await customer.orders.settlePayment({ params, body: { outcome: 'approve' } });
    await customer.orders.cancel({ params, body: {} });
    await customer.orders.cancel({ params, body: {} });
    const due = async (client: typeof customer) =>
      (await client.orders.events({ params })).data.filter((event) => event.type === 'payment.refund_due');
    expect(await due(customer)).toMatchObject([{ data: { amount: order.total, currency: 'GBP' } }]);
    expect(await due(vendor)).toEqual([]);
    expect(await customer.orders.get({ params })).toMatchObject({ status: 'cancelled', payment_status: 'paid' });
  });

  test('of a cancelled order is refused', async () => {
    const { params } = await simulated();
    await customer.orders.cancel({ params, body: {} });
    await expect(admin.orders.settlePayment({ params, body: { outcome: 'approve' } })).rejects.toMatchObject({
      code: 'order_transition_not_allowed',
    });
  });
});

import { describe, expect, test } from 'vitest';
import { openOrderHouse, orderFor } from '../../../tests/support/order-house.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';

const { house, admin, vendor, otherVendor, customer, otherCustomer, sell, stockOf, placed } = await openOrderHouse();

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

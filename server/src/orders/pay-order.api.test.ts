import { describe, expect, test } from 'vitest';
import { openOrderHouse, orderFor } from '../../../tests/support/order-house.ts';

const { admin, vendor, otherVendor, customer, otherCustomer, sell, stockOf, placed } = await openOrderHouse();

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

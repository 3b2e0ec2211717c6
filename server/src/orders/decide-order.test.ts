import { describe, expect, test } from 'vitest';
import {
  counter,
  problemOf,
  request,
  scene,
  shipping_address,
  variant,
} from '../../../tests/support/placement-scene.ts';
import { decidePlacements } from './decide-placements.ts';

describe('one order', () => {
  test('freezes names, prices and totals, and makes a fulfillment for each vendor', () => {
    const { outcomes } = decidePlacements(
      scene([
        variant('a', 5),
        variant('b', 5, { title: 'Large', unit_price: 101, vendor_id: 'vendor-of-a' }),
        variant('c', 5),
      ]),
      [
        request([
          { sku: 'A', quantity: 2 },
          { sku: 'b', quantity: 3 },
          { sku: 'c', quantity: 1 },
        ]),
      ],
      counter(),
    );
    const order = outcomes[0]?.kind === 'placed' ? outcomes[0].placed.order : undefined;
    expect(
      order?.lines.map((line) => [line.line_no, line.name, line.unit_price, line.quantity, line.line_total]),
    ).toEqual([
      [1, 'Product a', 250, 2, 500],
      [2, 'Product b – Large', 101, 3, 303],
      [3, 'Product c', 250, 1, 250],
    ]);
    expect(order?.total).toBe(1053);
    expect(order?.fulfillments.map((part) => part.vendor_id)).toEqual(['vendor-of-a', 'vendor-of-c']);
    expect(order?.cancellable_until).toBe('2026-01-05T10:05:00.000Z');
  });

  test('is refused whole when one line is short, telling which and how many are left', () => {
    const decision = decidePlacements(
      scene([variant('a', 5), variant('b', 1)]),
      [
        request([
          { sku: 'a', quantity: 2 },
          { sku: 'b', quantity: 2 },
        ]),
      ],
      counter(),
    );
    const problem = problemOf(decision.outcomes[0]);
    expect(problem.code).toBe('insufficient_stock');
    expect(problem.data.errors).toMatchObject([{ pointer: '/lines/1', sku: 'B', requested: 2, available: 1 }]);
    expect(decision.taken.size).toBe(0);
  });

  test('counts two lines of one variant together', () => {
    const { outcomes } = decidePlacements(
      scene([variant('a', 3)]),
      [
        request([
          { sku: 'a', quantity: 2 },
          { sku: 'A', quantity: 2 },
        ]),
      ],
      counter(),
    );
    expect(problemOf(outcomes[0]).data.errors).toMatchObject([{ pointer: '/lines/1', requested: 4, available: 3 }]);
  });

  test.each([
    ['a draft', variant('a', 5, { product_status: 'draft' })],
    ['an archived product', variant('a', 5, { product_status: 'archived' })],
    ['another SKU', variant('z', 5)],
  ])('does not sell %s', (_, shelved) => {
    const { outcomes } = decidePlacements(scene([shelved]), [request([{ sku: 'a', quantity: 1 }])], counter());
    expect(problemOf(outcomes[0])).toMatchObject({ code: 'unknown_sku', data: { errors: [{ pointer: '/lines/0' }] } });
  });

  test('of an admin needs an active customer of the store; a customer orders for itself alone', () => {
    const lines = [{ sku: 'a', quantity: 1 }];
    const asAdmin = (customer_id?: string) =>
      request(lines, {
        actorRole: 'admin',
        actorId: 'boss',
        input: { lines, shipping_address, ...(customer_id && { customer_id }) },
      });
    const asCustomer = request(lines, { input: { lines, shipping_address, customer_id: 'c2' } });
    const { outcomes } = decidePlacements(
      scene([variant('a', 5)]),
      [asAdmin('c1'), asAdmin(), asAdmin('nobody'), asCustomer],
      counter(),
    );
    expect(outcomes[0]?.kind).toBe('placed');
    expect(outcomes.slice(1).map((outcome) => problemOf(outcome).code)).toEqual([
      'validation_failed',
      'customer_not_found',
      'validation_failed',
    ]);
  });

  test('is paid only as the store offers', () => {
    const lines = [{ sku: 'a', quantity: 1 }];
    const simulated = request(lines, { input: { lines, shipping_address, payment: { provider: 'simulated' } } });
    expect(problemOf(decidePlacements(scene([variant('a', 5)]), [simulated], counter()).outcomes[0]).code).toBe(
      'payment_provider_not_allowed',
    );
  });

  test('whose total is no exact number is refused', () => {
    const dear = variant('a', 1_000_000_000, { unit_price: 1_000_000_000 });
    const lines = Array.from({ length: 20 }, () => ({ sku: 'a', quantity: 1_000_000 }));
    expect(problemOf(decidePlacements(scene([dear]), [request(lines)], counter()).outcomes[0]).code).toBe(
      'order_too_large',
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decidePlacements } from './decide-placements.ts';
import type { Buyer, PlacementRequest, PlacementScene } from './placement-scene.ts';
import type { SellableVariant } from './shelf.ts';

const buyer: Buyer = {
  id: 'c1',
  email: 'c1@shop.test',
  full_name: 'C One',
  phone: null,
  role: 'customer',
  is_active: true,
};
const shipping_address = { name: 'C One', line1: '1 High St', city: 'Leeds', postal_code: 'LS1', country: 'GB' };

function variant(id: string, stock: number, more: Partial<SellableVariant> = {}): SellableVariant {
  const vendor_id = `vendor-of-${id}`;
  return {
    id,
    sku: id.toUpperCase(),
    sku_key: id,
    title: '',
    unit_price: 250,
    stock,
    product_name: `Product ${id}`,
    product_status: 'active',
    vendor_id,
    ...more,
  };
}

function scene(variants: SellableVariant[], more: Partial<PlacementScene> = {}): PlacementScene {
  const store = { currency: 'GBP', cancel_window_seconds: 300, payment_providers: ['manual'] };
  return { store, variants, buyers: [buyer], answeredKeys: [], now: new Date('2026-01-05T10:00:00Z'), ...more };
}

function request(lines: { sku: string; quantity: number }[], more: Partial<PlacementRequest> = {}): PlacementRequest {
  return { input: { lines, shipping_address }, actorId: 'c1', actorRole: 'customer', claim: null, ...more };
}

function counter(): () => string {
  let count = 0;
  return () => `order-${++count}`;
}

function problemOf(outcome: ReturnType<typeof decidePlacements>['outcomes'][number] | undefined) {
  if (outcome?.kind !== 'refused') throw new Error(`expected a refusal, got ${outcome?.kind}`);
  return outcome.problem;
}

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

describe('an idempotency key', () => {
  const lines = [{ sku: 'a', quantity: 1 }];
  const keyed = (fingerprint: string) => request(lines, { claim: { key: 'c1:k', fingerprint } });

  test('makes one order of copies in one batch, and refuses another body', () => {
    const { outcomes, placed, taken } = decidePlacements(
      scene([variant('a', 5)]),
      [keyed('same'), keyed('same'), keyed('other')],
      counter(),
    );
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['placed', 'repeats', 'refused']);
    expect(placed).toHaveLength(1);
    expect(taken.get('a')).toBe(1);
  });

  test('answered before is answered the same', () => {
    const answeredKeys = [{ key: 'c1:k', fingerprint: 'same', answer: '{"number":7}' }];
    const { outcomes, placed } = decidePlacements(
      scene([variant('a', 5)], { answeredKeys }),
      [keyed('same'), keyed('other')],
      counter(),
    );
    expect(outcomes[0]).toEqual({ kind: 'replayed', answer: '{"number":7}' });
    expect(problemOf(outcomes[1]).code).toBe('idempotency_key_reused');
    expect(placed).toHaveLength(0);
  });

  test('that stands without its answer refuses its order alone', () => {
    const answeredKeys = [{ key: 'c1:k', fingerprint: 'same', answer: null }];
    const { outcomes, placed } = decidePlacements(
      scene([variant('a', 5)], { answeredKeys }),
      [keyed('same'), request(lines)],
      counter(),
    );
    expect(problemOf(outcomes[0]).code).toBe('idempotency_key_reused');
    expect(placed).toHaveLength(1);
  });
});

test('the last unit sold is told once, as an event of the variant', () => {
  const { events } = decidePlacements(
    scene([variant('a', 1), variant('b', 2)]),
    [
      request([
        { sku: 'a', quantity: 1 },
        { sku: 'b', quantity: 1 },
      ]),
    ],
    counter(),
  );
  expect(events.map((event) => [event.type, event.subject_id])).toEqual([
    ['order.placed', 'order-1'],
    ['variant.sold_out', 'a'],
  ]);
});

describe('whatever arrives', () => {
  const skus = ['a', 'b', 'c', 'd', 'gone'];
  const batch = fc.array(
    fc.array(fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 6 }) }), {
      minLength: 1,
      maxLength: 5,
    }),
    { maxLength: 40 },
  );
  const stocks = fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20), fc.nat(20));
  const shelfOf = (stock: readonly number[]) => stock.map((units, index) => variant(skus[index] ?? '', units));
  const decide = (stock: readonly number[], orders: { sku: string; quantity: number }[][]) =>
    decidePlacements(
      scene(shelfOf(stock)),
      orders.map((lines) => request(lines)),
      counter(),
    );

  test('nothing is oversold, and what is taken is what the placed orders hold', () => {
    fc.assert(
      fc.property(stocks, batch, (stock, orders) => {
        const { taken, placed } = decide(stock, orders);
        for (const [index, units] of stock.entries())
          expect(taken.get(skus[index] ?? '') ?? 0).toBeLessThanOrEqual(units);
        const held = new Map<string, number>();
        for (const line of placed.flatMap(({ order }) => order.lines))
          held.set(line.variant_id, (held.get(line.variant_id) ?? 0) + line.quantity);
        expect(held).toEqual(taken);
        for (const { order } of placed)
          expect(order.total).toBe(order.lines.reduce((sum, line) => sum + line.unit_price * line.quantity, 0));
      }),
    );
  });

  test('orders are decided in the order of arrival: a batch is the same as its orders one by one', () => {
    fc.assert(
      fc.property(stocks, batch, (stock, orders) => {
        const together = decide(stock, orders).outcomes.map((outcome) => outcome.kind);
        const left = [...stock];
        const oneByOne = orders.map((lines) => {
          const { outcomes, taken } = decide(left, [lines]);
          for (const [id, units] of taken) left[skus.indexOf(id)] = (left[skus.indexOf(id)] ?? 0) - units;
          return outcomes[0]?.kind;
        });
        expect(together).toEqual(oneByOne);
      }),
    );
  });

  test('a refused order leaves the others as they would be without it', () => {
    fc.assert(
      fc.property(stocks, batch, (stock, orders) => {
        const { outcomes, taken } = decide(stock, orders);
        const kept = orders.filter((_, index) => outcomes[index]?.kind === 'placed');
        const without = decide(stock, kept);
        expect(without.outcomes.every((outcome) => outcome.kind === 'placed')).toBe(true);
        expect(without.taken).toEqual(taken);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { counter, problemOf, request, scene, variant } from '../../../tests/support/placement-scene.ts';
import { decidePlacements } from './decide-placements.ts';

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

describe('stock that runs low', () => {
  const low = { type: 'variant.stock_low', subject_type: 'variant', subject_id: 'a', vendor_ids: ['vendor-of-a'] };
  const toldBy = (before: number, quantities: number[], low_stock_threshold = 5) => {
    const store = { currency: 'GBP', cancel_window_seconds: 300, payment_providers: ['manual'], low_stock_threshold };
    const orders = quantities.map((quantity) => request([{ sku: 'a', quantity }]));
    const { events } = decidePlacements(scene([variant('a', before)], { store }), orders, counter());
    return events.filter(({ subject_type }) => subject_type === 'variant');
  };

  test('is told once a batch, with what is left after all of it', () => {
    const data = { stock: 3, threshold: 5 };
    expect(toldBy(7, [1, 1, 1, 1])).toEqual([{ ...low, data, actor_id: null, actor_role: 'house' }]);
  });

  test.each([
    ['from above to the threshold', 6, [1], 5, ['variant.stock_low']],
    ['from above to below', 9, [8], 5, ['variant.stock_low']],
    ['what stays above', 7, [1], 5, []],
    ['what was low before', 5, [1], 5, []],
    ['what is sold out at once', 6, [6], 5, ['variant.sold_out']],
    ['what was low and is sold out', 2, [2], 5, ['variant.sold_out']],
    ['a threshold of nothing', 2, [1], 0, []],
    ['a threshold of nothing, when sold out', 2, [2], 0, ['variant.sold_out']],
    ['of what was refused', 6, [7], 5, []],
  ])('%s', (_, before, quantities, threshold, types) => {
    expect(toldBy(before, quantities, threshold).map(({ type }) => type)).toEqual(types);
  });
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

import type { Order, StockAdjustment } from '@orderhouse/contracts';
import { describe, expect, test } from 'vitest';
import { chanceFrom } from '../server/src/demo/chance.ts';
import { Ledger } from '../torture/ledger.ts';
import { lossesOfAdjustments, lossesOfOrders, lossesOfStock } from '../torture/losses.ts';
import { planKills } from '../torture/plan.ts';

describe('the plan of kills', () => {
  const rhythm = { gap_ms_min: 1_000, gap_ms_max: 4_000, per_minute_max: 5 };
  const planOf = (seed: number) => planKills(chanceFrom(seed), ['one', 'two'], 600_000, rhythm);

  test('is the same for the same seed, and another for another', () => {
    expect(planOf(7)).toEqual(planOf(7));
    expect(planOf(7)).not.toEqual(planOf(8));
    expect(new Set(planOf(7).map(({ victim }) => victim))).toEqual(new Set(['one', 'two']));
  });

  test('kills no more often than those who restart allow, and not after its end', () => {
    const times = planOf(7).map(({ at_ms }) => at_ms);
    expect(times.length).toBeGreaterThan(40);
    for (const [index, at_ms] of times.entries()) {
      expect(at_ms - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(rhythm.gap_ms_min);
      const minuteBefore = times[index - rhythm.per_minute_max];
      if (minuteBefore !== undefined) expect(at_ms - minuteBefore).toBeGreaterThanOrEqual(60_000);
    }
    expect(times.at(-1)).toBeLessThan(600_000);
  });
});

describe('the comparison with what was answered', () => {
  const line = { line_no: 1, variant_id: 'v', quantity: 2, unit_price: 5, line_total: 10 };
  const order = (id: string, number: number, more = {}) =>
    ({ id, number, total: 10, status: 'pending', lines: [line], ...more }) as Order;
  const adjustment = (id: string, delta: number) =>
    ({ id, variant_id: 'v', delta, reason: 'received' }) as StockAdjustment;

  function answered(...orders: Order[]): Ledger {
    const ledger = new Ledger();
    for (const one of orders) ledger.place(`key of ${one.id}`, one);
    return ledger;
  }

  test('finds nothing where all is there, in the state that was answered last', () => {
    const { orders } = answered(order('a', 1), order('b', 2));
    expect(lossesOfOrders(orders, [order('a', 1), order('b', 2)])).toEqual([]);
  });

  test.each([
    ['a lost order', [order('a', 1)], /order 2 .* is lost/],
    ['a lost line', [order('a', 1), order('b', 2, { lines: [] })], /order 2: its lines/],
    ['another total', [order('a', 1), order('b', 2, { total: 9 })], /order 2: its total/],
    ['another number', [order('a', 1), order('b', 3)], /order 2: its number/],
    ['a lost cancellation', [order('a', 1), order('b', 2)], /its state was answered as "cancelled" and is "pending"/],
    ['an order twice', [order('a', 1), order('b', 2), order('c', 3)], /order 3 .* nobody was told/],
    ['a number twice', [order('a', 2), order('b', 2)], /2 orders have the number 2/],
  ])('tells of %s', (what, found, told) => {
    const ledger = answered(order('a', 1), order('b', 2));
    if (what === 'a lost cancellation') ledger.move('b', 'cancelled');
    expect(lossesOfOrders(ledger.orders, found)).toContainEqual(expect.stringMatching(told));
  });

  test('tells of an adjustment that is lost, and of one that nobody was told of', () => {
    const ledger = new Ledger();
    ledger.adjust(adjustment('x', 3));
    expect(lossesOfAdjustments(ledger.adjustments, [adjustment('x', 3)])).toEqual([]);
    expect(lossesOfAdjustments(ledger.adjustments, [adjustment('y', 3)])).toEqual([
      'adjustment x was answered and is lost',
      'adjustment y is there, and nobody was told of it',
    ]);
  });

  test('counts the stock by what was answered', () => {
    const ledger = answered(order('a', 1), order('b', 2));
    ledger.adjust(adjustment('x', 3));
    ledger.move('b', 'cancelled');
    const stock = (units: number) =>
      lossesOfStock([{ id: 'v', sku: 'V', stock: 20 }], ledger.orders, ledger.adjustments, new Map([['v', units]]));
    expect(stock(21)).toEqual([]);
    expect(stock(23)).toEqual(['stock of V is 23, and 21 by what was answered']);
  });

  test('tells of one order that was answered to two keys', () => {
    const ledger = answered(order('a', 1));
    ledger.place('another key', order('a', 1));
    expect(ledger.faults).toHaveLength(1);
  });
});

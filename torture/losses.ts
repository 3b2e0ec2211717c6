import type { Order, StockAdjustment } from '@orderhouse/contracts';
import type { Acknowledged } from './ledger.ts';

/** Goods as the shop opened with them. */
interface Opening {
  id: string;
  sku: string;
  stock: number;
}

function differences({ order, status }: Acknowledged, found: Order): string[] {
  const told: [string, unknown, unknown][] = [
    ['number', order.number, found.number],
    ['total', order.total, found.total],
    ['lines', order.lines, found.lines],
    ['state', status, found.status],
  ];
  return told
    .map(([what, answered, is]) => [what, JSON.stringify(answered), JSON.stringify(is)] as const)
    .filter(([, answered, is]) => answered !== is)
    .map(([what, answered, is]) => `order ${order.number}: its ${what} was answered as ${answered} and is ${is}`);
}

/**
 * Compares what was answered with what is there, once every caller has its answer: each order with its number, its
 * lines, its total and its last state; and none that nobody was told of, for every request was repeated until it
 * was answered. Pure.
 */
export function lossesOfOrders(acknowledged: ReadonlyMap<string, Acknowledged>, found: readonly Order[]): string[] {
  const there = new Map(found.map((order) => [order.id, order]));
  const losses = [...acknowledged.values()].flatMap((answered) => {
    const order = there.get(answered.order.id);
    if (!order) return [`order ${answered.order.number} (${answered.order.id}) was answered with 201 and is lost`];
    return differences(answered, order);
  });
  const unknown = found.filter(({ id }) => !acknowledged.has(id));
  losses.push(...unknown.map(({ number }) => `order ${number} is there, and nobody was told of it`));
  const numbers = Map.groupBy(found, ({ number }) => number);
  for (const [number, orders] of numbers) {
    if (orders.length > 1) losses.push(`${orders.length} orders have the number ${number}`);
  }
  return losses;
}

/** The same for adjustments of stock. Pure. */
export function lossesOfAdjustments(
  acknowledged: ReadonlyMap<string, StockAdjustment>,
  found: readonly StockAdjustment[],
): string[] {
  const there = new Set(found.map(({ id }) => id));
  const lost = [...acknowledged.keys()].filter((id) => !there.has(id));
  const unknown = found.filter(({ id, reason }) => reason !== 'initial' && !acknowledged.has(id));
  return [
    ...lost.map((id) => `adjustment ${id} was answered and is lost`),
    ...unknown.map(({ id }) => `adjustment ${id} is there, and nobody was told of it`),
  ];
}

/** The stock that follows from what was answered, beside the stock that is there. Pure. */
export function lossesOfStock(
  opening: readonly Opening[],
  orders: ReadonlyMap<string, Acknowledged>,
  adjustments: ReadonlyMap<string, StockAdjustment>,
  found: ReadonlyMap<string, number>,
): string[] {
  const expected = new Map(opening.map(({ id, stock }) => [id, stock]));
  const add = (id: string, units: number) => expected.set(id, (expected.get(id) ?? 0) + units);
  for (const { variant_id, delta } of adjustments.values()) add(variant_id, delta);
  for (const { order, status } of orders.values()) {
    if (status === 'cancelled') continue;
    for (const { variant_id, quantity } of order.lines) add(variant_id, -quantity);
  }
  return opening
    .filter(({ id }) => expected.get(id) !== found.get(id))
    .map(({ id, sku }) => `stock of ${sku} is ${found.get(id)}, and ${expected.get(id)} by what was answered`);
}

import { afterEach, beforeAll } from 'vitest';
import { prunesOf } from '../../server/src/prunes.ts';
import { runSchedule } from '../../server/src/schedule/run-schedule.ts';
import type { Background } from '../../server/src/schedule/work-off.ts';
import { ask, openTestHouse } from './index.ts';
import { shippingAddress } from './shipping-address.ts';

/** For how long what is pruned is kept. */
export const keep = {
  idempotency_keys_keep_days: 7,
  sessions_keep_days: 7,
  notifications_keep_days: 90,
  webhook_deliveries_keep_days: 30,
  imports_keep_days: 30,
};
/** After so long an order of the first store goes to processing. */
export const delay_seconds = 300;

/** A house with orders of two stores, in which what is done as time goes by is done by hand, on a clock that is set. */
export async function openScheduleHouse() {
  const house = await openTestHouse();
  const { clock } = house.runtime;
  /** What was logged as an error. */
  const told: { order_id?: string }[] = [];
  const log = { error: (details: object) => void told.push(details) } as unknown as Background['log'];
  const prunes = prunesOf(keep, house.files, log);
  const background: Background = { runtime: house.runtime, prunes, log };
  const run = () => runSchedule(background, () => false);

  beforeAll(async () => {
    // The test looks on and arranges as the owner; everybody else is held to the policies as ever.
    for (const table of ['orders', 'events', 'stores', 'idempotency_keys', 'sessions', 'refresh_tokens']) {
      await ask(house.databaseUrl, `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    }
    for (const [name, sku] of [
      ['vendor', 'A'],
      ['otherVendor', 'B'],
      ['strangeVendor', 'C'],
    ] as const) {
      await house.as(name).products.create({ body: { name: sku, sku, unit_price: 100, stock: 10_000 } });
    }
  });

  afterEach(async () => {
    // What a test leaves pending is carried on before the next.
    clock.advance(2 * delay_seconds);
    await run();
    told.length = 0;
  });

  async function place(skus = ['A'], by: 'customer' | 'strangeCustomer' = 'customer'): Promise<string> {
    const lines = skus.map((sku) => ({ sku, quantity: 1 }));
    const { id } = await house.as(by).orders.place({
      body: { lines, shipping_address: shippingAddress, payment: { provider: 'simulated' } },
    });
    return id;
  }

  async function statusOf(id: string): Promise<string | undefined> {
    const [row] = await ask<{ status: string }>(house.databaseUrl, 'SELECT status FROM orders WHERE id = $1', [id]);
    return row?.status;
  }

  return { house, clock, told, background, run, place, statusOf };
}

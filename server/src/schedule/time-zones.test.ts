import { pino } from 'pino';
import { beforeAll, expect, test } from 'vitest';
import { ask, openTestHouse } from '../../../tests/support/index.ts';
import { shippingAddress } from '../../../tests/support/shipping-address.ts';
import { runSchedule } from './run-schedule.ts';

const house = await openTestHouse();
const { clock } = house.runtime;
const background = { runtime: house.runtime, prunes: [], log: pino({ level: 'silent' }) };
const window_seconds = 300;

beforeAll(async () => {
  await ask(house.databaseUrl, 'ALTER TABLE orders NO FORCE ROW LEVEL SECURITY');
  await house.as('vendor').products.create({ body: { name: 'Lamp', sku: 'L', unit_price: 100, stock: 1_000 } });
});

/** Signed in anew: tokens run out by the clock. */
async function placeAt(instant: string): Promise<string> {
  clock.set(new Date(instant));
  house.forgetTokens();
  const { id } = await house.as('customer').orders.place({
    body: { lines: [{ sku: 'L', quantity: 1 }], shipping_address: shippingAddress },
  });
  return id;
}

async function statusOf(id: string): Promise<string> {
  const { status } = await house.as('admin').orders.get({ params: { id } });
  return status;
}

// Each an instant around which the zone's clocks jump, or midnight where they never do.
const moments = [
  ['Europe/London', 'clocks go back', '2026-10-25T00:58:00Z'],
  ['Europe/London', 'clocks go forward', '2026-03-29T00:58:00Z'],
  ['Asia/Kolkata', 'a day ends', '2026-03-28T18:28:00Z'],
] as const;

test.each(moments)('%s, as %s: windows are as long as ever', async (time_zone, _, instant) => {
  house.forgetTokens();
  await house.as('admin').store.update({ body: { time_zone } });
  const [kept, regretted, late] = [await placeAt(instant), await placeAt(instant), await placeAt(instant)];
  clock.advance(window_seconds - 30);
  await runSchedule(background, () => false);
  expect(await statusOf(kept)).toBe('pending');
  expect(await house.as('customer').orders.cancel({ params: { id: regretted }, body: {} })).toMatchObject({
    status: 'cancelled',
  });
  clock.advance(31);
  await expect(house.as('customer').orders.cancel({ params: { id: late }, body: {} })).rejects.toMatchObject({
    status: 409,
  });
  await runSchedule(background, () => false);
  expect(await statusOf(kept)).toBe('processing');
});

// The first and the last instant of a day of the zone, and the ones just outside of it.
const days = [
  ['Europe/London', 'of 25 hours', '2026-10-25T00:00:00+01:00', '2026-10-26T00:00:00Z'],
  ['Europe/London', 'of 23 hours', '2026-03-29T00:00:00Z', '2026-03-30T00:00:00+01:00'],
  ['Asia/Kolkata', 'of 24 hours', '2026-03-29T00:00:00+05:30', '2026-03-30T00:00:00+05:30'],
] as const;

test.each(days)('the orders of a day in %s %s are found by its instants', async (_zone, _length, from, to) => {
  await ask(house.databaseUrl, "UPDATE orders SET placed_at = '2020-01-01'");
  const at = (edge: string, milliseconds: number) => new Date(Date.parse(edge) + milliseconds).toISOString();
  await placeAt(at(from, -2_000));
  const first = await placeAt(from);
  const last = await placeAt(at(to, -2_000));
  await placeAt(to);
  const { data } = await house.as('admin').orders.list({ query: { placed_from: from, placed_to: to } });
  expect(data.map(({ id }) => id).sort()).toEqual([first, last].sort());
});

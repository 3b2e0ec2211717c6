import { type Client, type Order, OrderhouseError, type OrderInput, type OrderStatus } from '@orderhouse/contracts';
import type { Chance } from '../server/src/demo/chance.ts';
import { shippingAddress } from '../tests/support/shipping-address.ts';
import { untilAnswered } from './client.ts';
import type { Ledger } from './ledger.ts';
import type { Shop } from './shop.ts';

const wants_scarce_percent = 40;
const sends_twice_percent = 10;
const lines_max = 3;
/** What becomes of an order: the states it is asked to go to, one after the other. Most are left as they are. */
const fates: readonly (readonly OrderStatus[])[] = [
  [],
  [],
  [],
  ['cancelled'],
  ['cancelled'],
  ['processing'],
  ['processing', 'cancelled'],
  ['processing', 'shipped'],
  ['processing', 'shipped', 'delivered'],
];

function nextOrder(chance: Chance, shop: Shop): OrderInput {
  const wanted = Array.from({ length: chance.between(1, lines_max) }, () =>
    chance.pick(chance.percent(wants_scarce_percent) ? shop.scarce : shop.plenty),
  );
  // In the order of the wish, not of the SKU: two customers name the same goods the other way round.
  const lines = [...new Set(wanted)].map(({ sku }) => ({ sku, quantity: chance.between(1, 3) }));
  return { lines, shipping_address: shippingAddress };
}

const isSoldOut = (error: unknown) => error instanceof OrderhouseError && error.code === 'insufficient_stock';

/** Sends one order until it is answered. @returns null when it was refused for stock. */
async function place(client: Client, body: OrderInput, key: string, ledger: Ledger): Promise<Order | null> {
  try {
    const order = await untilAnswered(ledger, () => client.orders.place({ body, idempotencyKey: key }));
    ledger.place(key, order);
    return order;
  } catch (error) {
    if (!isSoldOut(error)) throw error;
    ledger.tally.refusedForStock += 1;
    return null;
  }
}

/** One click on the button, or two: two must make one order. */
async function placeOnce(client: Client, body: OrderInput, key: string, copies: number, ledger: Ledger) {
  if (copies > 1) ledger.sendTwice(key);
  const answers = await Promise.all(Array.from({ length: copies }, () => place(client, body, key, ledger)));
  const orders = answers.filter((answer) => answer !== null);
  const ids = new Set(orders.map(({ id }) => id));
  if (ids.size > 1) ledger.fault(`the key ${key} made the orders ${[...ids].join(', ')}`);
  return orders[0] ?? null;
}

async function meetFate(client: Client, shop: Shop, { id }: Order, fate: readonly OrderStatus[], ledger: Ledger) {
  for (const [step, status] of fate.entries()) {
    const params = { id };
    const isOwn = status === 'cancelled' && step === 0;
    const moved = await untilAnswered(ledger, () =>
      isOwn ? client.orders.cancel({ params, body: {} }) : shop.admin.orders.updateStatus({ params, body: { status } }),
    );
    if (moved.status !== status) ledger.fault(`order ${id} was asked to be ${status} and is ${moved.status}`);
    ledger.move(id, status);
  }
}

/** One customer, ordering again and again until the time is over, and each order's way from then on. */
export async function shopUntil(
  until: number,
  index: number,
  scenario: string,
  { shop, ledger, chance }: { shop: Shop; ledger: Ledger; chance: Chance },
): Promise<void> {
  const client = shop.customers[index];
  if (!client) throw new Error(`there is no customer ${index}`);
  for (let count = 0; performance.now() < until; count += 1) {
    const copies = chance.percent(sends_twice_percent) ? 2 : 1;
    const key = `${scenario}-${index}-${count}`;
    try {
      const order = await placeOnce(client, nextOrder(chance, shop), key, copies, ledger);
      const fate = chance.pick(fates);
      if (order) await meetFate(client, shop, order, fate, ledger);
    } catch (error) {
      // Whatever else is answered is not what the contract says of such a call.
      ledger.fault(`customer ${index}, key ${key}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

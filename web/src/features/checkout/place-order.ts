import { type Order, OrderhouseError, type OrderInput } from '@orderhouse/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { type CartLine, emptyCart } from '../../lib/cart.ts';
import { repricedLines, shelfOfCartQuery } from '../../lib/cart-check.ts';
import { client } from '../../lib/client.ts';
import { closeAttempt, openAttempt, unheardAttempt } from './attempt.ts';
import { dropDraft } from './draft.ts';
import { keepLines } from './unpaid-lines.ts';

/** Whether an error says that nothing was placed; without an answer, or with a failure of the server, nobody knows. */
const isRefusal = (error: unknown) => error instanceof OrderhouseError && error.status >= 400 && error.status < 500;

/** Refused at the door, before anybody looked whether the order is there: not signed in, not allowed, too often. */
const isOfDoor = (error: unknown) => error instanceof OrderhouseError && [401, 403, 429].includes(error.status);

/**
 * Places the order, unless a price has changed under the eyes of whoever is ordering.
 *
 * @returns null when a price has changed: nothing was placed
 * @throws OrderhouseError when it was refused, or nobody answered; it can be sent again without being placed twice
 */
export async function placeOrder(
  queries: QueryClient,
  body: OrderInput,
  cart: readonly CartLine[],
): Promise<Order | null> {
  const isAgain = unheardAttempt(body) === 'this';
  // One that may have arrived already is asked about again as it is.
  if (!isAgain) {
    const shelf = await queries.fetchQuery({ ...shelfOfCartQuery(cart), staleTime: 0 });
    if (repricedLines(cart, shelf).length > 0) return null;
  }
  try {
    return await client.orders.place({ body, idempotencyKey: openAttempt(body) });
  } catch (error) {
    if (isRefusal(error) && !(isAgain && isOfDoor(error))) {
      closeAttempt();
      // What is left of each thing is known by the time the refusal is read.
      await queries.invalidateQueries({ queryKey: ['products'] });
    }
    throw error;
  }
}

/** The order is placed: nothing of the checkout is wanted any more. Until here a reload would find the same order. */
export function finishCheckout(order: Order, cart: readonly CartLine[]): void {
  keepLines(order.id, cart);
  closeAttempt();
  dropDraft();
  emptyCart();
}

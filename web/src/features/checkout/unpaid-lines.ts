import type { CartLine } from '../../lib/cart.ts';

const place = 'orderhouse.checkout.unpaid';

/** Keeps what was ordered, for the case that it is not paid and one wants it back in the cart. */
export function keepLines(orderId: string, lines: readonly CartLine[]): void {
  try {
    // Without what was found out about them meanwhile.
    const bare = lines.map(
      ({ variant_id, product_id, sku, name, unit_price, quantity }): CartLine => ({
        variant_id,
        product_id,
        sku,
        name,
        unit_price,
        quantity,
      }),
    );
    sessionStorage.setItem(place, JSON.stringify({ orderId, lines: bare }));
  } catch {
    // Storage is full or refused: the order's page still tells what it was.
  }
}

/** @returns the lines of an order that was placed from here, once. */
export function takeLines(orderId: string): CartLine[] {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place) ?? 'null') as { orderId: string; lines: CartLine[] } | null;
    if (kept?.orderId !== orderId) return [];
    sessionStorage.removeItem(place);
    return kept.lines;
  } catch {
    return [];
  }
}

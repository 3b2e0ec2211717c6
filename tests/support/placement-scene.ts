import type { Buyer, Outcome, PlacementRequest, PlacementScene } from '../../server/src/orders/placement-scene.ts';
import type { SellableVariant } from '../../server/src/orders/shelf.ts';

const buyer: Buyer = {
  id: 'c1',
  email: 'c1@shop.test',
  full_name: 'C One',
  phone: null,
  role: 'customer',
  is_active: true,
};
export const shipping_address = { name: 'C One', line1: '1 High St', city: 'Leeds', postal_code: 'LS1', country: 'GB' };

/** A variant of a vendor of its own, on sale. */
export function variant(id: string, stock: number, more: Partial<SellableVariant> = {}): SellableVariant {
  const vendor_id = `vendor-of-${id}`;
  return {
    id,
    sku: id.toUpperCase(),
    sku_key: id,
    title: '',
    unit_price: 250,
    stock,
    low_stock_threshold: null,
    product_name: `Product ${id}`,
    product_status: 'active',
    vendor_id,
    ...more,
  };
}

/** What a batch finds: a store with one buyer, and these variants. */
export function scene(variants: SellableVariant[], more: Partial<PlacementScene> = {}): PlacementScene {
  const store = { currency: 'GBP', cancel_window_seconds: 300, payment_providers: ['manual'], low_stock_threshold: 5 };
  return { store, variants, buyers: [buyer], answeredKeys: [], now: new Date('2026-01-05T10:00:00Z'), ...more };
}

/** An order of that buyer. */
export function request(
  lines: { sku: string; quantity: number }[],
  more: Partial<PlacementRequest> = {},
): PlacementRequest {
  return { input: { lines, shipping_address }, actorId: 'c1', actorRole: 'customer', claim: null, ...more };
}

/** @returns what gives `order-1`, `order-2` and so on. */
export function counter(): () => string {
  let count = 0;
  return () => `order-${++count}`;
}

/** @returns why an order was refused; throws when it was not. */
export function problemOf(outcome: Outcome | undefined) {
  if (outcome?.kind !== 'refused') throw new Error(`expected a refusal, got ${outcome?.kind}`);
  return outcome.problem;
}
